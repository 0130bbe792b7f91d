"""One question to a limited process: what it said, and why it did not come to its end, if it did not.

- Ends badly: by the clock or processor time (too slow), for want of memory (too large), with nonsense (unsafe), in any
  other way (damaged). What it said before stays.
- When the nursery itself was gone, the question is asked once more.
- A few at a time, a few more waiting, not for long: beyond that the answer is GateBusy.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from marking.child import wire
from marking.child.answers import Expected, Heard, Nonsense, hear
from marking.child.limits import UNKNOWN, Limits, Used
from marking.child.starting import End, Nursery
from marking.errors import GateBusy
from marking.verdict import Unreadable


@dataclass(frozen=True, slots=True)
class Reply:
    """`failed`: why the answer is not complete."""

    heard: Heard = field(default_factory=Heard)
    failed: Unreadable | None = None
    used: Used = UNKNOWN


class Places:
    """How many may work at a time, how many more may wait, and how many seconds."""

    def __init__(self, jobs: int, waiting: int, patience: float) -> None:
        self._jobs, self._all = threading.Semaphore(jobs), threading.Semaphore(jobs + waiting)
        self._patience = patience

    @contextmanager
    def one(self) -> Iterator[None]:
        if not self._all.acquire(blocking=False):
            raise GateBusy
        try:
            if not self._jobs.acquire(timeout=self._patience):
                raise GateBusy
            try:
                yield
            finally:
                self._jobs.release()
        finally:
            self._all.release()


@dataclass(frozen=True, slots=True)
class Asker:
    """Where questions of one kind go."""

    nursery: Nursery
    places: Places

    def ask(self, limits: Limits, question: wire.Question, bodies: Sequence[bytes], expected: Expected) -> Reply:
        """Ask and listen to the end. Raises GateBusy."""
        with self.places.one():
            reply = self._once(limits, question, bodies, expected)
            return reply or self._once(limits, question, bodies, expected) or Reply(failed=Unreadable.DAMAGED)

    def _once(
        self, limits: Limits, question: wire.Question, bodies: Sequence[bytes], expected: Expected
    ) -> Reply | None:
        """None when the nursery itself was gone."""
        heard, job, failed = Heard(), None, None
        try:
            with self.nursery.job(limits) as job:
                wire.ask(job.writing, question, *bodies)
                hear(job.reading, heard, expected)
        except Nonsense:
            failed = Unreadable.UNSAFE
        except wire.Broken:
            if job is None or not job.end.known:
                return None
            failed = _why(job.end)
        return Reply(heard, failed, job.end.used if job else UNKNOWN)


def _why(end: End) -> Unreadable:
    if end.late:
        return Unreadable.TOO_SLOW
    return Unreadable.TOO_LARGE if end.full else Unreadable.DAMAGED
