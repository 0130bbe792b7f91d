"""SQL of the steps inside the office."""

from collections.abc import Sequence
from uuid import UUID

from kernel import db
from kernel.db import Row, Tx
from kernel.ids import new_id


async def add(tx: Tx, submissions: Sequence[UUID], article: UUID, step: str) -> None:
    """One step for each of the submissions an article is made of."""
    await tx.run(
        "INSERT INTO submission_progress (id, submission, article, step, holder, at)"
        " SELECT t.id, t.submission, $3, $4, $5, $6 FROM unnest($1::uuid[], $2::uuid[]) AS t (id, submission)",
        [new_id(tx.now) for _ in submissions], list(submissions), article, step, tx.actor.id, tx.now,
    )  # fmt: skip


async def of(submission: UUID) -> list[Row]:
    """Steps of a submission, oldest first."""
    return await db.fetch("SELECT * FROM submission_progress WHERE submission = $1 ORDER BY id", submission)
