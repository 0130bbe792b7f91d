"""What every test may ask for: a real PostgreSQL server, and in it a database built by the migrations.

- One server per run, shared by all xdist workers (the embedded adapter counts who is attached); one database per worker.
- The server's folder lies in memory where there is enough of it. Not that of tests/crash: what they prove is about a disk.
"""

import asyncio
import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from hypothesis import settings
from piccolo.engine.postgres import PostgresEngine

from app.tables import SEEDED, TABLES
from crypto.devices.software import SoftwareDevice
from kernel import blobs, db, migrate, postgres, vault, worktime
from kernel.postgres import Cluster

_FOLDER = "ZHENGXUN_TEST_FOLDER"
_SMALL = 256 << 10
_FILLED = """
WITH RECURSIVE emptied (id) AS (
    SELECT oid FROM pg_class WHERE relkind = 'r' AND relname = ANY($1) AND relnamespace = 'public'::regnamespace
    UNION SELECT conrelid FROM pg_constraint JOIN emptied ON confrelid = id WHERE contype = 'f'
)
SELECT id::regclass::text AS name, pg_relation_size(id) <= $2 AS small FROM emptied WHERE pg_relation_size(id) > 0
"""
_RESTARTED = """
SELECT setval(objid, 1, false) FROM pg_depend JOIN pg_class s ON s.oid = objid AND s.relkind = 'S'
WHERE refobjid = ANY($1::text[]::regclass[]) AND deptype IN ('a', 'i')
"""
_MEMORY, _ROOM = Path("/dev/shm"), 6 << 30  # a run fills a few hundred megabytes
_pools: dict[str, PostgresEngine] = {}
_home: list[asyncio.AbstractEventLoop] = []  # the loop of the whole run; a state machine has one of its own


# Deadlines would measure the machine's other load. `make stateful` runs the long profile.
settings.register_profile("quick", deadline=None, max_examples=50)
settings.register_profile("long", deadline=None, max_examples=1000, stateful_step_count=80)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_configure(config: pytest.Config) -> None:
    # The run's first process makes the folder; workers inherit its name. Short: a socket address holds 100 bytes.
    if os.environ.get("PYTEST_XDIST_WORKER"):
        return
    os.environ[_FOLDER] = tempfile.mkdtemp(prefix="zx-", dir=_MEMORY if _in_memory(config.args) else None)


def _in_memory(asked: Sequence[str]) -> bool:
    if any("crash" in each for each in asked) or not os.access(_MEMORY, os.W_OK):
        return False
    return shutil.disk_usage(_MEMORY).free > _ROOM


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay to the end: the collector need not look through them again and again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    if not os.environ.get("PYTEST_XDIST_WORKER"):
        folder = Path(os.environ.pop(_FOLDER))
        if (folder / "pg").exists():
            postgres.stop(folder / "pg")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def run_folder() -> Path:
    """A folder of this test run, with a short path."""
    return Path(os.environ[_FOLDER])


@pytest.fixture(scope="session")
def cluster(run_folder: Path) -> Iterator[Cluster]:
    """The run's PostgreSQL server; its own database is empty."""
    with postgres.embedded(run_folder / "pg") as running:
        yield running


@pytest_asyncio.fixture(scope="session")
async def pools(cluster: Cluster) -> AsyncIterator[None]:
    """What is kept by `pooled` is closed at the end, before the server stops."""
    _home.append(asyncio.get_running_loop())
    yield
    for each in _pools.values():
        if each.pool is not None:
            await each.close_connection_pool()


@pytest.fixture(scope="session")
def database(cluster: Cluster, pools: None) -> Cluster:
    """This worker's database, built by the migrations."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    fresh = postgres.fresh_database(cluster, f"test_{worker}")
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, migrate.apply(fresh.owner_dsn)).result()
        thread.submit(asyncio.run, _without_triggers(fresh)).result()
    return fresh


async def _without_triggers(server: Cluster) -> None:
    """The owner may empty tables whose triggers would say no, or cost time."""
    connection = await asyncpg.connect(server.admin_dsn)
    try:
        await connection.execute(f"GRANT SET ON PARAMETER session_replication_role TO {postgres.OWNER}")
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def device(run_folder: Path) -> SoftwareDevice:
    """A key device of this worker."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return SoftwareDevice.create(run_folder / worker / "device.json", "test-pin-0000")


async def emptied(connection: asyncpg.Connection, names: Sequence[str]) -> None:
    """Every row out of these tables and of those that refer to them, as TRUNCATE … RESTART IDENTITY CASCADE does.

    To truncate a table costs milliseconds: those without a page are passed over, from small ones the rows are deleted.
    """
    rows = await connection.fetch(_FILLED, list(names), _SMALL)
    small, large = ([row["name"] for row in rows if row["small"] is each] for each in (True, False))
    async with connection.transaction():
        if large:
            await connection.execute(f"TRUNCATE {', '.join(large)} RESTART IDENTITY CASCADE")
        if small:
            await connection.execute("SET LOCAL session_replication_role = replica")
            await connection.execute("; ".join(f"DELETE FROM {name}" for name in small))
            await connection.execute(_RESTARTED, small)


async def _empty(owner_dsn: str) -> None:
    """Every row out, but for what the migrations themselves put in (SEEDED)."""
    connection = await asyncpg.connect(owner_dsn)
    try:
        kept = {"migration", *SEEDED}
        rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        await emptied(connection, [row["tablename"] for row in rows if row["tablename"] not in kept])
    finally:
        await connection.close()


@asynccontextmanager
async def pooled(dsn: str) -> AsyncIterator[None]:
    """The product's pool, the same for every test of a worker: servers' processes that know their plans stay.

    A test may close it, as the service does when it ends; the next opens another. In a loop of its own it is not kept.
    """
    if asyncio.get_running_loop() not in _home:
        await db.open_pool(dsn, TABLES)
        try:
            yield
        finally:
            await db.close_pool()
        return
    known = _pools.get(dsn)
    if known is None or known.pool is None:
        await db.open_pool(dsn, TABLES)
        known = _pools[dsn] = db.current()
    else:
        db._State.engine = known
        for table in TABLES:
            table._meta._db = known
    try:
        yield
    finally:
        if db._State.engine is not known:
            await db.close_pool()
        db._State.engine = None


@contextmanager
def own_loop(database: Cluster, device: SoftwareDevice, folder: Path) -> Iterator[asyncio.Runner]:
    """An empty product in a loop of its own, for state machines."""

    async def open_house() -> None:
        await _empty(database.owner_dsn)
        vault.install(device)
        blobs.install(folder / "blobs")
        worktime.install(worktime.Calendar())
        await db.open_pool(database.service_dsn, TABLES)

    with asyncio.Runner() as runner:
        runner.run(open_house())
        try:
            yield runner
        finally:
            runner.run(db.close_pool())


@contextmanager
def at_home_in(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """The command line works in `folder`; what a test writes there is gone before the next."""
    patch.chdir(folder)
    patch.setenv("ZHENGXUN_DATA", str(folder / "data"))
    before = set(folder.iterdir())
    yield
    for each in set(folder.iterdir()) - before:
        each.unlink()


@pytest_asyncio.fixture
async def runtime(database: Cluster, device: SoftwareDevice, tmp_path: Path) -> AsyncIterator[Cluster]:
    """An empty product, open: database, vault, files, index, calendar. Seeded tables (SEEDED) keep their rows."""
    await _empty(database.owner_dsn)
    vault.install(device)
    blobs.install(tmp_path / "blobs")
    worktime.install(worktime.Calendar())
    async with pooled(database.service_dsn):
        yield database
