"""One PostgreSQL server process: its configuration, its start, its state, its stop.

- postgresql.conf and pg_hba.conf are ours, written whole before every start; ALTER SYSTEM still wins and is judged
  by `pgsafety`.
- State is read from postmaster.pid and believed only when that process really serves this cluster: process ids are
  used again, above all in containers.
- Log lines carry neither statements nor values, because an error's detail would quote a row.
"""

import os
import subprocess
import time
from pathlib import Path

from kernel.pgtools import ServerRefused, Tools, refusal_of

_LOG_LIMIT = 10_000_000
_BUILTIN_LOCALES = 17
_NOBODY = 99999999  # above every system's largest process id
_ORPHANS = 30.0
_HBA = """\
# Written at every start; changes here are lost.
local all         all      scram-sha-256
local replication postgres scram-sha-256
"""
_CONF = """\
# Written at every start; changes here are lost. Tune with ALTER SYSTEM.
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
max_connections = 100
shared_buffers = 128MB
fsync = on
full_page_writes = on
synchronous_commit = on
datestyle = 'iso, ymd'
timezone = 'UTC'
log_timezone = 'UTC'
log_error_verbosity = terse
log_min_error_statement = panic
log_line_prefix = '%m [%p] %u '
"""


def initdb_arguments(cluster: Path, admin: str, password: Path, major: int) -> list[str]:
    """Collation is PostgreSQL's own C.UTF-8: an update of the C library cannot spoil an index."""
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= _BUILTIN_LOCALES else []
    locale = "C" if builtin else "C.UTF-8"
    return [
        f"--pgdata={cluster}",
        f"--username={admin}",
        f"--pwfile={password}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--data-checksums",
        "--no-instructions",
        f"--locale={locale}",
        *builtin,
    ]


def start(cluster: Path, socket: Path, tools: Tools, patience: float) -> None:
    """Start the server and wait until it takes connections; recovery after a crash may need minutes."""
    quoted = str(socket).replace("'", "''")
    _write(cluster / "postgresql.conf", _CONF.format(socket=quoted), tools)
    _write(cluster / "pg_hba.conf", _HBA, tools)
    _disown_dead(cluster, socket)
    deadline = time.monotonic() + _ORPHANS
    while said := _attempt(cluster, tools, patience):
        # Backends of a killed server end by themselves within seconds; until then PostgreSQL rightly refuses.
        if "still in use" not in said or time.monotonic() > deadline:
            raise refusal_of("postgres", said)
        time.sleep(0.2)


def stop(cluster: Path, tools: Tools) -> None:
    """End the server: open transactions are rolled back, the rest is on disk."""
    if pid(cluster) is None:
        return
    done = tools.attempt("pg_ctl", "stop", "-w", "-t", "60", "-m", "fast", "-D", str(cluster), cwd=cluster)
    if done.returncode and pid(cluster) is not None:
        tools.attempt("pg_ctl", "stop", "-w", "-t", "60", "-m", "immediate", "-D", str(cluster), cwd=cluster)


def wait(cluster: Path, patience: float) -> int | None:
    """The process id once the server is ready; None when none runs."""
    deadline = time.monotonic() + patience
    while (number := pid(cluster)) is not None:
        if _status(cluster) == "ready":
            return number
        if time.monotonic() > deadline:
            raise ServerRefused("database.busy", path=str(cluster))
        time.sleep(0.05)
    return None


def pid(cluster: Path) -> int | None:
    """The running server's process id; None when the file belongs to a dead one."""
    try:
        number = int((cluster / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    return number if str(cluster) in _command(number) else None


def _attempt(cluster: Path, tools: Tools, patience: float) -> str:
    """What the server said when it did not start; nothing when it did."""
    log = cluster / "log"
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(cluster / "log.1")
    begin = log.stat().st_size if log.exists() else 0
    waiting = ("-w", "-t", str(int(patience)))
    done = tools.attempt("pg_ctl", "start", *waiting, "-D", str(cluster), "-l", str(log), cwd=cluster)
    if not done.returncode:
        return ""
    if not log.exists():
        return done.stderr or "pg_ctl"
    with log.open(encoding="utf-8", errors="replace") as file:
        file.seek(begin)
        return file.read() or done.stderr or "pg_ctl"


def _disown_dead(cluster: Path, socket: Path) -> None:
    """Let the server start although its old process id answers: it is another program's now, or a zombie's.

    The file stays, with an id no process has: PostgreSQL also reads the shared memory's id in it, and refuses to start
    while backends of the old server still run.
    """
    (socket / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
    file = cluster / "postmaster.pid"
    if file.exists():
        with file.open("r+", encoding="utf-8") as handle:
            rest = handle.read().partition("\n")[2]
            handle.seek(0)
            handle.write(f"{_NOBODY}\n{rest}")
            handle.truncate()


def _status(cluster: Path) -> str:
    try:
        lines = (cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ""
    status_line = 7
    return lines[status_line].strip() if len(lines) > status_line else ""


def _command(number: int) -> str:
    proc = Path("/proc")
    if (proc / "self").exists():
        try:
            return (proc / str(number) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    shown = ["/bin/ps", "-ww", "-o", "command=", "-p", str(number)]
    return subprocess.run(shown, capture_output=True, text=True, check=False).stdout


def _write(path: Path, text: str, tools: Tools) -> None:
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    tools.own(fresh)
    fresh.replace(path)
