"""Rows of responsibility sheets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bulletins.tables.responsibility import IssueSheet
from kernel import db
from kernel.db import Tx


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that was printed."""

    number: int
    pdf: UUID
    ofd: UUID | None
    at: datetime


async def add(tx: Tx, issue: UUID, files: Mapping[str, object]) -> None:
    """One more sheet of an issue."""
    row = await tx.one("SELECT coalesce(max(number), 0) AS number FROM issue_sheet WHERE issue = $1", issue)
    await tx.insert(IssueSheet, issue=issue, number=(row or {"number": 0})["number"] + 1, at=tx.now, **files)


async def newest(issue: UUID) -> Sheet | None:
    """The newest sheet of an issue."""
    row = await db.one("SELECT * FROM issue_sheet WHERE issue = $1 ORDER BY number DESC LIMIT 1", issue)
    return Sheet(row["number"], row["pdf"], row["ofd"], row["at"]) if row else None
