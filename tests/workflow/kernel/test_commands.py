"""One command, one transaction: idempotency keys, compare-and-set, journal and outbox rows, failure of any part."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest
from piccolo import columns
from piccolo.table import Table

from kernel import db, journal
from kernel.actor import Actor, Call
from kernel.db import Done, Tx, command
from kernel.errors import KeyReused, StaleVersion
from kernel.ids import new_id
from kernel.postgres import Cluster

ACTOR = Actor(UUID(int=7), UUID(int=8))


class Light(Table, tablename="test_light"):
    id = columns.UUID(primary_key=True)
    state = columns.Text()
    version = columns.Integer()


@command("test.switch")
async def switch(tx: Tx, id: UUID, version: int, target: str = "on") -> Done:
    fresh = await tx.move(Light, id, version, "off", target)
    tx.record("light", id, "switch", source="off", target=target)
    await tx.promise("test.lit", light=id)
    return Done(id, fresh, target)


@command("test.switch_and_fail")
async def switch_and_fail(tx: Tx, id: UUID) -> Done:
    await switch.within(tx, id, 1)
    raise RuntimeError


@pytest.fixture
async def light(runtime: Cluster) -> AsyncIterator[UUID]:
    owner = await asyncpg.connect(runtime.owner_dsn)
    await owner.execute(
        "DROP TABLE IF EXISTS test_light; CREATE TABLE test_light (id uuid PRIMARY KEY, state text, version int)"
    )
    await owner.execute("GRANT ALL ON test_light TO zhengxun_service")
    id = new_id()
    await owner.execute("INSERT INTO test_light VALUES ($1, 'off', 1)", id)
    yield id
    await owner.execute("DROP TABLE test_light")
    await owner.close()


async def counted() -> tuple[int, int, int]:
    """Rows of journal, outbox, idempotency."""
    row = await db.one(
        "SELECT (SELECT count(*) FROM journal) AS j, (SELECT count(*) FROM outbox) AS o, (SELECT count(*) FROM idempotency) AS i"
    )
    assert row is not None
    return row["j"], row["o"], row["i"]


async def test_a_move_its_journal_row_and_its_promise_come_together(light: UUID) -> None:
    assert await switch(Call(ACTOR, "k1"), light, 1) == Done(light, 2, "on")
    assert await counted() == (1, 1, 1)


async def test_the_same_key_gives_the_same_answer_and_one_effect(light: UUID) -> None:
    first = await switch(Call(ACTOR, "k1"), light, 1)
    assert await switch(Call(ACTOR, "k1"), light, 1) == first
    assert await counted() == (1, 1, 1)


async def test_the_same_key_with_another_request_is_refused(light: UUID) -> None:
    await switch(Call(ACTOR, "k1"), light, 1)
    with pytest.raises(KeyReused):
        await switch(Call(ACTOR, "k1"), light, 2)
    assert await counted() == (1, 1, 1)


async def test_a_key_belongs_to_its_actor(light: UUID) -> None:
    await switch(Call(ACTOR, "k1"), light, 1)
    with pytest.raises(StaleVersion):
        await switch(Call(Actor(UUID(int=70), UUID(int=8)), "k1"), light, 1)


async def test_a_refused_request_keeps_its_key_usable_and_leaves_nothing(light: UUID) -> None:
    with pytest.raises(StaleVersion):
        await switch(Call(ACTOR, "k1"), light, 5)
    assert await counted() == (0, 0, 0)
    assert (await switch(Call(ACTOR, "k1"), light, 1)).version == 2


async def test_twenty_callers_with_one_key_make_one_effect(light: UUID) -> None:
    answers = await asyncio.gather(*(switch(Call(ACTOR, "k1"), light, 1) for _ in range(20)))
    assert all(answer == answers[0] for answer in answers)
    assert await counted() == (1, 1, 1)


async def test_twenty_callers_with_their_own_keys_one_wins(light: UUID) -> None:
    async def attempt(n: int) -> bool:
        try:
            await switch(Call(ACTOR, f"k{n}"), light, 1)
        except StaleVersion:
            return False
        return True

    assert sum(await asyncio.gather(*(attempt(n) for n in range(20)))) == 1
    assert await counted() == (1, 1, 1)


async def test_a_failure_after_the_move_undoes_everything(light: UUID) -> None:
    with pytest.raises(RuntimeError):
        await switch_and_fail(Call(ACTOR, "k1"), light)
    assert await counted() == (0, 0, 0)
    row = await db.one("SELECT state, version FROM test_light WHERE id = $1", light)
    assert row == {"state": "off", "version": 1}


async def test_a_failing_journal_rolls_the_action_back(light: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    class DiskFullError(Exception):
        pass

    async def broken(*_: object) -> None:
        raise DiskFullError

    monkeypatch.setattr(journal, "append", broken)
    with pytest.raises(DiskFullError):
        await switch(Call(ACTOR), light, 1)
    assert await db.one("SELECT state FROM test_light WHERE id = $1", light) == {"state": "off"}


async def test_the_pool_survives_many_failing_commits(light: UUID, runtime: Cluster) -> None:
    owner = await asyncpg.connect(runtime.owner_dsn)
    await owner.execute("ALTER TABLE test_light ADD CONSTRAINT late UNIQUE (state) DEFERRABLE INITIALLY DEFERRED")
    await owner.execute("INSERT INTO test_light VALUES ($1, 'on', 1)", new_id())
    await owner.close()
    for _ in range(25):  # more often than the pool has connections
        with pytest.raises(asyncpg.UniqueViolationError):
            await switch(Call(ACTOR), light, 1)
    assert await db.one("SELECT 1 AS ok") == {"ok": 1}
