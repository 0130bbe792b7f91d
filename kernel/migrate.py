"""Schema migrations: one linear order over all packages, each all or nothing.

- Every migration is one file `<package>/piccolo_migrations/<package>_2026_11_21t210000_<name>.py`; its ID (a
  timestamp) gives its place in the one order of the whole product, whatever the package.
- A migration and its row in Piccolo's table `migration` are written in ONE transaction: after a kill the schema is
  the old one or the new one. They run as the owner role, one process at a time (advisory lock), and give up on a busy
  table instead of stopping the service.
- Every new table grants the service role SELECT, INSERT, UPDATE, DELETE; a migration narrows that for its own tables
  by `NARROW`, UPDATE to some columns where it has to. The service role can neither migrate nor TRUNCATE.
- A database that is newer than the program, or got its migrations in another order, is refused.

The whole of a migration file:

    \"\"\"Units as a tree.\"\"\"

    from piccolo.apps.migrations.auto.migration_manager import MigrationManager

    from kernel.migrate import sql_migration

    ID = "2026-11-21T21:00:00:000000"
    VERSION = "1.38.0"
    DESCRIPTION = "units as a tree"
    SQL = \"\"\"
    CREATE TABLE unit (id uuid PRIMARY KEY, ...);
    CREATE TABLE unit_history (...);
    \"\"\"
    NARROW = {"unit_history": "SELECT, INSERT"}  # where the service may do less than everything


    async def forwards() -> MigrationManager:
        return sql_migration(ID, "identity", DESCRIPTION, SQL, NARROW)
"""

import importlib
import importlib.util
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import asyncpg
from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.errors import StartRefused

PACKAGES = ("kernel", "identity", "notices", "gate", "scores", "submissions", "bulletins", "archive")
SERVICE = "zhengxun_service"
_LOCK = 0x5A485558  # any number, the same in every release
_ID = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d:\d{6}")
_RIGHT = r"(SELECT|INSERT|DELETE|UPDATE( \([a-z_]+(, [a-z_]+)*\))?)"
_RIGHTS = re.compile(f"{_RIGHT}(, {_RIGHT})*")
_open: ContextVar[asyncpg.Connection] = ContextVar("migration_connection")


class MigrationRefused(StartRefused):
    """The database cannot be brought to this program's schema; `code` says why."""


@dataclass(frozen=True, slots=True)
class Step:
    """One migration file."""

    id: str
    package: str
    description: str
    module: str
    forwards: Callable[[], Awaitable[MigrationManager]]


def sql_migration(
    number: str, package: str, description: str, sql: str, narrow: Mapping[str, str] | None = None
) -> MigrationManager:
    """The manager of a migration that is one SQL script; `narrow`: table -> what the service may do with it."""
    manager = MigrationManager(migration_id=number, app_name=package, description=description)

    async def run() -> None:
        connection = _open.get()
        await connection.execute(sql)
        for table, rights in (narrow or {}).items():
            await _narrow(connection, table, rights)

    manager.add_raw(run)
    return manager


def gather(packages: Iterable[str] = PACKAGES) -> list[Step]:
    """Every migration of the product, in the order they run."""
    steps = sorted((step for package in packages for step in _of_package(package)), key=lambda step: step.id)
    for one, other in pairwise(steps):
        if one.id == other.id:
            raise MigrationRefused("migration.same_id", one=one.module, other=other.module)
    return steps


async def pending(dsn: str, packages: Iterable[str] = PACKAGES) -> list[Step]:
    """Migrations this database lacks, in order. Any role may ask."""
    connection = await asyncpg.connect(dsn)
    try:
        return _missing(gather(packages), await _applied(connection))
    finally:
        await connection.close()


