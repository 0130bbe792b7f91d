"""What `zhengxun doctor` looks at, one function each.

- An examination returns findings and never raises for what it was made to look for; its words are codes of
  templates/messages.toml ([doctor], or the code of the refusal it met).
- It changes nothing: no table is written, no mail is sent.
"""

import asyncio
import importlib
import importlib.util
import os
import shutil
import ssl
import stat
import sys
import tempfile
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import aiosmtplib
import asyncpg

from app.runtime import faces, self_test
from app.settings import Settings
from app.templating import message
from crypto import engines
from kernel import clock, migrate, pgsafety
from kernel.errors import Refusal, StartRefused
from kernel.worktime import Calendar
from typeset.fonts import Grade, Role

_OLDEST = (3, 11)
_SCARCE, _TIGHT = 500_000_000, 5_000_000_000
_UNSTABLE = frozenset({"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p", "tmpfs"})
_DRIFT, _WRONG = timedelta(seconds=2), timedelta(seconds=60)
_PATIENCE = 10


class State(StrEnum):
    """How a finding is to be taken."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what was found (`code`, filled from `facts`); the code's next step says how to mend it."""

    name: str
    state: State
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


async def python(_settings: Settings) -> list[Finding]:
    """The interpreter."""
    version = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info >= _OLDEST
    return [Finding("python", State.OK if good else State.BAD, _code("python", good=good), {"version": version})]


async def folder(settings: Settings) -> list[Finding]:
    """The data folder: writable, room on the disk, a file system that keeps what it acknowledged."""
    path = settings.data
    facts: dict[str, object] = {"path": path}
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path) as probe:
            os.fsync(probe.fileno())
    except OSError as error:
        return [Finding("folder", State.BAD, "doctor.folder_unwritable", facts | {"detail": error.strerror or ""})]
    free = shutil.disk_usage(path).free
    state = State.BAD if free < _SCARCE else State.WARN if free < _TIGHT else State.OK
    code = "doctor.disk" if state is State.OK else "doctor.disk_tight"
    found = [Finding("folder", state, code, facts | {"free": f"{free / 1e9:.1f}"})]
    kind = file_system(path, _mounts())
    if kind in _UNSTABLE:
        found.append(Finding("folder", State.BAD, "doctor.file_system", facts | {"kind": kind}))
    return found


async def secrets(settings: Settings) -> list[Finding]:
    """Files of keys and passwords, readable by their owner alone."""
    places = [*(settings.data / "secrets").glob("*"), *settings.postgres_folder.glob("*.password")]
    if settings.kek_pin_file:
        places.append(settings.kek_pin_file)
    loose = [path for path in places if path.is_file() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]
    if loose:
        return [Finding("secrets", State.BAD, "doctor.secrets_loose", {"path": path}) for path in loose]
    return [Finding("secrets", State.OK, "doctor.secrets", {"files": len(places)})]


async def crypto(_settings: Settings) -> list[Finding]:
    """Known answers of every cipher in use."""
    try:
        held = await asyncio.to_thread(self_test)
    except StartRefused as refusal:
        return [refused("crypto", refusal)]
    return [Finding("crypto", State.OK, "doctor.crypto", {"tests": len(held), "engine": engines.engine().version})]


async def typefaces(settings: Settings) -> list[Finding]:
    """The faces the typesetter draws with."""
    try:
        roles = await asyncio.to_thread(faces, settings)
    except StartRefused as refusal:
        return [refused("fonts", refusal)]
    drawn = [Finding("fonts", State.OK, "doctor.fonts", {"faces": _said(roles)})]
    wrong = [role for role in roles if not role.preferred]
    if wrong:
        drawn.append(Finding("fonts", State.WARN, "doctor.fonts_stand_in", {"faces": _said(wrong)}))
    free = [role for role in roles if role.grade is Grade.FREE]
    if settings.fonts and free:
        drawn.append(
            Finding("fonts", State.WARN, "doctor.fonts_lacking", {"faces": _said(free), "path": settings.fonts})
        )
    return drawn


def _said(roles: Iterable[Role]) -> str:
    """Each role with the family that draws it and what kind of family that is."""
    names = ((message(f"typefaces.role.{role.name}"), role) for role in roles)
    told = (message("typefaces.face", name=name, family=role.families[0], grade=_grade(role)) for name, role in names)
    return message("typefaces.between").join(told)


def _grade(role: Role) -> str:
    return message(f"typefaces.grade.{role.grade}")


async def mail(settings: Settings) -> list[Finding]:
    """The mail server takes a connection and the sign-in; nothing is sent."""
    if settings.mail_host is None:
        return [Finding("mail", State.OK, "doctor.mail_off")]
    facts: dict[str, object] = {"host": settings.mail_host, "port": settings.mail_port}
    if settings.mail_from is None:
        return [Finding("mail", State.BAD, "doctor.mail_no_sender", facts)]
    client = aiosmtplib.SMTP(
        hostname=settings.mail_host,
        port=settings.mail_port,
        username=settings.mail_user,
        password=settings.mail_password,
        use_tls=settings.mail_tls == "tls",
        start_tls=settings.mail_tls == "starttls",
        timeout=_PATIENCE,
    )
    try:
        async with client:
            await client.noop()
    except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
        return [Finding("mail", State.BAD, "doctor.mail_failed", facts | {"detail": type(error).__name__})]
    return [Finding("mail", State.OK, "doctor.mail", facts)]


