"""Where one embedded server lies, and who may touch it when.

- `start.lock`: starting, attaching, leaving and upgrading happen one process at a time.
- `seats`: everyone attached holds a shared lock on it; whoever gets it alone knows that nobody else is there. The
  operating system drops a killed process's lock, so the count is right after `kill -9`.
- Passwords are made once, in files only their owner can read.
"""

import fcntl
import os
import secrets
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kernel.pgtools import ServerRefused

PATIENCE = 600.0


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of one embedded server."""

    folder: Path

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def socket(self) -> Path:
        return self.folder / "socket"

    def password(self, role: str) -> str:
        """The role's password; made at the first call."""
        path = self.folder / f"{role}.password"
        if not path.exists():
            fresh = self.folder / f"{role}.{os.getpid()}.new"
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(32))
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)  # whole or not at all, whenever the power goes
        return path.read_text(encoding="ascii")

    def dsn(self, role: str, database: str) -> str:
        """How a role reaches a database of this server."""
        host = urllib.parse.quote(str(self.socket), safe="")
        return f"postgresql://{role}:{self.password(role)}@/{database}?host={host}&port=5432"


@contextmanager
def alone(place: Place) -> Iterator[None]:
    """Be the only process that starts, attaches, leaves or upgrades."""
    handle = os.open(place.folder / "start.lock", os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + PATIENCE
    try:
        while not _locked(handle, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                raise ServerRefused("database.busy", path=str(place.folder))
            time.sleep(0.02)
        yield
    finally:
        os.close(handle)


def take_seat(place: Place) -> int:
    """Be counted as attached until the handle is closed, or this process ends in whatever way."""
    handle = os.open(place.folder / "seats", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


def is_last(seat: int) -> bool:
    """Whether nobody else is attached; only the truth while `alone`."""
    return _locked(seat, fcntl.LOCK_EX)


def _locked(handle: int, how: int) -> bool:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
