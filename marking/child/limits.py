"""What one job may use, and how a process is bound to it.

- Bound for good, after the fork and before the first foreign byte: processor time, memory, no core, no writing, few
  open files, no new privileges, no reading by a debugger, the disk (landlock) and the system calls (seccomp).
- The clock is the nursery's: a job that only sleeps is ended by it.
- A kernel without one of these leaves the others; without any (not Linux) the clock alone remains.
"""

import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from marking.child import landlock, libc, seccomp

if sys.platform != "win32":
    import resource

MB = 1 << 20
FILES = 32  # open at the same time: the line, and modules a library loads late
NICE = 10  # the service comes first


@dataclass(frozen=True, slots=True)
class Limits:
    """`cpu` and `clock` in seconds; `memory`: what a job may write to, `room`: addresses, both in bytes.

    What is in use at one time is never more than `room`. Where libraries map far more than they touch, `room` is wide
    and `memory` is the bound.
    """

    cpu: int
    clock: float
    memory: int
    room: int


@dataclass(frozen=True, slots=True)
class Used:
    """What a job used: seconds of processor, and its largest memory in bytes."""

    cpu: float = 0.0
    memory: int = 0


UNKNOWN = Used()


def confine(limits: Limits) -> None:
    """Bind this process; its working folder is all that is its own."""
    if sys.platform == "win32":
        return
    os.nice(NICE)
    for kind, soft, hard in (
        (resource.RLIMIT_CPU, limits.cpu, limits.cpu + 1),
        (resource.RLIMIT_AS, limits.room, limits.room),
        (resource.RLIMIT_DATA, limits.memory, limits.memory),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_NOFILE, FILES, FILES),
        (resource.RLIMIT_NPROC, 0, 0),
    ):
        ceiling = resource.getrlimit(kind)[1]
        bounded = hard if ceiling == resource.RLIM_INFINITY else min(hard, ceiling)
        resource.setrlimit(kind, (min(soft, bounded), bounded))
    libc.prctl(libc.PR_SET_DUMPABLE, 0)
    libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
    landlock.restrict()
    seccomp.install()


def alone() -> None:
    """Leave the service's network and shared memory, and write no file; for this process and all it forks."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    flags = libc.CLONE_NEWNET | libc.CLONE_NEWIPC
    _done = libc.unshare(flags) or libc.unshare(flags | libc.CLONE_NEWUSER)


def dies_with(parent: int) -> None:
    """End when the process `parent` ends, even by kill -9. To be called by its child, whose parent has one thread."""
    if libc.prctl(libc.PR_SET_PDEATHSIG, signal.SIGKILL if sys.platform != "win32" else 9) and os.getppid() != parent:
        os._exit(1)


def close_all_but(kept: int) -> int:
    """Close every file but `kept`, which becomes number 3; the three standard ones lead nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    line = 3
    if kept != line:
        os.dup2(kept, line)
    os.closerange(line + 1, _most_files())
    return line


def folder_of_job(folder: Path) -> None:
    """The job's own folder: where it stands and where libraries look for room."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update({"TMPDIR": str(folder), "LANG": "C.UTF-8"})


def _most_files() -> int:
    return 65_536 if sys.platform == "win32" else min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], 1 << 20)
