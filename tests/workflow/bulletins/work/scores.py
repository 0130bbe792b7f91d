"""Scores through the year: happenings of released issues and of the office's hand, changing rule sets, closed periods."""

import json
from collections import defaultdict
from collections.abc import Generator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from kernel import clock
from kernel.db import Row
from scores.commands import appeals, closing, corrections, rulesets, upward
from scores.queries import lines as line_reads
from scores.queries import standing as reads
from scores.rules import evaluate as evaluation
from scores.rules import settling, sharing
from scores.rules.happenings import Sort
from scores.rules.ruleset import decoded, encoded
from scores.rules.upward import Upward
from scores.store import ledger as ledger_rows
from tests.workflow.bulletins.work.base import WorkBase
from tests.workflow.bulletins.work.town import START
from tests.workflow.machine import Seeded

FIRST = START.date().replace(month=1, day=1)
LAST = FIRST.replace(year=FIRST.year + 3)
SOME = (
    "SELECT h.* FROM score_happening h WHERE h.cancels IS NULL AND h.sort = ANY($1)"
    " AND NOT EXISTS (SELECT 1 FROM score_happening c WHERE c.cancels = h.id) ORDER BY h.id"
)


class ScoresOfTheYear(WorkBase):
    """What is scored, corrected, closed; and what must hold of it."""

    def prepare(self) -> None:
        super().prepare()
        self.closed: dict[tuple[date, date], dict[UUID, Decimal]] = {}
        self.run(self._only_the_first_set())

    def teardown(self) -> None:
        super().teardown()
        self.run(self._only_the_first_set())

    async def _only_the_first_set(self) -> None:
        connection = await asyncpg.connect(self.town.database.owner_dsn)
        try:
            await connection.execute("DELETE FROM score_settled; DELETE FROM score_rule_set WHERE number > 1")
        finally:
            await connection.close()

    @property
    def today(self) -> date:
        """As the office's wall calendar says."""
        return clock.local(self.now).date()

    def standing_facts(self, *sorts: str) -> list[Row]:
        """What holds of some sorts."""
        return self.rows(SOME, list(sorts))

    def cancelled(self, happening: UUID) -> bool:
        """By two hands."""
        done = self.tried(corrections.cancel(self.call("editor"), happening, self.cleared("editor", {"note": "误登"})))
        return (
            done is not None
            and self.tried(corrections.act(self.call("director"), done.id, done.version, "confirm")) is not None
        )

    def closed_up_to(self, last: date) -> None:
        """A period is closed, and its totals are remembered here."""
        done = self.tried(closing.close(self.call("director"), last))
        if done is not None:
            row = self.row("score_settlement", done.id)
            self.closed[row["first"], row["last"]] = self.points(row["first"], row["last"])

    def points(self, first: date, last: date) -> dict[UUID, Decimal]:
        """Every unit's total as the page says it."""
        return {row.unit: row.points for row in self.run(reads.standing(self.actor("editor"), first, last))}

    def dearer(self) -> bool:
        """Another rule set from tomorrow on: the editor drafts it, the director confirms it."""
        (newest,) = self.rows(
            "SELECT document FROM score_rule_set WHERE state = 'confirmed' ORDER BY since DESC, number DESC LIMIT 1"
        )
        old = decoded(newest["document"])
        doubled = tuple(
            msgspec.structs.replace(each, points=each.points + 1 if each.points else each.points) for each in old.lines
        )
        made = msgspec.structs.replace(old, lines=doubled)
        said = self.cleared("editor", rulesets.words(made))
        done = self.tried(rulesets.draft(self.call("editor"), encoded(made), said))
        since = self.today + timedelta(days=1)
        return (
            done is not None
            and self.tried(rulesets.confirm(self.call("director"), done.id, done.version, since)) is not None
        )

    @rule(data=st.data(), level=st.sampled_from(["province", "ministry", "state"]))
    def something_is_adopted_elsewhere(self, data: st.DataObject, level: str) -> None:
        own = [row["id"] for row in self.standing_facts("adopted") if row["level"] == "own"]
        if own:
            entry = Upward(data.draw(st.sampled_from(own)), Sort.ADOPTED, level, f"{level}_info", self.today)
            self.tried(upward.register(self.call("editor"), entry, self.cleared("editor", {"reference": "采用通知"})))

    @rule(unit=st.sampled_from("abc"), sort=st.sampled_from([Sort.LATE, Sort.MISSED]), ago=st.integers(0, 40))
    def a_unit_is_at_fault(self, unit: str, sort: Sort, ago: int) -> None:
        day = self.today - timedelta(days=ago)
        said = self.cleared("duty", {"reference": "电话通知后仍未报"})
        self.tried(upward.enter(self.call("duty"), self.town.units[unit], sort, day, said))

    @rule(data=st.data())
    def something_is_taken_back(self, data: st.DataObject) -> None:
        known = [row["id"] for row in self.standing_facts("adopted", "late", "missed", "instructed")]
        if known:
            self.cancelled(data.draw(st.sampled_from(known)))

    @rule(unit=st.sampled_from("abc"), points=st.integers(-9, 9))
    def points_are_given_by_hand(self, unit: str, points: int) -> None:
        said = self.cleared("editor", {"note": "补记"})
        done = self.tried(
            corrections.propose(self.call("editor"), self.town.units[unit], str(points), self.today, said)
        )
        if done is not None:
            assert self.tried(corrections.act(self.call("editor"), done.id, done.version, "confirm")) is None
            self.tried(corrections.act(self.call("editor2"), done.id, done.version, "confirm"))

    @rule(data=st.data(), unit=st.sampled_from("abc"), uphold=st.booleans())
    def a_unit_appeals(self, data: st.DataObject, unit: str, uphold: bool) -> None:
        mine = self.run(
            line_reads.unit_sheet(self.actor(f"{unit}.officer1"), self.town.units[unit], FIRST, self.today)
        ).lines
        if mine:
            line = data.draw(st.sampled_from([(each.happening, each.line) for each in mine]))
            said = self.cleared(f"{unit}.officer1", {"text": "应按综合计分"})
            done = self.tried(appeals.file(self.call(f"{unit}.officer1"), line[0], line[1], said))
            if done is not None:
                answer = self.cleared("director", {"note": "已核对", "points": "2"})
                self.tried(
                    appeals.act(self.call("director"), done.id, done.version, "uphold" if uphold else "reject", answer)
                )

    @rule(ago=st.integers(1, 60))
    def a_period_is_closed(self, ago: int) -> None:
        self.closed_up_to(self.today - timedelta(days=ago))

    @rule()
    def the_rules_change(self) -> None:
        self.dearer()

    def booked(self) -> Any:
        """The whole ledger."""
        return self.run(ledger_rows.book(FIRST, LAST))

    @invariant()
    def every_point_is_explained_by_a_happening_and_a_rule_line_of_its_day(self) -> None:
        sets = self.rows(
            "SELECT id, since, number, document FROM score_rule_set WHERE state = 'confirmed' ORDER BY since, number"
        )
        days = {row["id"]: row["day"] for row in self.rows("SELECT id, day FROM score_happening")}
        for each in self.booked().lines:
            line = each.scored
            assert line.happening in days
            if line.line == "manual":
                continue
            of_the_day = [row for row in sets if row["since"] <= days[line.happening]][-1]
            assert line.rule_set == of_the_day["id"]
            assert line.line in {row["code"] for row in json.loads(of_the_day["document"])["lines"]}

    @invariant()
    def a_units_total_is_the_sum_of_its_lines(self) -> None:
        totals = self.points(FIRST, LAST)
        for letter in "abc":
            unit = self.town.units[letter]
            sheet = self.run(line_reads.unit_sheet(self.actor(f"{letter}.officer1"), unit, FIRST, LAST))
            assert sum((line.points for line in sheet.lines), Decimal(0)) == totals[unit] == sheet.total

    @invariant()
    def a_closed_period_stays_as_it_was(self) -> None:
        for (first, last), totals in self.closed.items():
            assert self.points(first, last) == totals, (first, last)

    @invariant()
    def what_was_taken_back_counts_for_nothing_in_all(self) -> None:
        gone = {row["cancels"] for row in self.rows("SELECT cancels FROM score_happening WHERE cancels IS NOT NULL")}
        left: dict[UUID, Decimal] = defaultdict(Decimal)
        for each in self.booked().lines:
            if each.scored.happening in gone:
                left[each.scored.happening] += each.scored.points
        assert not any(left.values()), left

    @invariant()
    def parts_never_exceed_the_whole(self) -> None:
        worth = {
            (row["id"], line["code"]): Decimal(line["points"])
            for row in self.rows("SELECT id, document FROM score_rule_set")
            for line in json.loads(row["document"])["lines"] if line["sort"] == "adopted" and line.get("points")
        }  # fmt: skip
        given: dict[tuple[Any, UUID, str], Decimal] = defaultdict(Decimal)
        for each in self.booked().lines:
            given[each.scored.rule_set, each.scored.happening, each.scored.line] += each.scored.points
        for (within, _, line), points in given.items():
            assert points <= worth.get((within, line), points), line


