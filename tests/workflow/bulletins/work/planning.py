"""Days, hours and endings of issues through the year."""

from collections.abc import Generator
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from bulletins.commands import daily, ending, planning, releasing
from bulletins.queries import planning as reads
from kernel import clock
from tests.workflow.bulletins.work.base import WorkBase
from tests.workflow.machine import Seeded

ENDED = ("missed", "met", "made_up", "excused")
HOURS = (1, 6, 30, 100)


class PlanningOfTheYear(WorkBase):
    """Rules and invariants of planning and ending."""

    def ahead(self, issue: UUID, action: str, hours: int | None) -> bool:
        """An embargo or a timed release so many hours ahead; None takes it away."""
        at = self.now + timedelta(hours=hours) if hours else None
        command = planning.embargo if action == "embargo" else planning.schedule
        return self.tried(command(self.call("editor"), issue, self.row("issue", issue)["version"], at)) is not None

    def end(self, issue: UUID, action: str, reason: str = "", who: str = "director") -> bool:
        """void, discard, recall or correct."""
        said, version = self.cleared(who, {"note": "核对", "reason": reason}), self.row("issue", issue)["version"]
        if action == "correct":
            return self.tried(ending.correct(self.call(who), issue, version, said)) is not None
        return self.tried(ending.end(self.call(who), issue, version, action, said)) is not None

    @rule(data=st.data(), action=st.sampled_from(["embargo", "schedule"]), hours=st.sampled_from([None, *HOURS]))
    def an_hour_is_set(self, data: st.DataObject, action: str, hours: int | None) -> None:
        issue = self.some(data, "issue", "compiling", "approved", "proofread")
        if issue:
            self.ahead(issue, action, hours)

    @rule(data=st.data(), by=st.integers(min_value=-3, max_value=9))
    def a_day_is_planned(self, data: st.DataObject, by: int) -> None:
        issue = self.some(data, "issue", "compiling", "sent_back", "proofread")
        if issue:
            day = clock.local(self.now).date() + timedelta(days=by)
            self.tried(planning.plan(self.call("editor2"), issue, self.row("issue", issue)["version"], day))

    @rule(data=st.data())
    def an_issue_ends_early(self, data: st.DataObject) -> None:
        issue = self.some(data, "issue", "sent_back", "approved", "proofread", "released", "archived")
        if issue:
            action, reason, who = data.draw(st.sampled_from([
                ("void", "no_need", "director"), ("discard", "", "editor"), ("recall", "error", "director"),
                ("correct", "fact", "editor2"),
            ]))  # fmt: skip
            self.end(issue, action, reason, who)
            self.settle()

    @invariant()
    def nothing_is_out_before_its_embargo(self) -> None:
        assert not self.rows("SELECT id FROM issue WHERE released_at < embargo")

    @invariant()
    def no_timed_release_is_left_behind(self) -> None:
        assert not self.rows("SELECT id FROM issue WHERE release_at <= $1", self.now)

    @invariant()
    def every_void_or_recalled_issue_says_why(self) -> None:
        assert not self.rows(
            "SELECT id FROM issue i WHERE (state = 'recalled' OR (state = 'voided' AND number IS NOT NULL))"
            " AND NOT EXISTS (SELECT 1 FROM issue_ending e WHERE e.issue = i.id)"
        )

    @invariant()
    def nobody_reads_a_recalled_issue(self) -> None:
        assert not self.rows("SELECT d.id FROM delivery d JOIN issue i ON i.id = d.issue WHERE i.state = 'recalled'"
                             " AND d.state NOT IN ('taken_back', 'closed')")  # fmt: skip

    @invariant()
    def nobody_is_paid_twice_for_a_corrected_text(self) -> None:
        twice = self.rows(
            "SELECT h.id FROM score_happening h JOIN issue n ON n.id = h.source JOIN score_share s ON s.happening = h.id"
            " WHERE n.corrects IS NOT NULL AND EXISTS (SELECT 1 FROM score_happening o JOIN score_share p"
            " ON p.happening = o.id WHERE o.source = n.corrects AND p.submission = s.submission AND o.cancels IS NULL)"
        )
        assert not twice

    @invariant()
    def a_void_issue_holds_no_article(self) -> None:
        assert not self.rows("SELECT a.id FROM article a JOIN issue i ON i.id = a.issue WHERE i.state = 'voided'")

    @invariant()
    def every_working_day_since_the_first_is_owed_once(self) -> None:
        owed = [row["day"] for row in self.rows("SELECT day FROM daily_duty ORDER BY day")]
        if owed:
            assert owed == self.worked(owed[0], clock.local(self.now).date()), owed

    @invariant()
    def no_day_that_is_over_stays_open(self) -> None:
        assert not self.rows("SELECT day FROM daily_duty WHERE state = 'expected' AND ends <= $1", self.now)

    @invariant()
    def a_day_is_met_by_an_issue_released_on_it(self) -> None:
        for row in self.rows("SELECT d.day, i.released_at FROM daily_duty d JOIN issue i ON i.id = d.issue"
                             " WHERE d.state = 'met'"):  # fmt: skip
            assert clock.local(row["released_at"]).date() == row["day"]

    def worked(self, first: date, last: date) -> list[date]:
        """The working days, counted from the published notice of 2026 by hand: see HOLIDAYS and MADE_UP."""
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return [day for day in days if (day.weekday() < 5 and day not in HOLIDAYS) or day in MADE_UP]


