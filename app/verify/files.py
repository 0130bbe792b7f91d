"""From what stands on the command line to bytes: folders walked, everything that is not a plain file refused.

- A folder gives its plain files in order of name, hidden ones and symbolic links inside it left out.
- Size is asked before reading, and no more than that is read: a file may grow meanwhile.
"""

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.verify.reasons import FileReason
from crypto.findings import Finding, failed

LIMIT = 128 << 20  # bytes of one file; the parsers of packages and messages take no more either
FILES = 10_000  # of one run
MEGABYTE = 1 << 20


class Unreadable(Exception):
    """No bytes; the finding says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.reason)
        self.finding = finding


def named(paths: Iterable[Path]) -> Iterator[Path]:
    """Every file meant, folders opened up."""
    for path in paths:
        if path.is_dir():
            yield from _inside(path)
        else:
            yield path


def read(path: Path, limit: int = LIMIT) -> bytes:
    """The bytes of a plain file. Raises Unreadable."""
    try:
        # Without O_NONBLOCK opening a pipe would wait for somebody to write to it.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise Unreadable(_why(error)) from None
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise Unreadable(failed(FileReason.SPECIAL))
        if about.st_size > limit:
            raise Unreadable(failed(FileReason.TOO_LARGE, limit_mb=limit // MEGABYTE))
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(about.st_size + 1)  # not limit + 1: room is made for all that is asked for
    except OSError as error:
        raise Unreadable(_why(error)) from None
    finally:
        os.close(handle)
    if not data:
        raise Unreadable(failed(FileReason.EMPTY))
    return data


def _inside(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(names):
            path = Path(here, name)
            if not name.startswith(".") and not path.is_symlink():
                yield path


def _why(error: OSError | ValueError) -> Finding:
    known = {errno.ENOENT: FileReason.MISSING, errno.ENOTDIR: FileReason.MISSING, errno.ELOOP: FileReason.LOOP,
             errno.ENXIO: FileReason.SPECIAL, errno.EISDIR: FileReason.SPECIAL}  # fmt: skip
    return failed(known.get(getattr(error, "errno", None) or 0, FileReason.UNREADABLE))
