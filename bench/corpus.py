"""Fills the database: whole records as the product's own commands would leave them, by COPY.

- Every column holds what the product would hold: sealed texts under a wrapped data key of their own, token rows of
  `blindindex.rows`, versions, clocks, four journal rows a record in one unbroken chain. `zhengxun journal verify` passes.
- The chunks are made by two processes; only the journal, a chain, is written by one.
- A million records share `distinct` texts: every record still has its own key, its own sealed bytes, its own rows.
- The index over tokens is built after the rows. That is how one fills a table; it changes no figure of a request.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from bench.texts import Writer
from crypto import sm3
from crypto.devices.software import SoftwareDevice
from kernel import blindindex, clockrows, journal, terms, vault, worktime
from kernel.ids import new_id
from kernel.vault import Box
from submissions.rules import text
from submissions.rules.records import KIND
from submissions.workflow.submission import State
from typeset.reading import length

CHUNK = 2_000
SPAN = timedelta(days=700)
FIRST = datetime(2024, 12, 1, tzinfo=UTC)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # of what has no running clock
ON_THE_DESK = 60  # of the newest: what a desk has before it on a day
CODES = {
    "category": ("policy", "instruction", "work", "market", "emergency", "environment", "views", "assigned"),
    "urgency": ("normal", "normal", "normal", "normal", "urgent", "flash"),
    "genre": ("news", "news", "brief", "reading", "opinion"),
}
OLD = (State.ADOPTED, State.CLOSED, State.CLOSED, State.DECLINED, State.SCREENED, State.RETURNED, State.DRAFT)
ACTS = (
    ("create", "", "draft"), ("request_sign", "draft", "to_sign"), ("sign_off", "to_sign", "signed_off"),
    ("submit", "signed_off", "submitted"),
)  # fmt: skip

FOLLOWING = (("due_clock", "submission_due"), ("submission", "submission_marks"))


@dataclass(frozen=True, slots=True)
class Order:
    """What to make: how many, for which units and authors, in which cluster."""

    texts: int
    seed: int
    owner_dsn: str
    device: Path
    pin: str
    writers: tuple[tuple[UUID, UUID, UUID], ...]  # unit, liaison officer, signer
    rule: tuple[str, str, str, int]  # the desk's rule: code, label, measure, amount
    distinct: int = 0  # so many texts, each used again and again; 0: every record its own


@dataclass(frozen=True, slots=True)
class Made:
    """What the journal needs to know of a record."""

    id: UUID
    created: datetime
    digest: bytes
    unit: UUID
    author: UUID
    signer: UUID
    sent: bool


async def fill(order: Order, told: Callable[[int], None]) -> None:
    """Write every record; `told(n)` after each chunk."""
    connection = await asyncpg.connect(order.owner_dsn)
    try:
        await connection.execute("DROP INDEX IF EXISTS search_row_tokens")
        for table, trigger in FOLLOWING:  # what they write is written here
            await connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        previous, seq, done = await _tip(connection)
        with ProcessPoolExecutor(2, initializer=_prepare, initargs=(order,)) as pool:
            loop = asyncio.get_running_loop()
            starts = iter(range(0, order.texts, CHUNK))
            waiting = [loop.run_in_executor(pool, _chunk, start) for start in islice(starts, 3)]
            while waiting:
                made = await waiting.pop(0)
                waiting += [loop.run_in_executor(pool, _chunk, start) for start in islice(starts, 1)]
                rows, previous, seq = _journal(made, previous, seq)
                await connection.copy_records_to_table("journal", records=rows)
                done += len(made)
                told(done)
        for table, trigger in FOLLOWING:
            await connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
        await _finish(connection)
    finally:
        await connection.close()


async def _tip(connection: asyncpg.Connection) -> tuple[bytes, int, int]:
    last = await connection.fetchrow("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1")
    return (bytes(last["hash"]), last["seq"], 0) if last else (journal.START, 0, 0)


async def _finish(connection: asyncpg.Connection) -> None:
    """The index as the migration writes it, the counters, the statistics."""
    await connection.execute("SET maintenance_work_mem = '512MB'")
    await connection.execute("CREATE INDEX search_row_tokens ON search_row USING gin (tokens) WITH (fastupdate = off)")
    await connection.execute(
        "INSERT INTO counter (series, last) SELECT 'submission ' || split_part(number, '-', 1),"
        " max(split_part(number, '-', 2)::int) FROM submission WHERE number IS NOT NULL GROUP BY 1"
        " ON CONFLICT (series) DO UPDATE SET last = EXCLUDED.last"
    )
    await connection.execute("VACUUM (ANALYZE)")
    await connection.execute("CHECKPOINT") if await _superuser(connection) else None


async def _superuser(connection: asyncpg.Connection) -> bool:
    return bool(await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))


def _journal(made: Sequence[Made], previous: bytes, seq: int) -> tuple[list[tuple[Any, ...]], bytes, int]:
    rows: list[tuple[Any, ...]] = []
    for record in made:
        for step, (action, source, target) in enumerate(ACTS if record.sent else ACTS[:1]):
            seq += 1
            at = record.created + timedelta(minutes=step)
            who = record.signer if action in ("sign_off", "submit") else record.author
            before = b"" if action == "create" else record.digest
            entry = journal.Entry(
                KIND, record.id, action, source, target, before and sm3.hash(before), sm3.hash(record.digest)
            )
            line = journal.Line(seq, at, who, record.unit, "127.0.0.1", entry, b"")
            previous = journal.chain(previous, line)
            rows.append(
                (seq, at, who, record.unit, line.terminal, entry.kind, entry.record, entry.action, entry.source,
                 entry.target, entry.before, entry.after, entry.note, previous)
            )  # fmt: skip
    return rows, previous, seq


_order: list[Order] = []


def _prepare(order: Order) -> None:
    """A maker process: the device opened, the index key derived, the calendar in place."""
    _order[:] = [order]
    device = SoftwareDevice.open(order.device, order.pin)
    vault.install(device)
    worktime.install(worktime.Calendar())
    # The product's cache of pairs is sized for a service; filling wants a larger one.
    blindindex._token = lru_cache(1 << 21)(blindindex._token.__wrapped__)  # noqa: SLF001


@dataclass(frozen=True, slots=True)
class Text:
    """What is written once: the words, and what is computed of them alone."""

    words: dict[str, str]
    digest: bytes
    chars: int
    tokens: list[int]


def _text(writer: Writer) -> Text:
    words = {"title": writer.title(), "body": writer.body(), "source": writer.title()[:8], "contact": "010-55500000"}
    tokens = blindindex.rows(vault.derive(blindindex.PURPOSE), words["title"], words["body"])
    if len(tokens) != 1:
        raise ValueError("a text of the corpus must fit one search row")
    return Text(words, text.digest(words["title"], words["body"], []), length(words["body"]), tokens[0])


@cache
def _shared(seed: int, count: int) -> list[Text]:
    writer = Writer(seed)
    return [_text(writer) for _ in range(count)]


def _chunk(start: int) -> list[Made]:
    order = _order[0]
    seed = order.seed * 1_000_003 + start
    writer, dice = Writer(seed), random.Random(seed)

    def one() -> Text:
        return dice.choice(_shared(order.seed, order.distinct)) if order.distinct else _text(writer)

    records = [_record(number, order, one(), dice) for number in range(start, min(start + CHUNK, order.texts))]
    asyncio.run(_copy(order.owner_dsn, records))
    return [made for made, _ in records]


Rows = dict[str, dict[str, object]]


async def _copy(dsn: str, records: Sequence[tuple[Made, Rows]]) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        for table in ("data_key", "submission", "submission_version", "due_clock", "search_row"):
            rows = [tables[table] for _, tables in records if table in tables]
            if rows:
                columns = list(rows[0])
                values = [tuple(row.values()) for row in rows]
                await connection.copy_records_to_table(table, records=values, columns=columns)
    finally:
        await connection.close()


def _record(number: int, order: Order, said: Text, dice: random.Random) -> tuple[Made, Rows]:
    created = FIRST + SPAN * (number / order.texts)
    state = State.SUBMITTED if number >= order.texts - ON_THE_DESK else OLD[number % len(OLD)]
    sent = state is not State.DRAFT
    unit, author, signer = dice.choice(order.writers)
    box = vault.mint(new_id(created, dice.randbytes(10)), KIND)
    digest = said.digest
    moved = created + timedelta(minutes=3)
    row: dict[str, object] = {
        "id": box.owner, "version": 4 if sent else 1, "state": state.value, "created": created, "saved": created,
        "moved": moved, "unit": unit, "author": author, "number": f"{created.year}-{number + 1:04}" if sent else None,
        **{name: dice.choice(codes) for name, codes in CODES.items()}, "learned": None,
        "chars": said.chars, "digest": digest, "signed_digest": digest if sent else None,
        "signed_by": signer if sent else None, "signed_at": moved if sent else None, "submitted": moved if sent else None,
        "due": NEVER,
        **{f"{name}_sealed": box.seal(name, value) for name, value in said.words.items()},
    }  # fmt: skip
    tables: Rows = {"submission": row, **_beside(box, created, row, said)}
    if sent:
        running = state is State.SUBMITTED
        tables["due_clock"] = _clock(order, box.owner, moved, running=running)
        row["due"] = tables["due_clock"]["due"] if running else NEVER
    return Made(box.owner, created, digest, unit, author, signer, sent), tables


def _beside(box: Box, created: datetime, row: dict[str, object], said: Text) -> Rows:
    """The record's key, its first version, its search row."""
    return {
        "data_key": {
            "owner": box.owner, "kind": KIND, "wrapped": box.wrapped.sealed, "kek": box.wrapped.kek, "created": created,
        },
        "submission_version": {
            "id": new_id(created), "submission": box.owner, "number": 1, "author": row["author"], "saved": created,
            "title_sealed": box.seal("title:1", said.words["title"]), "body_sealed": box.seal("body:1", said.words["body"]),
            "chars": row["chars"],
        },
        "search_row": {"id": new_id(created), "owner": box.owner, "kind": KIND, "tokens": said.tokens},
    }  # fmt: skip


def _clock(order: Order, id: UUID, start: datetime, *, running: bool) -> dict[str, object]:
    made = terms.due_of(*order.rule, start)
    ended = None if running else start + timedelta(hours=5)
    # A running clock of the past would say all its marks at once; here nobody is to be told.
    return {
        "id": new_id(start), "kind": KIND, "record": id, "step": "screen", "start": made.start, "due": made.due,
        "rule": made.rule, "label": made.label, "measure": made.measure, "amount": made.amount, "urgent": made.urgent,
        "calendar": made.calendar, "basis": clockrows.basis(), "provisional": made.provisional,
        "why": clockrows.why(made), "known": start, "ended": ended, "ending": None if running else "settled",
    }  # fmt: skip
