"""What the pages of instructions show: values with the names around them, and nothing a viewer may not know."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bulletins.queries.views import Course
from bulletins.rules.instructions import Instruction, Slip, Target
from gate.workflow import HoldLine
from kernel.blobs import Listed
from kernel.work import Clock
from kernel.workflow import Offer

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class WordLine:
    """Something said about a duty, in words."""

    at: datetime
    who: str
    label: str
    text: str
    code: str
    due: datetime | None


@dataclass(frozen=True, slots=True)
class DutyCard:
    """A unit's part of an instruction."""

    target: Target
    name: str
    state: str
    words: tuple[WordLine, ...]
    slips: tuple[Slip, ...]
    clock: Clock | None
    offers: tuple[Offer, ...]

    @property
    def text(self) -> str:
        """The answer it gave last."""
        return self.target.answer


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A unit that reported, and what it was told."""

    unit: str
    sight: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Chained:
    """The first instruction, or one that follows it up."""

    id: UUID
    name: str
    state: str
    leader: str
    at: datetime


@dataclass(frozen=True, slots=True)
class InstructionSheet:
    """Everything an instruction's page shows."""

    instruction: Instruction
    state: str
    kind: str
    way: str
    rank: str
    leader: str
    issue: str
    title: str
    answers: tuple[DutyCard, ...]
    offers: tuple[Offer, ...]
    course: Course
    clock: Clock | None
    desk: Clock | None
    telling: Clock | None
    units: Choices
    suggested: tuple[str, ...]
    terms: Choices
    codes: Choices
    due: date | None
    told: tuple[ToldLine, ...]
    first: Chained | None
    following: tuple[Chained, ...]
    scans: tuple[Listed, ...]
    holds: tuple[HoldLine, ...]
    routed_by: str
    all_seen: bool
    may_tell: bool
    may_follow: bool


@dataclass(frozen=True, slots=True)
class InstructionLine:
    """An instruction in a list. `owes`: who has the next step."""

    instruction: Instruction
    name: str
    state: str
    kind: str
    way: str
    leader: str
    issue: str
    title: str
    units: str
    clock: Clock | None
    owes: str
    slip: str
    told: str


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """A slip as it is printed."""

    slip: Slip
    label: str
    sheet: InstructionSheet
    card: DutyCard
    office: str


@dataclass(frozen=True, slots=True)
class Signed:
    """One line of the signing history."""

    at: datetime
    who: str
    unit: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class TidyLine:
    """A line of the monthly list."""

    line: InstructionLine
    unit: str
    owes: str
    due: datetime | None
    late: bool
    moved: bool


@dataclass(frozen=True, slots=True)
class RankLine:
    """A leader with the rank of today."""

    account: UUID
    name: str
    rank: str
    since: date | None
