"""What pages get to see of debts, phone reports and events."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from kernel.work import Clock
from kernel.workflow import Labelled, Offer, Step
from submissions.rules.records import Details

WRITTEN_AS = Details("emergency", "flash", "duty")  # the text that follows a phone report
RECENT = timedelta(days=3)  # a text begun so long ago may still be what follows a call


@dataclass(frozen=True, slots=True)
class DebtLine:
    """A debt in a list."""

    id: UUID
    version: int
    state: Labelled
    submission: UUID
    title: str
    number: str
    unit_name: str
    sent: datetime
    sent_by: str
    reason: str
    note: str
    settled: datetime | None
    settled_by: str
    clock: Clock | None
    late: timedelta | None
    key: tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class DebtSheet:
    """A debt's page: the text as it was sent. `moved_on`: the record holds another one by now."""

    line: DebtLine
    body: str
    files: tuple[str, ...]
    moved_on: bool
    offers: tuple[Offer, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """A phone report in a list. `late`: by how much the call itself was late."""

    id: UUID
    version: int
    state: Labelled
    unit: UUID
    unit_name: str
    level: str
    called: datetime
    learned: datetime
    noted: datetime
    noted_by: str
    caller: str
    words: str
    note: str
    late: timedelta | None
    clock: Clock | None
    text_late: timedelta | None
    submission: UUID | None
    key: tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class PhoneSheet:
    """A phone report's page. `texts`: (id, title) of what could be the text that follows it."""

    line: PhoneLine
    offers: tuple[Offer, ...]
    steps: tuple[Step, ...]
    may_write: bool
    texts: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event in a list; `title` of the first report the viewer may see."""

    id: UUID
    kind: Labelled
    state: Labelled
    title: str
    level: str
    unit_name: str
    reports: int
    units: int
    opened: datetime
    last: datetime | None
    clock: Clock | None
    key: tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class Report:
    """A report of a chain. `place`: which of its kind it is, 0 while it has not been sent; `late`: by how much."""

    submission: UUID
    event: UUID
    kind: Labelled
    place: int
    title: str
    body: str
    unit: UUID
    unit_name: str
    author: str
    number: str
    state: Labelled
    sent: datetime | None
    late: timedelta | None
    unsigned: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage report that is due, or was."""

    id: UUID
    due: datetime
    settled: datetime | None
    clock: Clock | None
    mine: bool


@dataclass(frozen=True, slots=True)
class EventSheet:
    """An event's page."""

    id: UUID
    version: int
    kind: Labelled
    state: Labelled
    title: str
    level: str
    daily: bool
    opened: datetime
    lead: str
    reports: tuple[Report, ...]
    drafts: tuple[Report, ...]
    clocks: tuple[tuple[str, Clock], ...]
    stages: tuple[Stage, ...]
    joined_into: tuple[UUID, str] | None
    joined: tuple[tuple[UUID, str], ...]
    others: tuple[tuple[UUID, str], ...]
    offers: tuple[Offer, ...]
    steps: tuple[Step, ...]
    next_kinds: tuple[Labelled, ...]
    may_plan: bool
    alike: dict[UUID, int] = field(default_factory=dict)  # how much a report is like the first one, in percent
    may_gather: bool = False
    usable: tuple[UUID, ...] = ()  # what an article can be made of


def placed(kinds_and_units: list[tuple[str, UUID]]) -> list[int]:
    """Which of its kind each sent report is within its unit: the first follow-up, the second."""
    counted: dict[tuple[str, UUID], int] = {}
    places = []
    for key in kinds_and_units:
        counted[key] = counted.get(key, 0) + 1
        places.append(counted[key])
    return places
