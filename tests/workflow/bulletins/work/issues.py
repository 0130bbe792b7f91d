"""Issues through the year: numbers, hands, and that what is printed is what was approved."""

from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from bulletins.commands import numbering, responsibility, returning, steps
from bulletins.queries import issues as issue_reads
from bulletins.rules import content
from bulletins.rules.issues import Issue
from bulletins.rules.responsibility import StepDone
from bulletins.store import issues as store
from bulletins.store import kinds as kind_rows
from bulletins.store import responsibility as step_rows
from identity.rights import Role
from kernel.db import Tx
from tests.workflow.bulletins.work.base import WorkBase
from tests.workflow.machine import Seeded

HERE = timedelta(hours=8)
SIGNED = ("approved", "typeset", "proofread", "released", "archived", "recalled", "corrected")
BEHIND = {
    "in_approval": {"compiling"}, "approved": {"approval"}, "typeset": {"approval", "layout"},
    "proofread": {"approval", "layout", "proofreading"},
    "released": {"compiling", "approval", "layout", "proofreading", "printing"},
}  # fmt: skip


class IssuesOfTheYear(WorkBase):
    """Rules and invariants of issues."""

    def record(self, issue: UUID) -> Issue:
        """The issue as a value."""
        return self.run(issue_reads.record(self.actor("editor"), issue))  # type: ignore[no-any-return]

    @rule(data=st.data(), who=st.sampled_from(["director", "proofreader", "editor"]))
    def an_issue_is_sent_back(self, data: st.DataObject, who: str) -> None:
        issue = self.some(data, "issue", "in_approval", "approved", "typeset", "proofread")
        if issue:
            action = {"in_approval": "send_back", "typeset": "reject"}.get(
                self.row("issue", issue)["state"], "take_back"
            )
            self.act_issue(issue, who, action)

    @invariant()
    def numbers_of_a_kind_and_year_have_no_gap(self) -> None:
        taken: dict[tuple[object, int], list[int]] = {}
        for row in self.rows("SELECT kind, year, number FROM issue WHERE number IS NOT NULL ORDER BY number"):
            taken.setdefault((row["kind"], row["year"]), []).append(row["number"])
        for series, numbers in taken.items():
            assert numbers == list(range(1, len(numbers) + 1)), series

    @invariant()
    def a_number_belongs_to_the_year_of_its_approval_here(self) -> None:
        for row in self.rows("SELECT year, min(j.at) AS at FROM issue i JOIN journal j ON j.record = i.id"
                             " AND j.action = 'approve' GROUP BY i.id, year"):  # fmt: skip
            assert row["year"] == (row["at"] + HERE).year

    @invariant()
    def whoever_wrote_verified_or_compiled_did_not_approve(self) -> None:
        rows = self.rows("SELECT i.id, i.approved_by FROM issue i WHERE state = ANY($1)", list(SIGNED))
        for row in rows:
            hands = self.rows(
                "SELECT 1 FROM article a WHERE a.issue = $1 AND ($2 IN (a.created_by, a.verified_by, a.edited_by) OR EXISTS"
                " (SELECT 1 FROM article_edition e WHERE e.article = a.id AND e.by = $2))"
                " UNION ALL SELECT 1 FROM issue_author WHERE issue = $1 AND person = $2",
                row["id"], row["approved_by"],
            )  # fmt: skip
            assert not hands, row["id"]

    @invariant()
    def what_stands_in_a_signed_issue_is_what_was_signed(self) -> None:
        for row in self.rows("SELECT id FROM issue WHERE state = ANY($1)", list(SIGNED)):
            issue = self.record(row["id"])
            assert content.digest(issue) == issue.digest

    @invariant()
    def every_step_taken_has_its_person_and_its_text(self) -> None:
        rows = self.rows(
            "SELECT i.id, i.state, i.digest, i.pdf_digest, i.approved_by, d.step, d.by, d.digest AS said FROM issue i"
            " LEFT JOIN step_done d ON d.record = i.id AND d.at = (SELECT max(l.at) FROM step_done l"
            " WHERE l.record = i.id AND l.step = d.step)"
        )
        known: dict[UUID, set[str]] = {}
        for row in rows:
            known.setdefault(row["id"], set()).add(row["step"])
            if row["step"] == "approval" and row["state"] in SIGNED:
                assert (row["by"], row["said"]) == (row["approved_by"], row["digest"])
            if row["step"] in ("proofreading", "printing") and row["state"] == "released":
                assert row["said"] == row["pdf_digest"]
        for row in rows:
            assert BEHIND.get(row["state"], set()) <= known[row["id"]], row

    @invariant()
    def what_was_sent_back_says_why(self) -> None:
        sent = self.rows("SELECT record, count(*) AS n FROM journal WHERE kind = 'issue'"
                         " AND action IN ('send_back', 'reject', 'take_back') GROUP BY record ORDER BY record")  # fmt: skip
        kept = self.rows(
            "SELECT record, count(*) AS n FROM step_return WHERE subject = 'issue' GROUP BY record ORDER BY record"
        )
        assert sent == kept

    @invariant()
    def a_kind_is_for_a_signed_issue_what_it_was(self) -> None:
        rows = self.rows(
            "SELECT i.id, e.masthead, e.name FROM issue i JOIN bulletin_kind_edition e ON e.kind = i.kind"
            " AND e.number = i.kind_edition WHERE i.state = ANY($1)",
            list(SIGNED),
        )
        for row in rows:
            kind = self.record(row["id"]).kind
            assert (kind.masthead, kind.name) == (row["masthead"], row["name"])


