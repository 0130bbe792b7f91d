"""Every SQL statement of the archive."""

from uuid import UUID

from archive.tables import Filed
from kernel import db
from kernel.db import Row, Tx

PAGE = 20
FILED = "SELECT f.*, b.size FROM archive_filed f JOIN blob b ON b.id = f.package"


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
    return await db.one(f"{FILED} WHERE f.id = $1 OR f.issue = $1", id)


async def listed(year: int | None, before: UUID | None) -> list[Row]:
    """Newest first, by key; one row more than a page."""
    return await db.fetch(
        f"{FILED} WHERE ($1::int IS NULL OR f.year = $1) AND ($2::uuid IS NULL OR f.id < $2) ORDER BY f.id DESC LIMIT $3",
        year, before, PAGE + 1,
    )  # fmt: skip


async def of_year(year: int) -> list[Row]:
    """Everything filed in a year, by number."""
    return await db.fetch(f"{FILED} WHERE f.year = $1 ORDER BY f.item", year)


async def years() -> list[int]:
    """Years that hold something, newest first."""
    return [row["year"] for row in await db.fetch("SELECT DISTINCT year FROM archive_filed ORDER BY year DESC")]
