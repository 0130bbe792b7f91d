"""The journal against somebody with every right on the database: 6 kinds of attack, 50 each, done in SQL as the owner."""

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from crypto import sm2
from crypto.devices.software import SoftwareDevice
from crypto.errors import BadSignature
from kernel import clock, db, heads, journal
from kernel.actor import Actor, Call
from kernel.db import Done, Tx, command
from kernel.ids import new_id
from kernel.journal import Head, Line
from kernel.postgres import Cluster

ROWS, EVERY, EACH = 240, 24, 50
ACTOR = Actor(UUID(int=7), UUID(int=8), terminal="10.0.0.1")
Attack = Callable[[asyncpg.Connection, random.Random], Awaitable[int]]


@command("test.note")
async def note(tx: Tx, id: UUID, text: str) -> Done:
    tx.record("note", id, "write", source="a", target="b", before=b"old", after=text.encode(), note=text)
    return Done(id)


async def edit(owner: asyncpg.Connection, dice: random.Random) -> int:
    seq = dice.randrange(1, ROWS + 1)
    column, value = dice.choice(
        [("actor", UUID(int=99)), ("action", "erase"), ("after", b"x" * 32), ("terminal", "10.9.9.9")]
    )
    await owner.execute(f"UPDATE journal SET {column} = $2 WHERE seq = $1", seq, value)
    return seq


async def delete(owner: asyncpg.Connection, dice: random.Random) -> int:
    seq = dice.randrange(1, ROWS)  # the last row is truncation's affair
    await owner.execute("DELETE FROM journal WHERE seq = $1", seq)
    return seq


async def insert(owner: asyncpg.Connection, dice: random.Random) -> int:
    seq = dice.randrange(2, ROWS + 1)
    far = 10 * ROWS  # two steps, or the primary key would see its own neighbours
    await owner.execute("UPDATE journal SET seq = seq + $2::bigint WHERE seq >= $1::bigint", seq, far)
    await owner.execute("UPDATE journal SET seq = seq - $1::bigint + 1 WHERE seq > $1::bigint", far)
    await owner.execute(
        "INSERT INTO journal SELECT $1::bigint, at, actor, unit, terminal, kind, record, 'forged', source, target, before, after,"
        " note, hash FROM journal WHERE seq = $1::bigint - 1",
        seq,
    )
    return seq


async def swap(owner: asyncpg.Connection, dice: random.Random) -> int:
    first = dice.randrange(1, ROWS)
    second = dice.randrange(first + 1, ROWS + 1)
    await owner.execute("UPDATE journal SET seq = $2 WHERE seq = $1", first, 10 * ROWS)
    await owner.execute("UPDATE journal SET seq = $2 WHERE seq = $1", second, first)
    await owner.execute("UPDATE journal SET seq = $2 WHERE seq = $1", 10 * ROWS, second)
    return first


async def truncate(owner: asyncpg.Connection, dice: random.Random) -> int:
    seq = dice.randrange(2, ROWS + 1)
    await owner.execute("DELETE FROM journal WHERE seq >= $1", seq)
    return seq


async def rewrite(owner: asyncpg.Connection, dice: random.Random) -> int:
    """Change one row and compute the whole chain anew from there: consistent in itself."""
    seq = dice.randrange(1, ROWS + 1)
    await owner.execute("UPDATE journal SET actor = $2 WHERE seq = $1", seq, UUID(int=99))
    rows = await owner.fetch("SELECT * FROM journal WHERE seq >= $1::bigint - 1 ORDER BY seq", seq)
    previous = bytes(rows[0]["hash"]) if rows[0]["seq"] < seq else journal.START
    fresh = []
    for row in rows:
        if row["seq"] >= seq:
            previous = journal.chain(previous, journal.line_of(row))
            fresh.append((row["seq"], previous))
    await owner.executemany("UPDATE journal SET hash = $2 WHERE seq = $1", fresh)
    return seq


ATTACKS: list[Attack] = [edit, delete, insert, swap, truncate, rewrite]


