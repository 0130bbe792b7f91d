"""Terms: from a rule of so many working days, days, hours or minutes to the moment it ends, and why there.

- Working days follow the State Council calendar (kernel/worktime.py) and end at midnight of the last one; the day
  something starts on never counts. Days are the same on the plain calendar. Hours and minutes run day and night;
  working hours only while the desk is open on a working day.
- A declared outage stops every clock: hours go on after it, days get one more for each begun day of it.
- One due time binds: the earliest that any rule in force gives. Its rule, its words, the version of the calendar, the
  days that moved it and the outages are kept with it, so that it can be argued with (LO-01).
- Nothing here reads a clock or a database; whatever is counted can be counted again from the same few values.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from kernel import worktime
from kernel.clock import LOCAL
from kernel.worktime import CLOSES, OPENS, Outage, Reason

__all__ = [
    "Due",
    "Measure",
    "Outage",
    "Pause",
    "Reason",
    "advance",
    "again",
    "at_moment",
    "counted",
    "due_of",
    "earliest",
]
DAY = timedelta(days=1)
ROUNDS = 20  # an outage may reach into the days it has won; each round adds at least one


class Measure(StrEnum):
    """What a term is counted in; `moment`: somebody has named the end."""

    WORKING_DAY = "working_day"
    WORKING_HOUR = "working_hour"
    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"
    MOMENT = "moment"


LENGTHS = {Measure.HOUR: timedelta(hours=1), Measure.MINUTE: timedelta(minutes=1)}
SPREAD, LONGEST_REST = 5, 40 * DAY  # how far a working hour reaches: nights, weekends, and the holidays of a year


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch that does not count. kind: rest | holiday | office_free | closed | outage; name: of the holiday, of the outage."""

    start: datetime
    end: datetime
    kind: str = "rest"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A due time and why it is what it is. `due`: on time until. `asked`: asked for earlier; `closes`: too late after.

    `calendar`: the version it was counted with, empty when no calendar has a say. `urgent`: reminds day and night.
    """

    start: datetime
    due: datetime
    rule: str
    label: str
    calendar: str = ""
    provisional: bool = False
    urgent: bool = False
    measure: str = Measure.MOMENT
    amount: int = 0
    reasons: tuple[Reason, ...] = ()
    outages: tuple[Outage, ...] = ()
    asked: datetime | None = None
    closes: datetime | None = None

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """What does not count between its ends, by the calendar in force."""
        return pauses(self.start, self.due, days_off=bool(self.calendar), nights=self.measure == Measure.WORKING_HOUR)


def due_of(  # noqa: PLR0913 - the columns of a rule
    code: str, label: str, measure: str, amount: int, start: datetime, *, urgent: bool | None = None
) -> Due:
    """When a rule of `amount` working days, working hours, days, hours or minutes from `start` falls due.

    What is counted in hours or minutes is urgent unless said otherwise.
    """
    if Measure(measure) in LENGTHS:
        length = LENGTHS[Measure(measure)] * amount
        end = advance(start, length, _outages(start, start + length * ROUNDS + DAY * ROUNDS))
        due = Due(start, end, code, label, urgent=urgent is not False, measure=measure, amount=amount)
        return replace(due, outages=_touched(start, end))
    if measure == Measure.WORKING_HOUR:
        return _working_hours(code, label, amount, start, urgent=bool(urgent))
    if measure == Measure.MOMENT:
        raise ValueError("a named moment has no length: at_moment")
    return _days(code, label, Measure(measure), amount, start, urgent=bool(urgent))


def at_moment(code: str, label: str, due: datetime, start: datetime, *, urgent: bool = False) -> Due:
    """A due time somebody has named: it stays where it is, reminders keep to working hours unless `urgent`."""
    if urgent:
        return Due(start, due, code, label, urgent=True)
    calendar = worktime.current()
    first, last = sorted((start.astimezone(LOCAL).date(), due.astimezone(LOCAL).date()))
    return Due(start, due, code, label, calendar.rules, calendar.provisional(first, last))


def again(due: Due) -> Due:
    """The same term counted by the calendar and the outages in force now."""
    if due.measure == Measure.MOMENT:
        new = at_moment(due.rule, due.label, due.due, due.start, urgent=due.urgent)
    else:
        new = due_of(due.rule, due.label, due.measure, due.amount, due.start, urgent=due.urgent)
    return replace(new, asked=due.asked, closes=due.closes)


def earliest(dues: Sequence[Due]) -> Due | None:
    """The due time that binds."""
    return min(dues, key=lambda due: due.due, default=None)


def pauses(start: datetime, end: datetime, *, days_off: bool = True, nights: bool = False) -> tuple[Pause, ...]:
    """The stretches between two moments that do not count: days off, neighbours of one name joined, and outages.

    `nights`: nor does what lies before and after the desk's hours of a worked day.
    """
    return _pauses(worktime.current(), start, end, days_off, nights)


@lru_cache(maxsize=4096)  # a list draws the same few stretches again and again
def _pauses(
    _calendar: worktime.Calendar,
    start: datetime,
    end: datetime,
    days_off: bool,  # noqa: FBT001
    nights: bool,  # noqa: FBT001
) -> tuple[Pause, ...]:
    found = _days_off(start, end) if days_off else []
    found += _nights(start, end) if nights else []
    return tuple(sorted([*found, *_outages(start, end)], key=lambda pause: pause.start))


def counted(start: datetime, end: datetime, stretches: Iterable[Pause]) -> timedelta:
    """How much between two moments counts; nothing is taken off twice."""
    whole, reached = end - start, start
    for pause in sorted(stretches, key=lambda pause: pause.start):
        begins, ends = max(pause.start, reached), min(pause.end, end)
        if begins < ends:
            whole -= ends - begins
            reached = ends
    return max(whole, timedelta(0))


def advance(start: datetime, length: timedelta, stretches: Iterable[Pause]) -> datetime:
    """The moment at which `length` has counted since `start`."""
    at, left = start, length
    for pause in sorted(stretches, key=lambda pause: pause.start):
        if pause.end <= at:
            continue
        if pause.start - at >= left:
            break
        left -= max(pause.start - at, timedelta(0))
        at = pause.end
    return at + left


def _working_hours(code: str, label: str, amount: int, start: datetime, *, urgent: bool) -> Due:
    """A term in hours of the desk."""
    calendar, length = worktime.current(), timedelta(hours=amount)
    closed = pauses(start, start + length * SPREAD + LONGEST_REST, nights=True)
    end = advance(start, length, closed)
    first, last = start.astimezone(LOCAL).date(), end.astimezone(LOCAL).date()
    return Due(
        start, end, code, label, calendar.rules, calendar.provisional(first, last), urgent, Measure.WORKING_HOUR, amount,
        calendar.reasons(first, last), _touched(start, end),
    )  # fmt: skip


def _days(  # noqa: PLR0913 - the columns of a rule
    code: str, label: str, measure: Measure, amount: int, start: datetime, *, urgent: bool
) -> Due:
    """A term in whole days; outages give further days until nothing more is lost."""
    calendar, first, more = worktime.current(), start.astimezone(LOCAL).date(), 0
    working = measure is Measure.WORKING_DAY
    for _ in range(ROUNDS):
        last = calendar.add(first, amount + more).day if working else first + DAY * (amount + more)
        end = datetime.combine(last + DAY, time(), LOCAL).astimezone(UTC)
        whole = counted(start, end, _days_off(start, end) if working else [])
        lost = whole - counted(start, end, pauses(start, end, days_off=working))
        if -(-lost // DAY) <= more:
            break
        more = -(-lost // DAY)
    version, unsure = (calendar.rules, calendar.provisional(first, last)) if working else ("", False)
    reasons = calendar.reasons(first, last) if working else ()
    return Due(start, end, code, label, version, unsure, urgent, measure, amount, reasons, _touched(start, end))


def _days_off(start: datetime, end: datetime) -> list[Pause]:
    calendar, day, found = worktime.current(), start.astimezone(LOCAL).date(), list[Pause]()
    while (midnight := datetime.combine(day, time(), LOCAL)) < end:
        if off := calendar.off(day):
            found.append(Pause(max(midnight, start), min(midnight + DAY, end), *off))
        day += DAY
    return _joined(found)


def _nights(start: datetime, end: datetime) -> list[Pause]:
    """When nobody is at the desk, from the evening of each worked day to the morning of the next calendar day."""
    calendar, day, found = worktime.current(), start.astimezone(LOCAL).date(), list[Pause]()
    while (midnight := datetime.combine(day, time(), LOCAL)) < end:
        opens, closes = (datetime.combine(day, at, LOCAL) for at in (OPENS, CLOSES))
        if calendar.is_work(day):
            for begins, ends in ((midnight, opens), (closes, midnight + DAY)):
                if max(begins, start) < min(ends, end):
                    found.append(Pause(max(begins, start), min(ends, end), "closed"))
        day += DAY
    return _joined(found)


def _joined(found: list[Pause]) -> list[Pause]:
    """Neighbours that are off for the same reason are one stretch."""
    breaks = [i for i, (a, b) in enumerate(pairwise(found), 1) if (a.end, a.kind, a.name) != (b.start, b.kind, b.name)]
    ends = [*breaks, len(found)] if found else []
    return [replace(found[a], end=found[b - 1].end) for a, b in pairwise([0, *ends])]


def _outages(start: datetime, end: datetime) -> list[Pause]:
    """What of the declared outages lies between two moments."""
    return [
        Pause(max(outage.start, start), min(outage.end, end), "outage", outage.kind)
        for outage in worktime.current().outages
        if outage.start < end and start < outage.end
    ]


def _touched(start: datetime, end: datetime) -> tuple[Outage, ...]:
    return tuple(outage for outage in worktime.current().outages if outage.start < end and start < outage.end)
