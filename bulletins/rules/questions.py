"""Questions to units, comments and reviews as values."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bulletins.rules.anchors import Anchor


@dataclass(frozen=True, slots=True)
class Answer:
    """What a unit answered."""

    text: str
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """A question to a unit. `quote`: the sentence of its own submission; `anchor`: the article's, the office's only."""

    id: UUID
    version: int
    state: str
    article: UUID
    submission: UUID
    unit: UUID
    anchor: Anchor
    quote: str
    text: str
    by: UUID
    at: datetime
    due: datetime
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark on a sentence of an article."""

    id: UUID
    article: UUID
    anchor: Anchor
    text: str
    by: UUID
    at: datetime
    resolved_by: UUID | None = None
    resolved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A colleague who was asked to comment only."""

    article: UUID
    reader: UUID
    asked_by: UUID
    asked_at: datetime
    done_at: datetime | None = None
