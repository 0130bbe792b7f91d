"""Hostile files cannot hold up the verifier: a child process looks at them, within limits of time, memory and writing.

- The child gets a path, answers with reports. When it dies or takes too long the file is refused with the reason, and
  the next file has a new child.
- Limits: processor time and memory grow with the file's size; no file can be written, no core is left.
  Where the system has no such limits (Windows), the clock alone remains.
"""

import multiprocessing
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Self

from app.verify import files
from app.verify.inspect import inspect
from app.verify.kinds import Kind
from app.verify.reasons import FileReason
from app.verify.report import Question, Report
from app.verify.second import watching
from crypto.findings import failed

if sys.platform != "win32":
    import resource

FORK = sys.platform == "linux"  # elsewhere a fork of a process that has loaded system libraries is not safe
STARTING = 60.0
SECONDS = 2.0
RATE = 8 << 20  # bytes a second that any check keeps up with
SECOND_OPINION = 30.0  # seconds more: gmssl is slow
PATIENCE = 4  # the clock runs on while other programs have the processor
MEMORY = 128 << 20  # beyond what the child has when it starts
COPIES = 5  # times a file's size: the bytes, what is taken out of them, what is packed again


@dataclass(frozen=True, slots=True)
class Ask:
    """A file for the child."""

    path: Path
    seconds: float
    memory: int


class Sandbox:
    """One child at a time. Use as a context manager."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._child: BaseProcess | None = None
        self._line: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def reports(self, path: Path) -> tuple[Report, ...]:
        """The answer for a file, whatever is in it."""
        asked = self._asked(path)
        try:
            line = self._line or self._start()
            line.send(asked)
            if not line.poll(asked.seconds * PATIENCE):
                self._end()
                return _refused(path, FileReason.TIME, seconds=int(asked.seconds))
            answer: tuple[Report, ...] = line.recv()
        except (EOFError, ConnectionError):
            return _refused(path, self._end(), seconds=int(asked.seconds))
        if any(each.reason is FileReason.MEMORY for report in answer for each in report.findings):
            self._end()
        return answer

    def _asked(self, path: Path) -> Ask:
        try:
            size = min(path.stat().st_size, files.LIMIT)
        except OSError:
            size = 0
        seconds = SECONDS + size / RATE + (SECOND_OPINION if self._question.second else 0)
        return Ask(path, seconds, MEMORY + COPIES * size)

    def _start(self) -> Connection:
        context = multiprocessing.get_context("fork") if FORK else multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._child = context.Process(target=_serve, args=(theirs, ours, self._question), daemon=True)
        self._child.start()
        theirs.close()
        self._line = ours
        if ours.poll(STARTING):  # a fresh interpreter has to import everything first
            ours.recv()
        return ours

    def _end(self) -> FileReason:
        """Stop the child; why it had stopped by itself, if it had."""
        child, line = self._child, self._line
        self._child = self._line = None
        if child is None or line is None:
            return FileReason.BROKEN_OFF
        line.close()
        child.join(1)
        if child.is_alive():
            child.kill()
            child.join()
        late = (-signal.SIGXCPU, -signal.SIGKILL) if hasattr(signal, "SIGXCPU") else ()
        return FileReason.TIME if child.exitcode in late else FileReason.BROKEN_OFF


def look(path: Path, question: Question) -> tuple[Report, ...]:
    """Read and inspect one file in this process, without limits but those of the checks themselves."""
    try:
        data = files.read(path)
    except files.Unreadable as refused:
        return (Report(Kind.UNKNOWN, (refused.finding,), path=path),)
    return tuple(each.of(path) for each in looked(data, question))


def looked(data: bytes, question: Question) -> tuple[Report, ...]:
    """The answer for these bytes, with the second opinion where it is wanted."""
    if not question.second:
        return inspect(data, question)
    with watching() as opinion:
        reports = inspect(data, question)
    return (*reports[:-1], reports[-1].and_more(opinion.findings()))


def _serve(line: Connection, parents: Connection, question: Question) -> None:
    parents.close()  # else the parent's end would stay open here, and its closing would go unnoticed
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    line.send(None)
    while True:
        try:
            asked: Ask = line.recv()
        except EOFError:
            return
        _limit(asked)
        try:
            answer = look(asked.path, question)
        except MemoryError:
            answer = _refused(asked.path, FileReason.MEMORY)
        except Exception:  # noqa: BLE001 - a bug must not end the run: it is shown, and the file counts as unverified
            traceback.print_exc()
            answer = _refused(asked.path, FileReason.BROKEN_OFF)
        line.send(answer)


def _limit(asked: Ask) -> None:
    if sys.platform == "win32":
        return
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    used = time.process_time()
    resource.setrlimit(resource.RLIMIT_CPU, (int(used + asked.seconds) + 1, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    statm = Path("/proc/self/statm")
    if statm.exists():  # elsewhere RLIMIT_AS means something else, or nothing
        now = int(statm.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + asked.memory, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _refused(path: Path, reason: FileReason, **facts: int) -> tuple[Report, ...]:
    return (Report(Kind.UNKNOWN, (failed(reason, **facts),), path=path),)
