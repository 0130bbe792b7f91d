"""The first of several processes: it accepts connections and hands them over to the web processes, each in its turn.

- It runs the job loop, so that no page waits for a job; a commit of a web process wakes it.
- Connections are dealt out evenly here: processes that accept from one socket leave it to chance who gets how many.
- The web processes are forks of one that has loaded the program and done nothing else: they start in a moment, and share
  most of their memory.
- Before a web process serves nobody can connect. One that ends is replaced; when none could start, the service ends.
- A connection belongs to one process until it is closed. Nothing that has to hold for the whole service is kept in a
  process's memory: what is kept there can be made anew by any of them.
"""

import asyncio
import signal
import socket
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from multiprocessing import forkserver, get_context
from multiprocessing.context import ForkServerProcess

from app import runtime
from app.answering import GRACE, SERVES, WOKEN, answer
from app.settings import Settings
from kernel.log import log

BACKLOG = 2048
PAUSE = 1.0  # seconds before a web process that ended is replaced
HANDED = b"c"
PATIENCE = GRACE + 5  # seconds until a web process that does not stop is killed


@dataclass(slots=True, eq=False)
class _Web:
    """One web process."""

    process: ForkServerProcess
    channel: socket.socket
    serves: bool = False


def prepare() -> None:
    """Load the program for the web processes, meanwhile: nothing waits for it here."""
    get_context("forkserver").set_forkserver_preload([answer.__module__])
    forkserver.ensure_running()


def serve(settings: Settings, dsn: str, *, jobs: bool) -> int:
    """Serve until stopped; the exit code. A signal that ended it is raised again when everything is closed."""
    caught: list[int] = []
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
        listener.setblocking(False)
        served = asyncio.run(_serve(settings, dsn, listener, caught, jobs=jobs))
    for number in caught:
        signal.raise_signal(number)
    return 0 if served else 1


async def _serve(settings: Settings, dsn: str, listener: socket.socket, caught: list[int], *, jobs: bool) -> bool:
    async with runtime.running(settings, dsn, jobs=jobs) as now:
        door = Door(listener, lambda channel: _started(settings, dsn, channel), now.loop.wake)
        async with _stopped_by_signals(door, caught):
            await door.open(settings.webs)
            return door.served


def _started(settings: Settings, dsn: str, channel: socket.socket) -> ForkServerProcess:
    process = get_context("forkserver").Process(target=answer, args=(settings, dsn, channel), name="web")
    process.start()
    return process


@asynccontextmanager
async def _stopped_by_signals(door: "Door", caught: list[int]) -> AsyncIterator[None]:
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def stopped(number: int) -> None:
        caught.append(number)
        door.stop()

    for number in before:
        loop.add_signal_handler(number, stopped, number)
    try:
        yield
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)


class Door:
    """Where people come in: a socket, and the web processes behind it."""

    def __init__(
        self, listener: socket.socket, start: Callable[[socket.socket], ForkServerProcess], woken: Callable[[], None]
    ) -> None:
        """`listener`: bound; `start` makes a web process that has the other end of a channel."""
        self._listener, self._start, self._woken = listener, start, woken
        self._loop = asyncio.get_running_loop()
        self._webs: list[_Web] = []
        self._turns: deque[_Web] = deque()
        self._stopping = asyncio.Event()
        self.served = False

    async def open(self, webs: int) -> None:
        """Serve by this many processes until stop(); everybody has gone home then."""
        try:
            for _ in range(webs):
                self._begin()
            await self._stopping.wait()
        finally:
            self._stopping.set()
            await self._close()

    def stop(self) -> None:
        """Let nobody in any more."""
        self._stopping.set()

    def _begin(self) -> None:
        if self._stopping.is_set():
            return
        ours, theirs = socket.socketpair()
        with theirs:
            web = _Web(self._start(theirs), ours)
        ours.setblocking(False)
        self._webs.append(web)
        self._loop.add_reader(ours, self._heard, web)

    def _heard(self, web: _Web) -> None:
        try:
            told = web.channel.recv(4096)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            told = b""
        if not told:
            self._ended(web)
        if SERVES in told:
            self._serves(web)
        if WOKEN in told:
            self._woken()

    def _serves(self, web: _Web) -> None:
        web.serves = True
        self._turns.append(web)
        if not self.served:
            self._listener.listen(BACKLOG)
            self.served = True
        self._loop.add_reader(self._listener, self._accept)

    def _ended(self, web: _Web) -> None:
        self._part(web)
        if self._stopping.is_set():
            return
        log.warning("web_process_ended", served=web.serves)
        if self.served or self._webs:
            self._loop.call_later(PAUSE, self._begin)
        else:
            self.stop()

    def _part(self, web: _Web) -> None:
        self._loop.remove_reader(web.channel)
        web.channel.close()
        self._webs.remove(web)
        if web in self._turns:
            self._turns.remove(web)
        if not self._turns:
            self._loop.remove_reader(self._listener)  # who comes now waits until one serves again

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError as error:  # no handles left: those who wait are let in a moment later
            log.warning("accept_failed", number=error.errno)
            self._loop.remove_reader(self._listener)
            self._loop.call_later(PAUSE, self._resume)
            return
        with connection:
            self._hand_over(connection)

    def _resume(self) -> None:
        if self._turns and not self._stopping.is_set():
            self._loop.add_reader(self._listener, self._accept)

    def _hand_over(self, connection: socket.socket) -> None:
        for _ in range(len(self._turns)):
            web = self._turns[0]
            self._turns.rotate(-1)
            with suppress(OSError):  # it is ending, or so busy that its channel is full: the next one
                socket.send_fds(web.channel, [HANDED], [connection.fileno()])
                return

    async def _close(self) -> None:
        processes = [web.process for web in self._webs]
        for web in list(self._webs):
            self._part(web)
        self._listener.close()
        await asyncio.to_thread(_joined, processes)


def _joined(processes: list[ForkServerProcess]) -> None:
    for process in processes:
        process.join(PATIENCE)
        if process.is_alive():
            process.kill()
            process.join()
