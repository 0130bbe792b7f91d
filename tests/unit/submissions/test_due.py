from datetime import UTC, datetime

import pytest

from kernel.clock import LOCAL
from submissions.rules.due import due_of, earliest, pauses


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LOCAL)  # type: ignore[misc, arg-type]


@pytest.mark.requirement("SUB-04")
def test_two_working_days_from_a_friday_end_on_tuesday() -> None:
    found = due_of("14-1", "两个工作日", "working_day", 2, at(2026, 7, 31, 15, 0))
    assert found.due == at(2026, 8, 5, 0, 0)
    assert found.calendar
    assert (found.rule, found.label, found.provisional) == ("14-1", "两个工作日", False)


@pytest.mark.requirement("SUB-04")
def test_a_year_without_a_published_calendar_is_marked_provisional() -> None:
    assert due_of("14-1", "两个工作日", "working_day", 2, at(2040, 7, 31, 15, 0)).provisional


def test_hours_run_through_the_night_and_the_weekend() -> None:
    found = due_of("x", "两小时", "hour", 2, at(2026, 7, 31, 23, 0))
    assert found.due == at(2026, 8, 1, 1, 0)
    assert found.calendar == ""


def test_the_earliest_of_several_rules_binds() -> None:
    start = at(2026, 8, 3, 9, 0)
    days, hours = due_of("d", "", "working_day", 2, start), due_of("h", "", "hour", 2, start)
    assert earliest([days, hours]) == hours
    assert earliest([]) is None


def test_the_pauses_of_a_stretch_are_its_days_off_joined() -> None:
    assert pauses(at(2026, 7, 31, 15, 0), at(2026, 8, 5, 0, 0)) == ((at(2026, 8, 1, 0, 0), at(2026, 8, 3, 0, 0)),)
    assert pauses(at(2026, 8, 1, 10, 0), at(2026, 8, 4, 0, 0))[0][0] == at(2026, 8, 1, 10, 0)
    assert pauses(at(2026, 8, 3, 9, 0).astimezone(UTC), at(2026, 8, 4, 9, 0)) == ()
