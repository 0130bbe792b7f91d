"""From what stands on the command line to findings, file by file, in order of name.

- A folder is gone through with everything below it, hidden files too: what is copied is copied with them. Its own name
  and the names of the folders in it are looked at as well.
- Symbolic links inside a folder are not followed, they may lead out of it; they are counted. One that is named itself
  is followed. Pipes, sockets and devices are counted, too.
- Several files are looked at at a time; answers come in order, and no more than a few wait to be printed.
"""

import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from app.verify import files
from app.verify.reasons import FileReason
from crypto.findings import Finding
from kernel.errors import StartRefused
from marking.child import pool
from marking.verdict import Decision, Part, Place, Unreadable, Verdict, held, worst

STANDARD_INPUT = "-"
WORKERS = 4  # the examining processes are fewer; one file can be read from the disk while others are looked at
AHEAD = 8  # files for each worker that may be done before their turn to be printed


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to look at. `named`: it stands on the command line itself."""

    path: Path
    named: bool
    folder: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in one target. `unread`: why the disk did not give it; then it is held."""

    target: Target
    verdicts: tuple[Verdict, ...] = ()
    unread: Finding | None = None

    @property
    def decision(self) -> Decision:
        """The gravest."""
        return worst(self.verdicts, "").decision


class Walk:
    """The targets below what was named; afterwards, what was left out."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = tuple(paths)
        self.skipped = 0

    def targets(self) -> Iterator[Target]:
        """In order of name."""
        for path in self._paths:
            if not path.is_dir():
                yield Target(path, named=True)
                continue
            yield Target(path, named=True, folder=True)
            yield from self._inside(path)

    def _inside(self, folder: Path) -> Iterator[Target]:
        for here, folders, names in os.walk(folder, onerror=_raise):
            folders.sort()
            self.skipped += sum(Path(here, name).is_symlink() for name in folders)
            for name in sorted(names):
                path = Path(here, name)
                if path.is_symlink() or not path.is_file():
                    self.skipped += 1
                else:
                    yield Target(path, named=False)
            yield from (Target(Path(here, name), named=False, folder=True) for name in folders)


def require(paths: Iterable[Path]) -> None:
    """Raises StartRefused for the first path that is not there."""
    for path in paths:
        if str(path) != STANDARD_INPUT and not path.exists():
            raise StartRefused("scan.no_file", path=str(path))


def looked(targets: Iterable[Target]) -> Iterator[Looked]:
    """The answers, in the order of the targets."""
    with ThreadPoolExecutor(WORKERS) as threads:
        waiting: deque[Future[Looked]] = deque()
        for target in targets:
            waiting.append(threads.submit(look, target))
            if len(waiting) >= AHEAD * WORKERS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def look(target: Target) -> Looked:
    """One target."""
    name = target.path.name
    if target.folder:
        return Looked(target, _name(target.path.resolve().name))
    if name == STANDARD_INPUT:
        return Looked(target, pool.examine({}, [(name, sys.stdin.buffer.read())]))
    try:
        return Looked(target, pool.examine({}, [(name, files.read(target.path))]))
    except files.Unreadable as error:
        if error.finding.reason is FileReason.EMPTY:
            return Looked(target, _name(name))
        large = error.finding.reason is FileReason.TOO_LARGE
        return Looked(target, (held(name, Unreadable.TOO_LARGE if large else Unreadable.DAMAGED),), error.finding)


def _name(name: str) -> tuple[Verdict, ...]:
    """What a name alone says, of a folder or of a file with nothing in it."""
    return tuple(replace(one, place=Place(Part.FILE_NAME)) for one in pool.examine({name: Path(name).stem}))


def _raise(error: OSError) -> None:
    raise StartRefused("scan.no_folder", path=str(error.filename)) from error
