"""The embedded PostgreSQL server.

- Local users get nothing: password login (scram) over a socket in a folder with mode 0700, no network port. The
  passwords stand in files with mode 0600 and are set before the server runs for the first time; pg_hba.conf and
  postgresql.conf are written anew at every start.
- Three roles: `postgres` (superuser, only for this file), `zhengxun_owner` (owns the database, migrates),
  `zhengxun_service` (runs the service, owns nothing).
- Any number of processes may use one folder (`pgplace` counts them); who leaves last stops the server.
- A server that outlived its application is taken over, one that is recovering is waited for.
- Durability is on: fsync, full_page_writes, synchronous_commit, data checksums. The server's log holds no statement
  and no value.
"""

import asyncio
import os
import shutil
import signal
import threading
import urllib.parse
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import asyncpg

from kernel import pgtools, postmaster
from kernel.pgplace import PATIENCE, Place, alone, is_last, take_seat
from kernel.pgsafety import verify_server
from kernel.pgtools import ServerRefused, Tools

__all__ = ["OWNER", "SERVICE", "Cluster", "ServerRefused", "embedded", "fresh_database", "stop", "verify_server"]

DATABASE = "zhengxun"
OWNER = "zhengxun_owner"
SERVICE = "zhengxun_service"
ADMIN = "postgres"
_LONGEST_PATH = 90  # a socket address holds 104 bytes (macOS) with "/.s.PGSQL.5432"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server and one database in it."""

    service_dsn: str = field(repr=False)
    owner_dsn: str = field(repr=False)
    admin_dsn: str = field(repr=False)
    postmaster_pid: int


@contextmanager
def embedded(folder: Path) -> Iterator[Cluster]:
    """Attach to the server of `folder`, starting it when nobody did; the last to leave stops it."""
    place = Place(folder.resolve())
    if len(os.fsencode(place.socket)) > _LONGEST_PATH:
        raise ServerRefused("database.path_too_long", path=str(place.socket), limit=_LONGEST_PATH)
    with pgtools.plain_errors(place.folder):
        place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with alone(place):
            seat = take_seat(place)
            try:
                tools = pgtools.find(place.cluster)
                _up(place, tools)
                cluster = _provision(place)
            except BaseException:
                _leave(place, seat)
                raise
    process = os.getpid()
    try:
        with _orderly_end():
            yield cluster
    finally:
        if os.getpid() == process:  # a forked child must not end its parent's stay
            with alone(place):
                _leave(place, seat)


def stop(folder: Path) -> bool:
    """Stop a server nobody is attached to (its application was killed). False: somebody still uses it."""
    place = Place(folder.resolve())
    with pgtools.plain_errors(place.folder), alone(place):
        return _leave(place, take_seat(place))


def fresh_database(cluster: Cluster, name: str, template: str | None = None) -> Cluster:
    """A new database `name` in the same server (an old one is dropped), empty or a copy of `template`."""
    source = f' TEMPLATE "{template}"' if template else ""

    async def create(connection: asyncpg.Connection) -> None:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await connection.execute(f'CREATE DATABASE "{name}" OWNER {OWNER}{source}')
        await _close_to_strangers(connection, name)

    _sql(cluster.admin_dsn, create)
    return Cluster(
        _in_database(cluster.service_dsn, name),
        _in_database(cluster.owner_dsn, name),
        _in_database(cluster.admin_dsn, name),
        cluster.postmaster_pid,
    )


@contextmanager
def _orderly_end() -> Iterator[None]:
    """SIGTERM and SIGHUP unwind the stack: by default Python dies at once, and nobody would stop the server."""
    ours = []
    if threading.current_thread() is threading.main_thread():
        ours = [each for each in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(each) is signal.SIG_DFL]
    for each in ours:
        signal.signal(each, _leave_by_signal)
    try:
        yield
    finally:
        for each in ours:
            signal.signal(each, signal.SIG_DFL)


def _leave_by_signal(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)


