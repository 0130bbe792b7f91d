from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import worktime
from kernel.worktime import Calendar, Due, Kind

PLAIN = Calendar()
DAYS = st.dates(date(2004, 1, 1), date(2030, 12, 31))


def test_counts_over_the_national_day_holiday() -> None:
    assert PLAIN.add(date(2026, 9, 30), 1) == Due(date(2026, 10, 8), provisional=False)


def test_a_make_up_saturday_counts() -> None:
    assert PLAIN.add(date(2026, 10, 8), 2).day == date(2026, 10, 10)


def test_a_term_without_special_days() -> None:
    assert PLAIN.add(date(2026, 11, 2), 10) == Due(date(2026, 11, 16), provisional=False)


def test_a_term_into_an_unpublished_year_is_provisional() -> None:
    assert PLAIN.add(date(2026, 12, 28), 10).provisional
    assert PLAIN.add(date(2026, 12, 28), 2) == Due(date(2026, 12, 30), provisional=False)


def test_the_entered_notice_of_a_year_ends_provisional() -> None:
    entered = Calendar.with_overrides({"2027": True, "2027-02-06": False, "2027-02-20": True})
    assert entered.is_work(date(2027, 2, 20))
    assert not entered.is_work(date(2027, 2, 6))
    assert not entered.add(date(2026, 12, 28), 10).provisional


def test_single_overrides_do_not_complete_a_year() -> None:
    assert Calendar.with_overrides({"2027-02-20": True}).add(date(2026, 12, 28), 10).provisional


def test_an_override_beats_the_published_calendar() -> None:
    stormy = Calendar({date(2026, 11, 3): False, date(2026, 10, 1): True})
    assert not stormy.is_work(date(2026, 11, 3))
    assert stormy.is_work(date(2026, 10, 1))
    assert stormy.rules != PLAIN.rules


@pytest.mark.parametrize(
    ("today", "years"),
    [
        (date(2026, 10, 31), []),
        (date(2026, 11, 1), [2027]),
        (date(2027, 6, 1), [2027]),
        (date(2027, 11, 1), [2027, 2028]),
    ],
)
def test_warns_from_november(today: date, years: list[int]) -> None:
    assert PLAIN.uncovered(today) == years


def test_a_deadline_ends_at_midnight_of_the_office_and_says_why() -> None:
    start = datetime(2026, 9, 29, 17, 0, tzinfo=UTC)  # already the 30th in Shanghai
    due = PLAIN.deadline(start, 2)
    assert due.day == date(2026, 10, 9)
    assert due.at == datetime(2026, 10, 9, 16, 0, tzinfo=UTC)
    assert due.rules == PLAIN.rules
    assert {reason.kind for reason in due.reasons} == {Kind.HOLIDAY}
    assert due.reasons[0].day == date(2026, 10, 1)
    assert due.reasons[0].name == "国庆节"


def test_make_up_and_office_days_are_named_as_reasons() -> None:
    office = Calendar({date(2026, 10, 9): False, date(2026, 10, 11): True})
    kinds = [(reason.day.day, reason.kind) for reason in office.reasons(date(2026, 10, 8), date(2026, 10, 12))]
    assert kinds == [(9, Kind.OFFICE_FREE), (10, Kind.MAKE_UP), (11, Kind.OFFICE_WORKED)]


@given(DAYS, st.integers(1, 30))
def test_add_agrees_with_walking_day_by_day(start: date, days: int) -> None:
    day, seen = start, 0
    while seen < days:
        day += timedelta(1)
        seen += PLAIN.is_work(day)
    assert PLAIN.add(start, days).day == day
    assert PLAIN.between(start, day) == days


@given(DAYS, DAYS)
def test_between_is_antisymmetric(one: date, other: date) -> None:
    assert PLAIN.between(one, other) == -PLAIN.between(other, one)


def test_refuses_what_it_cannot_count() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        PLAIN.add(date(2026, 1, 5), 0)
    with pytest.raises(ValueError, match="outside"):
        PLAIN.is_work(date(2003, 12, 31))
    with pytest.raises(ValueError, match="after 2045"):
        PLAIN.add(date(2045, 12, 1), 60)


def test_install_puts_a_calendar_in_force() -> None:
    try:
        mine = Calendar({date(2026, 11, 3): False})
        worktime.install(mine)
        assert worktime.current() is mine
    finally:
        worktime.install(PLAIN)
