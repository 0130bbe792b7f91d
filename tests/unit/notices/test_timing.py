from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.clock import LOCAL
from kernel.worktime import Calendar
from notices.rules import timing
from notices.rules.timing import Hours
from notices.rules.topics import Way

CALENDAR = Calendar()
HOURS = Hours()


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=LOCAL)


# 2026: National Day 1-7 October; worked instead: Sunday 20 September, Saturday 10 October.
ROWS = [
    ("2026-09-30 19:59", "2026-09-30 19:59", "2026-10-08 08:30"),
    ("2026-09-30 20:00", "2026-10-08 07:30", "2026-10-08 08:30"),
    ("2026-09-30 23:40", "2026-10-08 07:30", "2026-10-08 08:30"),
    ("2026-10-03 12:00", "2026-10-08 07:30", "2026-10-08 08:30"),
    ("2026-10-08 07:29", "2026-10-08 07:30", "2026-10-08 08:30"),
    ("2026-10-08 08:30", "2026-10-08 08:30", "2026-10-08 14:00"),
    ("2026-10-09 15:00", "2026-10-09 15:00", "2026-10-10 08:30"),  # the make-up Saturday counts
    ("2026-10-10 09:00", "2026-10-10 09:00", "2026-10-10 14:00"),
    ("2026-10-10 21:00", "2026-10-12 07:30", "2026-10-12 08:30"),
    ("2026-09-20 10:00", "2026-09-20 10:00", "2026-09-20 14:00"),  # the make-up Sunday too
    ("2026-09-19 10:00", "2026-09-20 07:30", "2026-09-20 08:30"),
]


@pytest.mark.parametrize(("now", "instant", "digest"), ROWS, ids=[row[0] for row in ROWS])
def test_nothing_goes_at_night_or_over_national_day_and_make_up_days_are_days(
    now: str, instant: str, digest: str
) -> None:
    assert timing.due(Way.INSTANT, at(now), HOURS, CALENDAR) == at(instant)
    assert timing.due(Way.DIGEST, at(now), HOURS, CALENDAR) == at(digest)


def test_who_does_not_mind_holidays_is_disturbed_by_day_only() -> None:
    hours = Hours(free_days=False)
    assert timing.quiet_end(at("2026-10-03 12:00"), hours, CALENDAR) == at("2026-10-03 12:00")
    assert timing.quiet_end(at("2026-10-03 22:00"), hours, CALENDAR) == at("2026-10-04 07:30")
    noon = Hours(time(12), time(14), free_days=False)
    assert timing.quiet_end(at("2026-10-03 12:30"), noon, CALENDAR) == at("2026-10-03 14:00")


@given(
    st.integers(0, 60 * 24 * 900), st.times(), st.times(), st.booleans(),
)  # fmt: skip
def test_the_end_of_quiet_is_the_first_moment_that_is_not_quiet(
    minutes: int, first: time, last: time, free: bool
) -> None:
    moment = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    first, last = (each.replace(second=0, microsecond=0) for each in (first, last))
    hours = Hours(first, last if last != first else time((first.hour + 1) % 24, 7), free)
    end = timing.quiet_end(moment, hours, CALENDAR)
    assert end >= moment
    assert not timing.quiet(end, hours, CALENDAR)
    if end > moment:
        assert timing.quiet(moment, hours, CALENDAR)
        middle = moment + (end - moment) / 2
        assert timing.quiet(middle, hours, CALENDAR) or hours.quiet_from > hours.quiet_until or free


@pytest.mark.parametrize("text", ["", "20:00", "20:00-20:00", "25:00-07:30", "20-7", "20:00~07:30"])
def test_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        timing.span(text)
    assert timing.span("20:00-07:30") == (time(20), time(7, 30))
