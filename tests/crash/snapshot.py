"""What a database holds, in two sizes.

- `contents`: a digest of every row of every table; equal digests = nothing happened.
- `shape`: rows a table and the (state, version) pairs in it; ids, times and sealed bytes differ from run to run, the shape of
  the same act done once does not.
- Housekeeping tables (recurring jobs, migrations) say nothing about an act and are left out.
"""

import asyncio
import time

import asyncpg

ASIDE = {"migration", "schedule"}
Shape = dict[str, tuple[str, ...]]


async def _tables(connection: asyncpg.Connection) -> list[str]:
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return [row["tablename"] for row in rows if row["tablename"] not in ASIDE]


async def contents(connection: asyncpg.Connection) -> dict[str, str]:
    """A digest for every table."""
    parts = [
        f"SELECT '{name}' AS name, md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS digest FROM \"{name}\" t"
        for name in await _tables(connection)
    ]
    rows = await connection.fetch(" UNION ALL ".join(parts))
    return {row["name"]: row["digest"] for row in rows}


async def shape(connection: asyncpg.Connection) -> Shape:
    """Per table: how many rows, and where they stand."""
    columns = await connection.fetch(
        "SELECT table_name, array_agg(column_name::text) AS names FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name IN ('state', 'version', 'answer') GROUP BY table_name"
    )
    known = {row["table_name"]: set(row["names"]) for row in columns}
    found: Shape = {}
    for name in await _tables(connection):
        there = known.get(name, set())
        terms = [
            "state::text" if "state" in there else "''",
            "version::text" if "version" in there else "''",
            "(answer IS NOT NULL)::text" if "answer" in there else "''",
        ]
        rows = await connection.fetch(f"SELECT concat_ws(' ', {', '.join(terms)}) AS place FROM \"{name}\"")
        found[name] = tuple(sorted(row["place"] for row in rows))
    return found


async def keep(connection: asyncpg.Connection) -> None:
    """Copy every table aside (schema `kept`), to go back to."""
    await connection.execute("CREATE SCHEMA kept")
    for name in await _tables(connection):
        await connection.execute(f'CREATE TABLE kept."{name}" AS TABLE public."{name}"')


async def back(connection: asyncpg.Connection, start: dict[str, str]) -> None:
    """Put the kept rows back where something changed. As superuser: triggers and foreign keys look away meanwhile."""
    there = await contents(connection)
    async with connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        for name in (name for name, digest in there.items() if digest != start[name]):
            await connection.execute(f'DELETE FROM public."{name}"')
            await connection.execute(f'INSERT INTO public."{name}" OVERRIDING SYSTEM VALUE TABLE kept."{name}"')


def difference(one: Shape, other: Shape) -> str:
    """The tables whose shapes differ, for an error message."""
    return ", ".join(
        f"{name}: {len(one.get(name, ()))} rows {one.get(name, ())[:4]} / {len(other.get(name, ()))} rows {other.get(name, ())[:4]}"
        for name in sorted({*one, *other})
        if one.get(name) != other.get(name)
    )


async def alone(connection: asyncpg.Connection, patience: float = 10.0) -> None:
    """Wait until no other client is in this database: the server has noticed who died."""
    deadline = time.monotonic() + patience
    while await connection.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    ):
        if time.monotonic() > deadline:
            raise TimeoutError("a dead client's connection does not end")
        await asyncio.sleep(0.002)
