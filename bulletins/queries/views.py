"""What pages of this package are given: values ready to show, names resolved."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from bulletins.queries.consistency import TextSheet
from bulletins.queries.responsibility import Thread
from bulletins.rules.articles import Article, Edition
from bulletins.rules.deliveries import Delivery, Tally
from bulletins.rules.instructions import Instruction
from bulletins.rules.issues import Issue
from bulletins.rules.kinds import Kind, Limit
from bulletins.rules.printing import Checked
from gate.workflow import HoldLine
from kernel.textdiff import Segment
from kernel.work import Clock
from kernel.workflow import Offer, Step


@dataclass(frozen=True, slots=True)
class Passed:
    """One line of a history, newest first in lists."""

    at: datetime
    who: str
    unit: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody who opened the record."""

    who: str
    unit: str
    last: datetime


@dataclass(frozen=True, slots=True)
class Stood:
    """Who brought a record to a state, and when."""

    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Course:
    """Where a record stands, and its past."""

    steps: tuple[Step, ...]
    stood: dict[str, Stood]
    history: tuple[Passed, ...]
    readers: tuple[Opened, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A source of an article with its share in percent."""

    submission: UUID
    unit: str
    share: int
    number: str = ""
    title: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """An article on the board or in an issue."""

    article: Article
    kind: str
    state: str
    parts: tuple[Part, ...]
    length: str  # ok | short | long
    href: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A screened submission that can be taken up."""

    id: UUID
    title: str
    unit: str
    category: str
    chars: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the board."""

    state: str
    label: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The editors' desk."""

    candidates: tuple[Candidate, ...]
    columns: tuple[Column, ...]
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class ArticleSheet:
    """Everything an article's page shows."""

    card: Card
    kind: Kind
    limit: Limit | None
    offers: tuple[Offer, ...]
    course: Course
    editions: tuple[tuple[Edition, str], ...]
    diff: tuple[Segment, ...]
    traced: int
    whole: bool
    issues: tuple[tuple[str, str], ...]
    issue: Issue | None
    can_write: bool
    holds: tuple[HoldLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """A line of an issue's distribution: who, and how far the copy got. `via`: the group; `nobody`: no account can read it."""

    key: str
    name: str
    personal: bool
    delivery: Delivery | None
    state: str
    opened_by: str = ""
    accepted_by: str = ""
    place: int = 0
    via: str = ""
    added: bool = False
    deputy: str = ""
    clock: Clock | None = None
    nobody: bool = False
    unopened: bool = False

    @property
    def times(self) -> dict[str, datetime]:
        """When the copy arrived, was opened, was confirmed: as far as it got."""
        if self.delivery is None:
            return {}
        passed = {
            "arrived": self.delivery.arrived_at, "opened": self.delivery.opened_at,
            "accepted": self.delivery.accepted_at,
        }  # fmt: skip
        return {name: at for name, at in passed.items() if at}


@dataclass(frozen=True, slots=True)
class Summary:
    """Who gets an issue, in a few lines. `groups`: (name, how many); `people`: the first of those named by themselves."""

    audience: str
    size: int
    groups: tuple[tuple[str, int], ...]
    people: tuple[str, ...]
    others: int
    cuts: int
    tally: Tally | None
    asked: int


@dataclass(frozen=True, slots=True)
class Given:
    """Points an issue gave."""

    unit: str
    event: str
    title: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class IssueSheet:
    """Everything an issue's page shows."""

    issue: Issue
    state: str
    cards: tuple[Card, ...]
    waiting: tuple[Card, ...]
    summary: Summary
    offers: tuple[Offer, ...]
    barred: tuple[str, ...]
    course: Course
    can_arrange: bool
    people: dict[UUID, str]
    instructions: tuple[Instruction, ...]
    scores: tuple[Given, ...]
    holds: tuple[HoldLine, ...] = ()
    checked: Checked | None = None
    can_export: bool = False
    thread: Thread = field(default_factory=Thread)
    findings: tuple[TextSheet, ...] = ()


@dataclass(frozen=True, slots=True)
class IssueLine:
    """An issue in a list."""

    issue: Issue
    state: str
    compiler: str
    articles: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Copy:
    """A delivery in a reader's list."""

    delivery: Delivery
    issue: Issue
    state: str
    titles: tuple[str, ...]
    href: str
    reads_for: str = ""

    @property
    def id(self) -> UUID:
        """The delivery's."""
        return self.delivery.id


@dataclass(frozen=True, slots=True)
class Reading:
    """The page a leader or a unit reads an issue on."""

    delivery: Delivery
    issue: Issue
    state: str
    cards: tuple[Card, ...]
    position: int
    total: int
    before: UUID | None
    after: UUID | None
    offers: tuple[Offer, ...]
    phrases: tuple[str, ...]
    written: tuple[tuple[Instruction, str], ...]
    may_write: bool
    circulated: str = ""
    reads_for: str = ""
