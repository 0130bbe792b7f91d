"""The SQL of what sits on the desk: clocks of its steps beside the claims."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kernel import db
from kernel.db import Row

SCREEN = "screen"  # what the clock of screening is called


async def sitting(now: datetime, steps: Sequence[str]) -> list[Row]:
    """kind, step, records: past due, or nobody has taken them up though half the time is gone; by step."""
    return await db.fetch(
        "SELECT c.kind, c.step, count(*) AS records FROM due_clock c"
        " LEFT JOIN desk_claim d ON d.kind = c.kind AND d.record = c.record AND d.ended IS NULL"
        " WHERE c.ended IS NULL AND c.step = ANY($2)"
        " AND (c.due < $1 OR (d.id IS NULL AND c.start + (c.due - c.start) / 2 < $1)) GROUP BY c.kind, c.step"
        " ORDER BY c.kind, c.step", now, [*steps, SCREEN],
    )  # fmt: skip


async def looking(records: Sequence[UUID], since: datetime, without: UUID) -> dict[UUID, list[UUID]]:
    """Record -> who opened it lately."""
    rows = await db.fetch(
        "SELECT record, actor FROM seen WHERE record = ANY($1) AND last > $2 AND actor <> $3 ORDER BY last DESC",
        list(records), since, without,
    )  # fmt: skip
    found: dict[UUID, list[UUID]] = {}
    for row in rows:
        found.setdefault(row["record"], []).append(row["actor"])
    return found
