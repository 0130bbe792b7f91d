"""Kinds of bulletins as values."""

from dataclasses import dataclass, field
from uuid import UUID

from kernel.workflow import Labelled


class Genre(Labelled):
    """What sort of text."""

    NEWS = "news", "动态"
    SURVEY = "survey", "综合"
    RESEARCH = "research", "调研"
    DIGEST = "digest", "要情"
    OPINION = "opinion", "舆情"
    NOTICE = "notice", "通报"


class Cadence(Labelled):
    """How often a kind comes out."""

    DAILY = "daily", "每个工作日"
    WEEKLY = "weekly", "每周"
    MONTHLY = "monthly", "每月"
    ANY = "any", "不定期"


@dataclass(frozen=True, slots=True)
class Limit:
    """Characters of a genre; `strict`: outside is refused, not only warned about."""

    genre: Genre
    least: int
    most: int
    strict: bool

    def holds(self, chars: int) -> bool:
        """Whether a text of this length is inside."""
        return self.least <= chars <= self.most


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who gets an issue: exactly one of unit and person. `via`: the group; `added`: the widening they came by."""

    unit: UUID | None = None
    person: UUID | None = None
    via: UUID | None = field(default=None, compare=False)
    added: UUID | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """As forms name it."""
        return f"unit:{self.unit}" if self.unit else f"person:{self.person}"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of bulletin."""

    id: UUID
    version: int
    code: str
    name: str
    masthead: str
    audience: str
    cadence: Cadence
    office: str
    active: bool
    limits: tuple[Limit, ...] = ()

    def limit(self, genre: str) -> Limit | None:
        """The length for a genre, or None when the kind does not take it."""
        return next((limit for limit in self.limits if limit.genre == genre), None)
