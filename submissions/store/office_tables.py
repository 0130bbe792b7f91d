"""The SQL of the office's dated tables. Names of tables and columns come from the description, never from a form."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from kernel import db
from kernel.db import Row, Tx
from kernel.ids import new_id
from submissions.rules.office_tables import OfficeTable
from submissions.tables.periods import OfficeTableChange

Key = Mapping[str, object]


def _found(spec: OfficeTable, key: Key, start: int = 1) -> tuple[str, list[object]]:
    """A WHERE for the rows of one key."""
    pairs = {**spec.where, **key}
    return " AND ".join(f'"{name}" = ${n}' for n, name in enumerate(pairs, start)), list(pairs.values())


async def rows(spec: OfficeTable) -> list[Row]:
    """Every row there is, was or will be."""
    where, args = _found(spec, {})
    order = ", ".join(f'"{name}"' for name in _order(spec))
    sql = f'SELECT * FROM "{spec.table}" WHERE {where or "true"} ORDER BY {order}, valid_from DESC'  # noqa: S608
    return await db.fetch(sql, *args)


def _order(spec: OfficeTable) -> list[str]:
    keys = [column.name for column in spec.key]
    return ["place", *keys] if "place" in {column.name for column in spec.columns} else keys


async def lock(tx: Tx, spec: OfficeTable) -> None:
    """Changes of one table queue here."""
    await tx.run("SELECT pg_advisory_xact_lock(hashtext($1))", f"office_table {spec.name}")


async def of_key(spec: OfficeTable, key: Key) -> list[Row]:
    """The rows of one key, the newest first."""
    where, args = _found(spec, key)
    return await db.fetch(f'SELECT * FROM "{spec.table}" WHERE {where} ORDER BY valid_from DESC', *args)  # noqa: S608


async def add(tx: Tx, spec: OfficeTable, key: Key, values: Mapping[str, object], day: date) -> None:
    """A row that begins on a day."""
    columns = {**spec.where, **key, **values, "valid_from": day}
    names, places = ", ".join(f'"{name}"' for name in columns), ", ".join(f"${n + 1}" for n in range(len(columns)))
    await tx.run(f'INSERT INTO "{spec.table}" ({names}) VALUES ({places})', *columns.values())  # noqa: S608


async def end(tx: Tx, spec: OfficeTable, key: Key, begun: date, day: date | None) -> None:
    """The row that began on `begun` holds until `day`; None: for good."""
    where, args = _found(spec, key, 3)
    await tx.run(
        f'UPDATE "{spec.table}" SET valid_until = $1 WHERE valid_from = $2 AND {where}', day, begun, *args  # noqa: S608
    )  # fmt: skip


async def drop(tx: Tx, spec: OfficeTable, key: Key, begins: date) -> None:
    """A row that has not begun yet is taken away."""
    where, args = _found(spec, key, 2)
    await tx.run(f'DELETE FROM "{spec.table}" WHERE valid_from = $1 AND {where}', begins, *args)  # noqa: S608


async def note(tx: Tx, spec: OfficeTable, key: str, action: str, day: date) -> UUID:
    """Who changed what, and from when."""
    id = new_id(tx.now)
    await tx.insert(
        OfficeTableChange, id=id, table_name=str(spec.name), key=key, action=action, from_day=day, by=tx.actor.id,
        at=tx.now,
    )  # fmt: skip
    return id


async def changes(name: str, limit: int = 50) -> list[Row]:
    """The last changes of a table."""
    return await db.fetch(
        "SELECT * FROM office_table_change WHERE table_name = $1 ORDER BY at DESC, id DESC LIMIT $2", name, limit
    )
