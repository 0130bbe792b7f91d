"""The runner: one order, all or nothing, one at a time, and the rights of the service's role."""

import asyncio
import os
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from kernel import migrate, postgres
from kernel.migrate import MigrationRefused
from kernel.postgres import Cluster

FIRST = "2026-01-01T10:00:00:000000"
SECOND = "2026-01-02T10:00:00:000000"
THIRD = "2026-01-03T10:00:00:000000"


class Packages:
    """Two packages on disk whose migrations a test writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names = (f"early{os.getpid()}", f"late{os.getpid()}")
        for name in self.names:
            (folder / name / "piccolo_migrations").mkdir(parents=True)
            (folder / name / "__init__.py").touch()
            (folder / name / "piccolo_migrations" / "__init__.py").touch()

    def write(self, which: int, number: str, sql: str, narrow: str = "{}") -> None:
        package = self.names[which]
        stem = f"{package}_{number[:10].replace('-', '_')}"
        text = f'''
        from kernel.migrate import sql_migration
        ID = "{number}"
        DESCRIPTION = "test"
        async def forwards():
            return sql_migration(ID, "{package}", DESCRIPTION, """{sql}""", {narrow})
        '''
        (self.folder / package / "piccolo_migrations" / f"{stem}.py").write_text(
            textwrap.dedent(text), encoding="utf-8"
        )
        self.forget()

    def forget(self) -> None:
        for name in [name for name in sys.modules if name.startswith(self.names)]:
            del sys.modules[name]


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Packages]:
    monkeypatch.syspath_prepend(tmp_path)
    made = Packages(tmp_path)
    yield made
    made.forget()


@pytest.fixture
def empty(cluster: Cluster) -> Cluster:
    return postgres.fresh_database(cluster, f"empty_{os.getpid()}")


async def _value(dsn: str, sql: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def _done(dsn: str) -> object:
    return await _value(dsn, "SELECT array_agg(name ORDER BY id) FROM migration")


async def test_one_order_over_all_packages_whatever_the_package(packages: Packages, empty: Cluster) -> None:
    packages.write(1, FIRST, "CREATE TABLE unit (id int)")
    packages.write(0, SECOND, "ALTER TABLE unit ADD name text")
    packages.write(1, THIRD, "ALTER TABLE unit DROP name")
    assert [step.id for step in await migrate.pending(empty.service_dsn, packages.names)] == [FIRST, SECOND, THIRD]
    assert await migrate.apply(empty.owner_dsn, SECOND, packages.names) == [FIRST, SECOND]
    assert await migrate.apply(empty.owner_dsn, packages=packages.names) == [THIRD]
    assert await migrate.apply(empty.owner_dsn, packages=packages.names) == []
    assert await migrate.pending(empty.service_dsn, packages.names) == []
    assert await _done(empty.service_dsn) == [FIRST, SECOND, THIRD]


async def test_a_failing_migration_leaves_nothing_behind(packages: Packages, empty: Cluster) -> None:
    packages.write(0, FIRST, "CREATE TABLE one (id int)")
    packages.write(0, SECOND, "CREATE TABLE two (id int); INSERT INTO two VALUES ('x')")
    with pytest.raises(asyncpg.InvalidTextRepresentationError):
        await migrate.apply(empty.owner_dsn, packages=packages.names)
    assert await _done(empty.owner_dsn) == [FIRST]
    assert await _value(empty.owner_dsn, "SELECT to_regclass('two')") is None


async def test_two_at_once_run_each_migration_once(packages: Packages, empty: Cluster) -> None:
    packages.write(0, FIRST, "SELECT pg_sleep(0.3); CREATE TABLE one (id int)")
    ran = await asyncio.gather(*(migrate.apply(empty.owner_dsn, packages=packages.names) for _ in range(3)))
    assert sorted(map(len, ran)) == [0, 0, 1]


async def test_the_service_gets_rows_but_no_schema_and_less_where_narrowed(packages: Packages, empty: Cluster) -> None:
    packages.write(
        0, FIRST, "CREATE TABLE open (id serial); CREATE TABLE strict (id int)", "{'strict': 'SELECT, INSERT'}"
    )
    await migrate.apply(empty.owner_dsn, packages=packages.names)
    connection = await asyncpg.connect(empty.service_dsn)
    try:
        await connection.execute("INSERT INTO open DEFAULT VALUES; DELETE FROM open; INSERT INTO strict VALUES (1)")
        for forbidden in (
            "UPDATE strict SET id = 2", "DELETE FROM strict", "TRUNCATE open", "DROP TABLE open",
            "CREATE TABLE mine (id int)",
            "INSERT INTO migration (name, app_name) VALUES ('x', 'y')", "DELETE FROM migration",
        ):  # fmt: skip
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(forbidden)
    finally:
        await connection.close()


async def test_a_database_newer_than_the_program_is_refused(packages: Packages, empty: Cluster) -> None:
    packages.write(0, FIRST, "CREATE TABLE one (id int)")
    await migrate.apply(empty.owner_dsn, packages=packages.names)
    with pytest.raises(MigrationRefused) as refused:
        await migrate.apply(empty.owner_dsn, packages=("kernel",))
    assert refused.value.code == "migration.database_newer"


async def test_a_migration_that_comes_too_late_is_refused(packages: Packages, empty: Cluster) -> None:
    packages.write(0, SECOND, "CREATE TABLE two (id int)")
    await migrate.apply(empty.owner_dsn, packages=packages.names)
    packages.write(1, FIRST, "CREATE TABLE one (id int)")
    with pytest.raises(MigrationRefused) as refused:
        await migrate.pending(empty.service_dsn, packages.names)
    assert refused.value.code == "migration.out_of_order"
    assert refused.value.facts["id"] == FIRST


@pytest.mark.parametrize(("number", "code"), [("2026-01-01", "migration.bad_id"), (FIRST, "migration.same_id")])
def test_ids_are_whole_and_unique(packages: Packages, number: str, code: str) -> None:
    packages.write(0, FIRST, "SELECT 1")
    packages.write(1, number, "SELECT 1")
    with pytest.raises(MigrationRefused) as refused:
        migrate.gather(packages.names)
    assert refused.value.code == code


async def test_piccolos_own_operations_are_refused_not_left_out(packages: Packages, empty: Cluster) -> None:
    packages.write(0, FIRST, "SELECT 1")
    file = next((packages.folder / packages.names[0] / "piccolo_migrations").glob("*_2026*"))
    text = file.read_text(encoding="utf-8").replace("return sql_migration", "manager = sql_migration")
    file.write_text(text + "    manager.drop_table('One', 'one')\n    return manager\n", encoding="utf-8")
    packages.forget()
    with pytest.raises(MigrationRefused) as refused:
        await migrate.apply(empty.owner_dsn, packages=packages.names)
    assert refused.value.code == "migration.not_sql"


async def test_a_busy_table_stops_the_migration_not_the_service(packages: Packages, empty: Cluster) -> None:
    packages.write(0, FIRST, "CREATE TABLE one (id int)")
    packages.write(0, SECOND, "SET LOCAL lock_timeout = '100ms'; ALTER TABLE one ADD name text")
    await migrate.apply(empty.owner_dsn, FIRST, packages.names)
    connection = await asyncpg.connect(empty.service_dsn)
    try:
        async with connection.transaction():
            await connection.execute("INSERT INTO one VALUES (1)")
            with pytest.raises(MigrationRefused) as refused:
                await migrate.apply(empty.owner_dsn, packages=packages.names)
        assert refused.value.code == "migration.table_busy"
    finally:
        await connection.close()


def test_the_products_migrations_are_one_line() -> None:
    steps = migrate.gather()
    assert steps, "no migration found"
    assert [step.id for step in steps] == sorted(step.id for step in steps)
    for step in steps:
        stamp = step.id[:19].replace("-", "_").replace("T", "t").replace(":", "")
        assert step.module.rsplit(".", 1)[1].startswith(f"{step.package}_{stamp}_"), step.module


async def test_the_products_migrations_run_and_the_database_is_safe(empty: Cluster) -> None:
    await migrate.apply(empty.owner_dsn)
    assert await migrate.pending(empty.service_dsn) == []
    await postgres.verify_server(empty.service_dsn)
