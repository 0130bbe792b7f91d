"""Obligation R13: a server that could lose acknowledged data, or a role that could rewrite the journal, is refused."""

import asyncio
import itertools
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import asyncpg
import pytest

from kernel import migrate, pgsafety, postgres
from kernel.pgtools import ServerRefused
from kernel.postgres import SERVICE, Cluster

_COUNT = itertools.count()


@pytest.fixture(scope="module")
def template(cluster: Cluster) -> str:
    """A database with the kernel's tables."""
    name = f"safe_{os.getpid()}"
    made = postgres.fresh_database(cluster, name)
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, migrate.apply(made.owner_dsn, packages=("kernel",))).result()
    return name


@pytest.fixture
def server(cluster: Cluster, template: str) -> Iterator[Cluster]:
    """A database that may be spoiled."""
    name = f"unsafe_{os.getpid()}_{next(_COUNT)}"  # not dropped: that waits for a checkpoint of all that went before
    fresh = postgres.fresh_database(cluster, name, template)
    yield fresh
    _as_admin(cluster, f"ALTER ROLE {SERVICE} RESET ALL", f"ALTER ROLE {SERVICE} NOSUPERUSER")


def _as_admin(cluster: Cluster, *statements: str) -> None:
    async def go() -> None:
        connection = await asyncpg.connect(cluster.admin_dsn)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(go())


def _codes(cluster: Cluster) -> list[str]:
    return [fault.code for fault in asyncio.run(pgsafety.faults(cluster.service_dsn))]


@pytest.mark.requirement("R13")
def test_the_embedded_server_with_our_schema_is_safe(server: Cluster) -> None:
    assert _codes(server) == []
    asyncio.run(pgsafety.verify_server(server.service_dsn))


@pytest.mark.requirement("R13")
@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (f"ALTER ROLE {SERVICE} SET synchronous_commit = off", "database.synchronous_commit_off"),
        (f"GRANT UPDATE ON journal TO {SERVICE}", "database.journal_writable"),
        (f"GRANT UPDATE (note) ON journal TO {SERVICE}", "database.journal_writable"),
        (f"GRANT DELETE ON journal TO {SERVICE}", "database.journal_writable"),
        (f"GRANT TRUNCATE ON journal TO {SERVICE}", "database.journal_writable"),
        (f"GRANT CREATE ON SCHEMA public TO {SERVICE}", "database.role_owns_schema"),
        (f"ALTER TABLE journal_head OWNER TO {SERVICE}", "database.role_owns_schema"),
        (f"ALTER ROLE {SERVICE} SUPERUSER", "database.role_too_mighty"),
    ],
)
def test_each_fault_is_refused_by_its_code(server: Cluster, spoil: str, code: str) -> None:
    _as_admin(server, spoil)
    assert _codes(server) == [code]
    with pytest.raises(ServerRefused) as refused:
        asyncio.run(pgsafety.verify_server(server.service_dsn))
    assert refused.value.code == code


@pytest.mark.requirement("R13")
@pytest.mark.parametrize("name", ["fsync", "full_page_writes"])
def test_a_server_setting_that_is_off_is_refused(server: Cluster, name: str) -> None:
    """These belong to the whole server; it is shared with other workers, which tolerate a moment of it."""
    try:
        _as_admin(server, f"ALTER SYSTEM SET {name} = off", "SELECT pg_reload_conf()", "SELECT pg_sleep(0.3)")
        assert f"database.{name}_off" in _codes(server)
    finally:
        _as_admin(server, f"ALTER SYSTEM RESET {name}", "SELECT pg_reload_conf()", "SELECT pg_sleep(0.3)")
    assert _codes(server) == []


@pytest.mark.requirement("R13")
def test_checksums_off_is_a_fault_of_its_own() -> None:
    class Connection:
        async def fetchval(self, _sql: str) -> int:
            return 180000

        async def fetch(self, _sql: str, names: list[str]) -> list[dict[str, str]]:
            return [{"name": name} for name in names if name == "data_checksums"]

    found = asyncio.run(pgsafety._settings(Connection()))
    assert [fault.code for fault in found] == ["database.data_checksums_off"]


def test_a_server_that_is_away_and_a_wrong_password_have_their_codes(cluster: Cluster) -> None:
    with pytest.raises(ServerRefused) as away:
        asyncio.run(pgsafety.verify_server("postgresql://x:y@127.0.0.1:1/z"))
    assert away.value.code == "database.unreachable"
    with pytest.raises(ServerRefused) as refused:
        asyncio.run(pgsafety.verify_server(cluster.service_dsn.replace(":", ":wrong", 2)))
    assert refused.value.code in {"database.login_refused", "database.unreachable"}