def _leave(place: Place, seat: int) -> bool:
    try:
        last = is_last(seat)
        if last and place.cluster.exists():
            postmaster.stop(place.cluster, pgtools.find(place.cluster))
        return last
    finally:
        os.close(seat)


def _up(place: Place, tools: Tools) -> None:
    pgtools.open_way(place.folder, tools)
    if not place.cluster.exists() and (place.folder / "cluster.old").exists():  # an upgrade killed between two renames
        (place.folder / "cluster.old").rename(place.cluster)
    if not place.cluster.exists():
        initialise(place, tools, place.folder / "cluster.new")
        (place.folder / "cluster.new").rename(place.cluster)
    version = int((place.cluster / "PG_VERSION").read_text(encoding="ascii"))
    if version != tools.major:
        raise ServerRefused("database.needs_upgrade", found=version, wanted=tools.major)
    if postmaster.wait(place.cluster, PATIENCE) is None:
        place.socket.mkdir(mode=0o700, exist_ok=True)
        tools.own(place.socket)
        postmaster.start(place.cluster, place.socket, tools, PATIENCE)


def initialise(place: Place, tools: Tools, making: Path) -> None:
    """A new cluster in `making`; the caller renames it when complete, so a kill leaves nothing half made behind."""
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    tools.own(making)
    password = place.folder / "initdb.password"
    password.unlink(missing_ok=True)
    password.touch(mode=0o600)
    password.write_text(place.password(ADMIN), encoding="ascii")
    tools.own(password)
    try:
        tools.run("initdb", *postmaster.initdb_arguments(making, ADMIN, password, tools.major), cwd=making)
    except ServerRefused:
        shutil.rmtree(making, ignore_errors=True)  # after a full disk, give the room back
        raise
    finally:
        password.unlink()


def _provision(place: Place) -> Cluster:
    """Roles and database, when missing; a lost password file of the two lesser roles mends itself."""

    async def prepare(connection: asyncpg.Connection) -> None:
        known = {row["rolname"] for row in await connection.fetch("SELECT rolname FROM pg_roles")}
        for role in (OWNER, SERVICE):
            if role not in known or not await _may_enter(place.dsn(role, ADMIN)):
                verb = "ALTER" if role in known else "CREATE"
                await connection.execute(
                    f"{verb} ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS "
                    f"PASSWORD '{place.password(role)}'"
                )
        if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", DATABASE):
            await connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
            await _close_to_strangers(connection, DATABASE)

    try:
        _sql(place.dsn(ADMIN, ADMIN), prepare)
    except asyncpg.InvalidPasswordError as error:
        raise ServerRefused("database.wrong_password", path=str(place.folder / f"{ADMIN}.password")) from error
    pid = postmaster.wait(place.cluster, PATIENCE)
    if pid is None:
        raise ServerRefused("database.gone", path=str(place.folder))
    return Cluster(place.dsn(SERVICE, DATABASE), place.dsn(OWNER, DATABASE), place.dsn(ADMIN, DATABASE), pid)


async def _close_to_strangers(connection: asyncpg.Connection, database: str) -> None:
    await connection.execute(f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC')
    await connection.execute(f'GRANT CONNECT ON DATABASE "{database}" TO {SERVICE}')


async def _may_enter(dsn: str) -> bool:
    try:
        await (await asyncpg.connect(dsn)).close()
    except asyncpg.InvalidPasswordError:
        return False
    return True


def _sql(dsn: str, work: Callable[[asyncpg.Connection], Awaitable[None]]) -> None:
    """Run it in a thread of its own: the caller may stand inside an event loop."""

    async def go() -> None:
        connection = await asyncpg.connect(dsn)
        try:
            await work(connection)
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, go()).result()


def _in_database(dsn: str, name: str) -> str:
    parts = urllib.parse.urlsplit(dsn)
    # Rebuilt by hand: urlunsplit drops the empty host that a socket address needs.
    return f"{parts.scheme}://{parts.netloc}/{urllib.parse.quote(name)}?{parts.query}"
