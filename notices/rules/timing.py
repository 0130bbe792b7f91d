"""When something may leave the house.

- Quiet are the hours of the night and, for mail and short messages, every day that is not worked: the working calendar
  says which, so a make-up Saturday is a day like any other and the seventh of October is not.
- What comes in quiet hours goes at their end, once. A digest goes at the person's hours on working days.
- Emergencies know no quiet. All of this is a pure function of the moment; nobody here reads a clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from kernel.clock import LOCAL
from kernel.worktime import Calendar
from notices.rules.topics import Way

LONGEST_SEARCH = 60  # days; no holiday is longer
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """When a person is not to be disturbed, and when digests go. `free_days`: days that are not worked are quiet too."""

    quiet_from: time = time(20, 0)
    quiet_until: time = time(7, 30)
    free_days: bool = True
    digests: tuple[time, ...] = (time(8, 30), time(14, 0))


_house = [Hours()]


def house() -> Hours:
    """The hours of whoever has not chosen any."""
    return _house[0]


def install(hours: Hours | None = None) -> None:
    """Put the installation's hours in force; None: the usual ones."""
    _house[0] = hours or Hours()


def hour(text: str) -> time:
    """07:30. Raises ValueError."""
    return datetime.strptime(text, "%H:%M").replace(tzinfo=UTC).time()


def span(text: str) -> tuple[time, time]:
    """20:00-07:30. Raises ValueError, also for a night without an end."""
    first, dash, last = text.partition("-")
    if not dash or hour(first) == hour(last):
        raise ValueError(text)
    return hour(first), hour(last)


def quiet(moment: datetime, hours: Hours, calendar: Calendar) -> bool:
    """Whether nothing but an emergency may go now."""
    here = moment.astimezone(LOCAL)
    if hours.free_days and not calendar.is_work(here.date()):
        return True
    now, first, last = here.time().replace(second=0, microsecond=0), hours.quiet_from, hours.quiet_until
    return first <= now < last if first < last else now >= first or now < last


def quiet_end(moment: datetime, hours: Hours, calendar: Calendar) -> datetime:
    """The first moment from `moment` on that is not quiet."""
    if not quiet(moment, hours, calendar):
        return moment
    day = moment.astimezone(LOCAL).date()
    for each in _days(day):
        found = _at(each, hours.quiet_until)
        if found > moment and not quiet(found, hours, calendar):
            return found
    raise ValueError("no day without quiet within reach")


def digest_after(moment: datetime, hours: Hours, calendar: Calendar) -> datetime:
    """The next digest: an hour of the person's on a working day that is not quiet."""
    for day in _days(moment.astimezone(LOCAL).date()):
        if not calendar.is_work(day):
            continue
        for each in sorted(hours.digests):
            found = _at(day, each)
            if found > moment:
                return quiet_end(found, hours, calendar)
    raise ValueError("no working day within reach")


def due(way: Way, moment: datetime, hours: Hours, calendar: Calendar) -> datetime:
    """When something that happens now goes out."""
    if way is Way.DIGEST and hours.digests:
        return digest_after(moment, hours, calendar)
    return quiet_end(moment, hours, calendar)


def _days(first: date) -> Sequence[date]:
    return [first + DAY * n for n in range(LONGEST_SEARCH)]


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, LOCAL).astimezone(UTC)
