"""Copies through the year: who gets them, when they arrive, who read them, who was reminded."""

from collections.abc import Generator, Sequence
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from bulletins.commands import circulation, deliveries, handover, lists, narrowing, widening
from bulletins.queries import issues as issue_reads
from bulletins.queries import lists as list_reads
from bulletins.rules.issues import Issue
from bulletins.rules.kinds import Reader
from bulletins.rules.lists import Sort
from bulletins.store import deliveries as rows
from bulletins.store import recipients
from bulletins.workflow import delivery as copy_rules
from kernel import clock
from kernel.db import Row, Tx
from tests.workflow.bulletins.work.base import WorkBase
from tests.workflow.bulletins.work.town import START
from tests.workflow.machine import Seeded

HERE = timedelta(hours=8)
OUT = "('released', 'archived', 'recalled', 'corrected')"
FIXED = "('approved', 'typeset', 'proofread', 'released', 'archived', 'recalled', 'corrected')"
REMINDERS = "delivery.open_%", "delivery.accept_%", "notice.press"
NOBODY = ("duty", "auditor")  # they stand on no list


class Copies(WorkBase):
    """Rules and invariants of distribution."""

    def prepare(self) -> None:
        super().prepare()
        self.lists: dict[tuple[UUID, Any], frozenset[tuple[Any, Any]]] = {}

    # What people do.

    def readers_of(self, copy: Row) -> list[str]:
        """Those by name who may read a copy that was not handed over."""
        if copy["person"]:
            return [name for name, id in self.town.accounts.items() if id == copy["person"]]
        unit = next((name for name, id in self.town.units.items() if id == copy["unit"]), "")
        return [f"{unit}.{post}" for post in ("officer1", "signer", "head")] if unit else []

    def read(self, copy: UUID, who: str, *, confirm: bool = True) -> bool:
        """Open a copy, and say 已阅."""
        done = self.tried(deliveries.open_delivery(self.call(who), copy))
        if done and confirm:
            done = self.tried(deliveries.accept(self.call(who), copy, done.version))
        return done is not None

    def value(self, issue: UUID) -> Issue:
        """The issue with its readers."""
        return self.run(issue_reads.record(self.actor("editor"), issue))  # type: ignore[no-any-return]

    def ask(self, issue: UUID, reader: Reader, who: str = "editor") -> UUID | None:
        """Ask for a further reader."""
        said = self.cleared(who, {"note": "内容与其有关"})
        done = self.tried(widening.ask(self.call(who), issue, [reader], said))
        return done.id if done else None

    def answer(self, asked: UUID, who: str = "director", action: str = "agree") -> bool:
        """Answer it."""
        version = self.row("widening", asked)["version"]
        said = self.cleared(who, {"note": "与其无关"})
        return self.tried(widening.decide(self.call(who), asked, version, action, said)) is not None

    def hand_over(self, giver: str, deputy: str, days: int) -> UUID | None:
        """Reading handed over from today on."""
        today = clock.local(self.now).date()
        last = today + timedelta(days=days)
        done = self.tried(handover.give(self.call(giver), self.actor(deputy).id, today, last))
        return done.id if done else None

    @rule(data=st.data(), confirm=st.booleans(), other=st.booleans())
    def somebody_reads(self, data: st.DataObject, confirm: bool, other: bool) -> None:
        copy = self.some(data, "delivery", "arrived", "opened")
        if copy:
            names = list(NOBODY) if other else [*self.readers_of(self.row("delivery", copy)), "leader2"]
            self.read(copy, data.draw(st.sampled_from(names), label="reader"), confirm=confirm)

    @rule(data=st.data(), unit=st.sampled_from("abc"), agree=st.booleans(), own=st.booleans())
    def a_list_is_narrowed_and_widened(self, data: st.DataObject, unit: str, agree: bool, own: bool) -> None:
        issue = self.some(data, "issue", "compiling", "sent_back", "in_approval", "released")
        if issue:
            reader, version = Reader(unit=self.town.units[unit]), self.row("issue", issue)["version"]
            self.tried(narrowing.leave_out(self.call("editor"), issue, version, [reader]))
            asked = self.ask(issue, Reader(person=self.town.accounts["duty"]))
            if asked:
                self.answer(asked, "editor" if own else "director", "agree" if agree else "refuse")
            self.settle()

    @rule(unit=st.sampled_from("abc"), out=st.booleans())
    def a_group_changes(self, unit: str, out: bool) -> None:
        self.change_group(unit, out=out)

    def change_group(self, unit: str, *, out: bool) -> None:
        """A unit leaves the group of bureaus, or comes back."""
        today = clock.local(self.now).date()
        group = next(one for one in self.run(list_reads.groups(self.actor("director"))) if one.sort is Sort.BUREAU)
        reader = Reader(unit=self.town.units[unit])
        if out:
            rows = self.rows("SELECT id FROM reader_member WHERE grp = $1 AND unit = $2 AND valid_until IS NULL",
                             group.id, reader.unit)  # fmt: skip
            members = [row["id"] for row in rows]
            self.tried(lists.remove_members(self.call("director"), group.id, members, today))
        else:
            self.tried(lists.add_members(self.call("director"), group.id, [reader], today))

    @rule(data=st.data(), urge=st.booleans())
    def readers_are_urged_or_copies_taken_back(self, data: st.DataObject, urge: bool) -> None:
        copy = self.some(data, "delivery", "arrived", "opened")
        if copy:
            self.take_back(copy) if not urge else self.urge(self.row("delivery", copy)["issue"])

    def urge(self, issue: UUID) -> bool:
        """One click."""
        return self.tried(circulation.urge(self.call("editor"), issue)) is not None

    def take_back(self, copy: UUID) -> bool:
        """One copy."""
        said = self.cleared("editor", {"note": "发错了"})
        issue = self.row("delivery", copy)["issue"]
        return self.tried(circulation.take_back(self.call("editor"), issue, [copy], said)) is not None

    @rule(data=st.data(), days=st.integers(0, 5), back=st.booleans())
    def a_leader_travels(self, data: st.DataObject, days: int, back: bool) -> None:
        given = self.some(data, "reading_handover", "given") if back else None
        if given:
            self.tried(handover.revoke(self.call("leader1"), given, self.row("reading_handover", given)["version"]))
        elif self.now < START + timedelta(days=200):
            self.hand_over("leader1", "leader2", days)

    # What always holds.

    @invariant()
    def every_reader_of_a_frozen_list_has_one_copy(self) -> None:
        wrong = self.rows(
            "SELECT r.issue FROM issue_reader r JOIN issue i ON i.id = r.issue LEFT JOIN delivery d ON d.issue = r.issue"
            " AND d.unit IS NOT DISTINCT FROM r.unit AND d.person IS NOT DISTINCT FROM r.person"
            f" WHERE i.state IN {OUT} GROUP BY r.issue, r.seq HAVING count(d.id) <> 1"
        )
        assert not wrong, wrong

    @invariant()
    def nobody_outside_the_list_has_a_copy(self) -> None:
        wrong = self.rows(
            "SELECT d.id FROM delivery d WHERE NOT EXISTS (SELECT 1 FROM issue_reader r WHERE r.issue = d.issue"
            " AND r.unit IS NOT DISTINCT FROM d.unit AND r.person IS NOT DISTINCT FROM d.person)"
        )
        assert not wrong, wrong

    @invariant()
    def nothing_arrives_before_its_release(self) -> None:
        wrong = self.rows("SELECT d.id FROM delivery d JOIN issue i ON i.id = d.issue WHERE i.released_at IS NULL"
                          " OR d.arrived_at < i.released_at OR d.created < i.released_at")  # fmt: skip
        assert not wrong, wrong

    @invariant()
    def a_frozen_list_stays_but_for_what_a_second_person_agreed_to(self) -> None:
        for row in self.rows(f"SELECT id, approved_at FROM issue WHERE state IN {FIXED}"):
            first = self.rows("SELECT unit, person FROM issue_reader r WHERE issue = $1 AND NOT EXISTS (SELECT 1"
                              " FROM widening w WHERE w.id = r.added AND w.late AND w.state = 'agreed'"
                              " AND w.decided_by <> w.asked_by)", row["id"])  # fmt: skip
            now = frozenset((reader["unit"], reader["person"]) for reader in first)
            assert self.lists.setdefault((row["id"], row["approved_at"]), now) == now

    @invariant()
    def only_those_it_was_for_said_they_read_it(self) -> None:
        wrong = self.rows(
            "SELECT d.id FROM delivery d LEFT JOIN account a ON a.id = d.accepted_by WHERE d.accepted_at IS NOT NULL AND NOT"
            " (d.accepted_by = d.person OR (d.person IS NULL AND a.unit = d.unit) OR EXISTS (SELECT 1 FROM reading_handover h"
            " WHERE h.giver = d.person AND h.deputy = d.accepted_by AND h.valid_from <= d.accepted_at"
            " AND d.accepted_at < least(h.valid_until, coalesce(h.revoked, 'infinity'))))"
        )
        assert not wrong, wrong

    @invariant()
    def what_is_read_was_confirmed_by_an_act(self) -> None:
        wrong = self.rows(
            "SELECT d.id FROM delivery d WHERE d.accepted_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM journal j"
            " WHERE j.record = d.id AND j.action = 'accept' AND j.actor = d.accepted_by AND j.at = d.accepted_at)"
        )
        assert not wrong, wrong

    @invariant()
    def what_somebody_opened_is_only_taken_back_with_its_issue(self) -> None:
        wrong = self.rows("SELECT d.id FROM delivery d JOIN issue i ON i.id = d.issue WHERE d.state = 'taken_back'"
                          " AND d.opened_at IS NOT NULL AND i.state <> 'recalled' AND NOT EXISTS (SELECT 1 FROM issue_ending e"
                          " WHERE e.issue = i.id)")  # fmt: skip
        assert not wrong, wrong

    @invariant()
    def nobody_is_reminded_of_a_copy_twice_a_day(self) -> None:
        told = self.rows("SELECT record, account, created FROM notice WHERE record_kind = 'delivery'"
                         " AND topic LIKE ANY($1)", list(REMINDERS))  # fmt: skip
        days = [(row["record"], row["account"], _day(row)) for row in told]
        assert len(days) == len(set(days))

    @invariant()
    def the_tally_is_what_stands(self) -> None:
        kept = {row["issue"]: row for row in self.rows("SELECT * FROM issue_list")}
        counted = self.rows("SELECT issue, state, count(*) AS n FROM delivery GROUP BY issue, state")
        for row in counted:
            assert kept[row["issue"]][row["state"]] == row["n"], row
        assert sum(row["n"] for row in counted) == sum(
            row[name]
            for row in kept.values()
            for name in ("queued", "arrived", "opened", "accepted", "closed", "taken_back")
        )


