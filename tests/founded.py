"""An organisation is founded once in a worker; whoever wants it later gets its rows back, in milliseconds.

- What comes back is what the founding wrote: every table but the seeded ones, and where the sequences stood.
- A founding belongs to the day its clock showed: passwords and terms are as old as that, and another day founds its own.
- Who founds has emptied the product before and works with the worker's own key device: the rows are sealed with it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, TypeVar

import asyncpg

from app.tables import SEEDED
from kernel import clock
from kernel.postgres import Cluster

T = TypeVar("T")
_STANDS: dict[tuple[str, str, date], tuple["_Rows", Any]] = {}


@dataclass(frozen=True, slots=True)
class _Rows:
    """A database's rows, as COPY gives them, and its sequences."""

    tables: Mapping[str, bytes]
    sequences: Mapping[str, int]


async def once(server: Cluster, name: str, found: Callable[[], Awaitable[T]]) -> T:
    """What `found` answers, with what it writes into the empty product. `name`: which founding this is."""
    key = (server.owner_dsn, name, clock.now().date())
    connection = await asyncpg.connect(server.admin_dsn)
    try:
        if key in _STANDS:
            rows, answer = _STANDS[key]
            await _put_back(connection, rows)
        else:
            answer = await found()
            _STANDS[key] = (await _taken(connection), answer)
    finally:
        await connection.close()
    result: T = answer
    return result


async def _taken(connection: asyncpg.Connection) -> _Rows:
    names = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    tables = {}
    for name in sorted({row["tablename"] for row in names} - {"migration", *SEEDED}):
        if await connection.fetchval(f'SELECT EXISTS (SELECT 1 FROM "{name}")'):
            out = BytesIO()
            await connection.copy_from_table(name, output=out, format="binary")
            tables[name] = out.getvalue()
    stood = await connection.fetch(
        "SELECT quote_ident(sequencename) AS name, last_value FROM pg_sequences"
        " WHERE schemaname = 'public' AND last_value IS NOT NULL"
    )
    return _Rows(tables, {row["name"]: row["last_value"] for row in stood})


async def _put_back(connection: asyncpg.Connection, rows: _Rows) -> None:
    """In one transaction, without triggers: they ran when the rows were made."""
    async with connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        for name, content in rows.tables.items():
            await connection.copy_to_table(name, source=BytesIO(content), format="binary")
        for name, value in rows.sequences.items():
            await connection.execute("SELECT setval($1::regclass, $2)", name, value)
