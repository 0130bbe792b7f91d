"""Every SQL statement of the archive."""

from uuid import UUID

from archive.tables import Filed
from kernel import db
from kernel.db import Row, Tx

PAGE = 20


async def next_item(tx: Tx, year: int) -> int:
    """The next 件号 of a year, gapless: it falls back with the transaction."""
    row = await tx.one(
        "INSERT INTO counter (series, last) VALUES ($1, 1) ON CONFLICT (series) DO UPDATE SET last = counter.last + 1"
        " RETURNING last",
        f"archive:{year}",
    )
    return int(row["last"]) if row else 0


async def add(tx: Tx, **columns: object) -> None:
    """One filed issue."""
    await tx.insert(Filed, **columns)


async def one(id: UUID) -> Row | None:
    """By its own id or its issue's."""
    return await db.one("SELECT * FROM archive_filed WHERE id = $1 OR issue = $1", id)


async def listed(year: int | None, before: UUID | None) -> list[Row]:
    """Newest first, by key; one row more than a page."""
    return await db.fetch(
        "SELECT * FROM archive_filed WHERE ($1::int IS NULL OR year = $1) AND ($2::uuid IS NULL OR id < $2)"
        " ORDER BY id DESC LIMIT $3",
        year, before, PAGE + 1,
    )  # fmt: skip


async def years() -> list[int]:
    """Years that hold something, newest first."""
    return [row["year"] for row in await db.fetch("SELECT DISTINCT year FROM archive_filed ORDER BY year DESC")]
