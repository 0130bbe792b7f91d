"""SQL of units."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from identity.tables import Unit as UnitTable
from identity.workflow.register import UnitKind
from kernel import db
from kernel.db import Row, Tx

TREE_LOCK = 0x5A58_5452  # moves of units queue here, so that two of them cannot close a circle
_TREE = """WITH RECURSIVE tree AS (
        SELECT u.*, 0 AS depth, ARRAY[lpad(u.place::text, 6, '0') || u.name] AS path FROM unit u WHERE u.parent IS NULL
        UNION ALL
        SELECT u.*, t.depth + 1, t.path || (lpad(u.place::text, 6, '0') || u.name)
        FROM unit u JOIN tree t ON u.parent = t.id
    )
    SELECT * FROM tree WHERE $1 OR state = 'open' ORDER BY path COLLATE "C"
"""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as everyone may see it. `depth`: how far below the top."""

    id: UUID
    version: int
    state: str
    name: str
    kind: UnitKind
    parent: UUID | None
    place: int
    direct: bool
    department: str
    confirmed: datetime
    depth: int = 0
    in_use: bool = False

    @property
    def office(self) -> bool:
        """Whether this is the general office."""
        return self.kind is UnitKind.GENERAL_OFFICE


def _unit(row: Row) -> Unit:
    names = ("id", "version", "state", "name", "parent", "place", "direct", "department", "confirmed")
    return Unit(
        kind=UnitKind(row["kind"]), depth=row.get("depth", 0), in_use=row.get("in_use", False),
        **{name: row[name] for name in names},
    )  # fmt: skip


async def add(tx: Tx, unit: Unit) -> None:
    """A new unit."""
    await tx.insert(
        UnitTable, id=unit.id, created=tx.now, name=unit.name, kind=unit.kind.value, parent=unit.parent,
        place=unit.place, direct=unit.direct, department=unit.department, confirmed=unit.confirmed,
    )  # fmt: skip


async def one(id: UUID) -> Unit | None:
    """A unit, and whether anything still hangs on it."""
    row = await db.one(
        "SELECT u.*, (EXISTS (SELECT 1 FROM unit c WHERE c.parent = u.id AND c.state = 'open')"
        " OR EXISTS (SELECT 1 FROM person p WHERE p.unit = u.id AND p.state = 'present')"
        " OR EXISTS (SELECT 1 FROM account a WHERE a.unit = u.id AND a.state <> 'disabled')) AS in_use"
        " FROM unit u WHERE u.id = $1",
        id,
    )
    return _unit(row) if row else None


async def office() -> Unit | None:
    """The general office."""
    row = await db.one("SELECT * FROM unit WHERE kind = 'general_office'")
    return _unit(row) if row else None


async def tree(*, closed: bool = False) -> list[Unit]:
    """All units in the agreed order, parents before their children."""
    rows = await db.fetch(_TREE, closed)
    return [_unit(row) for row in rows]


async def names(ids: list[UUID]) -> dict[UUID, str]:
    """Id -> name."""
    return {row["id"]: row["name"] for row in await db.fetch("SELECT id, name FROM unit WHERE id = ANY($1)", ids)}


async def below(id: UUID) -> list[UUID]:
    """The unit and everything under it."""
    rows = await db.fetch(
        "WITH RECURSIVE under AS (SELECT id FROM unit WHERE id = $1"
        " UNION SELECT u.id FROM unit u JOIN under x ON u.parent = x.id) SELECT id FROM under",
        id,
    )
    return [row["id"] for row in rows]


async def lock_tree(tx: Tx) -> None:
    """Queue with other moves of units."""
    await tx.run("SELECT pg_advisory_xact_lock($1)", TREE_LOCK)


async def change(tx: Tx, version: int, unit: Unit) -> int | None:
    """New name, place and department of an open unit; None when it is no longer what the actor saw."""
    row = await tx.one(
        "UPDATE unit SET version = version + 1, name = $3, parent = $4, place = $5, department = $6"
        " WHERE id = $1 AND version = $2 AND state = 'open' RETURNING version",
        unit.id, version, unit.name, unit.parent, unit.place, unit.department,
    )  # fmt: skip
    return int(row["version"]) if row else None


async def name_direct(tx: Tx, id: UUID, version: int, *, direct: bool) -> int | None:
    """Direct-report point or not; None when the unit is no longer what the actor saw."""
    row = await tx.one(
        "UPDATE unit SET version = version + 1, direct = $3"
        " WHERE id = $1 AND version = $2 AND state = 'open' RETURNING version",
        id, version, direct,
    )  # fmt: skip
    return int(row["version"]) if row else None


async def confirm(tx: Tx, id: UUID) -> int | None:
    """The unit's entries hold as of now; None for closed units."""
    row = await tx.one("UPDATE unit SET confirmed = $2 WHERE id = $1 AND state = 'open' RETURNING version", id, tx.now)
    return int(row["version"]) if row else None
