"""A web process: it answers the connections that the first process accepts and hands over (accepting.py).

- It opens what the single process opens, but runs no jobs; it says when it serves, and when a commit has promised work.
- The end of its channel is the order to stop, graceful: whoever kills the first process leaves nobody behind.
"""

import asyncio
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import uvicorn
from litestar import Litestar

from app import drill, library, main
from app.settings import Settings
from identity.commands import tries
from kernel.log import configure

GRACE = 3  # seconds for open requests at shutdown; without a limit SIGTERM hangs
SERVES, WOKEN = b"s", b"w"
_CLOSED_ON_EXEC = getattr(socket, "MSG_CMSG_CLOEXEC", 0)


def config(settings: Settings, application: Litestar) -> uvicorn.Config:
    """How this application is served, by one process or by several."""
    return uvicorn.Config(
        application,
        host=settings.host, port=settings.port, log_level="warning", access_log=False, server_header=False,
        timeout_graceful_shutdown=GRACE, proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies) or None,
    )  # fmt: skip


def answer(settings: Settings, dsn: str, channel: socket.socket) -> None:
    """What the process does from its start to its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # what the keyboard says is the first process's to hear
    configure()
    library.use(settings)
    drill.install(settings.clock, demo=True)  # the first process has seen that it may
    tries.install(settings.webs)
    share = max(1, settings.press_workers // settings.webs)
    channel.setblocking(False)

    def ring() -> None:
        with suppress(OSError):  # full: it is being woken already; closed: this process is about to stop
            channel.send(WOKEN)

    application = main.build(replace(settings, press_workers=share), dsn, jobs=False, ring=ring)
    _Server(config(settings, application), channel).run()


class _Server(uvicorn.Server):
    """A server without a listening socket of its own."""

    def __init__(self, config: uvicorn.Config, channel: socket.socket) -> None:
        super().__init__(config)
        self._channel = channel
        self._taking: set[asyncio.Task[object]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002 - there are none
        """Open everything, then take what is handed over."""
        await super().startup(sockets=[])
        loop = asyncio.get_running_loop()
        loop.add_reader(self._channel, self._take, loop)
        with suppress(OSError):  # told to stop already
            self._channel.send(SERVES)

    def _take(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            told, handles, _, _ = socket.recv_fds(self._channel, 1, 1, _CLOSED_ON_EXEC)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            told, handles = b"", []
        if not told:
            loop.remove_reader(self._channel)
            self.should_exit = True
        for handle in handles:
            task: asyncio.Task[object] = loop.create_task(self._connected(loop, socket.socket(fileno=handle)))
            self._taking.add(task)
            task.add_done_callback(self._taking.discard)

    async def _connected(self, loop: asyncio.AbstractEventLoop, connection: socket.socket) -> None:
        with suppress(OSError):  # gone meanwhile
            await loop.connect_accepted_socket(self._protocol(loop), connection)

    def _protocol(self, loop: asyncio.AbstractEventLoop) -> Callable[[], asyncio.Protocol]:
        def made() -> asyncio.Protocol:
            kind: Callable[..., asyncio.Protocol] = self.config.http_protocol_class
            return kind(
                config=self.config, server_state=self.server_state, app_state=self.lifespan.state, _loop=loop
            )  # fmt: skip

        return made
