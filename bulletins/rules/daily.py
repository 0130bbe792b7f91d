"""The issue owed for every working day (PUB-03): which days, when it is put together, when it is due.

- A day that the working calendar calls free owes nothing, a make-up Saturday does.
- The day ends at midnight of the office's clock; what comes out later makes the day up and does not meet it.
- What a standstill of the product left out is owed afterwards, a year back at most.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from kernel.clock import LOCAL
from kernel.worktime import Calendar

KIND, STEP, RULE = "daily_duty", "release", "PUB-03"
BACK = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Hours:
    """A line of the setting: minutes from midnight, in force on the days from `since` to before `until`."""

    kind: UUID
    since: date
    until: date | None
    assemble: int
    due: int

    def covers(self, day: date) -> bool:
        """Whether the line is in force on a day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Duty:
    """The issue owed for a day."""

    id: UUID
    version: int
    state: str
    kind: UUID
    day: date
    assembles: datetime
    due: datetime
    ends: datetime
    created: datetime
    issue: UUID | None = None
    ended: datetime | None = None


def at(day: date, minutes: int) -> datetime:
    """A minute of a day on the office's clock."""
    return datetime.combine(day, time(minutes // 60, minutes % 60), LOCAL)


def owed(
    hours: Sequence[Hours], today: date, known: set[tuple[UUID, date]], calendar: Calendar
) -> list[tuple[Hours, date]]:
    """The days that owe an issue and are not known yet, oldest first. A kind without a known day begins today."""
    found = []
    kinds = {kind for kind, _ in known}
    for line in hours:
        first = today - BACK if line.kind in kinds else today
        newest = max((day for kind, day in known if kind == line.kind), default=first - timedelta(days=1))
        day = max(first, newest + timedelta(days=1))
        while day <= today:
            if line.covers(day) and calendar.is_work(day):
                found.append((line, day))
            day += timedelta(days=1)
    return sorted(found, key=lambda pair: (pair[1], str(pair[0].kind)))
