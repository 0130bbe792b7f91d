"""Rows of reading handed over, and the deputies it puts on copies."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bulletins.rules.handover import ReadingHandover
from bulletins.tables.lists import ReadingHandover as HandoverTable
from kernel import db
from kernel.db import Row, Tx
from kernel.errors import NotFound
from kernel.ids import new_id


async def one(id: UUID) -> ReadingHandover:
    """One of them. Raises NotFound."""
    row = await db.one("SELECT * FROM reading_handover WHERE id = $1", id)
    if row is None:
        raise NotFound
    return _handover(row)


async def of(account: UUID, limit: int = 20) -> list[ReadingHandover]:
    """What somebody gave or was given, newest first."""
    rows = await db.fetch(
        "SELECT * FROM reading_handover WHERE giver = $1 OR deputy = $1 ORDER BY id DESC LIMIT $2", account, limit
    )
    return [_handover(row) for row in rows]


async def running(tx: Tx, giver: UUID) -> list[ReadingHandover]:
    """What somebody has handed over and not ended, from today on; held until the transaction ends."""
    await tx.run("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"handover:{giver}")
    rows = await tx.fetch(
        "SELECT * FROM reading_handover WHERE giver = $1 AND state = 'given' AND valid_until > $2 ORDER BY id",
        giver,
        tx.now,
    )
    return [_handover(row) for row in rows]


async def deputies(people: Sequence[UUID], at: datetime) -> dict[UUID, tuple[UUID, datetime]]:
    """Who reads for these people at a moment, and until when."""
    rows = await db.fetch(
        "SELECT giver, deputy, valid_until FROM reading_handover WHERE giver = ANY($1) AND state = 'given'"
        " AND valid_from <= $2 AND valid_until > $2", list(people), at,
    )  # fmt: skip
    return {row["giver"]: (row["deputy"], row["valid_until"]) for row in rows}


async def add(tx: Tx, state: str, deputy: UUID, first: datetime, end: datetime) -> UUID:
    """The actor hands over."""
    id = new_id()
    await tx.insert(
        HandoverTable, id=id, state=state, giver=tx.actor.id, deputy=deputy, valid_from=first, valid_until=end,
        created=tx.now,
    )  # fmt: skip
    return id


async def put_on(tx: Tx, giver: UUID, deputy: UUID, until: datetime) -> list[UUID]:
    """The deputy reads every copy of the giver that nobody has confirmed; which those are."""
    rows = await tx.fetch(
        "UPDATE delivery SET version = version + 1, deputy = $2, deputy_until = $3"
        " WHERE person = $1 AND state IN ('arrived', 'opened') RETURNING id", giver, deputy, until,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def take_off(tx: Tx, giver: UUID, deputy: UUID) -> list[UUID]:
    """The deputy reads none of them any more; which those were."""
    rows = await tx.fetch(
        "UPDATE delivery SET version = version + 1, deputy = NULL, deputy_until = NULL"
        " WHERE person = $1 AND deputy = $2 RETURNING id", giver, deputy,
    )  # fmt: skip
    return [row["id"] for row in rows]


def _handover(row: Row) -> ReadingHandover:
    return ReadingHandover(**{name: row[name] for name in ReadingHandover.__slots__})
