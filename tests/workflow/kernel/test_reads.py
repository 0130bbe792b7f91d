"""Reads that are begun together travel as one statement, and give what each of them gives alone."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
import pytest

from kernel import db, memo
from kernel.actor import SYSTEM
from kernel.errors import NotFound
from kernel.postgres import Cluster
from kernel.reads import together

READS = (
    ("SELECT $1::int AS n, 'a$2' AS t", (7,)),
    ("SELECT g AS n, now() - now() AS span, ARRAY['x', 'y'] AS names FROM generate_series(1, $1::int) g ORDER BY g DESC", (3,)),
    ("SELECT decode('00ff', 'hex') AS raw, gen_random_uuid() IS NOT NULL AS b, 1.50::numeric AS d WHERE $1 < $2::int", (1, 2)),
    ("SELECT 1 AS n WHERE $1::text = 'no'", ("yes",)),
    ("SELECT id, name, app_name, ran_on FROM migration ORDER BY id LIMIT $1", (4,)),
    ("SELECT '{\"a\": 1}'::jsonb AS j, $1::text[] AS l, timestamptz '2026-01-02 03:04+08' AS at", (["é", None],)),
)  # fmt: skip


@contextmanager
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What goes to the database meanwhile, but for asking names of columns."""
    heard: list[str] = []
    honest = asyncpg.pool.Pool.fetch

    async def fetch(pool: asyncpg.Pool, query: str, *args: object) -> object:
        heard.append(query)
        return await honest(pool, query, *args)

    with monkeypatch.context() as patched:
        patched.setattr(asyncpg.pool.Pool, "fetch", fetch)
        yield heard


async def nested(sql: str, *args: object) -> list[db.Row]:
    async with together() as begin:
        return await begin(db.fetch(sql, *args))


async def test_what_is_begun_together_is_one_statement_with_the_same_rows(
    runtime: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = [await db.fetch(sql, *args) for sql, args in READS]
    with sent(monkeypatch) as heard, memo.one_reading():
        async with together() as begin:
            asked = [
                begin((nested if number % 2 else db.fetch)(sql, *args)) for number, (sql, args) in enumerate(READS)
            ]
            again = begin(db.fetch(READS[0][0], *READS[0][1]))
            joined = [await each for each in asked]
            assert await again == joined[0]
    assert joined == alone
    assert [[type(value) for value in row.values()] for rows in joined for row in rows] == [
        [type(value) for value in row.values()] for rows in alone for row in rows
    ]
    assert len([query for query in heard if "now()" not in query]) == 1


async def test_one_by_one_outside_a_reading_and_inside_a_transaction(runtime: Cluster) -> None:
    async with together() as begin:
        first, second = begin(db.one("SELECT 1 AS n")), begin(db.one("SELECT 2 AS n"))
        assert (await second, await first) == ({"n": 2}, {"n": 1})
    with memo.one_reading():
        async with db.transaction(SYSTEM), together() as begin:
            one, two = begin(db.one("SELECT 1 AS n")), begin(db.one("SELECT 2 AS n"))
            assert (await one, await two) == ({"n": 1}, {"n": 2})


async def test_a_refusal_stops_the_others_and_the_first_awaited_is_told(runtime: Cluster) -> None:
    ended = []

    async def slow() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(1)

    async def refused() -> None:
        await db.one("SELECT 1 AS n")
        raise NotFound

    async def both() -> None:
        async with together() as begin:
            begin(slow())
            await begin(refused())

    with memo.one_reading(), pytest.raises(NotFound):
        await both()
    assert ended == [1]


async def test_a_wrong_statement_is_told_to_whoever_asked_and_leaves_the_connection_whole(runtime: Cluster) -> None:
    async def both() -> None:
        async with together() as begin:
            right, wrong = begin(db.one("SELECT 1 AS n")), begin(db.one("SELECT 1 / $1::int AS n", 0))
            await wrong
            await right

    with memo.one_reading():
        with pytest.raises(asyncpg.PostgresError):
            await both()
        assert await db.one("SELECT 5 AS n") == {"n": 5}
