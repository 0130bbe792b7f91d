"""The database: reads, and the one way to write.

- A write is a command: one call, one transaction. Journal rows and outbox rows go in the same transaction; the journal
  rows are chained as the very last step before COMMIT, so that the chain's lock is never waited for while holding it.
- The same idempotency key with the same arguments gives the stored answer for ever; with other arguments KeyReused.
- A change of state is compare-and-set (`Tx.move`); nothing reads a state and then writes it.
- A Tx is proof of a transaction: a function that takes one needs it, `Command.__call__` opens it, readers never take it.
- No gather() or create_task() inside a transaction: it is one connection, and Piccolo keeps it in a context variable.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Concatenate, Generic, ParamSpec
from uuid import UUID

import asyncpg
import msgspec
from piccolo.engine.postgres import PostgresEngine
from piccolo.table import Table

from crypto import sm3
from kernel import clock, combined, journal, memo
from kernel.actor import Actor, Call
from kernel.errors import KeyReused, StaleVersion, Unavailable

P = ParamSpec("P")
Row = dict[str, Any]
# plan_cache_mode: a generic plan makes a rare search word a hundred times slower (asyncpg prepares every statement).
SESSION = {
    "timezone": "UTC",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "30s",
    "lock_timeout": "10s",
    "plan_cache_mode": "force_custom_plan",
}
AWAY = (
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    ConnectionError,
    FileNotFoundError,  # the socket's file goes with the server
)


class _State:
    engine: PostgresEngine | None = None
    waker: Callable[[], None] = staticmethod(lambda: None)


class Done(msgspec.Struct, frozen=True):
    """What a command answers: which record, and where it stands now. Stored under the idempotency key."""

    id: UUID
    version: int = 1
    state: str = ""
    more: dict[str, str] = {}


def engine(dsn: str) -> PostgresEngine:
    """A Piccolo engine with our session limits; nothing is connected yet."""
    return PostgresEngine(config={"dsn": dsn, "server_settings": SESSION, "command_timeout": 35}, extensions=())


async def open_pool(dsn: str, tables: Iterable[type[Table]], *, size: int = 10) -> None:
    """Connect, and bind every Piccolo table to this engine. Raises Unavailable when the server is away."""
    opened = engine(dsn)
    try:
        await opened.start_connection_pool(min_size=2, max_size=size, reset=_as_it_was)
    except (*AWAY, asyncpg.PostgresError, OSError) as error:
        raise Unavailable(part="database") from error
    _State.engine = opened
    for table in tables:
        table._meta._db = opened


async def _as_it_was(_connection: asyncpg.Connection) -> None:
    """For the pool, in place of RESET ALL and UNLISTEN: no statement of the service changes its session.

    An open transaction has been rolled back before this is called. The statements would be a second round trip for
    every read.
    """


async def close_pool() -> None:
    """Give every connection back."""
    if _State.engine and _State.engine.pool:
        await _State.engine.close_connection_pool()
    _State.engine = None


def on_commit(waker: Callable[[], None]) -> None:
    """Called after every commit that promised work: the outbox loop's wake-up. May be lost without harm."""
    _State.waker = staticmethod(waker)


def current() -> PostgresEngine:
    """The engine of this process. Raises Unavailable when none is open."""
    if _State.engine is None or _State.engine.pool is None:
        raise Unavailable(part="database")
    return _State.engine


async def fetch(sql: str, *args: object) -> list[Row]:
    """Rows of a read; inside a command it sees the command's own changes."""
    running = current().current_transaction.get()
    try:
        if running is not None:
            return [dict(row) for row in await running.connection.fetch(sql, *args)]
        return await memo.read(sql, args, partial(combined.asked, current().pool))
    except AWAY as error:
        raise Unavailable(part="database") from error


async def one(sql: str, *args: object) -> Row | None:
    """The first row, or None."""
    rows = await fetch(sql, *args)
    return rows[0] if rows else None