async def sms(settings: Settings) -> list[Finding]:
    """The gateway of short messages takes a connection, with its certificate checked; nothing is sent."""
    if settings.sms_url is None:
        return [Finding("sms", State.OK, "doctor.sms_off")]
    address = urlsplit(settings.sms_url)
    facts: dict[str, object] = {"host": address.hostname, "quiet": settings.quiet_hours}
    tls = address.scheme == "https"
    writer: asyncio.StreamWriter | None = None
    try:
        trust = ssl.create_default_context(cafile=str(settings.sms_ca) if settings.sms_ca else None) if tls else None
        async with asyncio.timeout(_PATIENCE):
            _, writer = await asyncio.open_connection(address.hostname, address.port or (443 if tls else 80), ssl=trust)
    except (OSError, TimeoutError) as error:
        return [Finding("sms", State.BAD, "doctor.sms_failed", facts | {"detail": type(error).__name__})]
    finally:
        if writer is not None:
            writer.close()
    return [Finding("sms", State.OK, "doctor.sms", facts)]


async def redis(settings: Settings) -> list[Finding]:
    """Redis answers, when it is set; the service is complete without it."""
    if settings.redis_url is None:
        return [Finding("redis", State.OK, "doctor.redis_off")]
    if importlib.util.find_spec("redis") is None:
        return [Finding("redis", State.BAD, "doctor.redis_no_client")]
    client = importlib.import_module("redis.asyncio").from_url(settings.redis_url, socket_connect_timeout=_PATIENCE)
    try:
        await client.ping()
    except Exception as error:  # noqa: BLE001 - the client's own error classes exist only where it is installed
        return [Finding("redis", State.WARN, "doctor.redis_failed", {"detail": type(error).__name__})]
    finally:
        await client.aclose()
    return [Finding("redis", State.OK, "doctor.redis")]


async def database(dsn: str) -> list[Finding]:
    """The server is safe and the schema is this program's."""
    try:
        faults = await pgsafety.faults(dsn)
        if faults:
            return [Finding("database", State.BAD, fault.code, {"subject": fault.subject}) for fault in faults]
        waiting = await migrate.pending(dsn)
    except StartRefused as refusal:
        return [refused("database", refusal)]
    if waiting:
        return [Finding("database", State.WARN, "doctor.migrations", {"number": len(waiting), "first": waiting[0].id})]
    async with connection(dsn) as server:
        facts = {"version": await server.fetchval("SHOW server_version")}
    return [Finding("database", State.OK, "doctor.database", facts)]


async def time(dsn: str) -> list[Finding]:
    """Our clock and the database's agree."""
    async with connection(dsn) as server:
        before = clock.now()
        theirs: datetime = await server.fetchval("SELECT clock_timestamp()")
        skew = max(before - theirs, theirs - clock.now(), timedelta())
    state = State.BAD if skew > _WRONG else State.WARN if skew > _DRIFT else State.OK
    facts = {"seconds": f"{skew.total_seconds():.1f}", "now": f"{clock.local(before):%Y-%m-%d %H:%M:%S}"}
    return [Finding("clock", state, _code("clock", good=state is State.OK), facts)]


async def calendar(dsn: str) -> list[Finding]:
    """The working days of this year, and from November of the next, are known."""
    async with connection(dsn) as server:
        known = await server.fetchval("SELECT to_regclass('public.calendar_day') IS NOT NULL")
        rows = await server.fetch("SELECT day, worked FROM calendar_day") if known else []
    built = Calendar.with_overrides({row["day"]: bool(row["worked"]) for row in rows})
    lacking = built.uncovered(clock.local(clock.now()).date())
    facts = {"years": ", ".join(map(str, lacking)), "rules": built.rules}
    return [Finding("calendar", State.WARN if lacking else State.OK, _code("calendar", good=not lacking), facts)]


def refused(name: str, refusal: Refusal) -> Finding:
    """A refusal, as what was found."""
    return Finding(name, State.BAD, refusal.code, refusal.facts)


def file_system(path: Path, mounts: str) -> str:
    """The type of the file system `path` lies on, by the text of /proc/self/mounts; empty when unknown."""
    points = (line.split()[1:3] for line in mounts.splitlines())
    found = [(Path(point.replace("\\040", " ")), kind) for point, kind in points]
    under = [(len(point.parts), kind) for point, kind in found if path.resolve().is_relative_to(point)]
    return max(under, key=lambda each: each[0])[1] if under else ""


def _mounts() -> str:
    try:
        return Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _code(name: str, *, good: bool) -> str:
    return f"doctor.{name}" if good else f"doctor.{name}_wrong"


@asynccontextmanager
async def connection(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """To the database, closed behind the block."""
    opened = await asyncpg.connect(dsn, timeout=_PATIENCE)
    try:
        yield opened
    finally:
        await opened.close()
