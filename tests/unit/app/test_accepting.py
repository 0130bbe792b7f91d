"""The door: connections are dealt out evenly, who dies is replaced, nobody stays behind. With processes of the system."""

import asyncio
import os
import signal
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess

import psutil
import pytest

from app import accepting, answering
from app.accepting import Door
from tests.unit.app import greeter
from tests.unit.app.greeter import fall, greet

PATIENCE = 60


async def until(true: Callable[[], bool]) -> None:
    """Wait for it."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - another process brings it about
            await asyncio.sleep(0.01)


@dataclass(slots=True)
class House:
    """A door with what came in by it."""

    door: Door
    listener: socket.socket
    serving: asyncio.Task[None]
    woken: list[int] = field(default_factory=list)

    async def greeted(self) -> int:
        """Who answers a new connection."""
        reader, writer = await asyncio.open_connection(*self.listener.getsockname())
        try:
            return int(await asyncio.wait_for(reader.read(), PATIENCE))
        finally:
            writer.close()

    async def people(self, number: int) -> set[int]:
        """Wait until so many processes answer."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    found = {await self.greeted() for _ in range(number * 2)}
                except (ConnectionError, ValueError):
                    found = set()
                if len(found) == number:
                    return found
                await asyncio.sleep(0.05)


@asynccontextmanager
async def house(target: Callable[[socket.socket], None], webs: int = 2) -> AsyncIterator[House]:
    def started(channel: socket.socket) -> ForkServerProcess:
        process = get_context("forkserver").Process(target=target, args=(channel,))
        process.start()
        return process

    woken: list[int] = []
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.setblocking(False)
        door = Door(listener, started, lambda: woken.append(1))
        opened = House(door, listener, asyncio.create_task(door.open(webs)), woken)
        try:
            yield opened
        finally:
            door.stop()
            await asyncio.wait_for(opened.serving, PATIENCE)


async def test_connections_are_dealt_out_evenly_and_commits_wake_the_jobs() -> None:
    assert (greeter.SERVES, greeter.WOKEN) == (answering.SERVES, answering.WOKEN)
    async with house(greet) as opened:
        people = await opened.people(2)
        opened.woken.clear()
        taken = Counter([await opened.greeted() for _ in range(8)])
        assert taken == dict.fromkeys(people, 4)
        await until(lambda: bool(opened.woken))
    assert not any(psutil.pid_exists(person) for person in people)


async def test_one_that_dies_is_replaced_and_the_other_serves_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accepting, "PAUSE", 2.0)
    async with house(greet) as opened:
        first, second = await opened.people(2)
        os.kill(first, signal.SIGKILL)
        await until(lambda: len(opened.door._turns) == 1)
        assert {await opened.greeted() for _ in range(3)} == {second}
        people = await opened.people(2)
        assert second in people
        assert first not in people


async def test_a_service_none_of_whose_processes_can_start_ends() -> None:
    async with house(fall) as opened:
        await asyncio.wait_for(opened.serving, PATIENCE)
        assert not opened.door.served


async def test_nobody_can_connect_before_somebody_serves() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(*listener.getsockname())
