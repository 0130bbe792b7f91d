"""Issues through the year: numbers, hands, and that what is printed is what was approved."""

from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis.stateful import invariant

from bulletins.commands import numbering
from bulletins.queries import issues as issue_reads
from bulletins.rules import content
from bulletins.rules.issues import Issue
from tests.workflow.bulletins.work.base import Seeded, WorkBase

HERE = timedelta(hours=8)
SIGNED = ("approved", "typeset", "proofread", "released", "archived")


class IssuesOfTheYear(WorkBase):
    """Invariants of issues."""

    def record(self, issue: object) -> Issue:
        """The issue as a value."""
        return self.run(issue_reads.record(self.actor("editor"), issue))  # type: ignore[no-any-return, arg-type]

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
    def whoever_wrote_or_compiled_did_not_approve(self) -> None:
        for row in self.rows("SELECT id, approved_by FROM issue WHERE state = ANY($1)", list(SIGNED)):
            assert row["approved_by"] not in self.record(row["id"]).authors

    @invariant()
    def what_stands_in_a_signed_issue_is_what_was_signed(self) -> None:
        for row in self.rows("SELECT id FROM issue WHERE state = ANY($1)", list(SIGNED)):
            issue = self.record(row["id"])
            assert content.digest(issue) == issue.digest


def _signed_at_new_year(work: WorkBase) -> Generator[None, None, None]:
    work.issue_at("approved")
    work.let_pass(datetime(2026, 12, 31, 16, 30, tzinfo=UTC) - work.now)  # half past midnight here
    work.issue_at("approved")
    yield


def _year_of_greenwich(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(numbering, "clock", SimpleNamespace(local=lambda at: at))


MIXIN = IssuesOfTheYear
SEEDED: tuple[Seeded, ...] = (
    Seeded("the_year_is_not_counted_here", _year_of_greenwich, _signed_at_new_year,
           "a_number_belongs_to_the_year_of_its_approval_here"),
)  # fmt: skip
