"""The private folders of jobs: made by the service, wiped by the service, also after a kill -9 of either.

- One folder a process of the service, locked while it lives; in it one folder a job, gone when the job is.
- At the start, folders of processes that are gone are wiped: their locks can be had.
"""

import os
import shutil
import stat
import sys
import tempfile
from itertools import count
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_LOCK = "lock"
_numbers = count(1)


class JobFolders:
    """The folder of this process. `close` wipes it."""

    def __init__(self) -> None:
        base = _base()
        _wipe_left(base)
        self.path, self._lock = _own(base)

    def new(self) -> int:
        """A fresh folder, named by its number."""
        number = next(_numbers)
        (self.path / str(number)).mkdir(mode=0o700)
        return number

    def wipe(self, number: int) -> None:
        shutil.rmtree(self.path / str(number), ignore_errors=True)

    def close(self) -> None:
        """Safe after a fork too: only whoever made the folder wipes it."""
        self.forget()
        shutil.rmtree(self.path, ignore_errors=True)

    def forget(self) -> None:
        """In a forked process: the folder belongs to the other one."""
        os.close(self._lock)


def _base() -> Path:
    """One folder a user, which nobody else may enter."""
    name = f"zhengxun-gate-{os.getuid()}" if sys.platform != "win32" else "zhengxun-gate"
    base = Path(tempfile.gettempdir()) / name
    base.mkdir(mode=0o700, exist_ok=True)
    if sys.platform != "win32":
        found = base.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
            return Path(tempfile.mkdtemp(prefix="zhengxun-gate-"))
    return base


def _own(base: Path) -> tuple[Path, int]:
    """A folder with its lock. Before the lock is taken another process may take the folder for one left over."""
    while True:
        path = Path(tempfile.mkdtemp(prefix="p", dir=base))
        try:
            lock = os.open(path / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        except FileNotFoundError:
            continue
        if sys.platform == "win32" or (_locked(lock) and (path / _LOCK).exists()):
            return path, lock
        os.close(lock)


def _wipe_left(base: Path) -> None:
    for folder in base.iterdir():
        try:
            lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        except OSError:
            continue  # another process is wiping it this very moment
        try:
            if _locked(lock):
                shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(lock)


def _locked(lock: int) -> bool:
    """Take the lock, which goes with the process; False when another has it. Where there is none, folders stay."""
    if sys.platform == "win32":
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
