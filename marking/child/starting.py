"""The service's side of one job: a line to a limited process, and how that process ended.

- Linux: a nursery forks the job (marking/child/nursery.py). It is started when first needed, and again when it died.
- Elsewhere: a new interpreter a job, with an empty environment and its own folder; the clock is its only limit.
- After a fork of the service the copy has no nursery; it starts its own.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Self, cast

from marking.child.folders import JobFolders
from marking.child.limits import UNKNOWN, Limits, Used
from marking.child.nursery import OUT_OF_MEMORY, READY, REPORT, REQUEST
from marking.child.wire import Broken

FORKING = sys.platform == "linux"
STARTING, GRACE = 60.0, 5.0  # seconds: for a new interpreter's imports; beyond a job's own clock
_PROJECT = Path(__file__).parents[2]
_HEAVY = 0.9  # of its memory: then memory was what a job died of
# ONNX Runtime would write a file of its session and report to its maker, from before it is confined.
_QUIET = {
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8",
    "ORT_DISABLE_TELEMETRY": "1",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class End:
    """How a job ended: by the clock or its processor time, for want of memory, or otherwise; and what it used.

    Not `known` when nobody could say: the nursery itself was gone.
    """

    late: bool = False
    full: bool = False
    used: Used = UNKNOWN
    known: bool = False


@dataclass(slots=True)
class Job:
    """One running job: its line; after the block its end."""

    reading: BinaryIO
    writing: BinaryIO
    end: End = field(default_factory=End)


class Nursery:
    """Where the jobs of one kind come from. Safe for threads."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._starting = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._folders: JobFolders | None = None
        self._gone: weakref.finalize[..., Nursery] | None = None
        _ALL.add(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process's number while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    @contextmanager
    def job(self, limits: Limits) -> Iterator[Job]:
        """A fresh process bound to `limits`; it is dead, and its folder gone, when the block ends. Raises Broken."""
        folders = self._ready()
        number = folders.new()
        try:
            with self._forked(limits, number) if FORKING else self._spawned(limits, folders.path / str(number)) as job:
                yield job
        except OSError as error:
            raise Broken from error
        finally:
            folders.wipe(number)

    def close(self) -> None:
        """End the process and all its jobs, and wipe their folders."""
        with self._starting:
            self._end()

    def forget(self) -> None:
        """In a forked service: what was started belongs to the other process."""
        self._starting = threading.Lock()
        if self._gone:
            self._gone.detach()
        if self._control:
            self._control.close()
        if self._folders:
            self._folders.forget()
        self._process = self._control = self._folders = None

    def _ready(self) -> JobFolders:
        with self._starting:
            if self._folders and (not FORKING or self.pid):
                return self._folders
            self._end()
            folders = JobFolders()
            if FORKING:
                self._process, self._control = _started(self._module, folders.path)
            self._gone = weakref.finalize(self, _closed, self._process, self._control, folders, os.getpid())
            self._folders = folders
            return folders

    def _end(self) -> None:
        if self._gone:
            self._gone()
        self._gone = self._process = self._control = self._folders = None

    def _lost(self, process: subprocess.Popen[bytes] | None) -> None:
        """A process that is dying answers no more, and still counts as running for a moment: end it for good."""
        with self._starting:
            if self._process is process:
                self._end()

    @contextmanager
    def _forked(self, limits: Limits, number: int) -> Iterator[Job]:
        ours, theirs = socket.socketpair()
        report, reporting = socket.socketpair()
        with ours, report:
            with theirs, reporting:
                request = REQUEST.pack(number, limits.cpu, limits.clock, limits.memory, limits.room)
                with self._starting:
                    process = self._process
                    if self._control is None:
                        raise Broken
                    try:
                        socket.send_fds(self._control, [request], [theirs.fileno(), reporting.fileno()])
                    except OSError:
                        self._end()
                        raise
            ours.settimeout(limits.clock + GRACE)
            report.settimeout(limits.clock + GRACE)
            with ours.makefile("rb") as reading, ours.makefile("wb") as writing:
                job = Job(reading, writing)
                try:
                    yield job
                finally:
                    report.shutdown(socket.SHUT_WR)
                    job.end = _end(_received(report), limits)
                    if not job.end.known:
                        self._lost(process)

    @contextmanager
    def _spawned(self, limits: Limits, folder: Path) -> Iterator[Job]:
        command = [sys.executable, "-P", "-m", "marking.child.alone", self._module]
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=_environment(folder),
        ) as process:
            late = threading.Event()
            clock = threading.Timer(limits.clock, _end_late, (process, late))
            clock.start()
            job = Job(cast("BinaryIO", process.stdout), cast("BinaryIO", process.stdin))
            try:
                yield job
            finally:
                process.kill()
                code = process.wait()
                clock.cancel()
                job.end = End(late=late.is_set(), full=code == OUT_OF_MEMORY, known=True)


def _started(module: str, folder: Path) -> tuple[subprocess.Popen[bytes], socket.socket]:
    ours, theirs = socket.socketpair()
    with theirs:
        command = [sys.executable, "-P", "-m", "marking.child.nursery", module, str(theirs.fileno())]
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=_environment(folder),
            pass_fds=[theirs.fileno()],
            start_new_session=True,  # a Ctrl-C at the service's terminal is the service's
        )
    ours.settimeout(STARTING)
    try:
        ready = ours.recv(len(READY)) == READY
    except OSError:
        ready = False
    if not ready:
        ours.close()
        process.kill()
        process.wait()
        raise Broken
    ours.settimeout(None)
    return process, ours


def _closed(
    process: subprocess.Popen[bytes] | None, control: socket.socket | None, folders: JobFolders, owner: int
) -> None:
    if os.getpid() != owner:
        return
    if control:
        control.close()
    if process:
        process.kill()
        process.wait()
    folders.close()


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of the service's environment, which holds its secrets, but what a system needs to start a program."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, **_QUIET, "PYTHONPATH": str(_PROJECT), "TMPDIR": str(folder), "TEMP": str(folder)}


def _received(report: socket.socket) -> bytes:
    said = b""
    try:
        while len(said) < REPORT.size and (more := report.recv(REPORT.size)):
            said += more
    except OSError:
        return b""
    return said


def _end(report: bytes, limits: Limits) -> End:
    if len(report) != REPORT.size:
        return End()
    status, cpu, memory, late = REPORT.unpack(report)
    signalled = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    no_room = os.WIFEXITED(status) and os.WEXITSTATUS(status) == OUT_OF_MEMORY
    return End(
        late=late or signalled == signal.SIGXCPU or cpu >= limits.cpu,
        full=no_room or (signalled not in {0, signal.SIGKILL} and memory >= _HEAVY * limits.memory),
        used=Used(cpu, memory),
        known=True,
    )


def _end_late(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


_ALL: "weakref.WeakSet[Nursery]" = weakref.WeakSet()


def _forget_all() -> None:
    for each in list(_ALL):
        each.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
