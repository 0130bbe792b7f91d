"""Rows of what happened."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from uuid import UUID

from kernel import clock, db
from kernel.db import Row, Tx
from kernel.ids import new_id
from scores.rules.happenings import Fact, Happening, Share, Sort
from scores.tables.happenings import ScoreHappening, ScoreShare

# $1, $2: days, both included. What is about the same items earlier decides what these are worth.
OF_DAYS = """
day <= $2 AND (day >= $1 OR item IN (SELECT item FROM score_happening WHERE day BETWEEN $1 AND $2))
"""


async def add(tx: Tx, made: Happening) -> UUID:
    """Write it; the id of the row."""
    fresh, columns = new_id(), asdict(made)
    del columns["shares"]
    columns |= {"sort": made.sort.value, "day": made.day or clock.local(tx.now).date()}
    await tx.insert(ScoreHappening, id=fresh, by=tx.actor.id, at=tx.now, **columns)
    for seq, share in enumerate(made.shares, 1):
        await tx.insert(
            ScoreShare, happening=fresh, seq=seq, unit=share.unit, submission=share.submission, weight=share.weight
        )
    return fresh


async def same(tx: Tx, made: Happening) -> UUID | None:
    """The standing happening that says this already."""
    row = await tx.one(
        "SELECT id FROM score_happening h WHERE sort = $1 AND item = $2 AND source = $3 AND level = $4 AND outlet = $5"
        " AND cancels IS NULL AND NOT EXISTS (SELECT 1 FROM score_happening c WHERE c.cancels = h.id)",
        made.sort.value, made.item, made.source, made.level, made.outlet,
    )  # fmt: skip
    return row["id"] if row else None


async def of_days(first: date, last: date) -> list[Fact]:
    """Everything of these days and, of the items it is about, everything before; cancellings with what they cancel."""
    rows = await db.fetch(f"SELECT * FROM score_happening WHERE {OF_DAYS} ORDER BY id", first, last)  # noqa: S608 - a condition from this file
    late = await db.fetch(
        "SELECT * FROM score_happening WHERE cancels = ANY($1) AND NOT (id = ANY($1))", [row["id"] for row in rows]
    )
    return await _facts([*rows, *late])


async def some(ids: Sequence[UUID]) -> list[Fact]:
    """Those that exist, oldest first."""
    return await _facts(await db.fetch("SELECT * FROM score_happening WHERE id = ANY($1) ORDER BY id", list(ids)))


async def standing_of(source: UUID, item: UUID | None = None) -> list[Fact]:
    """What a record showed, about one item or all, as far as it is not cancelled."""
    rows = await db.fetch(
        "SELECT * FROM score_happening h WHERE source = $1 AND ($2::uuid IS NULL OR item = $2) AND cancels IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM score_happening c WHERE c.cancels = h.id) ORDER BY id",
        source, item,
    )  # fmt: skip
    return await _facts(rows)


async def of_items(items: Sequence[UUID]) -> list[Fact]:
    """Everything about some items, oldest first."""
    return await _facts(await db.fetch("SELECT * FROM score_happening WHERE item = ANY($1) ORDER BY id", list(items)))


async def of_submission(submission: UUID) -> list[Fact]:
    """Everything a submission has a part in, oldest first."""
    rows = await db.fetch(
        "SELECT * FROM score_happening WHERE id IN (SELECT happening FROM score_share WHERE submission = $1) ORDER BY id",
        submission,
    )
    return await _facts(rows)


async def of_unit(unit: UUID, first: date, last: date) -> list[Fact]:
    """Everything of these days a unit has a part in and, of the items it is about, everything before."""
    rows = await db.fetch(
        "SELECT * FROM score_happening WHERE day <= $3 AND item IN (SELECT h.item FROM score_share s"
        " JOIN score_happening h ON h.id = s.happening WHERE s.unit = $1 AND h.day BETWEEN $2 AND $3) ORDER BY id",
        unit, first, last,
    )  # fmt: skip
    return await _facts(rows)


async def adopted(limit: int) -> list[Fact]:
    """The newest adoptions of our own."""
    rows = await db.fetch(
        "SELECT * FROM score_happening h WHERE sort = 'adopted' AND level = 'own' AND cancels IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM score_happening c WHERE c.cancels = h.id) ORDER BY day DESC, id DESC LIMIT $1",
        limit,
    )  # fmt: skip
    return await _facts(rows)


async def first_day() -> date | None:
    """The day of the oldest happening."""
    row = await db.one("SELECT min(day) AS day FROM score_happening")
    return row["day"] if row else None


async def late_facts() -> list[tuple[Fact, date]]:
    """What was noted, or cancelled, after the period of its day had been closed; with that day."""
    rows = await db.fetch(
        "SELECT h.*, coalesce(c.day, h.day) AS about FROM score_happening h"
        " LEFT JOIN score_happening c ON c.id = h.cancels"
        " JOIN score_settlement s ON coalesce(c.day, h.day) <= s.last AND h.at >= s.at AND (coalesce(c.day, h.day) >= s.first"
        " OR s.first = (SELECT min(first) FROM score_settlement)) ORDER BY h.id"
    )
    days = [row.pop("about") for row in rows]
    return list(zip(await _facts(rows), days, strict=True))


async def _facts(rows: Sequence[Row]) -> list[Fact]:
    if not rows:
        return []
    shares: dict[UUID, list[Share]] = {row["id"]: [] for row in rows}
    for part in await db.fetch(
        "SELECT * FROM score_share WHERE happening = ANY($1) ORDER BY happening, seq", list(shares)
    ):
        shares[part["happening"]].append(Share(part["unit"], part["submission"], part["weight"]))
    return [Fact(**{**row, "sort": Sort(row["sort"])}, shares=tuple(shares[row["id"]])) for row in rows]
