"""Who opened a record.

- The first opening by a person is a row and a journal line; later ones only move `last`.
- Readers are shown on the record's page to those who may see the record.
"""

from typing import Any
from uuid import UUID

from kernel import db
from kernel.actor import Actor, Call
from kernel.db import Done, Tx, command


@command("record.open")
async def open_record(tx: Tx, kind: str, id: UUID) -> Done:
    """Note that the actor opened the record."""
    first = await tx.one(
        "INSERT INTO seen (record, actor, kind, first, last) VALUES ($1, $2, $3, $4, $4)"
        " ON CONFLICT (record, actor) DO UPDATE SET last = EXCLUDED.last RETURNING (xmax = 0) AS fresh",
        id, tx.actor.id, kind, tx.now,
    )  # fmt: skip
    if first and first["fresh"]:
        tx.record(kind, id, "open")
    return Done(id)


async def mark(actor: Actor, kind: str, id: UUID) -> None:
    """Call when a record's content is shown to `actor`. One statement when nothing is new within the last minute."""
    recent = await db.one(
        "SELECT 1 FROM seen WHERE record = $1 AND actor = $2 AND last > now() - interval '1 minute'", id, actor.id
    )
    if recent is None:
        await open_record(Call(actor), kind, id)


async def readers(id: UUID) -> list[dict[str, Any]]:
    """actor, first, last of everyone who opened the record, in order of first opening."""
    return await db.fetch("SELECT actor, first, last FROM seen WHERE record = $1 ORDER BY first", id)
