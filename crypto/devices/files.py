"""Files that survive a power cut, and one writer at a time.

- A file is written beside its place, synced, renamed over it, and the folder is synced: afterwards either the old or
  the new content is there, never a part, never none.
- Files are for their owner alone (0600), folders made here too (0700).
"""

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

TEMP = ".tmp-"


def write_durably(path: Path, data: bytes) -> None:
    """Put `data` at `path`, replacing what is there."""
    with replacing(path) as file:
        file.write(data)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that stands at `path` once the block has ended without an exception; else it never was there."""
    temp = path.with_name(f"{TEMP}{secrets.token_hex(8)}")
    try:
        handle = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temp.replace(path)
    except BaseException:
        temp.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def make_folder(path: Path) -> None:
    """A private folder that is still there after a power cut; does nothing when it exists."""
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    sync_folder(path.parent)


def remove_durably(path: Path) -> None:
    """Remove a file; does nothing when it is gone."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Make renames and removals in a folder permanent."""
    if sys.platform == "win32":  # Windows has no such call; NTFS journals its directory entries
        return
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold `path` (made when missing, and left there) against other processes; freed when this one dies."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
