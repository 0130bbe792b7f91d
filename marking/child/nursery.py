"""A process that forks one fresh process a job.

- Started by marking/child/starting.py as `python -P -m marking.child.nursery MODULE LINE`; MODULE has what a job does,
  `serve(reading, writing)`, and is imported with all it needs.
- The nursery never sees a byte of a file: each job begins from the same clean state.
- A request is a line for the job, a line for the report, and the limits. The report is written when the job is dead,
  by the nursery: what a job used, and how it ended, is not for the job to say.
- A job is killed, with everything it started, when its time is over or the service has heard enough: it closes its
  side of the report. When the service goes, the nursery goes, and all jobs too.
- One thread: a fork of several threads may carry locks nobody will open.
"""

import gc
import importlib
import os
import selectors
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias

from marking.child import libc
from marking.child.limits import Limits, alone, close_all_but, confine, dies_with, folder_of_job

REQUEST = struct.Struct("=IIdQQ")  # number of the job's folder; its limits in their order
REPORT = struct.Struct("=idQ?")  # wait status, seconds of processor, memory in bytes, killed by the clock
READY = b"r"
_KILOBYTE, _SOME = 1024, 4096

Serve: TypeAlias = Callable[[BinaryIO, BinaryIO], None]


@dataclass(slots=True)
class _Job:
    report: socket.socket
    deadline: float
    late: bool = False


class _Nursery:
    """The loop: requests from the service, ends of jobs, deadlines."""

    def __init__(self, serve: Serve, control: socket.socket) -> None:
        self._serve, self._control = serve, control
        self._jobs: dict[int, _Job] = {}
        self._wake, woken = socket.socketpair()
        for end in (self._wake, woken):
            end.setblocking(False)
        self._woken = woken
        self._selector = selectors.DefaultSelector()
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(woken.fileno(), warn_on_full_buffer=False)

    def run(self) -> None:
        self._selector.register(self._control, selectors.EVENT_READ)
        self._selector.register(self._wake, selectors.EVENT_READ)
        serving = True
        while serving:
            ready = {key.fileobj: key.data for key, _ in self._selector.select(self._patience())}
            if self._wake in ready:
                self._wake.recv(_SOME)
            self._reap()
            self._end_late_ones()
            for pid in filter(None, ready.values()):
                self._heard_enough(pid)
            serving = self._control not in ready or self._request()
        for pid in self._jobs:
            _kill(pid)

    def _patience(self) -> float | None:
        if not self._jobs:
            return None
        return max(0.0, min(job.deadline for job in self._jobs.values()) - time.monotonic())

    def _request(self) -> bool:
        asked, files, _flags, _address = socket.recv_fds(self._control, REQUEST.size, 2)
        if len(asked) != REQUEST.size or len(files) != 2:  # noqa: PLR2004 - the two lines of a request
            return False
        folder, *bounds = REQUEST.unpack(asked)
        limits = Limits(*bounds)
        line, report = (socket.socket(fileno=each) for each in files)
        nursery = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._child(nursery, line.fileno(), str(folder), limits)
        self._jobs[pid] = _Job(report, time.monotonic() + limits.clock)
        self._selector.register(report, selectors.EVENT_READ, pid)
        line.close()
        return True

    def _child(self, nursery: int, line: int, folder: str, limits: Limits) -> None:
        """The job: never returns, whatever happens. A nursery that died since the fork is no parent any more."""
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setsid()
            dies_with(nursery)
            folder_of_job(Path.cwd() / folder)
            line = close_all_but(line)
            confine(limits)
            with open(line, "rb", closefd=False) as reading, open(line, "wb", closefd=False) as writing:
                self._serve(reading, writing)
            os._exit(0)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        except BaseException:  # noqa: BLE001 - nothing may get past the end of a job
            os._exit(FAILED)

    def _reap(self) -> None:
        while ended := _ended():
            _kill(ended)  # what it may have left behind; its number is not given away before it is waited for
            pid, status, used = os.wait4(ended, 0)
            if job := self._jobs.pop(pid, None):
                self._forget(job)
                memory = used.ru_maxrss * (_KILOBYTE if sys.platform == "linux" else 1)
                cpu = used.ru_utime + used.ru_stime
                _tell(job.report, REPORT.pack(status, cpu, memory, job.late))

    def _heard_enough(self, pid: int) -> None:
        if job := self._jobs.get(pid):
            self._forget(job)
            _kill(pid)

    def _forget(self, job: _Job) -> None:
        if job.report.fileno() in self._selector.get_map():
            self._selector.unregister(job.report)

    def _end_late_ones(self) -> None:
        now = time.monotonic()
        for pid, job in self._jobs.items():
            if job.deadline <= now and not job.late:
                job.late, job.deadline = True, now + 60
                _kill(pid)


OUT_OF_MEMORY, FAILED = 70, 71  # how a job ends that could not say so itself


def main() -> None:
    """Import, say so, and serve until the service is gone."""
    module, line = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the service decides
    alone()  # before libraries come in: some would call their makers, and have threads, which a process must not have here
    serve: Serve = importlib.import_module(module).serve
    control = socket.socket(fileno=int(line))
    libc.prctl(libc.PR_SET_CHILD_SUBREAPER, 1)
    gc.collect()
    gc.freeze()  # a job's own collections must not touch, and so copy, every page of the nursery
    control.sendall(READY)
    _Nursery(serve, control).run()


def _ended() -> int | None:
    try:
        found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return None
    return found.si_pid if found else None


def _tell(report: socket.socket, said: bytes) -> None:
    with report:
        try:
            report.sendall(said)
        except OSError:
            return  # the service has stopped waiting


def _kill(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


if __name__ == "__main__":
    main()
