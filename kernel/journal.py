"""The journal: append-only, chained with SM3, its heads signed and kept elsewhere.

- Row n holds SM3(hash of row n-1 ‖ its own fields in a fixed order). seq has no gaps: an advisory lock, taken as the last
  step of a transaction, makes appenders queue.
- The service's database role may insert and read journal rows, never change or delete them.
- A head (seq, hash, time) signed by the service's device leaves the machine. Without heads a chain proves nothing against
  someone who can rewrite it: the tail can be cut and the whole be recomputed.
- Only digests of content enter a row.
"""

import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg

from crypto import sm3
from kernel.actor import Actor

LOCK = 0x5A58_4A4E  # "ZXJN": the appenders' queue
START = b"\0" * 32
VERSION = b"\x01"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a command says; digests are 32 bytes or empty."""

    kind: str
    record: UUID
    action: str
    source: str = ""
    target: str = ""
    before: bytes = b""
    after: bytes = b""
    note: bytes = b""


@dataclass(frozen=True, slots=True)
class Line:
    """A stored row."""

    seq: int
    at: datetime
    actor: UUID
    unit: UUID
    terminal: str
    entry: Entry
    hash: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """A signed statement: row `seq` had this hash at `at`."""

    seq: int
    hash: bytes
    at: datetime
    key: str = ""
    signature: bytes = b""

    def message(self) -> bytes:
        """The signed bytes: version, seq, hash, microseconds since 1970."""
        return b"zhengxun journal head" + VERSION + struct.pack(">Q", self.seq) + self.hash + _moment(self.at)


@dataclass(frozen=True, slots=True)
class Fault:
    """The first row that does not hold, and what is wrong with it."""

    seq: int
    reason: str  # gap | altered | missing_tail | rewritten | bad_signature


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a verification."""

    rows: int
    heads: int
    last: Head | None
    fault: Fault | None = None


def chain(previous: bytes, line: Line) -> bytes:
    """The hash of a row. Fields in the order written here, each led by its length (4 bytes, big-endian)."""
    e = line.entry
    fields = (
        previous, struct.pack(">Q", line.seq), _moment(line.at), line.actor.bytes, line.unit.bytes, line.terminal.encode(),
        e.kind.encode(), e.record.bytes, e.action.encode(), e.source.encode(), e.target.encode(), e.before, e.after, e.note,
    )  # fmt: skip
    return sm3.hash(VERSION + b"".join(struct.pack(">I", len(f)) + f for f in fields))


async def append(connection: asyncpg.Connection, actor: Actor, now: datetime, entries: Sequence[Entry]) -> None:
    """Write the rows of one transaction. Must be its last step: the lock is held until COMMIT."""
    await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
    tip = await connection.fetchrow("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1")
    seq, previous = (tip["seq"], bytes(tip["hash"])) if tip else (0, START)
    rows = []
    for entry in entries:
        seq += 1
        line = Line(seq, now, actor.id, actor.unit, actor.terminal, entry, b"")
        previous = chain(previous, line)
        rows.append((seq, *_columns(entry), previous))
    await connection.execute(
        "INSERT INTO journal (seq, at, actor, unit, terminal, kind, record, action, source, target, before, after, note, hash)"
        " SELECT u.seq, $1, $2, $3, $4, u.kind, u.record, u.action, u.source, u.target, u.before, u.after, u.note, u.hash"
        " FROM unnest($5::bigint[], $6::text[], $7::uuid[], $8::text[], $9::text[], $10::text[], $11::bytea[], $12::bytea[],"
        " $13::bytea[], $14::bytea[]) AS u (seq, kind, record, action, source, target, before, after, note, hash)"
        " ORDER BY u.seq",
        now, actor.id, actor.unit, actor.terminal, *map(list, zip(*rows, strict=True)),
    )  # fmt: skip


def line_of(row: Any) -> Line:
    """A database row as a Line."""
    entry = Entry(
        row["kind"],
        row["record"],
        row["action"],
        row["source"],
        row["target"],
        bytes(row["before"]),
        bytes(row["after"]),
        bytes(row["note"]),
    )
    return Line(row["seq"], row["at"], row["actor"], row["unit"], row["terminal"], entry, bytes(row["hash"]))


def verify(lines: Iterable[Line], heads: Iterable[Head], signed: Callable[[Head], bool] | None = None) -> Report:
    """Walk the whole chain and hold it against every head. Pure: the verifier needs no database.

    `signed` says whether a head's signature is good; None skips that check. The first fault ends the walk.
    """
    known = sorted(heads, key=lambda head: head.seq)
    if signed:
        for head in known:
            if not signed(head):
                return Report(0, len(known), None, Fault(head.seq, "bad_signature"))
    expected = {head.seq: head for head in known}
    previous, count = START, 0
    for line in lines:
        count += 1
        if line.seq != count:
            return Report(count, len(known), None, Fault(count, "gap"))
        previous_hash, previous = previous, line.hash
        if chain(previous_hash, line) != line.hash:
            return Report(count, len(known), None, Fault(line.seq, "altered"))
        vouched = expected.get(line.seq)
        if vouched and vouched.hash != line.hash:
            return Report(count, len(known), None, Fault(_first_doubt(known, line.seq), "rewritten"))
    last = known[-1] if known else None
    if last is not None and last.seq > count:
        return Report(count, len(known), last, Fault(count + 1, "missing_tail"))
    return Report(count, len(known), last)


def _first_doubt(heads: Sequence[Head], seq: int) -> int:
    """A rewritten chain is consistent in itself: the first row that can be wrong follows the last head that still fits."""
    return max((head.seq for head in heads if head.seq < seq), default=0) + 1


def _moment(at: datetime) -> bytes:
    return struct.pack(">q", round(at.astimezone(UTC).timestamp() * 1_000_000))


def _columns(e: Entry) -> tuple[object, ...]:
    return (e.kind, e.record, e.action, e.source, e.target, e.before, e.after, e.note)
