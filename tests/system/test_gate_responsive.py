"""The service answers others as fast as ever while hostile files are examined (V 5, L 3).

- A page is asked for again and again, in quiet and while files that cost the gate its whole time are handed in, in turns,
  so that a machine busy with other things slows both alike.
- Compared are the medians. The control blocks the loop as a gate inside the service would, and is found out.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from app import main
from app.settings import Settings
from kernel.postgres import Cluster
from marking.child import pool
from marking.verdict import Decision
from tests.corpus.hostile.manifest import MAKERS

pytestmark = pytest.mark.thorough

SLOW = ("zip-100k-members", "eml-100k-headers", "pdf-million-pages")  # a second each, or as long as they are let
ROUNDS, ASKED, EVERY = 3, 30, 0.005
TWICE, SLACK = 2.0, 0.005  # seconds: a quiet answer takes two milliseconds, and a child that starts may hold it up

Examining = Callable[[], Awaitable[object]]


@asynccontextmanager
async def _client(settings: Settings, cluster: Cluster) -> AsyncIterator[httpx.AsyncClient]:
    app = main.build(settings, cluster.service_dsn, opened=True)
    through = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=through, base_url="http://127.0.0.1") as client:
        yield client


async def _asked(client: httpx.AsyncClient) -> list[float]:
    """How long each of a row of answers took, counted from when it was to be asked for."""
    took = []
    for _ in range(ASKED):
        due = time.perf_counter() + EVERY
        await asyncio.sleep(EVERY)
        answer = await client.get("/sign-in")
        took.append(time.perf_counter() - due)
        assert answer.status_code == 200
    return took


async def _compared(client: httpx.AsyncClient, examining: Examining, rounds: int = ROUNDS) -> tuple[float, float]:
    """The median answer in quiet and while `examining` runs, over all rounds."""
    quiet: list[float] = []
    busy: list[float] = []
    await _asked(client)  # the first answers compile templates
    for _ in range(rounds):
        quiet += await _asked(client)
        work = asyncio.ensure_future(examining())
        await asyncio.sleep(0.05)
        busy += await _asked(client)
        await work
    return statistics.median(quiet), statistics.median(busy)


@pytest.mark.requirement("SUB-11")
async def test_others_are_answered_within_twice_the_quiet_time(runtime: Cluster, tmp_path: Path) -> None:
    files = [("情况报告.bin", MAKERS[name]()) for name in SLOW]
    ended: list[Decision] = []

    async def examining() -> None:
        """Two at a time, as many as the gate takes."""
        found = await asyncio.gather(*(asyncio.to_thread(pool.examined, *file) for file in files[:2]))
        ended.extend(verdict.decision for each in found for verdict in each.verdicts)
        files.append(files.pop(0))

    pool.examined("a.txt", b"x")
    async with _client(Settings(data=tmp_path), runtime) as client:
        quiet, busy = await _compared(client, examining)
        assert ended
        assert busy <= TWICE * quiet + SLACK, (quiet, busy)


async def test_a_gate_inside_the_service_would_be_found_out(runtime: Cluster, tmp_path: Path) -> None:
    async def blocking() -> None:
        for _ in range(6 * ASKED):
            time.sleep(0.02)  # noqa: ASYNC251 - this is what must not happen
            await asyncio.sleep(0)

    async with _client(Settings(data=tmp_path), runtime) as client:
        quiet, busy = await _compared(client, blocking, rounds=1)
        assert busy > TWICE * quiet + SLACK, (quiet, busy)
