"""People come and go: what they had in hand goes on, a unit has two officers at most, gaps and periods are counted."""

from collections.abc import Generator
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from identity.commands import accounts, people
from identity.commands import leaving as leaving_commands
from identity.queries import register as identity
from identity.rules import Contact
from identity.store import people as people_rows
from kernel import clock, worktime
from kernel.actor import Call
from submissions.rules.records import Details
from submissions.store import leaving as leaving_rows
from tests.workflow.machine import Seeded
from tests.workflow.submissions.year.base import YearBase
from tests.workflow.submissions.year.town import START, UNITS, YEAR

GAP_DAYS, SEATS = 10, 2
OFFICERS = ("officer1", "officer2")
IN_HAND = (
    "SELECT s.unit FROM submission s JOIN account a ON a.id = s.author WHERE a.state = 'disabled'"
    " AND s.state IN ('draft', 'to_sign', 'signed_off', 'to_forward', 'returned') UNION ALL"
    " SELECT a.unit FROM submission_working w JOIN account a ON a.id = w.account WHERE a.state = 'disabled' UNION ALL"
    " SELECT a.unit FROM assignment_task t JOIN account a ON a.id = t.holder WHERE a.state = 'disabled'"
    " AND t.state NOT IN ('closed', 'merged', 'cancelled') UNION ALL"
    " SELECT d.unit FROM submission_debt d JOIN account a ON a.id = coalesce(d.keeper, d.sent_by)"
    " WHERE a.state = 'disabled' AND d.state = 'owed'"
)


class PeopleBase(YearBase):
    """Leaving and coming."""

    def prepare(self) -> None:
        super().prepare()
        self.gaps: dict[UUID, date] = {}
        self.came = 0

    def leave(self, name: str) -> bool:
        """Somebody's leaving is registered, if they are still there."""
        system = self.actor("system")
        if system is None or self.actor(name) is None:
            return False
        person = self.run(identity.person_of(system, self.town.accounts[name]))
        version = self.run(identity.person(system, person)).version
        return self.tried(accounts.person_leaves(Call(system), person, version)) is not None

    def come(self, unit: str) -> UUID | None:
        """A new officer: an entry, an account, the seat if one is free."""
        system, security = self.actor("system"), self.actor("security")
        if system is None or security is None:
            return None
        self.came += 1
        login, contact = f"{unit}.new{self.came}", Contact(f"new {self.came}", "clerk")
        made = self.run(accounts.apply_account(Call(system), self.town.units[unit], login, ("liaison",), contact))
        self.run(accounts.approve_account(Call(security), made.id, made.version, "first password 2026"))
        person = self.run(identity.person_of(system, made.id))
        self.tried(people.register_liaison(Call(system), person))
        self.settle()
        return UUID(str(made.id))

    @rule(unit=st.sampled_from(UNITS), post=st.sampled_from((*OFFICERS, "signer")))
    def somebody_leaves(self, unit: str, post: str) -> None:
        if self.now < START + YEAR:
            self.leave(f"{unit}.{post}")

    @rule(unit=st.sampled_from(UNITS))
    def somebody_comes(self, unit: str) -> None:
        if self.now < START + YEAR and self.came < 6:
            self.come(unit)

    @invariant()
    def nothing_is_left_with_somebody_who_is_gone(self) -> None:
        there = {row["unit"] for row in self.rows("SELECT DISTINCT unit FROM account WHERE state <> 'disabled'")}
        left = [row["unit"] for row in self.rows(IN_HAND)]
        assert not [unit for unit in left if unit in there], left

    @invariant()
    def a_unit_never_has_three_officers(self) -> None:
        seats = self.rows(
            "SELECT unit, count(*) AS n, count(DISTINCT person) AS people FROM appointment"
            " WHERE kind = 'liaison' AND until IS NULL GROUP BY unit"
        )
        assert all(row["n"] <= SEATS and row["n"] == row["people"] for row in seats), seats

    @invariant()
    def nobody_who_left_can_sign_in_or_holds_a_seat(self) -> None:
        bad = self.rows(
            "SELECT p.id FROM person p WHERE p.state = 'left' AND (EXISTS (SELECT 1 FROM account a WHERE a.person = p.id"
            " AND a.state <> 'disabled') OR EXISTS (SELECT 1 FROM appointment s WHERE s.person = p.id AND s.until IS NULL)"
            " OR EXISTS (SELECT 1 FROM session x JOIN account a ON a.id = x.account WHERE a.person = p.id))"
        )
        assert not bad

    @invariant()
    def a_gap_is_counted_from_the_working_day_after_it_opened(self) -> None:
        """By the calendar of the day it opened; a day that is entered later does not move what was said."""
        calendar = worktime.current()
        for row in self.rows("SELECT id, opened, due FROM liaison_gap"):
            if row["id"] not in self.gaps:
                assert calendar.between(clock.local(row["opened"]).date(), row["due"]) == GAP_DAYS, row
                assert calendar.is_work(row["due"]), row
            assert self.gaps.setdefault(row["id"], row["due"]) == row["due"], row


MIXIN = PeopleBase


def _keep_texts(patch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object) -> None:
        return None

    patch.setattr(leaving_rows, "give_texts", nothing)


def _no_successor(patch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object) -> None:
        return None

    patch.setattr(leaving_commands, "settle_unit", nothing)
    patch.setattr(leaving_commands, "look_again", nothing)


def _keeps_seat(patch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object) -> list[object]:
        return []

    patch.setattr(people_rows, "release", nothing)


def _leaver_with_a_draft(machine: YearBase) -> Generator[None, None, None]:
    assert isinstance(machine, PeopleBase)
    assert machine.write("a.officer1", Details("work", "normal", "news", machine.now))
    yield
    assert machine.leave("a.officer1")
    yield
    machine.let_pass(timedelta(days=1))
    yield


def _everybody_leaves(machine: YearBase) -> Generator[None, None, None]:
    assert isinstance(machine, PeopleBase)
    machine.write("b.officer1", Details("work", "normal", "news", machine.now))
    for post in (*OFFICERS, "signer", "head"):
        assert machine.leave(f"b.{post}")
        yield
    assert machine.come("b")
    yield


SEEDED = (
    Seeded("drafts_stay", _keep_texts, _leaver_with_a_draft, "nothing_is_left_with_somebody_who_is_gone"),
    Seeded("no_successor", _no_successor, _everybody_leaves, "nothing_is_left_with_somebody_who_is_gone"),
    Seeded("keeps_the_seat", _keeps_seat, _leaver_with_a_draft, "nobody_who_left_can_sign_in_or_holds_a_seat"),
)
