"""Rows of commendations. Names are not kept: they are those of the day they are read."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from bulletins.rules.commendations import Commendation, Entry, Sort
from bulletins.tables.circulars import Commendation as CommendationTable
from bulletins.tables.circulars import CommendationEntry
from kernel import db
from kernel.db import Row, Tx
from kernel.errors import NotFound
from kernel.ids import new_id


async def add(tx: Tx, first: date, last: date, entries: Sequence[Entry]) -> UUID:
    """A proposal with its entries."""
    made = new_id()
    await tx.insert(
        CommendationTable, id=made, state="proposed", first=first, last=last, proposed_by=tx.actor.id, created=tx.now
    )
    for entry in entries:
        await tx.insert(
            CommendationEntry, commendation=made, sort=entry.sort.value, subject=entry.subject, unit=entry.unit,
            place=entry.place, points=entry.points,
        )  # fmt: skip
    return made


async def one(id: UUID) -> Commendation:
    """A proposal with its entries. Raises NotFound."""
    row = await db.one("SELECT * FROM commendation WHERE id = $1", id)
    if row is None:
        raise NotFound
    rows = await db.fetch("SELECT * FROM commendation_entry WHERE commendation = $1 ORDER BY sort, place, subject", id)
    return _one(row, rows)


async def listed(limit: int = 20) -> list[Commendation]:
    """Proposals without their entries, newest first."""
    return [_one(row, []) for row in await db.fetch("SELECT * FROM commendation ORDER BY id DESC LIMIT $1", limit)]


async def keep(tx: Tx, id: UUID, subjects: Sequence[UUID]) -> None:
    """Those that stay on the list; the others are struck out and stay readable."""
    await tx.run("UPDATE commendation_entry SET kept = (subject = ANY($2)) WHERE commendation = $1", id, list(subjects))


def _one(row: Row, entries: Sequence[Row]) -> Commendation:
    return Commendation(
        row["id"], row["version"], row["state"], row["first"], row["last"], row["proposed_by"], row["created"],
        row["decided_by"], row["decided"],
        tuple(
            Entry(Sort(each["sort"]), each["subject"], each["unit"], each["place"], each["points"], each["kept"])
            for each in entries
        ),
    )  # fmt: skip