@dataclass(slots=True)
class Tx:
    """An open transaction, who opened it, and what it will write to the journal."""

    actor: Actor
    now: datetime
    connection: asyncpg.Connection
    entries: list[journal.Entry] = field(default_factory=list)
    promised: int = 0

    async def fetch(self, sql: str, *args: object) -> list[Row]:
        """Rows of any statement, RETURNING included."""
        return [dict(row) for row in await self.connection.fetch(sql, *args)]

    async def one(self, sql: str, *args: object) -> Row | None:
        """The first row, or None."""
        row = await self.connection.fetchrow(sql, *args)
        return dict(row) if row else None

    async def run(self, sql: str, *args: object) -> None:
        """A statement without an answer."""
        await self.connection.execute(sql, *args)

    async def insert(self, table: type[Table], **columns: object) -> None:
        """One new row."""
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join(f"${i}" for i in range(1, len(columns) + 1))
        sql = f'INSERT INTO "{table._meta.tablename}" ({names}) VALUES ({marks})'
        await self.connection.execute(sql, *columns.values())

    async def move(
        self, table: type[Table], id: UUID, version: int, source: str, target: str, **columns: object
    ) -> int:
        """Compare-and-set: the new version, or StaleVersion when state or version is no longer what the actor saw."""
        extra = "".join(f', "{name}" = ${i}' for i, name in enumerate(columns, 5))
        row = await self.connection.fetchrow(
            f'UPDATE "{table._meta.tablename}" SET state = $4, version = version + 1{extra}'
            " WHERE id = $1 AND version = $2 AND state = $3 RETURNING version",
            id, version, str(source), str(target), *columns.values(),
        )  # fmt: skip
        if row is None:
            raise StaleVersion
        return int(row["version"])

    def record(  # noqa: PLR0913 - the columns of a journal row
        self,
        kind: str,
        id: UUID,
        action: str,
        *,
        source: str = "",
        target: str = "",
        before: bytes = b"",
        after: bytes = b"",
        note: str = "",
    ) -> None:
        """One journal row, written when the transaction closes. Content enters as digests only."""
        self.entries.append(
            journal.Entry(
                kind=kind,
                record=id,
                action=action,
                source=str(source),
                target=str(target),
                before=sm3.hash(before) if before else b"",
                after=sm3.hash(after) if after else b"",
                note=sm3.hash(note.encode()) if note else b"",
            )
        )

    async def promise(self, topic: str, *, due: datetime | None = None, **ids: object) -> None:
        """Work owed by this transaction: an outbox row. `ids` are identifiers and codes, never content."""
        self.promised += 1
        await self.connection.execute(
            "INSERT INTO outbox (topic, ids, due, created) VALUES ($1, $2, $3, $4)",
            topic, json.dumps({name: str(value) for name, value in ids.items()}), due or self.now, self.now,
        )  # fmt: skip

    async def promises(self, owed: Sequence[tuple[str, datetime, Mapping[str, object]]]) -> None:
        """Many promises (topic, due, ids) at once, in this order."""
        if not owed:
            return
        self.promised += len(owed)
        await self.connection.execute(
            "INSERT INTO outbox (topic, ids, due, created) SELECT u.topic, u.ids, u.due, $4"
            " FROM unnest($1::text[], $2::jsonb[], $3::timestamptz[]) AS u (topic, ids, due)",
            [topic for topic, _, _ in owed],
            [json.dumps({name: str(value) for name, value in ids.items()}) for _, _, ids in owed],
            [due for _, due, _ in owed], self.now,
        )  # fmt: skip


@asynccontextmanager
async def transaction(actor: Actor) -> AsyncIterator[Tx]:
    """The one place that opens a transaction. Commands and the outbox use it; nothing else may (tools/lint)."""
    base = current()
    memo.forget()
    piccolo_tx = base.transaction(allow_nested=False)
    try:
        async with piccolo_tx:
            tx = Tx(actor, clock.now(), piccolo_tx.connection)
            yield tx
            if tx.entries:
                await journal.append(tx.connection, actor, tx.now, tx.entries)
    except AWAY as error:
        raise Unavailable(part="database") from error
    finally:
        memo.forget()
        # Piccolo 1.38 leaks the connection and leaves the variable set when COMMIT or ROLLBACK itself fails.
        if base.current_transaction.get() is piccolo_tx:
            base.current_transaction.set(None)
            if base.pool:
                await base.pool.release(piccolo_tx.connection)
    if tx.promised:
        _State.waker()


REGISTRY: dict[str, "Command[Any]"] = {}


@dataclass(frozen=True)
class Command(Generic[P]):
    """A verb of the product. Calling it opens its transaction; `within` joins the caller's."""

    name: str
    body: Callable[Concatenate[Tx, P], Awaitable[Done]]

    async def __call__(self, call: Call, *args: P.args, **kwargs: P.kwargs) -> Done:
        async with transaction(call.actor) as tx:
            if not call.key:
                return await self.body(tx, *args, **kwargs)
            digest = sm3.hash(msgspec.json.encode((self.name, args, kwargs)))
            earlier = await _claim(tx, call.key, self.name, digest)
            if earlier is not None:
                return earlier
            answer = await self.body(tx, *args, **kwargs)
            await tx.run(
                "UPDATE idempotency SET answer = $3 WHERE actor = $1 AND key = $2",
                call.actor.id, call.key, msgspec.json.encode(answer).decode(),
            )  # fmt: skip
            return answer

    async def within(self, tx: Tx, *args: P.args, **kwargs: P.kwargs) -> Done:
        """The same verb as a part of a larger command's transaction."""
        return await self.body(tx, *args, **kwargs)


def command(name: str) -> Callable[[Callable[Concatenate[Tx, P], Awaitable[Done]]], Command[P]]:
    """Make a verb of `body(tx, …) -> Done`. Arguments must be encodable by msgspec: they are the request's fingerprint."""

    def made(body: Callable[Concatenate[Tx, P], Awaitable[Done]]) -> Command[P]:
        REGISTRY[name] = Command(name, body)
        return REGISTRY[name]

    return made


async def _claim(tx: Tx, key: str, name: str, digest: bytes) -> Done | None:
    """Take the key, or wait for whoever holds it and give their answer."""
    mine = await tx.one(
        "INSERT INTO idempotency (actor, key, command, digest, created) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (actor, key) DO NOTHING RETURNING key",
        tx.actor.id, key, name, digest, tx.now,
    )  # fmt: skip
    if mine:
        return None
    held = await tx.one(
        "SELECT command, digest, answer FROM idempotency WHERE actor = $1 AND key = $2", tx.actor.id, key
    )
    if held is None or held["command"] != name or held["digest"] != digest:
        raise KeyReused
    return msgspec.json.decode(held["answer"], type=Done)