def _day(row: Row) -> date:
    return (row["created"] + HERE).date()  # type: ignore[no-any-return]


def _one_goes_out(work: WorkBase) -> Generator[None, None, None]:
    work.issue_at("released")
    yield


def _forgets_the_last(patch: pytest.MonkeyPatch) -> None:
    kept = deliveries._add

    async def add(tx: Tx, issue: Issue, readers: Sequence[Reader], after: int) -> int:
        return await kept(tx, issue, readers[:-1], after)

    patch.setattr(deliveries, "_add", add)


def _deputy_reads_too_late(work: WorkBase) -> Generator[None, None, None]:
    assert isinstance(work, Copies)
    assert work.hand_over("leader1", "leader2", 0)
    issue = work.issue_at("released")
    (copy,) = work.rows(
        "SELECT id FROM delivery WHERE issue = $1 AND person = $2", issue, work.town.accounts["leader1"]
    )
    yield
    work.let_pass(timedelta(days=2))
    work.read(copy["id"], "leader2")
    yield


def _handed_over_for_ever(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(copy_rules, "clock", SimpleNamespace(now=lambda: START))


def _urged_twice(work: WorkBase) -> Generator[None, None, None]:
    assert isinstance(work, Copies)
    issue = work.issue_at("released")
    assert work.urge(issue)
    work.let_pass(timedelta(hours=2))
    work.urge(issue)
    yield


def _reminders_are_not_noted(patch: pytest.MonkeyPatch) -> None:
    async def remind(_tx: Tx, ids: Sequence[UUID], _day: date) -> set[UUID]:
        return set(ids)

    patch.setattr(circulation, "store", SimpleNamespace(**{**vars(rows), "remind": remind}))


def _taken_back_too_late(work: WorkBase) -> Generator[None, None, None]:
    assert isinstance(work, Copies)
    issue = work.issue_at("released")
    (copy,) = work.rows("SELECT id FROM delivery WHERE issue = $1 AND unit = $2", issue, work.town.units["a"])
    assert work.read(copy["id"], "a.officer1", confirm=False)
    work.take_back(copy["id"])
    yield


def _opened_ones_too(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(circulation, "UNOPENED", copy_rules.OUT)
    patch.setattr(circulation, "DELIVERY", SimpleNamespace(require=lambda *_: None))


def _list_changes_after_approval(work: WorkBase) -> Generator[None, None, None]:
    assert isinstance(work, Copies)
    issue = work.issue_at("proofread")
    yield
    work.let_pass(timedelta(hours=1))
    work.change_group("a", out=True)
    assert work.forward(issue)
    work.settle()
    yield


def _frozen_anew_at_the_release(patch: pytest.MonkeyPatch) -> None:
    kept = deliveries._add

    async def add(tx: Tx, issue: Issue, _readers: Sequence[Reader], after: int) -> int:
        return await kept(tx, issue, await recipients.live(issue.kind.id, issue.id), after)

    patch.setattr(deliveries, "_add", add)


MIXIN = Copies
SEEDED: tuple[Seeded, ...] = (
    Seeded("the_last_reader_is_forgotten", _forgets_the_last, _one_goes_out,
           "every_reader_of_a_frozen_list_has_one_copy"),
    Seeded("a_deputy_reads_for_ever", _handed_over_for_ever, _deputy_reads_too_late,
           "only_those_it_was_for_said_they_read_it"),
    Seeded("reminders_are_not_noted", _reminders_are_not_noted, _urged_twice,
           "nobody_is_reminded_of_a_copy_twice_a_day"),
    Seeded("opened_copies_are_taken_back", _opened_ones_too, _taken_back_too_late,
           "what_somebody_opened_is_only_taken_back_with_its_issue"),
    Seeded("the_list_follows_the_group_after_the_approval", _frozen_anew_at_the_release, _list_changes_after_approval,
           "every_reader_of_a_frozen_list_has_one_copy"),
)  # fmt: skip
