"""The embedded PostgreSQL server.

- Local users get nothing: password login (scram) over a socket in a folder with mode 0700, no network port. The
  passwords stand in files with mode 0600 and are set before the server runs for the first time; pg_hba.conf and
  postgresql.conf are written anew at every start.
- Three roles: `postgres` (superuser, only for this file), `zhengxun_owner` (owns the database, migrates),
  `zhengxun_service` (runs the service, owns nothing).
- Any number of processes may use one folder. Each holds a shared lock on `seats` for as long as it is attached; who
  leaves last stops the server. The operating system drops the lock of a killed process, so after `kill -9` the count
  is still right.
- A server that outlived its application is taken over, one that is recovering is waited for.
- Durability is on: fsync, full_page_writes, synchronous_commit, data checksums. The server's log holds no statement
  and no value.
"""

import asyncio
import fcntl
import os
import secrets
import shutil
import time
import urllib.parse
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from kernel import pgtools, postmaster
from kernel.pgsafety import verify_server
from kernel.pgtools import ServerRefused, Tools

__all__ = ["OWNER", "SERVICE", "Cluster", "ServerRefused", "embedded", "fresh_database", "stop", "verify_server"]

DATABASE = "zhengxun"
OWNER = "zhengxun_owner"
SERVICE = "zhengxun_service"
_ADMIN = "postgres"
_LONGEST_PATH = 90  # a socket address holds 104 bytes (macOS) with "/.s.PGSQL.5432"
_PATIENCE = 600.0


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server and one database in it."""

    service_dsn: str = field(repr=False)
    owner_dsn: str = field(repr=False)
    admin_dsn: str = field(repr=False)
    postmaster_pid: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where everything of one embedded server lies."""

    folder: Path

    @property
    def cluster(self) -> Path:
        """PGDATA."""
        return self.folder / "cluster"

    @property
    def socket(self) -> Path:
        """Folder of the socket."""
        return self.folder / "socket"

    def password(self, role: str) -> str:
        """The role's password; made at the first call."""
        path = self.folder / f"{role}.password"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
        return path.read_text(encoding="ascii")

    def dsn(self, role: str, database: str) -> str:
        """How a role reaches a database of this server."""
        host = urllib.parse.quote(str(self.socket), safe="")
        return f"postgresql://{role}:{self.password(role)}@/{database}?host={host}&port=5432"


@contextmanager
def embedded(folder: Path) -> Iterator[Cluster]:
    """Attach to the server of `folder`, starting it when nobody did; the last to leave stops it."""
    place = Place(folder.resolve())
    if len(os.fsencode(place.socket)) > _LONGEST_PATH:
        raise ServerRefused("database.path_too_long", path=str(place.socket), limit=_LONGEST_PATH)
    with pgtools.plain_errors(place.folder):
        place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(place):
            seat = _seat(place)
            try:
                tools = pgtools.find(place.cluster)
                _up(place, tools)
                cluster = _provision(place)
            except BaseException:
                _leave(place, seat)
                raise
    process = os.getpid()
    try:
        yield cluster
    finally:
        if os.getpid() == process:  # a forked child must not end its parent's stay
            with _alone(place):
                _leave(place, seat)


def stop(folder: Path) -> bool:
    """Stop a server nobody is attached to (its application was killed). False: somebody still uses it."""
    place = Place(folder.resolve())
    with pgtools.plain_errors(place.folder), _alone(place):
        return _leave(place, _seat(place))


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
def _alone(place: Place) -> Iterator[None]:
    """Starting, attaching and leaving happen one process at a time."""
    handle = os.open(place.folder / "start.lock", os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + _PATIENCE
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise ServerRefused("database.busy", path=str(place.folder)) from None
                time.sleep(0.02)
        yield
    finally:
        os.close(handle)


def _seat(place: Place) -> int:
    handle = os.open(place.folder / "seats", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


def _leave(place: Place, seat: int) -> bool:
    try:
        fcntl.flock(seat, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        if place.cluster.exists():
            postmaster.stop(place.cluster, pgtools.find(place.cluster))
        return True
    finally:
        os.close(seat)


def _up(place: Place, tools: Tools) -> None:
    pgtools.open_way(place.folder, tools)
    if not place.cluster.exists():
        _initialise(place, tools)
    version = int((place.cluster / "PG_VERSION").read_text(encoding="ascii"))
    if version != tools.major:
        raise ServerRefused("database.needs_upgrade", found=version, wanted=tools.major)
    if postmaster.wait(place.cluster, _PATIENCE) is None:
        place.socket.mkdir(mode=0o700, exist_ok=True)
        tools.own(place.socket)
        postmaster.start(place.cluster, place.socket, tools, _PATIENCE)


def _initialise(place: Place, tools: Tools) -> None:
    # In a folder of its own, renamed when complete: a start killed in the middle leaves nothing half made behind.
    making = place.folder / "cluster.new"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    tools.own(making)
    password = place.folder / "initdb.password"
    password.unlink(missing_ok=True)
    password.touch(mode=0o600)
    password.write_text(place.password(_ADMIN), encoding="ascii")
    tools.own(password)
    try:
        tools.run("initdb", *postmaster.initdb_arguments(making, _ADMIN, password, tools.major), cwd=making)
    finally:
        password.unlink()
    making.rename(place.cluster)


def _provision(place: Place) -> Cluster:
    """Roles and database, when missing; a lost password file of the two lesser roles mends itself."""

    async def prepare(connection: asyncpg.Connection) -> None:
        known = {row["rolname"] for row in await connection.fetch("SELECT rolname FROM pg_roles")}
        for role in (OWNER, SERVICE):
            if role not in known or not await _may_enter(place.dsn(role, _ADMIN)):
                verb = "ALTER" if role in known else "CREATE"
                await connection.execute(
                    f"{verb} ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS "
                    f"PASSWORD '{place.password(role)}'"
                )
        if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", DATABASE):
            await connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
            await _close_to_strangers(connection, DATABASE)

    try:
        _sql(place.dsn(_ADMIN, _ADMIN), prepare)
    except asyncpg.InvalidPasswordError as error:
        raise ServerRefused("database.wrong_password", path=str(place.folder / f"{_ADMIN}.password")) from error
    pid = postmaster.wait(place.cluster, _PATIENCE)
    if pid is None:
        raise ServerRefused("database.gone", path=str(place.folder))
    return Cluster(place.dsn(SERVICE, DATABASE), place.dsn(OWNER, DATABASE), place.dsn(_ADMIN, DATABASE), pid)


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