def _year_of_greenwich(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(numbering, "clock", SimpleNamespace(local=lambda at: at))


def _a_number_is_lost(patch: pytest.MonkeyPatch) -> None:
    given = store.next_number

    async def twice(tx: Tx, series: str) -> int:
        await given(tx, series)
        return await given(tx, series)

    patch.setattr(numbering, "store", SimpleNamespace(next_number=twice))


def _a_new_number_every_time(patch: pytest.MonkeyPatch) -> None:
    give = numbering.give

    async def anew(tx: Tx, issue: Issue) -> dict[str, Any]:
        return await give(tx, SimpleNamespace(number=None, kind=issue.kind))  # type: ignore[arg-type]

    patch.setattr(numbering, "give", anew)


def _the_hands_are_forgotten(patch: pytest.MonkeyPatch) -> None:
    async def nobody(_id: UUID) -> frozenset[UUID]:
        return frozenset()

    patch.setattr(store, "_authors", nobody)


def _a_step_is_not_noted(patch: pytest.MonkeyPatch) -> None:
    async def nothing(_tx: Tx, _done: StepDone) -> None:
        return None

    patch.setattr(responsibility, "store", SimpleNamespace(**{**vars(step_rows), "add": nothing}))


def _sent_back_without_a_word(patch: pytest.MonkeyPatch) -> None:
    async def nothing(_tx: Tx, _made: object) -> None:
        return None

    patch.setattr(returning, "store", SimpleNamespace(send_back=nothing))


def _the_kind_of_today(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(store, "_held", lambda row: (row["kind"], None))
    patch.setattr(steps, "hold", lambda _issue: None)


def _signed_at_new_year(work: WorkBase) -> Generator[None, None, None]:
    work.issue_at("approved")
    work.let_pass(datetime(2026, 12, 31, 16, 30, tzinfo=UTC) - work.now)  # half past midnight here
    work.issue_at("approved")
    yield


def _sent_back_from_the_proof(work: WorkBase) -> Generator[None, None, None]:
    issue = work.issue_at("typeset")
    assert work.act_issue(issue, "proofreader", "reject")
    assert work.forward(issue, "approved")
    work.issue_at("approved")
    yield


def _somebody_with_two_roles(work: WorkBase) -> Generator[None, None, None]:
    """The director holds the editor's right as well, and compiles the issue they approve."""
    work.town.extra["director"] = frozenset({Role.EDITOR})
    article, issue = work.finished(), work.opened_issue(who="director")
    assert issue
    assert work.place(article, issue, "director")
    work.forward(issue, "approved")
    yield


def _a_kind_changes_its_head(work: WorkBase) -> Generator[None, None, None]:
    issue = work.issue_at("approved")
    kind = work.run(kind_rows.kind(work.row("issue", issue)["kind"]))
    assert work.changed_kind(kind, masthead="工作简报", name="工作简报")
    yield


MIXIN = IssuesOfTheYear
SEEDED: tuple[Seeded, ...] = (
    Seeded("the_year_is_not_counted_here", _year_of_greenwich, _signed_at_new_year,
           "a_number_belongs_to_the_year_of_its_approval_here"),
    Seeded("a_number_is_lost", _a_number_is_lost, _signed_at_new_year, "numbers_of_a_kind_and_year_have_no_gap"),
    Seeded("a_number_is_given_at_every_approval", _a_new_number_every_time, _sent_back_from_the_proof,
           "numbers_of_a_kind_and_year_have_no_gap"),
    Seeded("a_step_has_no_row", _a_step_is_not_noted, _sent_back_from_the_proof,
           "every_step_taken_has_its_person_and_its_text"),
    Seeded("sent_back_without_a_word", _sent_back_without_a_word, _sent_back_from_the_proof, "what_was_sent_back_says_why"),
    Seeded("who_compiled_approves", _the_hands_are_forgotten, _somebody_with_two_roles,
           "whoever_wrote_verified_or_compiled_did_not_approve"),
    Seeded("a_signed_issue_gets_the_new_head", _the_kind_of_today, _a_kind_changes_its_head,
           "a_kind_is_for_a_signed_issue_what_it_was"),
)  # fmt: skip
