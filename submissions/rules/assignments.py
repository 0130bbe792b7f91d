"""The values of assignments (办法 第二十三条), and what can be decided about them without a database.

- An order names what is wanted, by when and of whom; every unit it goes to has one task of it.
- Near: another order's text has NEAR of the pairs of characters of the new topic, it goes to one of the same units, and
  it is open or was answered within RECENT. It is shown before the new one is issued; nothing unseen is issued.
- A unit over its quota gets a task only with the consent of a superior who is not the orderer (减轻基层负担).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from kernel.clock import LOCAL
from kernel.workflow import Labelled

KIND, ORDER_KIND = "assignment", "assignment_order"
NEAR, RECENT, MOST_NEAR = 0.4, timedelta(days=180), 10
LONGEST_TOPIC, LONGEST_WANTED, LONGEST_LINE, LONGEST_NOTE = 100, 5000, 40, 2000
LONGEST_TERM = timedelta(days=366)
MOST_FILES, LARGEST_FILE = 5, 20 * 1024 * 1024
REMIND_AT, LAST_MINUTE = time(9), time(23, 59)  # a due day ends on that day wherever it is shown
LIMITS = {
    "topic": LONGEST_TOPIC, "wanted": LONGEST_WANTED, "bulletin": LONGEST_LINE, "why": LONGEST_NOTE,
    "override": LONGEST_NOTE, "note": LONGEST_NOTE,
}  # fmt: skip


class OrderKind(Labelled):
    """The three ways of asking (办法 第二十三条)."""

    FIELD = "field", "实地调研"
    COMMISSIONED = "commissioned", "委托调研"
    SOLICITED = "solicited", "约稿"


class Outcome(Labelled):
    """What became of an answer, as the submitter is told."""

    USED = "used", "已采用"
    PARTLY = "partly", "综合采用"
    KEPT = "kept", "留存参考"
    UNUSED = "unused", "未采用"


class Term(Labelled):
    """Why a task is due when it is."""

    ORDERED = "assignment-ordered", "办公厅下达时定的期限"
    EXTENDED = "assignment-extended", "办公厅同意的延期"
    MENDED = "assignment-mended", "退回后 2 个工作日内再报"
    MERGED = "assignment-merged", "两件合并，取较晚的期限"


class Decision(Labelled):
    """How a hit in the catalogue was answered before asking."""

    USE = "use", "用已有数据，不再要"
    OVERRIDE = "override", "已有数据不够，仍要报送"


class Measure(Labelled):
    """What a quota counts."""

    OPEN = "open", "同时在办"
    MONTH = "month", "当月下达"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A unit, or a named officer of it."""

    unit: UUID
    person: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewOrder:
    """What the orderer chooses; words come as Cleared beside it. `seen`: near orders the page has shown."""

    kind: str
    category: str
    genre: str
    due: date
    recipients: tuple[Recipient, ...]
    remind: date | None = None
    asks_data: bool = False
    seen: tuple[UUID, ...] = ()
    entries: tuple[UUID, ...] = ()
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """An order as its workflow sees it. `answered`: tasks that wait for the office's word on an answer."""

    id: UUID
    version: int
    state: str
    author: UUID
    due: datetime
    answered: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """A task as its workflow sees it. `holder`: the officer who has it; None: anyone of the unit."""

    id: UUID
    version: int
    state: str
    assignment: UUID
    unit: UUID
    holder: UUID | None
    due: datetime
    asked_due: datetime | None = None
    first_answered: datetime | None = None

    def late(self, now: datetime) -> bool:
        """Whether it was, or still is, not answered in time."""
        return (self.first_answered or now) > self.due


@dataclass(frozen=True, slots=True)
class Given:
    """What is chosen with a move of a task, beside words."""

    due: date | None = None
    person: UUID | None = None
    unit: UUID | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Quota:
    """How much may be asked of a unit; None: every unit that has no row of its own."""

    measure: str
    most: int
    unit: UUID | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """What a unit has been asked already, and what it may be asked."""

    unit: UUID
    open: int = 0
    month: int = 0
    most_open: int = 0
    most_month: int = 0

    @property
    def full(self) -> bool:
        """Whether one more task is over the quota."""
        return self.open >= self.most_open or self.month >= self.most_month


@dataclass(frozen=True, slots=True)
class Near:
    """An order that asks nearly the same of some of the same units."""

    id: UUID
    share: float
    units: tuple[UUID, ...]


def end_of(day: date) -> datetime:
    """The last minute of a due day."""
    return datetime.combine(day, LAST_MINUTE, LOCAL)


def morning_of(day: date) -> datetime:
    """When a reminder asked for a day goes out."""
    return datetime.combine(day, REMIND_AT, LOCAL)


def month_of(moment: datetime) -> tuple[datetime, datetime]:
    """The calendar month of a moment on the office's wall clock, end excluded."""
    here = moment.astimezone(LOCAL)
    first = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first, (first + timedelta(days=32)).replace(day=1)


def wrong_due(day: date | None, now: datetime) -> str:
    """The code of what is wrong with a due day; empty when it will do."""
    if day is None:
        return "required"
    if end_of(day) <= now:
        return "in_the_past"
    return "due_too_far" if end_of(day) - now > LONGEST_TERM else ""


def wrong_order(new: NewOrder, now: datetime) -> dict[str, str]:
    """Field -> code of what is wrong with what was chosen, as far as it can be said without a database."""
    wrong = {}
    if new.kind not in list(OrderKind):
        wrong["kind"] = "not_a_choice"
    if due := wrong_due(new.due, now):
        wrong["due"] = due
    if new.remind and not now.astimezone(LOCAL).date() < new.remind <= new.due:
        wrong["remind"] = "remind_between"
    if not new.recipients:
        wrong["units"] = "choose_one"
    if len({each.unit for each in new.recipients}) < len(new.recipients):
        wrong["units"] = "not_a_choice"
    return wrong


def too_long(text: Mapping[str, str]) -> dict[str, str]:
    """Field -> code for every text that is longer than can be kept."""
    return {name: "too_long" for name, words in text.items() if len(words) > LIMITS[name]}


def loads(units: Iterable[UUID], counted: Mapping[UUID, tuple[int, int]], quotas: Sequence[Quota]) -> dict[UUID, Load]:
    """The load of every unit; `counted`: open and this month's tasks. A unit's own quota goes before the general one."""
    most = {(quota.unit, quota.measure): quota.most for quota in quotas}

    def limit(unit: UUID, measure: Measure) -> int:
        return most.get((unit, measure), most.get((None, measure), 0))

    return {
        unit: Load(unit, *counted.get(unit, (0, 0)), limit(unit, Measure.OPEN), limit(unit, Measure.MONTH))
        for unit in units
    }
