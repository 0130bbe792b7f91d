"""Working days as the State Council announces them.

- Three sources, the later wins: Monday to Friday; the published calendar with holidays and make-up days; the office's
  own overrides.
- A year nobody has published a calendar for is counted Monday to Friday, and every deadline that touches it is marked
  `provisional`; an office that has typed in the whole notice of a year ends that.
- The day something starts on never counts; a term of n working days ends with the n-th working day after it, at
  midnight of the office's clock.
- A deadline carries the version of the rules it was made with and the days that were not plain Mondays to Fridays, so
  a page can say why.
- Outages the office has declared belong to the calendar: stretches during which no clock runs (kernel/terms.py).
- Counting is a binary search in prefix sums; nothing here reads a clock or a database.
"""

import bisect
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from importlib.metadata import version
from typing import Self

import chinese_calendar

from kernel.clock import LOCAL

OPENS, CLOSES = time(8, 30), time(17, 30)  # when somebody is at the desk on a worked day
_FIRST = date(2004, 1, 1)  # the published data begin here
_END = date(2046, 1, 1)
_WEEKEND = 5
_WARN_FROM_MONTH = 11  # the notice for the next year comes in November
_NAMES = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
_PUBLISHED = {day.year for day in chinese_calendar.holidays}


class Kind(StrEnum):
    """Why a day does not follow the plain week."""

    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    OFFICE_FREE = "office_free"
    OFFICE_WORKED = "office_worked"


@dataclass(frozen=True, slots=True)
class Reason:
    """One day that moved a deadline; `name` is the holiday it belongs to, empty for the office's own days."""

    day: date
    kind: Kind
    name: str


@dataclass(frozen=True, slots=True)
class Outage:
    """A declared stretch during which no clock runs. kind: a code of kernel/calendar.py."""

    start: datetime
    end: datetime
    kind: str


@dataclass(frozen=True, slots=True)
class Due:
    """A working day found by counting; provisional: some year on the way has no published calendar."""

    day: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of a term: store day, provisional and rules with the record, count again when the calendar changes."""

    day: date
    at: datetime
    provisional: bool
    rules: str
    reasons: tuple[Reason, ...]


class Calendar:
    """An immutable calendar of worked days, 2004 to 2045."""

    def __init__(
        self,
        overrides: Mapping[date, bool] | None = None,
        entered_years: frozenset[int] = frozenset(),
        outages: Sequence[Outage] = (),
    ) -> None:
        """`overrides`: day -> is it worked. `entered_years`: years whose whole notice the office has typed in."""
        self._overrides = dict(overrides or {})
        self._covered = _PUBLISHED | entered_years
        self._worked = bytearray()
        self._before = [0]  # worked days before the i-th day
        for offset in range((_END - _FIRST).days):
            worked = self._is_worked(_FIRST + timedelta(offset))
            self._worked.append(worked)
            self._before.append(self._before[-1] + worked)
        own = repr(sorted(self._overrides.items())) + repr(sorted(entered_years))
        self.rules = f"chinesecalendar-{version('chinesecalendar')}+{_short(own)}"
        self.outages = tuple(sorted(outages, key=lambda outage: outage.start))
        # Whatever a due time depends on: when this changes, what runs is counted again.
        self.basis = f"{self.rules}+{_short(repr(self.outages))}"

    @classmethod
    def with_overrides(cls, rows: Mapping[str, bool], outages: Sequence[Outage] = ()) -> Self:
        """From the office's table: "2027-02-06" -> worked or not; "2027" -> that year's whole notice is entered."""
        years = frozenset(int(key) for key, entered in rows.items() if len(key) == len("2027") and entered)
        days = {date.fromisoformat(key): worked for key, worked in rows.items() if len(key) > len("2027")}
        return cls(days, years, outages)

    def is_work(self, day: date) -> bool:
        """Whether the day is worked."""
        return bool(self._worked[_offset(day)])

    def add(self, day: date, days: int) -> Due:
        """The n-th working day after `day`, which itself never counts."""
        if days < 1:
            raise ValueError("days must be at least 1")
        target = self._before[_offset(day) + 1] + days
        if target > self._before[-1]:
            raise ValueError("the term ends after 2045")
        found = _FIRST + timedelta(bisect.bisect_left(self._before, target) - 1)
        return Due(found, self.provisional(day, found))

    def provisional(self, first: date, last: date) -> bool:
        """Whether some year from `first` to `last` has no published calendar."""
        return any(year not in self._covered for year in range(first.year, last.year + 1))

    def off(self, day: date) -> tuple[str, str] | None:
        """Why a day is free: (rest | holiday | office_free, name of the holiday); None for a worked day."""
        if self.is_work(day):
            return None
        if day in self._overrides:
            return Kind.OFFICE_FREE.value, ""
        name = _NAMES.get(chinese_calendar.holidays.get(day, ""), "")
        return (Kind.HOLIDAY.value, name) if name else ("rest", "")

    def between(self, start: date, end: date) -> int:
        """Working days after `start`, up to and including `end`; negative when `end` lies before."""
        return self._before[_offset(end) + 1] - self._before[_offset(start) + 1]

    def deadline(self, start: datetime, days: int) -> Deadline:
        """The end of a term of `days` working days that starts at the aware moment `start`."""
        first = start.astimezone(LOCAL).date()
        due = self.add(first, days)
        end = datetime.combine(due.day + timedelta(1), time(), LOCAL).astimezone(UTC)
        return Deadline(due.day, end, due.provisional, self.rules, self.reasons(first, due.day))

    def reasons(self, start: date, end: date) -> tuple[Reason, ...]:
        """The days after `start` up to `end` that are not what the plain week says."""
        days = (start + timedelta(offset) for offset in range(1, (end - start).days + 1))
        return tuple(reason for day in days if (reason := self._reason(day)))

    def uncovered(self, today: date) -> list[int]:
        """Years to warn the administrators about: this one, and from November also the next."""
        soon = today.year + (today.month >= _WARN_FROM_MONTH)
        return [year for year in range(today.year, soon + 1) if year not in self._covered]

    def _is_worked(self, day: date) -> bool:
        plain = day.weekday() < _WEEKEND
        published = day in chinese_calendar.workdays or (plain and day not in chinese_calendar.holidays)
        return self._overrides.get(day, published)

    def _reason(self, day: date) -> Reason | None:
        worked = self.is_work(day)
        if worked == (day.weekday() < _WEEKEND):
            return None
        if day in self._overrides:
            return Reason(day, Kind.OFFICE_WORKED if worked else Kind.OFFICE_FREE, "")
        published = chinese_calendar.workdays if worked else chinese_calendar.holidays
        return Reason(day, Kind.MAKE_UP if worked else Kind.HOLIDAY, _NAMES.get(published[day], ""))


_current: list[Calendar] = []


def current() -> Calendar:
    """The calendar in force; the published one until `install` is called."""
    if not _current:
        _current.append(Calendar())
    return _current[0]


def install(calendar: Calendar) -> None:
    """Put a calendar in force: at the start, and whenever the office's table changes."""
    _current[:] = [calendar]


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _offset(day: date) -> int:
    if not _FIRST <= day < _END:
        raise ValueError(f"{day} is outside the calendar")
    return (day - _FIRST).days
