"""The outbox: once, in spite of rivals, failures, poison, dead workers and long outages."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from kernel import clock, db, outbox
from kernel.actor import SYSTEM, Actor, Call
from kernel.db import Done, Tx, command
from kernel.ids import new_id
from kernel.postgres import Cluster

ACTOR = Actor(UUID(int=7), UUID(int=8))
START = clock.now()
GROWN = 20  # tries after which the wait is the longest


class Wall:
    """A clock the test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@command("test.promise")
async def promise(tx: Tx, topic: str, count: int) -> Done:
    for n in range(count):
        await tx.promise(topic, number=n)
    return Done(new_id())


@pytest.fixture
def wall() -> Iterator[Wall]:
    made = Wall()
    clock.install(made)
    yield made
    clock.install()


@pytest.fixture
def effects(runtime: Cluster) -> Iterator[list[int]]:
    """Handlers of three topics: good, flaky (fails at the first try, after its effect), broken."""
    done: list[int] = []

    async def good(tx: Tx, ids: dict[str, str], outbox_id: int) -> None:
        await tx.run("INSERT INTO counter (series, last) VALUES ($1, $2)", f"effect {outbox_id}", int(ids["number"]))
        done.append(outbox_id)

    async def flaky(tx: Tx, ids: dict[str, str], outbox_id: int) -> None:
        await good(tx, ids, outbox_id)
        if done.count(outbox_id) == 1:
            raise RuntimeError

    async def broken(_tx: Tx, _ids: dict[str, str], _outbox_id: int) -> None:
        raise RuntimeError

    async def poison(_tx: Tx, _ids: dict[str, str], _outbox_id: int) -> None:
        raise outbox.Poison

    made = {"test.good": good, "test.flaky": flaky, "test.broken": broken, "test.poison": poison}
    outbox.HANDLERS.update(made)
    yield done
    for topic in made:
        del outbox.HANDLERS[topic]


async def state_of(topic: str) -> list[str]:
    return [row["state"] for row in await db.fetch("SELECT state FROM outbox WHERE topic = $1 ORDER BY id", topic)]


async def effects_stored() -> int:
    row = await db.one("SELECT count(*) AS n FROM counter WHERE series LIKE 'effect %'")
    assert row is not None
    return int(row["n"])


async def test_four_rivals_on_two_hundred_rows_make_two_hundred_effects(effects: list[int]) -> None:
    await promise(Call(ACTOR), "test.good", 200)

    async def rival() -> None:
        while await outbox.drain():
            pass

    await asyncio.gather(*(rival() for _ in range(4)))
    assert len(effects) == len(set(effects)) == await effects_stored() == 200


async def test_an_effect_written_before_a_failure_is_undone_and_made_once(effects: list[int], wall: Wall) -> None:
    await promise(Call(ACTOR), "test.flaky", 5)
    await outbox.drain()
    assert await effects_stored() == 0
    wall.now += timedelta(seconds=11)
    await outbox.drain()
    assert await effects_stored() == 5


async def test_a_broken_row_waits_longer_each_time_and_is_tried_for_seven_days(effects: list[int], wall: Wall) -> None:
    await promise(Call(ACTOR), "test.broken", 1)
    waits = []
    while await state_of("test.broken") == ["ready"]:
        await outbox.drain()
        row = await db.one("SELECT due, tries FROM outbox WHERE topic = 'test.broken'")
        assert row is not None
        waits.append(row["due"] - wall.now)
        wall.now = row["due"]
        if len(waits) == GROWN:  # a thousand tries between are the same
            wall.now = START + timedelta(days=7, minutes=-30)
    assert wall.now - START >= timedelta(days=7)
    assert len(waits) > GROWN, "it was still tried in the last half hour"
    assert max(waits[:GROWN]) > timedelta(minutes=4), "the wait had grown to its most"
    assert waits[0] <= timedelta(seconds=10)
    assert max(waits) <= timedelta(minutes=10)
    assert await state_of("test.broken") == ["aside"]


async def test_poison_stands_aside_at_once_blocks_nobody_and_can_be_driven_again(effects: list[int]) -> None:
    await promise(Call(ACTOR), "test.poison", 1)
    await promise(Call(ACTOR), "test.good", 3)
    await outbox.drain()
    assert await state_of("test.poison") == ["aside"]
    assert await effects_stored() == 3
    shown = await outbox.aside()
    assert [row["topic"] for row in shown] == ["test.poison"]
    async with db.transaction(SYSTEM) as tx:
        assert await outbox.redrive(tx, shown[0]["id"])
    assert await state_of("test.poison") == ["ready"]


async def test_a_topic_without_a_consumer_stands_aside(effects: list[int]) -> None:
    await promise(Call(ACTOR), "test.nobody", 1)
    await outbox.drain()
    assert await state_of("test.nobody") == ["aside"]


async def test_a_dead_workers_row_is_taken_over_after_its_lease(effects: list[int], wall: Wall) -> None:
    await promise(Call(ACTOR), "test.good", 1)
    assert len(await outbox.claim()) == 1  # and dies here
    assert await outbox.drain() == 0
    wall.now += outbox.LEASE + timedelta(seconds=1)
    assert await outbox.drain() == 1
    assert await effects_stored() == 1


async def test_a_late_worker_whose_lease_ran_out_makes_no_second_effect(effects: list[int], wall: Wall) -> None:
    await promise(Call(ACTOR), "test.good", 1)
    slow = await outbox.claim()
    wall.now += outbox.LEASE + timedelta(seconds=1)
    await outbox.drain()
    await outbox.run_one(slow[0])
    assert await effects_stored() == 1


async def test_only_what_was_done_long_ago_is_swept(effects: list[int], wall: Wall) -> None:
    await promise(Call(ACTOR, "sweep"), "test.good", 3)
    await outbox.drain()
    await promise(Call(ACTOR, "sweep-poison"), "test.nobody", 1)
    await outbox.drain()
    wall.now = START + outbox.KEPT - timedelta(minutes=1)
    assert await outbox.sweep() == 0
    wall.now = START + outbox.KEPT + timedelta(minutes=1)
    await promise(Call(ACTOR, "sweep-ready"), "test.good", 2)
    assert await outbox.sweep() == 3
    left = await db.fetch("SELECT state FROM outbox WHERE topic LIKE 'test.%' ORDER BY id")
    assert [row["state"] for row in left] == ["aside", "ready", "ready"]


async def test_the_loop_wakes_on_commit(effects: list[int]) -> None:
    loop = outbox.Loop(poll=30)
    db.on_commit(loop.wake)
    task = asyncio.create_task(loop.run())
    await asyncio.sleep(0.05)
    await promise(Call(ACTOR), "test.good", 1)
    for _ in range(100):
        if effects:
            break
        await asyncio.sleep(0.02)
    loop.stop()
    await task
    db.on_commit(lambda: None)
    assert len(effects) == 1


@pytest.mark.parametrize("chance", [0.0, 0.5, 0.999])
def test_waits_grow_from_ten_seconds_to_ten_minutes(chance: float) -> None:
    waits = [outbox.wait_after(tries, chance) for tries in range(1, 30)]
    assert waits == sorted(waits)
    assert timedelta(seconds=5) <= waits[0] <= timedelta(seconds=10)
    assert timedelta(minutes=5) <= waits[-1] <= timedelta(minutes=10)
