"""When a step of a submission falls due, and why.

- One due time binds: the earliest that any rule in force gives; the rule's words are kept with it.
- Hours run on the wall clock, day and night; working days follow the calendar and end at midnight of the last one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from kernel import worktime
from kernel.clock import LOCAL


@dataclass(frozen=True, slots=True)
class Due:
    """A due time and why it is what it is."""

    start: datetime
    due: datetime
    rule: str
    label: str
    calendar: str = ""
    provisional: bool = False


def due_of(code: str, label: str, measure: str, amount: int, start: datetime) -> Due:
    """When a rule of `amount` working days or hours from `start` falls due."""
    if measure == "hour":
        return Due(start, start + timedelta(hours=amount), code, label)
    end = worktime.current().deadline(start, amount)
    return Due(start, end.at, code, label, end.rules, end.provisional)


def earliest(dues: Sequence[Due]) -> Due | None:
    """The due time that binds."""
    return min(dues, key=lambda due: due.due, default=None)


def pauses(start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """The stretches between two moments that are no working days."""
    calendar = worktime.current()
    day, found = start.astimezone(LOCAL).date(), list[tuple[datetime, datetime]]()
    while (midnight := datetime.combine(day, time(), LOCAL)) < end:
        tomorrow = midnight + timedelta(days=1)
        if not calendar.is_work(day):
            joined = bool(found) and found[-1][1] == midnight
            found[-1:] = [(found[-1][0], tomorrow)] if joined else [*found[-1:], (max(midnight, start), tomorrow)]
        day += timedelta(days=1)
    return tuple(found)
