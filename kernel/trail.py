"""The journal of one record, as its page shows it."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from kernel import db
from kernel.journal import START, Line, line_of


async def history(record: UUID, *, openings: bool = False) -> list[Line]:
    """Every act on the record, oldest first; openings are left to kernel.seen unless asked for."""
    rows = await db.fetch("SELECT * FROM journal WHERE record = $1 ORDER BY seq", record)
    return [line for line in map(line_of, rows) if openings or line.entry.action != "open"]


async def extract(records: Sequence[UUID]) -> list[tuple[bytes, Line]]:
    """Every row about some records in order, each with the hash of the row before it in the whole journal."""
    rows = await db.fetch(
        "SELECT j.*, p.hash AS previous FROM journal j LEFT JOIN journal p ON p.seq = j.seq - 1"
        " WHERE j.record = ANY($1) ORDER BY j.seq", list(records),
    )  # fmt: skip
    return [(bytes(row["previous"]) if row["previous"] else START, line_of(row)) for row in rows]


async def since(records: Iterable[UUID]) -> dict[UUID, Line]:
    """Record -> its newest change of state: who has it since when; one that never changed is not in it."""
    rows = await db.fetch(
        "SELECT DISTINCT ON (record) * FROM journal WHERE record = ANY($1) AND target <> '' AND target <> source"
        " ORDER BY record, seq DESC",
        list(records),
    )
    return {row["record"]: line_of(row) for row in rows}
