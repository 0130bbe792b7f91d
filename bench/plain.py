"""For information: the same words by LIKE over clear text, in a table made for the run and dropped after it.

It is what a product without sealing would do without further extensions; the embedded server has none for substrings.
"""

import statistics
import time
from collections.abc import Mapping, Sequence

import asyncpg
import msgspec

from kernel import blindindex, vault

CHUNK = 2_000
COUNT_BLIND = "SELECT count(*) FROM search_row WHERE tokens @> $1::integer[]"
COUNT_LIKE = "SELECT count(*) FROM bench_plain WHERE body LIKE '%' || $1 || '%'"
BLIND = "SELECT owner FROM search_row WHERE tokens @> $1::integer[] ORDER BY owner DESC LIMIT 50"
LIKE = "SELECT id FROM bench_plain WHERE body LIKE '%' || $1 || '%' ORDER BY id DESC LIMIT 50"


class Plain(msgspec.Struct, frozen=True):
    """Milliseconds of the statement alone, newest 50 hits, and how many texts are hit; medians over the words."""

    words: str
    blind: float
    like: float
    blind_hits: float
    like_hits: float


async def compare(owner_dsn: str, words: Mapping[str, Sequence[str]]) -> list[Plain]:
    """Both ways for each band of words."""
    connection = await asyncpg.connect(owner_dsn, server_settings={"plan_cache_mode": "force_custom_plan"})
    try:
        await connection.execute("CREATE TABLE bench_plain (id uuid PRIMARY KEY, body text NOT NULL)")
        await _copy(connection)
        await connection.execute("ANALYZE bench_plain")
        return [await _band(connection, name, band) for name, band in words.items()]
    finally:
        await connection.execute("DROP TABLE IF EXISTS bench_plain")
        await connection.close()


async def _copy(connection: asyncpg.Connection) -> None:
    last = await connection.fetchval("SELECT '00000000-0000-0000-0000-000000000000'::uuid")
    while True:
        rows = await connection.fetch(
            "SELECT id, body_sealed FROM submission WHERE id > $1 ORDER BY id LIMIT $2", last, CHUNK
        )
        if not rows:
            return
        boxes = await vault.boxes(row["id"] for row in rows)
        clear = [(row["id"], boxes[row["id"]].open("body", row["body_sealed"])) for row in rows]
        await connection.copy_records_to_table("bench_plain", records=clear)
        last = rows[-1]["id"]


async def _band(connection: asyncpg.Connection, name: str, band: Sequence[str]) -> Plain:
    tokens = {word: blindindex.needles(word) for word in band}
    return Plain(
        name,
        statistics.median([await _timed(connection, BLIND, tokens[word]) for word in band]),
        statistics.median([await _timed(connection, LIKE, word) for word in band]),
        statistics.median([int(await connection.fetchval(COUNT_BLIND, tokens[word])) for word in band]),
        statistics.median([int(await connection.fetchval(COUNT_LIKE, word)) for word in band]),
    )


async def _timed(connection: asyncpg.Connection, sql: str, argument: object) -> float:
    await connection.fetch(sql, argument)  # the second time is measured: parsed and in memory for both
    began = time.perf_counter()
    await connection.fetch(sql, argument)
    return (time.perf_counter() - began) * 1000
