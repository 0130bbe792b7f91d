"""Rows of the numbers that were given."""

from uuid import UUID

from kernel import db
from kernel.db import Row


async def years(kind: UUID) -> tuple[int, ...]:
    """The years in which the kind has numbers, the newest first."""
    rows = await db.fetch(
        "SELECT DISTINCT year FROM issue WHERE kind = $1 AND year IS NOT NULL ORDER BY year DESC", kind
    )
    return tuple(row["year"] for row in rows)


async def given(kind: UUID, year: int) -> list[Row]:
    """The issues of a series that have a number."""
    return await db.fetch(
        "SELECT id, state, number, total, approved_by, approved_at, released_at FROM issue"
        " WHERE kind = $1 AND year = $2 AND number IS NOT NULL ORDER BY number",
        kind, year,
    )  # fmt: skip


async def last(kind: UUID, year: int) -> int:
    """Where the series stands."""
    row = await db.one("SELECT last FROM counter WHERE series = $1", f"issue:{kind}:{year}")
    return int(row["last"]) if row else 0
