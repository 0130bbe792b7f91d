"""What pages get to see of assignments and of the catalogue."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kernel.work import Clock
from kernel.workflow import Labelled, Offer, Step
from submissions.rules.assignments import Decision, Load, Order, OrderKind, Outcome, Task
from submissions.rules.catalogue import Match, Period

Key = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class Answer:
    """A submission that answers a task. `title` is empty for who may not see it yet."""

    submission: UUID
    title: str
    number: str
    state: Labelled
    used_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One row of the board."""

    task: Task
    topic: str
    kind: OrderKind
    state: Labelled
    unit: str
    holder: str
    since: datetime
    clock: Clock | None
    answers: int
    key: Key


@dataclass(frozen=True, slots=True)
class Board:
    """A page of the board; `counts`: tasks by state."""

    lines: tuple[TaskLine, ...]
    counts: dict[str, int]
    prev: Key | None = None
    next: Key | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """A unit a task could go to, in the agreed order."""

    unit: UUID
    name: str
    depth: int
    load: Load
    officers: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """An order that asks nearly the same of some of the same units."""

    id: UUID
    topic: str
    kind: OrderKind
    state: Labelled
    units: tuple[str, ...]
    due: datetime
    percent: int
    answered: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the catalogue."""

    id: UUID
    version: int
    name: str
    fields: str
    source: str
    basis: str
    contact: str
    unit: UUID
    unit_name: str
    period: Period
    valid_from: date
    valid_until: date | None
    changed: datetime
    match: Match | None = None
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One act on a record, with what was said."""

    at: datetime
    who: str
    unit: str
    label: str
    target: str
    note: str = ""
    due: datetime | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """An attachment of an order."""

    id: UUID
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What an order asks, in words; `of`: an order that was taken in."""

    topic: str
    wanted: str
    bulletin: str
    of: UUID | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What everyone concerned sees of an order: wishes, the data already there, files."""

    order: Order
    state: Labelled
    kind: OrderKind
    wishes: tuple[Wish, ...]
    override: str
    entries: tuple[Entry, ...]
    files: tuple[Attached, ...]
    category: str
    genre: str
    author: str
    created: datetime
    asks_data: bool

    @property
    def topic(self) -> str:
        """The order's own topic."""
        return self.wishes[0].topic


@dataclass(frozen=True, slots=True)
class OrderSheet:
    """An order's page, for the office."""

    asked: Asked
    why: str
    consent: str
    consent_at: datetime | None
    lines: tuple[TaskLine, ...]
    waiting_for: tuple[Room, ...]
    mergeable: tuple[Overlap, ...]
    merged_into: tuple[UUID, str] | None
    offers: tuple[Offer, ...]
    steps: tuple[Step, ...]
    history: tuple[Said, ...]
    readers: tuple[tuple[str, str, datetime], ...]


@dataclass(frozen=True, slots=True)
class TaskSheet:
    """A task's page, for its unit and for the office."""

    task: Task
    asked: Asked
    line: TaskLine
    answers: tuple[Answer, ...]
    linkable: tuple[tuple[UUID, str], ...]
    outcome: Outcome | None
    feedback: str
    closed: datetime | None
    merged_into: UUID | None
    colleagues: tuple[tuple[UUID, str], ...]
    offers: tuple[Offer, ...]
    steps: tuple[Step, ...]
    history: tuple[Said, ...]
    readers: tuple[tuple[str, str, datetime], ...]
    may_answer: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What is shown before an order is issued."""

    rooms: tuple[Room, ...]
    overlaps: tuple[Overlap, ...] = ()
    hits: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """A unit's tasks that fell due in a period."""

    unit: UUID
    issued: int
    answered: int
    on_time: int
    late: int
    declined: int
