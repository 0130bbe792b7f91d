"""The rules of emergencies as the office keeps them: terms by level, what may go unsigned, hours of daily reports."""

from datetime import date

from kernel import db
from kernel.db import Row


async def terms(step: str, level: str, day: date) -> list[Row]:
    """The terms of a step on `day`: those of the level, or while it is not known those of any."""
    rows = await db.fetch(
        "SELECT * FROM emergency_term WHERE step = $1 AND level IN ('', $2) AND valid_from <= $3"
        " AND (valid_until IS NULL OR valid_until > $3) ORDER BY code", step, level, day,
    )  # fmt: skip
    own = [row for row in rows if row["level"] == level]
    return own or rows


async def may_go_first(category: str, level: str, day: date) -> bool:
    """Whether such a text may be sent before it is signed."""
    row = await db.one(
        "SELECT 1 FROM submission_unsigned_rule WHERE category = $1 AND level IN ('', $2) AND valid_from <= $3"
        " AND (valid_until IS NULL OR valid_until > $3)", category, level, day,
    )  # fmt: skip
    return row is not None


async def hours(day: date) -> list[Row]:
    """Times of day at which an event with daily reports reports, earliest first."""
    return await db.fetch(
        "SELECT minute, label FROM event_hour WHERE valid_from <= $1 AND (valid_until IS NULL OR valid_until > $1)"
        " ORDER BY minute", day,
    )  # fmt: skip