async def apply(owner_dsn: str, stop_at: str | None = None, packages: Iterable[str] = PACKAGES) -> list[str]:
    """Run what is pending, up to and including the ID `stop_at`; the IDs that ran."""
    steps = gather(packages)
    if stop_at is not None and stop_at not in {step.id for step in steps}:
        raise MigrationRefused("migration.unknown_target", id=stop_at)
    done = []
    async with _only_migrator(owner_dsn) as connection:
        await _prepare(connection)
        for step in _missing(steps, await _applied(connection)):
            if stop_at is not None and step.id > stop_at:
                break
            await _run(connection, step)
            done.append(step.id)
    return done


@asynccontextmanager
async def _only_migrator(owner_dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(owner_dsn)
    try:
        await connection.execute("SET lock_timeout = '300s'")
        try:
            await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
        except asyncpg.LockNotAvailableError as error:
            raise MigrationRefused("migration.busy") from error
        await connection.execute("SET lock_timeout = '10s'")
        yield connection
    finally:
        await connection.close()


async def _prepare(connection: asyncpg.Connection) -> None:
    """Piccolo's own table, and the rights every later table starts with."""
    if not await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", SERVICE):
        raise MigrationRefused("migration.no_service_role", role=SERVICE)
    async with connection.transaction():
        await connection.execute(
            f"""
            CREATE TABLE IF NOT EXISTS migration (
                id serial PRIMARY KEY,
                name varchar(200) NOT NULL,
                app_name varchar(200) NOT NULL,
                ran_on timestamp NOT NULL DEFAULT current_timestamp
            );
            REVOKE ALL ON migration FROM {SERVICE};
            GRANT SELECT ON migration TO {SERVICE};
            GRANT USAGE ON SCHEMA public TO {SERVICE};
            ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {SERVICE};
            ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {SERVICE};
            """
        )


async def _run(connection: asyncpg.Connection, step: Step) -> None:
    manager = await step.forwards()
    # Piccolo's own operations would be left out silently.
    if replace(manager, raw=[], migration_id="", app_name="", description="") != MigrationManager():
        raise MigrationRefused("migration.not_sql", module=step.module)
    token = _open.set(connection)
    try:
        async with connection.transaction():
            for run in manager.raw:
                await run()
            await connection.execute("INSERT INTO migration (name, app_name) VALUES ($1, $2)", step.id, step.package)
    except asyncpg.LockNotAvailableError as error:
        raise MigrationRefused("migration.table_busy", module=step.module) from error
    finally:
        _open.reset(token)


async def _narrow(connection: asyncpg.Connection, table: str, rights: str) -> None:
    if not table.isidentifier() or not _RIGHTS.fullmatch(rights):
        raise MigrationRefused("migration.bad_rights", table=table)
    await connection.execute(f'REVOKE ALL ON "{table}" FROM {SERVICE}')
    await connection.execute(f'GRANT {rights} ON "{table}" TO {SERVICE}')


async def _applied(connection: asyncpg.Connection) -> list[str]:
    if not await connection.fetchval("SELECT to_regclass('public.migration') IS NOT NULL"):
        return []
    return [row["name"] for row in await connection.fetch("SELECT name FROM migration ORDER BY id")]


def _missing(steps: Sequence[Step], applied: Sequence[str]) -> list[Step]:
    known = [step.id for step in steps]
    for number in applied:
        if number not in known:
            raise MigrationRefused("migration.database_newer", id=number)
    if list(applied) != known[: len(applied)]:
        late = next(number for number in known if number not in applied)
        raise MigrationRefused("migration.out_of_order", id=late, newest=max(applied))
    return list(steps[len(applied) :])


def _of_package(package: str) -> list[Step]:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return []
    steps = []
    for file in sorted((Path(spec.origin).parent / "piccolo_migrations").glob(f"{package}_*.py")):
        name = f"{package}.piccolo_migrations.{file.stem}"
        module = importlib.import_module(name)
        if not _ID.fullmatch(module.ID):
            raise MigrationRefused("migration.bad_id", module=name)
        steps.append(Step(module.ID, package, module.DESCRIPTION, name, module.forwards))
    return steps