@pytest.fixture
async def filled(runtime: Cluster, device: SoftwareDevice, tmp_path: Path) -> Cluster:
    """A journal of ROWS rows; a head is signed every EVERY rows and kept outside the database."""
    for n in range(1, ROWS + 1):
        await note(Call(ACTOR), new_id(), f"text {n}")
        if n % EVERY == 0:
            await heads.sign(device, tmp_path / "heads", clock.now() + timedelta(seconds=n))
    return runtime


def signed_by(device: SoftwareDevice) -> Callable[[Head], bool]:
    def signed(head: Head) -> bool:
        try:
            sm2.PublicKey(device.public_key).verify(head.message(), head.signature)
        except BadSignature:
            return False
        return True

    return signed


async def stored(connection: asyncpg.Connection) -> list[Line]:
    return [journal.line_of(row) for row in await connection.fetch("SELECT * FROM journal ORDER BY seq")]


@pytest.mark.requirement("SEC-07")
async def test_three_hundred_attacks_are_found_and_the_first_bad_row_named(
    filled: Cluster, device: SoftwareDevice, tmp_path: Path
) -> None:
    kept = heads.read(tmp_path / "heads")
    owner = await asyncpg.connect(filled.owner_dsn)
    found, missed_without_heads = 0, dict.fromkeys((attack.__name__ for attack in ATTACKS), 0)
    try:
        assert journal.verify(await stored(owner), kept, signed_by(device)).fault is None
        for attack in ATTACKS:
            dice = random.Random(attack.__name__)
            for _ in range(EACH):
                attempt = owner.transaction()
                await attempt.start()
                seq = await attack(owner, dice)
                lines = await stored(owner)
                await attempt.rollback()
                report = journal.verify(lines, kept)
                assert report.fault is not None, f"{attack.__name__} at {seq} was not found"
                if attack is rewrite:  # consistent in itself: named is the first row no head vouches for
                    assert report.fault.seq == (seq - 1) // EVERY * EVERY + 1
                else:
                    assert report.fault.seq == seq
                found += 1
                missed_without_heads[attack.__name__] += journal.verify(lines, ()).fault is None
    finally:
        await owner.close()
    assert found == len(ATTACKS) * EACH
    # The control: a verifier without heads must miss what only heads can show, or this test proves nothing about them.
    assert missed_without_heads["truncate"] == EACH
    assert missed_without_heads["rewrite"] == EACH
    assert missed_without_heads["edit"] == missed_without_heads["delete"] == 0


async def test_a_forged_head_is_named(filled: Cluster, device: SoftwareDevice, tmp_path: Path) -> None:
    kept = heads.read(tmp_path / "heads")
    forged = Head(kept[3].seq, b"\1" * 32, kept[3].at, kept[3].key, kept[3].signature)
    lines = [line async for line in heads.lines()]
    report = journal.verify(lines, [*kept, forged], signed_by(device))
    assert report.fault is not None
    assert (report.fault.seq, report.fault.reason) == (forged.seq, "bad_signature")


@pytest.mark.requirement("SEC-07")
@pytest.mark.parametrize("table", ["journal", "journal_head"])
async def test_the_service_role_can_neither_change_nor_delete(filled: Cluster, table: str) -> None:
    for statement in (
        f"UPDATE {table} SET seq = seq + 1",
        f"DELETE FROM {table}",
        f"TRUNCATE {table}",
        f"DROP TABLE {table}",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await db.fetch(statement)
    assert await db.one(f"SELECT count(*) AS n FROM {table}")


async def test_a_head_is_signed_once_for_the_same_tip(filled: Cluster, device: SoftwareDevice) -> None:
    first = await heads.sign(device, None, clock.now())
    second = await heads.sign(device, None, clock.now() + timedelta(minutes=1))
    assert first == second
    await note(Call(ACTOR), new_id(), "one more")
    third = await heads.sign(device, None, clock.now())
    assert third is not None
    assert first is not None
    assert third.seq == first.seq + 1
