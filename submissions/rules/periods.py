"""Reporting periods: their bounds and when a report of them is due. Pure.

- A week runs from Monday, a month from its first day, both by the office's wall clock.
- A report is due when the last working day of the period ends; where no day is worked, when the period ends.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from kernel.clock import LOCAL
from kernel.work import Clock
from kernel.workflow import Labelled
from kernel.worktime import Calendar

KIND = "report_duty"
STEP = "report"
DAY = timedelta(days=1)


class Cadence(Labelled):
    """How often."""

    WEEK = "week", "每周"
    MONTH = "month", "每月"


@dataclass(frozen=True, slots=True)
class Bounds:
    """A period; `last` is its last day, `due_day` the day at whose end the report is due."""

    first: date
    last: date
    due_day: date

    @property
    def starts(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.first, time(), LOCAL)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + DAY, time(), LOCAL)

    @property
    def due(self) -> datetime:
        """The first moment that is late."""
        return datetime.combine(self.due_day + DAY, time(), LOCAL)


def bounds(cadence: str, day: date, calendar: Calendar) -> Bounds:
    """The period `day` lies in."""
    if cadence == Cadence.WEEK:
        first = day - timedelta(days=day.weekday())
        last = first + timedelta(days=6)
    else:
        first = day.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - DAY
    days = [last - n * DAY for n in range((last - first).days + 1)]
    return Bounds(first, last, next((each for each in days if calendar.is_work(each)), last))


@dataclass(frozen=True, slots=True)
class Duty:
    """What a unit owes for a period, as the workflow sees it."""

    id: UUID
    version: int
    state: str
    period: str
    label: str
    unit: UUID
    starts: datetime
    ends: datetime
    due: datetime
    settled: datetime | None
    by: UUID | None

    @property
    def first(self) -> date:
        """Its first day."""
        return self.starts.astimezone(LOCAL).date()

    @property
    def last(self) -> date:
        """Its last day."""
        return self.ends.astimezone(LOCAL).date() - DAY

    @property
    def due_day(self) -> date:
        """The last day on time."""
        return self.due.astimezone(LOCAL).date() - DAY

    @property
    def clock(self) -> Clock | None:
        """The clock beside it, while something is owed."""
        return Clock(self.starts, self.due, rule=self.label) if self.settled is None else None


@dataclass(frozen=True, slots=True)
class Line:
    """A unit in a period: what it owes, and how many texts it sent."""

    unit: UUID
    name: str
    depth: int
    sent: int
    duty: Duty | None
    state: str
    who: str
