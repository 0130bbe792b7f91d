"""Terms and their marks, on days written by hand: 2026 has its National Day holiday on 1–7 October, 10 October is worked."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from kernel import marks, terms, worktime
from kernel.clock import LOCAL
from kernel.marks import Rule
from kernel.terms import Due, Outage, Pause, due_of
from kernel.work import Clock
from kernel.worktime import Calendar

RULES = (
    Rule("50", "holder", 50), Rule("75", "holder", 75), Rule("100", "holder", 100),
    Rule("b", "second", None, timedelta(minutes=60)), Rule("head", "head", None, timedelta(days=1)),
)  # fmt: skip


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LOCAL)  # type: ignore[misc, arg-type]


def days(start: datetime, amount: int) -> Due:
    return due_of("14-1", "两个工作日", "working_day", amount, start)


def moments(due: Due, known: datetime | None = None) -> list[datetime]:
    return [mark.at.astimezone(LOCAL) for mark in marks.plan(due, RULES, known or due.start)]


@pytest.fixture(autouse=True)
def published() -> Iterator[None]:
    worktime.install(Calendar())
    yield
    worktime.install(Calendar())


@pytest.mark.requirement("SUB-04")
def test_two_working_days_end_at_midnight_and_say_what_moved_them() -> None:
    assert days(at(2026, 7, 31, 15, 0), 2).due == at(2026, 8, 5, 0, 0)
    found = days(at(2026, 9, 30, 23, 40), 2)
    assert (found.due, found.provisional, found.urgent) == (at(2026, 10, 10, 0, 0), False, False)
    assert [reason.day.day for reason in found.reasons] == [1, 2, 5, 6, 7]
    assert found.pauses == (Pause(at(2026, 10, 1), at(2026, 10, 8), "holiday", "国庆节"),)


@pytest.mark.requirement("SUB-04")
def test_december_of_a_year_whose_follower_has_no_calendar_is_provisional() -> None:
    assert not days(at(2026, 12, 28, 9, 0), 3).provisional
    assert days(at(2026, 12, 31, 9, 0), 2).provisional
    entered = Calendar(entered_years=frozenset({2027}))
    worktime.install(entered)
    assert not terms.again(days(at(2026, 12, 31, 9, 0), 2)).provisional


def test_hours_run_day_and_night_and_are_urgent_days_end_at_midnight() -> None:
    hours = due_of("x", "", "hour", 2, at(2026, 7, 31, 23, 0))
    assert (hours.due, hours.calendar, hours.urgent, hours.pauses) == (at(2026, 8, 1, 1, 0), "", True, ())
    assert due_of("x", "", "minute", 30, at(2026, 10, 1, 23, 40)).due == at(2026, 10, 2, 0, 10)
    assert due_of("x", "", "day", 3, at(2026, 10, 1, 12, 0)).due == at(2026, 10, 5, 0, 0)


@pytest.mark.requirement("PUB-01")
def test_working_hours_run_while_the_desk_is_open_on_a_working_day() -> None:
    def hours(start: datetime, amount: int) -> Due:
        return due_of("x", "", "working_hour", amount, start)

    assert hours(at(2026, 8, 3, 8, 30), 9).due == at(2026, 8, 3, 17, 30), "a whole day of the desk"
    found = hours(at(2026, 7, 31, 16, 0), 4)
    assert (found.due, found.urgent) == (at(2026, 8, 3, 11, 0), False), "Friday afternoon to Monday morning"
    assert [pause.kind for pause in found.pauses] == ["closed", "rest", "closed"]
    assert moments(found)[:3] == [at(2026, 8, 3, 9, 0), at(2026, 8, 3, 10, 0), at(2026, 8, 3, 11, 0)]
    assert hours(at(2026, 7, 31, 20, 0), 1).due == at(2026, 8, 3, 9, 30), (
        "what comes in the evening begins next morning"
    )
    assert hours(at(2026, 9, 30, 17, 0), 2).due == at(2026, 10, 8, 10, 0), "over the National Day"
    assert hours(at(2026, 10, 9, 17, 0), 2).due == at(2026, 10, 10, 10, 0), "a Saturday that is worked"
    last = Calendar().add(at(2026, 1, 4).date(), 111).day
    assert hours(at(2026, 1, 5, 8, 30), 999).due == datetime.combine(last, worktime.CLOSES, LOCAL), (
        "111 days of the desk"
    )
    worktime.install(Calendar(outages=[Outage(at(2026, 8, 3, 16, 0), at(2026, 8, 4, 9, 0), "network")]))
    assert hours(at(2026, 8, 3, 15, 0), 3).due == at(2026, 8, 4, 11, 0)
    assert terms.again(hours(at(2026, 8, 3, 15, 0), 3)).due == at(2026, 8, 4, 11, 0)


def test_the_earliest_of_several_rules_binds() -> None:
    start = at(2026, 8, 3, 9, 0)
    hours = due_of("h", "", "hour", 2, start)
    assert terms.earliest([days(start, 2), hours]) == hours
    assert terms.earliest([]) is None


@pytest.mark.requirement("SUB-04")
def test_a_declared_outage_stops_hours_and_gives_days_back() -> None:
    start = at(2026, 8, 3, 9, 0)
    worktime.install(Calendar(outages=[Outage(at(2026, 8, 3, 10, 0), at(2026, 8, 3, 13, 0), "network")]))
    hours = due_of("h", "", "hour", 2, start)
    assert (hours.due, hours.outages[0].kind) == (at(2026, 8, 3, 14, 0), "network")
    assert days(start, 2).due == at(2026, 8, 7, 0, 0)
    assert days(at(2026, 8, 4, 9, 0), 2).due == at(2026, 8, 7, 0, 0)
    weekend = Calendar(outages=[Outage(at(2026, 8, 8), at(2026, 8, 9), "power")])
    worktime.install(weekend)
    assert days(at(2026, 8, 7, 9, 0), 1).due == at(2026, 8, 11, 0, 0)  # nothing was lost on a Saturday


@pytest.mark.requirement("SUB-04")
def test_marks_count_working_time_and_wait_for_a_working_morning() -> None:
    half, most, due, second, head = moments(days(at(2026, 9, 30, 12, 0), 3))  # 12 h, 8, 9 and 10 October
    assert half == at(2026, 10, 9, 8, 30)  # 42 h of 84 are over at 06:00: half past eight
    assert most == at(2026, 10, 10, 8, 30)
    assert (due, second, head) == (at(2026, 10, 11), at(2026, 10, 12, 8, 30), at(2026, 10, 13, 8, 30))


def test_a_reminder_that_would_come_too_late_comes_at_the_end_of_the_last_working_day() -> None:
    half, most, due, *_ = moments(days(at(2026, 8, 5, 23, 0), 1))
    assert (half, most, due) == (at(2026, 8, 6, 11, 30), at(2026, 8, 6, 17, 30), at(2026, 8, 7))
    free = terms.at_moment("x", "", at(2026, 8, 9, 20, 0), at(2026, 8, 8, 9, 0))  # begun on a Saturday, due on Sunday
    assert moments(free)[0] == at(2026, 8, 9, 2, 30)  # there is no working moment: better at once than never
    friday = terms.at_moment("x", "", at(2026, 8, 9, 20, 0), at(2026, 8, 7, 9, 0))
    assert moments(friday)[1] == at(2026, 8, 7, 17, 30)


def test_urgent_marks_come_at_night_and_the_head_hears_within_the_hour() -> None:
    due = due_of("h", "", "hour", 4, at(2026, 10, 1, 23, 40))
    assert moments(due)[:3] == [at(2026, 10, 2, 1, 40), at(2026, 10, 2, 2, 40), at(2026, 10, 2, 3, 40)]
    assert moments(due)[3] == at(2026, 10, 2, 4, 40)


def test_nobody_is_reported_for_what_nobody_could_know() -> None:
    late = days(at(2026, 8, 3, 9, 0), 1)
    assert moments(late, known=at(2026, 8, 20, 10, 0))[3] == at(2026, 8, 20, 11, 0)


def test_after_a_standstill_reminders_give_way_and_escalation_does_not() -> None:
    plan = marks.plan(days(at(2026, 8, 3, 9, 0), 2), RULES, at(2026, 8, 3, 9, 0))

    def now(moment: datetime, following: str) -> tuple[list[str], str]:
        aside, said = marks.passed(marks.waiting(plan, following), moment)
        return [mark.rule.mark for mark in aside], said.rule.mark if said else ""

    assert now(at(2026, 8, 3, 10, 0), "50") == ([], "")
    assert now(at(2026, 8, 5, 23, 0), "50") == (["50"], "75")
    assert now(at(2026, 8, 20), "50") == (["50", "75"], "100")
    assert now(at(2026, 8, 20), "b") == ([], "b")
    assert now(at(2026, 8, 20), "") == ([], "")


@pytest.mark.requirement("SUB-04")
def test_the_bar_counts_what_counts_and_keeps_how_late_a_step_was() -> None:
    due = days(at(2026, 9, 30, 12, 0), 2)
    bar = Clock(due.start, due.due, pauses=due.pauses)
    assert bar.share(at(2026, 10, 7, 23, 0)) == pytest.approx(12 / 60)
    assert [bar.level(moment) for moment in (at(2026, 10, 9), at(2026, 10, 9, 12), at(2026, 10, 10, 1))] == [
        "ok",
        "near",
        "late",
    ]
    late = Clock(due.start, due.due, settled=due.due + timedelta(hours=3, minutes=20))
    assert (late.level(at(2027, 1, 1)), late.left(at(2027, 1, 1))) == ("done_late", -timedelta(hours=3, minutes=20))
    assert Clock(due.start, due.due, settled=due.start).level(at(2027, 1, 1)) == "done"
