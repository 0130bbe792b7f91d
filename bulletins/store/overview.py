"""Counts for the office's and the leaders' figures."""

from datetime import date, datetime
from uuid import UUID

from kernel import db
from kernel.db import Row


async def issues(since: datetime, until: datetime) -> list[Row]:
    """kind, issues, articles: what came out within a stretch of time."""
    return await db.fetch(
        "SELECT i.kind, count(DISTINCT i.id) AS issues, count(a.id) AS articles FROM issue i LEFT JOIN article a"
        " ON a.issue = i.id WHERE i.released_at >= $1 AND i.released_at < $2 GROUP BY i.kind", since, until,
    )  # fmt: skip


async def articles() -> list[Row]:
    """state, number: what is in work."""
    return await db.fetch(
        "SELECT state, count(*) AS number FROM article WHERE state IN ('selected', 'verified', 'edited', 'placed')"
        " GROUP BY state"
    )


async def duties(now: datetime, unit: UUID | None = None) -> list[Row]:
    """number, late: answers to instructions that are owed, by everybody or by one unit."""
    return await db.fetch(
        "SELECT count(*) AS number, count(*) FILTER (WHERE EXISTS (SELECT 1 FROM due_clock c WHERE c.record = t.id"
        " AND c.ended IS NULL AND c.due < $1)) AS late FROM instruction_target t WHERE t.state = 'owed'"
        " AND ($2::uuid IS NULL OR t.unit = $2)", now, unit,
    )  # fmt: skip


async def reading(person: UUID, unit: UUID) -> list[Row]:
    """state, number: copies of a person, or of a unit's people."""
    return await db.fetch(
        "SELECT state, count(*) AS number FROM delivery WHERE person = $1 OR unit = $2 GROUP BY state", person, unit
    )


async def unread(since: datetime) -> list[Row]:
    """kind, sent, accepted: how far what came out since then has been read."""
    return await db.fetch(
        "SELECT i.kind, sum(l.size) AS sent, sum(l.accepted + l.closed) AS accepted FROM issue i"
        " JOIN issue_list l ON l.issue = i.id WHERE i.released_at >= $1 GROUP BY i.kind", since,
    )  # fmt: skip


async def days(first: date, last: date) -> list[Row]:
    """state, number: the working days that owed an issue."""
    return await db.fetch(
        "SELECT state, count(*) AS number FROM daily_duty WHERE day BETWEEN $1 AND $2 GROUP BY state", first, last
    )


async def instructions(leader: UUID) -> list[Row]:
    """state, number: what a leader wrote."""
    return await db.fetch("SELECT state, count(*) AS number FROM instruction WHERE leader = $1 GROUP BY state", leader)
