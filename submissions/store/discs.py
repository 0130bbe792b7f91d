"""SQL of the register of optical discs."""

from datetime import datetime
from uuid import UUID

from kernel import db
from kernel.db import Row, Tx


async def disc(id: UUID) -> Row | None:
    """A disc of the register."""
    return await db.one("SELECT * FROM disc WHERE id = $1", id)


async def listed(state: str, before: UUID | None, limit: int) -> list[Row]:
    """Discs, the newest first."""
    return await db.fetch(
        "SELECT * FROM disc WHERE ($1 = '' OR state = $1) AND ($2::uuid IS NULL OR (created, id) <"
        " (SELECT created, id FROM disc WHERE id = $2)) ORDER BY created DESC, id DESC LIMIT $3",
        state, before, limit,
    )  # fmt: skip


async def between(since: datetime, until: datetime) -> list[Row]:
    """Discs received in a stretch of time, in the order of their numbers."""
    return await db.fetch("SELECT * FROM disc WHERE received >= $1 AND received < $2 ORDER BY number", since, until)


async def notes(ids: list[UUID]) -> list[Row]:
    """What was said with the moves of some discs, oldest first."""
    return await db.fetch("SELECT * FROM disc_note WHERE disc = ANY($1) ORDER BY id", ids)


async def next_number(tx: Tx, year: int) -> str:
    """The next number of the year; the counter's row is locked until COMMIT."""
    counted = await tx.one(
        "INSERT INTO counter (series, last) VALUES ($1, 1) ON CONFLICT (series)"
        " DO UPDATE SET last = counter.last + 1 RETURNING last", f"disc {year}",
    )  # fmt: skip
    return f"GP{year}-{counted['last'] if counted else 1:04}"
