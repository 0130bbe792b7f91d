"""SQL of what is handed over when somebody leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from identity.tables import Handover as HandoverTable
from kernel import db
from kernel.db import Row, Tx
from kernel.ids import new_id

_COLUMNS = "id, account, unit, heir, at, by, settled"
USABLE = "('approved', 'active', 'locked')"


@dataclass(frozen=True, slots=True)
class Handover:
    """What one account had in hand; `heir`: who has it now, None while nobody can take it."""

    id: UUID
    account: UUID
    unit: UUID
    heir: UUID | None
    at: datetime
    by: UUID
    settled: datetime | None


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the unit who could take it over."""

    account: UUID
    roles: frozenset[str]
    seat: int | None


def _handover(row: Row) -> Handover:
    return Handover(**{name: row[name] for name in Handover.__dataclass_fields__})


async def colleagues(unit: UUID) -> list[Colleague]:
    """Accounts of the unit that can be used, those with a liaison officer's seat first, by seat."""
    rows = await db.fetch(
        "SELECT a.id, a.roles, s.seat FROM account a LEFT JOIN appointment s ON s.person = a.person"
        " AND s.kind = 'liaison' AND s.until IS NULL WHERE a.unit = $1"
        " AND a.state IN ('approved', 'active', 'locked') ORDER BY s.seat NULLS LAST, a.id",
        unit,
    )
    return [Colleague(row["id"], frozenset(row["roles"]), row["seat"]) for row in rows]


async def one(id: UUID) -> Handover | None:
    """A handover."""
    row = await db.one(f"SELECT {_COLUMNS} FROM handover WHERE id = $1", id)  # noqa: S608 - column names only
    return _handover(row) if row else None


async def locked(tx: Tx, id: UUID) -> Handover | None:
    """The same, nobody else settling it."""
    row = await tx.one(f"SELECT {_COLUMNS} FROM handover WHERE id = $1 FOR UPDATE", id)  # noqa: S608 - column names only
    return _handover(row) if row else None


async def open_one(tx: Tx, account: UUID, unit: UUID) -> Handover:
    """The handover of an account that has just ended."""
    id = new_id(tx.now)
    await tx.insert(HandoverTable, id=id, account=account, unit=unit, at=tx.now, by=tx.actor.id, looked=tx.now)
    return Handover(id, account, unit, None, tx.now, tx.actor.id, None)


async def settle(tx: Tx, id: UUID, heir: UUID | None) -> None:
    """Who has it; looked through now."""
    await tx.run(
        "UPDATE handover SET looked = $2, heir = coalesce(heir, $3),"
        " settled = CASE WHEN coalesce(heir, $3) IS NULL THEN NULL ELSE coalesce(settled, $2) END WHERE id = $1",
        id, tx.now, heir,
    )  # fmt: skip


async def note_lines(tx: Tx, id: UUID, found: Mapping[str, int], *, more: bool) -> None:
    """How many of each kind; `more`: on top of what was counted before."""
    for kind, number in found.items():
        if number:
            await tx.run(
                "INSERT INTO handover_line (handover, kind, number) VALUES ($1, $2, $3) ON CONFLICT (handover, kind)"
                " DO UPDATE SET number = CASE WHEN $4 THEN handover_line.number + $3 ELSE $3 END",
                id, kind, number, more,
            )  # fmt: skip


async def lines(ids: list[UUID]) -> dict[UUID, dict[str, int]]:
    """Handover -> kind -> number."""
    found: dict[UUID, dict[str, int]] = {id: {} for id in ids}
    for row in await db.fetch("SELECT * FROM handover_line WHERE handover = ANY($1) ORDER BY kind", ids):
        found[row["handover"]][row["kind"]] = row["number"]
    return found


async def listed(unit: UUID | None, *, waiting: bool, limit: int = 100) -> list[Handover]:
    """Handovers (of a unit), the newest first; those without an heir before all others."""
    rows = await db.fetch(
        f"SELECT {_COLUMNS} FROM handover WHERE ($1::uuid IS NULL OR unit = $1) AND (NOT $2 OR heir IS NULL)"  # noqa: S608
        " ORDER BY (heir IS NULL) DESC, at DESC, id DESC LIMIT $3",
        unit, waiting, limit,
    )  # fmt: skip
    return [_handover(row) for row in rows]


async def to_look_at(since: datetime, before: datetime) -> list[UUID]:
    """Handovers younger than `since`, or still without an heir, that were not looked through since `before`."""
    rows = await db.fetch(
        "SELECT id FROM handover WHERE (at > $1 OR heir IS NULL) AND looked < $2 ORDER BY at LIMIT 500", since, before
    )
    return [row["id"] for row in rows]
