"""SQL of channels: ways that are open, sign-offs made elsewhere, entries of the duty desk, words about journals."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from kernel import db
from kernel.db import Row, Tx


async def rules(day: date) -> list[Row]:
    """Which way is open for which genre on `day`."""
    return await db.fetch(
        "SELECT * FROM submission_channel_rule WHERE valid_from <= $1 AND (valid_until IS NULL OR valid_until > $1)"
        " ORDER BY channel, genre",
        day,
    )


async def set_channel(tx: Tx, id: UUID, channel: str) -> None:
    """By which way a submission that was just made came in."""
    await tx.run("UPDATE submission SET channel = $2 WHERE id = $1", id, channel)


async def carrier(id: UUID) -> Row | None:
    """The officer's word that the text is no internal journal."""
    return await db.one("SELECT * FROM submission_carrier WHERE submission = $1", id)


async def say_carrier(tx: Tx, id: UUID, reason: bytes) -> None:
    """Keep the officer's word; a newer one takes its place."""
    await tx.run(
        "INSERT INTO submission_carrier (submission, reason_sealed, author, at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (submission) DO UPDATE SET reason_sealed = $2, author = $3, at = $4",
        id, reason, tx.actor.id, tx.now,
    )  # fmt: skip


async def assertion(id: UUID) -> Row | None:
    """The sign-off made elsewhere that the record came in with."""
    return await db.one("SELECT * FROM submission_assertion WHERE submission = $1", id)


async def entry(id: UUID) -> Row | None:
    """What the duty desk entered with the record."""
    return await db.one("SELECT * FROM submission_entry WHERE submission = $1", id)


async def entries(units: Collection[UUID] | None, limit: int) -> list[Row]:
    """Entries that wait for their unit's word, oldest first; `units` None: of all."""
    return await db.fetch(
        "SELECT * FROM submission_entry WHERE state = 'waiting' AND ($1::uuid[] IS NULL OR unit = ANY($1))"
        " ORDER BY at LIMIT $2",
        None if units is None else list(units), limit,
    )  # fmt: skip
