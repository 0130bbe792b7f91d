"""SQL of the auditor's list of the journal."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel import db
from kernel.journal import Line, line_of


@dataclass(frozen=True, slots=True)
class Filter:
    """What to list; empty fields do not narrow. `since` and `until` are moments, `until` not included."""

    kind: str = ""
    action: str = ""
    actor: UUID | None = None
    record: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


async def listed(wanted: Filter, before: int | None, after: int | None, limit: int) -> list[Line]:
    """Rows newest first: older than `before`, or the oldest ones newer than `after`."""
    order = "ASC" if after is not None else "DESC"
    rows = await db.fetch(
        "SELECT * FROM journal WHERE ($1 = '' OR kind = $1) AND ($2 = '' OR action = $2)"  # noqa: S608 - one of two words
        " AND ($3::uuid IS NULL OR actor = $3) AND ($4::uuid IS NULL OR record = $4)"
        " AND ($5::timestamptz IS NULL OR at >= $5) AND ($6::timestamptz IS NULL OR at < $6)"
        " AND ($7::bigint IS NULL OR seq < $7) AND ($8::bigint IS NULL OR seq > $8)"
        f" ORDER BY seq {order} LIMIT $9",
        wanted.kind, wanted.action, wanted.actor, wanted.record, wanted.since, wanted.until, before, after, limit,
    )  # fmt: skip
    lines = [line_of(row) for row in rows]
    return lines if after is None else lines[::-1]


async def kinds() -> list[str]:
    """The kinds that occur, found by skipping from one to the next."""
    rows = await db.fetch(
        "WITH RECURSIVE found AS (SELECT min(kind) AS kind FROM journal"
        " UNION ALL SELECT (SELECT min(j.kind) FROM journal j WHERE j.kind > f.kind) FROM found f"
        "  WHERE f.kind IS NOT NULL)"
        " SELECT kind FROM found WHERE kind IS NOT NULL"
    )
    return [row["kind"] for row in rows]
