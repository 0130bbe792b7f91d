"""Clocks through the year: days the office enters, outages it declares, news releases, and what every clock must keep.

Due times are counted again here, day by day; of the product only "is this day worked" is believed.
"""

from collections.abc import Generator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from kernel import calendar, clock, clocks, marks, worktime
from kernel.actor import Call
from kernel.clock import LOCAL
from kernel.db import Tx
from submissions.commands import moving
from submissions.rules.records import Details
from tests.workflow.machine import Seeded
from tests.workflow.submissions.year.base import YearBase
from tests.workflow.submissions.year.town import START, UNITS, YEAR

DAY = timedelta(days=1)
ORDER = ["50", "75", "100", "b", "head"]
AT_UNIT = ("draft", "to_sign", "signed_off")


class ClocksOfTheYear(YearBase):
    """Rules and invariants of clocks."""

    def prepare(self) -> None:
        super().prepare()
        self.run(calendar.install())
        self.run(calendar.refresh())  # what the last run's calendar was counted with is no word about this one's
        self.ever_out = False

    def office(self) -> Call:
        editor = self.actor("editor")
        assert editor
        return Call(editor)

    def enter(self, ahead: int, worked: str) -> None:
        """The office enters a day that has not come yet."""
        day = clock.local(self.now).date() + ahead * DAY
        self.tried(calendar.enter(self.office(), day.isoformat(), worked))
        self.run(calendar.install())
        self.settle()

    def instruction(self, who: str = "a.officer1") -> None:
        self.write(who, Details("instruction", "normal", "news", self.now))

    @rule(ahead=st.integers(1, 12), worked=st.sampled_from(["yes", "no", "published"]))
    def the_office_enters_a_day(self, ahead: int, worked: str) -> None:
        if self.now < START + YEAR:
            self.enter(ahead, worked)

    @rule(since=st.integers(1, 30), hours=st.integers(1, 40), kind=st.sampled_from(list(calendar.OutageKind)))
    def an_outage_is_declared(self, since: int, hours: int, kind: str) -> None:
        if self.now < START + YEAR:
            start = self.now - timedelta(hours=since)
            self.tried(calendar.declare_outage(self.office(), kind, start, start + timedelta(hours=hours)))
            self.ever_out = True
            self.run(calendar.install())
            self.settle()

    @rule(unit=st.sampled_from(UNITS), hours=st.integers(-5, 100))
    def news_will_be_released(self, unit: str, hours: int) -> None:
        if self.now < START + YEAR:
            release = self.now + timedelta(hours=hours)
            self.write(f"{unit}.officer1", Details("work", "normal", "release", self.now, release))
            self.settle()  # a release that has passed is said at once

    @invariant()
    def no_mark_is_left_unsaid(self) -> None:
        late = self.rows("SELECT record, step, next_mark FROM due_clock WHERE next_at <= $1", self.now)
        assert not late, late

    @invariant()
    def marks_come_in_order_and_reach_somebody(self) -> None:
        rows = self.rows(
            "SELECT m.*, c.record FROM due_mark m JOIN due_clock c ON c.id = m.clock AND c.kind = 'submission'"
        )
        told = self.rows("SELECT DISTINCT record, topic FROM notice WHERE topic LIKE 'submission.clock_%'")
        reached = {(row["record"], row["topic"]) for row in told}
        passed: dict[tuple[object, int], list[str]] = {}
        for row in sorted(rows, key=lambda row: (row["planned"], ORDER.index(row["mark"]))):
            passed.setdefault((row["clock"], row["round"]), []).append(row["mark"])
            assert row["planned"] <= row["at"]
            assert row["state"] == "put_aside" or (row["record"], f"submission.clock_{row['mark']}") in reached, row
        for (_, round), names in passed.items():
            first = ORDER.index(names[0])
            assert names == ORDER[first : first + len(names)], names
            assert round > 1 or first == 0

    @invariant()
    def reminders_of_working_days_come_in_working_hours(self) -> None:
        rows = self.rows(
            "SELECT m.planned FROM due_mark m JOIN due_clock c ON c.id = m.clock WHERE m.mark <> '100'"
            " AND c.measure = 'working_day'"
        )
        for here in (clock.local(row["planned"]) for row in rows):
            assert worktime.current().is_work(here.date()), here
            assert time(8, 30) <= here.time() <= time(17, 30), here

    @invariant()
    def working_days_end_where_they_are_counted_to(self) -> None:
        if not self.ever_out:
            for row in self.rows("SELECT * FROM due_clock WHERE ended IS NULL AND measure = 'working_day'"):
                assert row["due"] == counted(clock.local(row["start"]).date(), row["amount"]), row["calendar"]
                assert row["calendar"] == worktime.current().rules

    @invariant()
    def a_moved_due_time_keeps_what_it_was(self) -> None:
        rows = self.rows(
            "SELECT c.id, c.kind, c.step, c.due, c.round, c.ending, m.at, m.due AS was, m.new_due"
            " FROM due_clock c LEFT JOIN due_move m ON m.clock = c.id ORDER BY m.at, m.id"
        )
        moves: dict[object, list[datetime]] = {}
        for row in rows:
            moves.setdefault(row["id"], []).extend([row["new_due"]] if row["new_due"] else [])
        for row in rows:
            assert row["round"] == len(moves[row["id"]]) + 1
            told = [dict(each) for each in rows if each["id"] == row["id"]]
            assert not moves[row["id"]] or moves[row["id"]][-1] == row["due"], told

    @invariant()
    def a_clock_runs_only_where_somebody_has_to_act(self) -> None:
        rows = self.rows("SELECT s.state, s.submitted, c.step FROM submission s JOIN due_clock c ON c.record = s.id"
                         " AND c.kind = 'submission' AND c.ended IS NULL")  # fmt: skip
        for row in rows:
            assert row["state"] == "submitted" if row["step"] == "screen" else row["state"] in AT_UNIT, row
        desk = self.rows("SELECT s.id FROM submission s WHERE s.state = 'submitted' AND NOT EXISTS (SELECT 1 FROM due_clock c"
                         " WHERE c.record = s.id AND c.step = 'screen' AND c.ended IS NULL)")  # fmt: skip
        assert not desk