def _released_and_closed(work: ScoresOfTheYear) -> UUID:
    work.issue_at()
    work.let_pass(timedelta(days=40))
    work.closed_up_to(work.today - timedelta(days=1))
    adopted: UUID = work.standing_facts("adopted")[0]["id"]
    return adopted


def _unadopted_after_closing(work: Any) -> Generator[None, None, None]:
    adopted = _released_and_closed(work)
    yield
    assert work.cancelled(adopted)
    yield


def _rules_change_after_release(work: Any) -> Generator[None, None, None]:
    work.issue_at()
    assert work.dearer()
    work.let_pass(timedelta(days=3))
    yield


def _two_units_together(work: Any) -> Generator[None, None, None]:
    work.issue_at("released", "brief", work.screened("a"), work.screened("b"))
    yield


def _closed_ones_follow(patch: pytest.MonkeyPatch) -> None:
    whole = settling.ledger
    patch.setattr(ledger_rows, "ledger", lambda view, _kept, _closed, why: whole(view, (), None, why))


def _nothing_is_corrected(patch: pytest.MonkeyPatch) -> None:
    whole = settling.ledger
    patch.setattr(
        ledger_rows, "ledger", lambda *given: [each for each in whole(*given) if each.settlement or each.about is None]
    )


def _newest_set_for_every_day(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(evaluation, "in_force", lambda sets, _day: max(sets, key=lambda each: each.since, default=None))


def _each_has_all_of_it(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sharing, "split", lambda points, _sharing, shares, _part=0: [points for _ in shares])


MIXIN = ScoresOfTheYear
SEEDED: tuple[Seeded, ...] = (
    Seeded("a_closed_period_is_reckoned_anew", _closed_ones_follow, _unadopted_after_closing, "a_closed_period_stays_as_it_was"),
    Seeded("rules_reach_back", _newest_set_for_every_day, _rules_change_after_release,
           "every_point_is_explained_by_a_happening_and_a_rule_line_of_its_day"),
    Seeded("an_unadoption_is_forgotten", _nothing_is_corrected, _unadopted_after_closing,
           "what_was_taken_back_counts_for_nothing_in_all"),
    Seeded("a_composite_counts_for_each", _each_has_all_of_it, _two_units_together, "parts_never_exceed_the_whole"),
)  # fmt: skip
