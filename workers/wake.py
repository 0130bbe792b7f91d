"""Waking other processes faster than their poll, through arq on Redis, when it is configured.

- A wake-up carries nothing and may be lost, doubled or late: the outbox is the truth, and every loop polls besides.
- Redis may vanish at any time: a wake-up that cannot be sent is noted once a minute and forgotten.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, cast

from arq import create_pool, func
from arq.connections import ArqRedis, RedisSettings
from arq.typing import WorkerCoroutine
from arq.worker import Worker
from redis.exceptions import RedisError

from kernel import clock
from kernel.log import log

QUEUE = "zhengxun:wake"
PATIENCE = 1  # seconds to wait for Redis before doing without
QUIET = timedelta(minutes=1)


class Bell:
    """Rings the other processes after a commit."""

    def __init__(self, url: str) -> None:
        self._settings = _settings(url)
        self._pool: ArqRedis | None = None
        self._complained: datetime | None = None
        self._ringing: set[asyncio.Task[None]] = set()

    def ring(self) -> None:
        """Start a wake-up and return; the caller's commit is done already."""
        task = asyncio.get_running_loop().create_task(self._ring())
        self._ringing.add(task)
        task.add_done_callback(self._ringing.discard)

    async def close(self) -> None:
        """Wait for wake-ups under way, then let go of Redis."""
        await asyncio.gather(*self._ringing, return_exceptions=True)
        if self._pool:
            await self._pool.connection_pool.disconnect()
            await asyncio.sleep(0)

    async def _ring(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                self._pool = self._pool or await create_pool(self._settings, default_queue_name=QUEUE)
                await self._pool.enqueue_job("wake", _job_id="wake")
        except (RedisError, OSError, TimeoutError) as error:
            self._pool = None
            now = clock.now()
            if self._complained is None or now - self._complained > QUIET:
                self._complained = now
                log.warning("wake_failed", error=type(error).__name__)


@asynccontextmanager
async def listening(url: str, wake: Callable[[], None]) -> AsyncIterator[None]:
    """Call `wake` whenever another process rings, as long as the block lasts. Tries again while Redis is away."""
    task = asyncio.create_task(_listen(url, wake))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.sleep(0)  # a transport closed by a cancelled read leaves with the next turn of the loop


async def _listen(url: str, wake: Callable[[], None]) -> None:
    async def woken(_context: dict[str, Any]) -> None:
        wake()

    settings = _settings(url)
    while True:
        try:
            pool = await create_pool(settings, default_queue_name=QUEUE)
            try:
                await _work(pool, woken)
            finally:
                await pool.connection_pool.disconnect()
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("listen_failed", error=type(error).__name__)
        await asyncio.sleep(PATIENCE)


async def _work(pool: ArqRedis, woken: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
    job = cast("WorkerCoroutine", woken)  # arq types its coroutines as taking *args
    worker = Worker(
        [func(job, name="wake", keep_result=0, max_tries=1)], queue_name=QUEUE, redis_pool=pool, handle_signals=False,
        poll_delay=0.05, keep_result=0,
    )  # fmt: skip
    await worker.async_run()


def _settings(url: str) -> RedisSettings:
    made = RedisSettings.from_dsn(url)
    made.conn_timeout, made.conn_retries = PATIENCE, 0
    return made
