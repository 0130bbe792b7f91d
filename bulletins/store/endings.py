"""Rows of endings: written once."""

from collections.abc import Iterable
from uuid import UUID

from bulletins.rules.ending import Ending
from bulletins.tables.issues import IssueEnding
from kernel import db
from kernel.db import Tx
from kernel.ids import new_id


async def add(tx: Tx, issue: UUID, operation: str, reason: str) -> None:
    """One operation on an issue, and why."""
    await tx.insert(
        IssueEnding, id=new_id(), issue=issue, operation=operation, reason=reason, by=tx.actor.id, at=tx.now
    )


async def of(issues: Iterable[UUID]) -> list[Ending]:
    """What was done to these issues, oldest first."""
    rows = await db.fetch("SELECT * FROM issue_ending WHERE issue = ANY($1) ORDER BY id", list(issues))
    return [Ending(row["issue"], row["operation"], row["reason"], row["by"], row["at"]) for row in rows]


async def corrections(issue: UUID) -> list[UUID]:
    """The issues that correct this one, oldest first."""
    return [row["id"] for row in await db.fetch("SELECT id FROM issue WHERE corrects = $1 ORDER BY id", issue)]