def _span(first: str, last: str) -> set[date]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return {begin + timedelta(days=n) for n in range((end - begin).days + 1)}


# The notice of the State Council for 2026, autumn part; 2027 has no notice yet and is counted Monday to Friday.
HOLIDAYS = _span("2026-09-25", "2026-09-27") | _span("2026-10-01", "2026-10-07")
MADE_UP = {date(2026, 9, 20), date(2026, 10, 10)}


def _held_back(work: WorkBase) -> Generator[None, None, None]:
    assert isinstance(work, PlanningOfTheYear)
    issue = work.issue_at("proofread")
    work.ahead(issue, "embargo", 30)
    work.act_issue(issue, "editor", "release")
    yield
    work.ahead(issue, "schedule", 40)
    work.let_pass(timedelta(hours=41))
    yield
    assert work.row("issue", issue)["state"] == "released"


def _autumn(work: WorkBase) -> Generator[None, None, None]:
    work.settle()
    yield
    work.let_pass(datetime(2026, 10, 10, 2, tzinfo=UTC) - work.now)  # the make-up Saturday, ten in the morning here
    for _ in range(3):
        work.let_pass(timedelta(minutes=10))
    yield


def _made_void(work: WorkBase) -> Generator[None, None, None]:
    assert isinstance(work, PlanningOfTheYear)
    issue = work.issue_at("approved")
    assert work.end(issue, "void", "no_need")
    yield


def _corrected(work: WorkBase) -> Generator[None, None, None]:
    assert isinstance(work, PlanningOfTheYear)
    issue = work.issue_at("released")
    assert work.end(issue, "correct", "fact", "editor2")
    (made,) = work.rows("SELECT id FROM issue WHERE corrects = $1", issue)
    assert work.forward(made["id"])
    work.settle()
    yield
    assert work.row("issue", issue)["state"] == "corrected"
    assert work.end(issue, "recall", "error")
    yield


async def _none() -> list[object]:
    return []


async def _nobody(_issue: object) -> frozenset[UUID]:
    return frozenset()


def _week(_patch: pytest.MonkeyPatch) -> SimpleNamespace:
    plain = SimpleNamespace(is_work=lambda day: day.weekday() < 5)
    return SimpleNamespace(current=lambda: plain)


MIXIN = PlanningOfTheYear
SEEDED: tuple[Seeded, ...] = (
    Seeded("timed_releases_are_not_looked_for", lambda patch: patch.setattr(reads, "timed", _none), _held_back,
           "no_timed_release_is_left_behind"),
    Seeded("make_up_days_are_forgotten", lambda patch: patch.setattr(daily, "worktime", _week(patch)), _autumn,
           "every_working_day_since_the_first_is_owed_once"),
    Seeded("a_correction_pays_again", lambda patch: patch.setattr(releasing, "_credited", _nobody), _corrected,
           "nobody_is_paid_twice_for_a_corrected_text"),
    Seeded("a_void_issue_keeps_its_articles", lambda patch: patch.setattr(ending, "_free", _nothing), _made_void,
           "a_void_issue_holds_no_article"),
)  # fmt: skip


async def _nothing(*_given: object) -> None:
    return None
