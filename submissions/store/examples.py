"""The SQL of examples."""

from collections.abc import Iterable
from uuid import UUID

from kernel import db
from kernel.db import Row, Tx
from kernel.ids import new_id
from kernel.vault import Box
from submissions.tables.periods import SubmissionExample

_SHOWN = (
    "SELECT e.id AS example, e.why_sealed, e.by, e.at AS marked, s.* FROM submission_example e"
    " JOIN submission s ON s.id = e.submission WHERE e.withdrawn IS NULL AND s.state = ANY($1)"
)


async def add(tx: Tx, box: Box, why: str) -> UUID:
    """Hold a text up. `box`: its own."""
    id = new_id(tx.now)
    await tx.insert(
        SubmissionExample,
        id=id,
        submission=box.owner,
        why_sealed=box.seal(f"example:{id}", why),
        by=tx.actor.id,
        at=tx.now,
    )
    return id


async def withdraw(tx: Tx, submission: UUID) -> UUID | None:
    """Hold it up no more; None when it was not."""
    row = await tx.one(
        "UPDATE submission_example SET withdrawn = $2 WHERE submission = $1 AND withdrawn IS NULL RETURNING id",
        submission, tx.now,
    )  # fmt: skip
    return UUID(str(row["id"])) if row else None


async def shown(states: Iterable[str], limit: int) -> list[Row]:
    """The examples there are with their texts, the newest first."""
    return await db.fetch(f"{_SHOWN} ORDER BY e.at DESC, e.id DESC LIMIT $2", list(states), limit)


async def of(submission: UUID, states: Iterable[str]) -> Row | None:
    """One of them, by its text."""
    return await db.one(f"{_SHOWN} AND e.submission = $2", list(states), submission)


def why(box: Box, row: Row) -> str:
    """What the editors say is good about it."""
    return box.open(f"example:{row['example']}", bytes(row["why_sealed"]))
