"""Counts of what units sent: by unit, category and month."""

from datetime import datetime

from kernel import db
from kernel.db import Row


async def by_unit(since: datetime, until: datetime) -> list[Row]:
    """unit, sent: what came from a unit within a stretch of time."""
    return await db.fetch(
        "SELECT unit, count(*) AS sent FROM submission WHERE submitted >= $1 AND submitted < $2 GROUP BY unit",
        since,
        until,
    )


async def first() -> datetime | None:
    """When the first text came."""
    row = await db.one("SELECT min(submitted) AS at FROM submission")
    return row["at"] if row else None


async def duties(since: datetime, until: datetime) -> list[Row]:
    """unit, zero, silent: regular reports that were zero, and those nobody made."""
    return await db.fetch(
        "SELECT unit, count(*) FILTER (WHERE state = 'zero') AS zero, count(*) FILTER (WHERE state = 'silent') AS silent"
        " FROM report_duty WHERE starts >= $1 AND starts < $2 GROUP BY unit", since, until,
    )  # fmt: skip


async def by_category(since: datetime, until: datetime) -> list[Row]:
    """unit, category, sent, adopted."""
    return await db.fetch(
        "SELECT s.unit, s.category, count(*) AS sent, count(*) FILTER (WHERE EXISTS"
        " (SELECT 1 FROM submission_adoption a WHERE a.submission = s.id)) AS adopted"
        " FROM submission s WHERE s.submitted >= $1 AND s.submitted < $2 GROUP BY s.unit, s.category", since, until,
    )  # fmt: skip


async def by_day(since: datetime, until: datetime, zone: str) -> list[Row]:
    """day, sent, on the office's clock."""
    return await db.fetch(
        "SELECT (submitted AT TIME ZONE $3)::date AS day, count(*) AS sent FROM submission"
        " WHERE submitted >= $1 AND submitted < $2 GROUP BY day ORDER BY day", since, until, zone,
    )  # fmt: skip


async def authors(submissions: list[object]) -> list[Row]:
    """id, author, unit."""
    return await db.fetch("SELECT id, author, unit FROM submission WHERE id = ANY($1)", submissions)
