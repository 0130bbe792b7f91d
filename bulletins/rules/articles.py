"""Articles as values."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bulletins.rules.kinds import Genre, Limit


@dataclass(frozen=True, slots=True)
class Origin:
    """Sentence `index` of a text, and the submission it comes from (None: new); `near`: alike, not the same."""

    index: int
    digest: str
    source: UUID | None
    near: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A submission of an article and the share of the article that comes from it, in percent."""

    submission: UUID
    unit: UUID
    share: int


@dataclass(frozen=True, slots=True)
class Edition:
    """One kept text."""

    number: int
    title: str
    body: str
    lineage: tuple[Origin, ...]
    digest: bytes
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Article:
    """An article with its newest text."""

    id: UUID
    version: int
    state: str
    kind: UUID
    genre: Genre
    issue: UUID | None
    position: int
    title: str
    body: str
    chars: int
    edition: int
    created: datetime
    created_by: UUID
    sources: tuple[Source, ...] = ()
    authors: frozenset[UUID] = frozenset()
    limit: Limit | None = None
    issue_state: str = ""
    merged_into: UUID | None = None
    drop_code: str = ""
    open_questions: int = 0
    annex: bytes = b""  # digest of the figures printed behind it: a circular
