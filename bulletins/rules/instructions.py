"""Instructions as values, and what can be decided about them without a database (PUB-06, LE-02).

- Each named unit owes its own answer by its own time; the rows of `targets` are its duties.
- A unit sees only its own duty, and the leader's wording only where the office's table of that day lets it.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from gate.workflow import NOTHING, Standing
from kernel.clock import LOCAL
from kernel.workflow import Labelled
from submissions.workflow.told import LeaderRank, Said, Sight

KIND, DUTY_KIND, DESK_CLOCK, TOLD_CLOCK = "instruction", "instruction_duty", "instruction_desk", "instruction_told"
ANSWER, DESK, TOLD = "answer", "desk", "told"
ORDINARY, SUPPLEMENT, AT_DESK = "ordinary", "supplement", "desk"
LONGEST = 2000
LONGEST_TERM = timedelta(days=366)
LAST_MINUTE = time(23, 59)  # a due day ends on that day wherever it is shown
TELL_BY = time(17)
NOBODY = UUID(int=0)
MOST_SCANS, LARGEST_SCAN = 5, 20 * 1024 * 1024


class Way(Labelled):
    """How an instruction came."""

    TYPED = "typed", "网上批示"
    INK = "ink", "手写批示"
    PAPER = "paper", "纸质批示"


class Colour(Labelled):
    """The slips of a duty; each is a mark of its clock."""

    BLUE = "blue", "蓝单"
    YELLOW = "yellow", "黄单"
    RED = "red", "红单"


class Term(Labelled):
    """Why an answer is due when it is, where no row of the office's table says it."""

    NAMED = "instruction-named", "办公厅转办时定的期限"
    EXTENDED = "instruction-extended", "办公厅同意的延期"
    TELL = "instruction-told", "批示当日告知报送单位"


class Owes(Labelled):
    """What the one who must move owes."""

    TRANSCRIBE = "transcribe", "转录手写批示"
    CONFIRM = "confirm", "确认批示内容"
    ROUTE = "route", "转办"
    ANSWER = "answer", "报送办理情况"
    JUDGE = "judge", "审核答复"
    CLOSE = "close", "办结"


@dataclass(frozen=True, slots=True)
class Word:
    """Something said with an act on a duty."""

    action: str
    text: str
    code: str
    due: datetime | None
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Target:
    """A unit that must answer an instruction: its duty. `answer`: the one it gave last."""

    unit: UUID
    answer: str = ""
    answered_by: UUID | None = None
    answered_at: datetime | None = None
    id: UUID = NOBODY
    version: int = 1
    state: str = "owed"
    due: datetime | None = None
    asked_due: datetime | None = None
    accepted_at: datetime | None = None
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A unit that reported what was written on, and what it was told."""

    unit: UUID
    sight: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip as it was sent to a unit."""

    id: UUID
    duty: UUID
    number: int
    colour: str
    due: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a leader wrote, and what became of it. `said_at`: when it was written; `text`: empty while it is only ink.

    `outside`: what a leader who has no account is called; empty for the others.
    """

    id: UUID
    version: int
    state: str
    issue: UUID
    article: UUID | None
    leader: UUID
    text: str
    created: datetime
    due: datetime | None = None
    routed_at: datetime | None = None
    closed_at: datetime | None = None
    targets: tuple[Target, ...] = ()
    kind: str = Said.TASK.value
    way: str = Way.TYPED.value
    rank: str = LeaderRank.DEPUTY.value
    sight: str = Sight.WHOLE.value
    year: int = 0
    number: int = 0
    said_at: datetime | None = None
    by: UUID | None = None
    transcriber: UUID | None = None
    follows: UUID | None = None
    demand: str = ""
    ink: str = field(default="", repr=False)
    told: tuple[Told, ...] = ()
    told_at: datetime | None = None
    holds: Standing = NOTHING
    outside: str = ""

    @property
    def whole(self) -> bool:
        """Whether a unit may read the leader's own words."""
        return self.sight == Sight.WHOLE

    def of(self, unit: UUID) -> Target | None:
        """The duty of a unit."""
        return next((target for target in self.targets if target.unit == unit), None)


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty as its workflow sees it."""

    target: Target
    instruction: Instruction

    @property
    def state(self) -> str:
        """Where the duty stands."""
        return self.target.state

    @property
    def unit(self) -> UUID:
        """Whose it is."""
        return self.target.unit


@dataclass(frozen=True, slots=True)
class Given:
    """What is chosen with an act, beside words."""

    units: tuple[UUID, ...] = ()
    due: date | None = None
    term: str = ""
    kind: str = ""
    code: str = ""
    declared: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper instruction as the staff enters it; words and scans come as Cleared beside it."""

    leader: UUID
    issue: UUID
    article: UUID | None
    said: date
    kind: str
    follows: UUID | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filter and keyset mark of the ledger."""

    state: str = ""
    kind: str = ""
    way: str = ""
    leader: UUID | None = None
    unit: UUID | None = None
    first: date | None = None
    last: date | None = None
    colour: str = ""
    before: UUID | None = None


def as_unit_sees(instruction: Instruction, unit: UUID) -> Instruction:
    """The instruction without what a unit may not know: other units, and wording above its sight."""
    mine = tuple(target for target in instruction.targets if target.unit == unit)
    told = tuple(each for each in instruction.told if each.unit == unit)
    return replace(
        instruction, targets=mine, told=told, ink="", text=instruction.text if instruction.whole else "",
        demand=instruction.demand if mine else "",
    )  # fmt: skip


def end_of(day: date) -> datetime:
    """The last minute of a due day."""
    return datetime.combine(day, LAST_MINUTE, LOCAL)


def wrong_due(day: date, now: datetime) -> str:
    """The code of what is wrong with a due day; empty when it will do."""
    if end_of(day) <= now:
        return "in_the_past"
    return "due_too_far" if end_of(day) - now > LONGEST_TERM else ""


def tell_by(now: datetime) -> datetime:
    """Until when the reporting unit is told: this afternoon, at once after that."""
    return max(now, datetime.combine(now.astimezone(LOCAL).date(), TELL_BY, LOCAL))
