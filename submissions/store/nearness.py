"""What texts are compared by, and its SQL. A look-up cannot be made without a Scope."""

import asyncio
from datetime import datetime
from uuid import UUID

from kernel import blindindex, db, vault
from kernel.db import Row, Tx
from submissions.rules import nearness
from submissions.rules.records import Scope
from submissions.store.listing import visible
from typeset.blocks import plain

PURPOSE = "near duplicates 1"  # under another key nothing compared before is alike: save again


def signature(title: str, body: str) -> tuple[int, ...]:
    """The numbers of a text. Some milliseconds for a long one."""
    return nearness.signature(blindindex.pairs(title, plain(body)), vault.derive(PURPOSE))


async def put(tx: Tx, id: UUID, title: str, body: str) -> None:
    """Compare a submission by its newest text; by none when it says too little."""
    numbers = await asyncio.to_thread(signature, title, body)
    if not numbers:
        await tx.run("DELETE FROM submission_near WHERE submission = $1", id)
        return
    await tx.run(
        "INSERT INTO submission_near (submission, at, signature, bands) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (submission) DO UPDATE SET at = $2, signature = $3, bands = $4",
        id, tx.now, nearness.packed(numbers), nearness.bands(numbers),
    )  # fmt: skip


async def of(id: UUID) -> Row | None:
    """at, signature of one submission."""
    return await db.one("SELECT at, signature FROM submission_near WHERE submission = $1", id)


async def candidates(
    scope: Scope, numbers: tuple[int, ...], since: datetime, until: datetime, without: UUID | None
) -> list[Row]:
    """Submissions of the scope and the time that share a band, with their signatures."""
    args: list[object] = [nearness.bands(numbers), since, until, without]

    def mark(value: object) -> str:
        args.append(value)
        return f"${len(args)}"

    return await db.fetch(
        "SELECT s.id, s.unit, s.author, s.state, s.number, s.created, s.submitted, s.title_sealed, n.signature"  # noqa: S608 - no words
        " FROM submission_near n JOIN submission s ON s.id = n.submission"
        " WHERE n.bands && $1 AND n.at BETWEEN $2 AND $3 AND n.submission IS DISTINCT FROM $4::uuid"
        f" AND s.state <> 'withdrawn' AND {visible(scope, mark)} ORDER BY n.at DESC LIMIT 500",
        *args,
    )  # fmt: skip
