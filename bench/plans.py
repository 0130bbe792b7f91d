"""The plans of the statements behind the product's own reads: the reads are made, what they sent is explained.

- Every statement goes through `kernel.db.fetch`; it is heard there, sent again under EXPLAIN ANALYZE, and its plan walked.
- A fault: a table that grows is read from end to end, or counted without a limit.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import msgspec

from app import runtime
from app.settings import Settings
from bench.house import House
from identity.queries import register as identity
from kernel import db
from kernel.actor import Actor
from kernel.postgres import Cluster
from submissions.forms import submissions as forms
from submissions.queries import lists, records

GROWS = frozenset(
    {
        "submission", "submission_version", "submission_file", "submission_note", "submission_adoption", "due_clock",
        "submission_progress", "data_key", "search_row", "journal", "seen", "blob",
    }
)  # fmt: skip
LARGE = 10_000  # rows; below, reading a table from end to end is the best plan


class Plan(msgspec.Struct, frozen=True):
    """What stands behind one read. `left_out`: rows read for nothing by its worst statement."""

    size: int
    work: str
    statements: int
    left_out: int
    faults: tuple[str, ...]


async def read(settings: Settings, where: Cluster, founded: House, size: int) -> list[Plan]:
    """Every kind of read, as the office's reader makes it."""
    async with runtime.running(settings, where.service_dsn):
        viewer = await identity.actor_of(founded.reader.account)
        large = await _large()
        return [await _one(work, size, asked, large) for work, asked in _reads(viewer, founded)]


def _reads(viewer: Actor, founded: House) -> Iterator[tuple[str, Callable[[], Awaitable[object]]]]:
    queries: dict[str, dict[str, str]] = {
        "list": {},
        "list, deep": {"after": forms.token(founded.keys[0]) or ""},
        "list by category": {"category": "market"},
        "list by state": {"state": "returned"},
        "list by unit and category": {"unit": str(founded.unit), "category": "views"},
        "list by dates": {"since": "2025-06-02", "until": "2025-06-03"},
        "list by due time": {"sort": "due"},
        **{f"search, {name} word": {"q": words[0]} for name, words in founded.words.items()},
    }
    for work, query in queries.items():
        yield work, partial(lists.listing, viewer, forms.wanted(query))
    yield "waiting", partial(lists.waiting, viewer)
    yield "waiting, counted", partial(lists.waiting_count, viewer)
    yield "record", partial(records.show, viewer, founded.reads[0])


async def _one(work: str, size: int, asked: Callable[[], Awaitable[object]], large: frozenset[str]) -> Plan:
    with _heard() as heard:
        await asked()
    faults, left_out = list[str](), 0
    for sql, args in heard:
        rows = await db.fetch(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", *args)
        plan = msgspec.json.decode(rows[0]["QUERY PLAN"])[0]["Plan"]
        for node, limited in _nodes(plan):
            name = node.get("Relation Name", "")
            left_out = max(left_out, int(node.get("Rows Removed by Filter", 0)))
            if name in large and node["Node Type"] == "Seq Scan":
                faults.append(f"reads all of {name}")
            if node["Node Type"] == "Aggregate" and not limited and _grown(node, large):
                faults.append("counts to the end")
    return Plan(size, work, len(heard), left_out, tuple(dict.fromkeys(faults)))


async def _large() -> frozenset[str]:
    """The tables that grow and have grown."""
    rows = await db.fetch(
        "SELECT relname FROM pg_class WHERE relname = ANY($1) AND reltuples >= $2", sorted(GROWS), LARGE
    )
    return frozenset(row["relname"] for row in rows)


@contextmanager
def _heard() -> Iterator[list[tuple[str, tuple[Any, ...]]]]:
    """The SELECTs that go through kernel.db meanwhile."""
    heard: list[tuple[str, tuple[Any, ...]]] = []
    honest = db.fetch

    async def listening(sql: str, *args: object) -> list[db.Row]:
        if sql.lstrip().upper().startswith(("SELECT", "WITH")):
            heard.append((sql, args))
        return await honest(sql, *args)

    db.fetch = listening
    try:
        yield heard
    finally:
        db.fetch = honest


def _nodes(node: dict[str, Any], *, limited: bool = False) -> Iterator[tuple[dict[str, Any], bool]]:
    """Every node with whether a Limit stands somewhere below it."""
    below = list(node.get("Plans", ()))
    yield node, limited or any(_limits(one) for one in below)
    for one in below:
        yield from _nodes(one)


def _limits(node: dict[str, Any]) -> bool:
    return node["Node Type"] == "Limit" or any(_limits(one) for one in node.get("Plans", ()))


def _grown(node: dict[str, Any], large: frozenset[str]) -> bool:
    """Whether it gathers rows of a table that grows without naming them by key."""
    scans = [one for one, _ in _nodes(node) if one.get("Relation Name", "") in large]
    return any("Index Cond" not in one and "Recheck Cond" not in one for one in scans)
