"""For information: our search for the newest 50 records against LIKE over clear text, in a table made for the run.

It is what a product without sealing would do without further extensions; the embedded server has none for substrings.
"""

import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

import asyncpg
import msgspec

from kernel import blindindex, db, vault

CHUNK = 2_000
WORDS = 8  # of each band: LIKE reads the whole table for every rare one
MAKE = """
CREATE TABLE bench_plain (id uuid PRIMARY KEY, created timestamptz NOT NULL, body text NOT NULL);
CREATE INDEX bench_plain_created ON bench_plain (created DESC, id DESC)
"""
NEXT = "SELECT id, created, body_sealed FROM submission WHERE id > $1 ORDER BY id LIMIT $2"
LIKE = "SELECT id FROM bench_plain WHERE body LIKE '%' || $1 || '%' ORDER BY created DESC, id DESC LIMIT 50"
COUNT_BLIND = "SELECT count(*) FROM search_row WHERE tokens @> $1::integer[]"
COUNT_LIKE = "SELECT count(*) FROM bench_plain WHERE body LIKE '%' || $1 || '%'"


class Plain(msgspec.Struct, frozen=True):
    """Milliseconds in the database for the newest 50 hits, and how many texts are hit; medians over the words."""

    words: str
    blind: float
    like: float
    blind_hits: float
    like_hits: float


async def compare(owner_dsn: str, words: Mapping[str, Sequence[str]]) -> list[Plain]:
    """Both ways for each band of words."""
    connection = await asyncpg.connect(owner_dsn, server_settings=db.SESSION)
    try:
        await connection.execute(MAKE)
        await _copy(connection)
        await connection.execute("VACUUM (ANALYZE) bench_plain")
        return [await _band(connection, name, band[:WORDS]) for name, band in words.items()]
    finally:
        await connection.execute("DROP TABLE IF EXISTS bench_plain")
        await connection.close()


async def _copy(connection: asyncpg.Connection) -> None:
    last = UUID(int=0)
    while rows := await connection.fetch(NEXT, last, CHUNK):
        boxes = await vault.boxes(row["id"] for row in rows)
        clear = [(row["id"], row["created"], boxes[row["id"]].open("body", row["body_sealed"])) for row in rows]
        await connection.copy_records_to_table("bench_plain", records=clear)
        last = rows[-1]["id"]


async def _band(connection: asyncpg.Connection, name: str, band: Sequence[str]) -> Plain:
    async def like(word: str) -> object:
        return await connection.fetch(LIKE, word)

    return Plain(
        name,
        statistics.median([await _timed(_blind, word) for word in band]),
        statistics.median([await _timed(like, word) for word in band]),
        statistics.median([int(await connection.fetchval(COUNT_BLIND, blindindex.needles(word))) for word in band]),
        statistics.median([int(await connection.fetchval(COUNT_LIKE, word)) for word in band]),
    )


async def _blind(word: str) -> object:
    condition, arguments = await blindindex.clause(word, "s.id", 1)
    order = "ORDER BY s.created DESC, s.id DESC LIMIT 50"
    return await db.fetch(f"SELECT s.id FROM submission s WHERE {condition} {order}", *arguments)  # noqa: S608 - no user text


async def _timed(ask: Callable[[str], Awaitable[object]], word: str) -> float:
    await ask(word)  # the second time is measured: in memory for both
    began = time.perf_counter()
    await ask(word)
    return (time.perf_counter() - began) * 1000
