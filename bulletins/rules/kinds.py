"""Kinds of bulletins as values."""

from dataclasses import dataclass, field
from datetime import date, datetime
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


class Channel(Labelled):
    """How a kind reaches its readers."""

    SYSTEM = "system", "本系统送达"
    PAPER = "paper", "纸质印送"
    EXCHANGE = "exchange", "公文交换"


class Numbering(Labelled):
    """How the number stands on the first page; the series themselves are one per kind and year, and one running."""

    LOOK = "", "按刊头式样"
    ISSUE = "issue", "第 N 期"
    YEAR_ISSUE = "year_issue", "〔年〕第 N 期"
    YEAR = "year", "〔年〕N"
    RUNNING = "running", "总第 M 期"


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
    """A kind of bulletin in one edition, in force from `since` on. `look`: whose masthead it has; empty: its own code's."""

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
    edition: int = 1
    since: date = date(2000, 1, 1)
    channels: tuple[Channel, ...] = (Channel.SYSTEM,)
    look: str = ""
    numbering: Numbering = Numbering.LOOK

    def limit(self, genre: str) -> Limit | None:
        """The length for a genre, or None when the kind does not take it."""
        return next((limit for limit in self.limits if limit.genre == genre), None)


@dataclass(frozen=True, slots=True)
class KindEdition:
    """An edition with who made it; by nobody: it came with the product."""

    kind: Kind
    by: UUID | None
    at: datetime
