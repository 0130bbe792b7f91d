"""The journal of one record, as its page shows it."""

from uuid import UUID

from kernel import db
from kernel.journal import Line, line_of


async def history(record: UUID, *, openings: bool = False) -> list[Line]:
    """Every act on the record, oldest first; openings are left to kernel.seen unless asked for."""
    rows = await db.fetch("SELECT * FROM journal WHERE record = $1 ORDER BY seq", record)
    return [line for line in map(line_of, rows) if openings or line.entry.action != "open"]


async def since(record: UUID) -> Line | None:
    """The newest change of state: who has it since when."""
    rows = await db.fetch(
        "SELECT * FROM journal WHERE record = $1 AND target <> '' AND target <> source ORDER BY seq DESC LIMIT 1",
        record,
    )
    return line_of(rows[0]) if rows else None