def counted(start: date, amount: int) -> datetime:
    """Midnight after so many worked days."""
    day = start
    while amount:
        day += DAY
        amount -= worktime.current().is_work(day)
    return datetime.combine(day + DAY, time(), LOCAL).astimezone(UTC)


def _no_recount(patch: pytest.MonkeyPatch) -> None:
    async def nothing() -> int:
        return 0

    patch.setattr(clocks, "recount", nothing)


def _at_night(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(marks, "_held", lambda at, _due: at)


def _silent(patch: pytest.MonkeyPatch) -> None:
    async def nothing() -> int:
        return 0

    patch.setattr(clocks, "turn", nothing)


def _runs_on(patch: pytest.MonkeyPatch) -> None:
    async def nothing(_tx: Tx, *_more: object) -> None:
        return None

    patch.setattr(moving, "reached_office", nothing)


def _a_day_is_entered(year: YearBase) -> Generator[None, None, None]:
    assert isinstance(year, ClocksOfTheYear)
    year.instruction()
    year.enter(1, "no")
    year.let_pass(timedelta(minutes=2))
    yield


def _a_week_of_silence(year: YearBase) -> Generator[None, None, None]:
    assert isinstance(year, ClocksOfTheYear)
    year.let_pass(timedelta(hours=10))  # seven in the evening: half the time is over at night
    year.instruction()
    for _ in range(8):
        year.let_pass(timedelta(hours=9))
        yield
    year.let_pass(timedelta(days=5))
    yield


def _sent_in_time(year: YearBase) -> Generator[None, None, None]:
    assert isinstance(year, ClocksOfTheYear)
    year.instruction()
    for action, who in (("request_sign", "a.officer1"), ("sign_off", "a.head"), ("submit", "a.officer1")):
        year.act(year.written[-1], who, action)
    yield


MIXIN = ClocksOfTheYear
SEEDED = (
    Seeded("the_calendar_changes_and_nothing_is_counted_again", _no_recount, _a_day_is_entered,
           "working_days_end_where_they_are_counted_to"),
    Seeded("reminders_come_at_night", _at_night, _a_week_of_silence, "reminders_of_working_days_come_in_working_hours"),
    Seeded("the_clocks_are_never_looked_at", _silent, _a_week_of_silence, "no_mark_is_left_unsaid"),
    Seeded("the_clocks_do_not_hear_that_it_was_sent", _runs_on, _sent_in_time, "a_clock_runs_only_where_somebody_has_to_act"),
)  # fmt: skip
