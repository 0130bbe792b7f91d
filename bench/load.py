"""The load generator: keep-alive HTTP/1.1 over loopback, a fixed number of requests, as little work of its own as possible.

- Requests are ready-made bytes; an answer with another status than the expected one, or a closed connection, stops the
  measurement: a number made of errors is worse than none.
- Closed loop: each connection sends its next request when the answer is complete. Latency is measured here, from the
  write to the last byte.
"""

import asyncio
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

import msgspec

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"


class BadAnswer(Exception):
    """The server said something else than the scenario expects."""


class Figures(msgspec.Struct, frozen=True):
    """One run. Milliseconds; `times`: every request, in seconds, sorted."""

    requests: int
    seconds: float
    per_second: float
    p50: float
    p99: float
    times: list[float] = []


@dataclass(frozen=True, slots=True)
class Limits:
    """A run ends with its requests or with its time, whatever comes first."""

    requests: int
    seconds: float


@dataclass(slots=True)
class Run:
    """What the connections of one run share."""

    feed: Iterator[bytes]
    status: int
    deadline: float
    left: int
    running: int
    done: asyncio.Future[None]
    times: list[float] = field(default_factory=list)

    def fail(self, error: Exception) -> None:
        """The first failure ends the run."""
        if not self.done.done():
            self.done.set_exception(error)


class Connection(asyncio.Protocol):
    """One client."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._heard = b""
        self._wanted = 0
        self._sent = 0.0
        self._resting = False
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._next()

    def data_received(self, data: bytes) -> None:
        self._heard += data
        if not self._wanted:
            end = self._heard.find(HEAD_END)
            if end < 0:
                return
            self._wanted = end + len(HEAD_END) + self._length(self._heard[:end])
        if len(self._heard) < self._wanted:
            return
        self._run.times.append(time.perf_counter() - self._sent)
        if int(self._heard[9:12]) != self._run.status:
            self._run.fail(BadAnswer(self._heard[:2000].decode(errors="replace")))
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._resting:
            self._run.fail(BadAnswer(f"connection closed: {exc!r} {self._heard[:500]!r}"))

    def _length(self, head: bytes) -> int:
        folded = head.lower()
        at = folded.find(LENGTH)
        if at < 0:
            self._run.fail(BadAnswer(f"no length: {head!r}"))
            return 0
        return int(folded[at + len(LENGTH) :].split(b"\r\n", 1)[0])

    def _next(self) -> None:
        run = self._run
        request = next(run.feed, None) if run.left > 0 and time.perf_counter() < run.deadline else None
        if request is None or run.done.done():
            self._resting = True
            self._transport.close()
            run.running -= 1
            if not run.running and not run.done.done():
                run.done.set_result(None)
            return
        run.left -= 1
        self._heard, self._wanted, self._sent = b"", 0, time.perf_counter()
        self._transport.write(request)


async def load(port: int, feed: Iterator[bytes], status: int, connections: int, limits: Limits) -> Figures:
    """Drive the server on `port`. Raises BadAnswer."""
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    run = Run(feed, status, began + limits.seconds, limits.requests, connections, loop.create_future())
    clients = [await loop.create_connection(lambda: Connection(run), "127.0.0.1", port) for _ in range(connections)]
    try:
        await asyncio.wait_for(run.done, limits.seconds + 60)
    finally:
        for transport, client in clients:
            client._resting = True  # noqa: SLF001 - our own class
            transport.abort()
    return figures(run.times, time.perf_counter() - began)


def figures(times: Sequence[float], seconds: float) -> Figures:
    """The figures of a run's latencies (in seconds)."""
    if not times:
        raise BadAnswer("no request was answered")
    ordered = sorted(times)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return Figures(
        len(ordered), seconds, len(ordered) / seconds, statistics.median(ordered) * 1000, p99 * 1000, ordered
    )
