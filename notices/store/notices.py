"""SQL of notices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel import db
from kernel.db import Tx
from kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class Stored:
    """A row."""

    id: UUID
    account: UUID
    topic: str
    record_kind: str
    record: UUID
    created: datetime
    read_at: datetime | None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """What is told: the topic, and the record it leads to."""

    topic: str
    record_kind: str
    record: UUID
    urgent: bool = False


async def add(tx: Tx, about: About, accounts: Sequence[UUID]) -> dict[UUID, UUID]:
    """One notice for each account that can still be used: account -> notice."""
    rows = await tx.fetch(
        "INSERT INTO notice (id, account, topic, record_kind, record, created, urgent)"
        " SELECT t.id, t.account, $3, $4, $5, $6, $7 FROM unnest($1::uuid[], $2::uuid[]) AS t (id, account)"
        " JOIN account a ON a.id = t.account AND a.state IN ('approved', 'active', 'locked') RETURNING id, account",
        [new_id(tx.now) for _ in accounts], list(accounts), about.topic, about.record_kind, about.record, tx.now,
        about.urgent,
    )  # fmt: skip
    return {row["account"]: row["id"] for row in rows}


async def add_each(tx: Tx, about: About, pairs: Sequence[tuple[UUID, UUID]]) -> dict[UUID, tuple[UUID, UUID]]:
    """The same about many records, each to its own people: notice -> (record, account), of accounts that can be used."""
    rows = await tx.fetch(
        "INSERT INTO notice (id, account, topic, record_kind, record, created, urgent)"
        " SELECT t.id, t.account, $4, $5, t.record, $6, $7 FROM unnest($1::uuid[], $2::uuid[], $3::uuid[])"
        " AS t (id, record, account)"
        " JOIN account a ON a.id = t.account AND a.state IN ('approved', 'active', 'locked')"
        " RETURNING id, record, account",
        [new_id(tx.now) for _ in pairs], [record for record, _ in pairs], [account for _, account in pairs],
        about.topic, about.record_kind, tx.now, about.urgent,
    )  # fmt: skip
    return {row["id"]: (row["record"], row["account"]) for row in rows}


async def one(id: UUID) -> Stored | None:
    """A notice."""
    row = await db.one("SELECT * FROM notice WHERE id = $1", id)
    return Stored(**row) if row else None


async def of_letter(letter: UUID) -> list[Stored]:
    """What a letter tells of, oldest first."""
    rows = await db.fetch(
        "SELECT n.* FROM notice_post p JOIN notice n ON n.id = p.notice WHERE p.letter = $1 ORDER BY n.id", letter
    )
    return [Stored(**row) for row in rows]


async def newest(tx: Tx, account: UUID, record: UUID) -> UUID | None:
    """The last notice of somebody about a record."""
    row = await tx.one(
        "SELECT id FROM notice WHERE record = $2 AND account = $1 ORDER BY id DESC LIMIT 1", account, record
    )
    return row["id"] if row else None


async def make_urgent(tx: Tx, id: UUID) -> None:
    """From now on the notice goes at once."""
    await tx.run("UPDATE notice SET urgent = true WHERE id = $1", id)


async def listed(account: UUID, before: UUID | None, limit: int) -> list[Stored]:
    """Somebody's notices, newest first."""
    rows = await db.fetch(
        "SELECT * FROM notice WHERE account = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3",
        account, before, limit,
    )  # fmt: skip
    return [Stored(**row) for row in rows]


async def about(record: UUID, limit: int) -> list[Stored]:
    """Whom a record was told to, newest first."""
    rows = await db.fetch("SELECT * FROM notice WHERE record = $1 ORDER BY id DESC LIMIT $2", record, limit)
    return [Stored(**row) for row in rows]


async def unread(account: UUID, most: int) -> int:
    """How many are unread, counted up to `most`."""
    row = await db.one(
        "SELECT count(*) AS n FROM (SELECT 1 FROM notice WHERE account = $1 AND read_at IS NULL LIMIT $2) AS counted",
        account, most,
    )  # fmt: skip
    return int(row["n"]) if row else 0


async def newest_unread(account: UUID, most: int) -> list[UUID]:
    """Somebody's unread notices, newest first, up to `most`."""
    rows = await db.fetch(
        "SELECT id FROM notice WHERE account = $1 AND read_at IS NULL ORDER BY id DESC LIMIT $2", account, most
    )
    return [row["id"] for row in rows]


async def waiting(accounts: Sequence[UUID], topic: str) -> set[UUID]:
    """Who of the accounts has an unread notice of the topic."""
    rows = await db.fetch(
        "SELECT DISTINCT account FROM notice WHERE account = ANY($1) AND topic = $2 AND read_at IS NULL",
        list(accounts), topic,
    )  # fmt: skip
    return {row["account"] for row in rows}


async def read(tx: Tx, account: UUID, id: UUID | None, record: UUID | None) -> list[UUID]:
    """Mark somebody's notices read: one, those about a record, or all; the records of those that were unread."""
    rows = await tx.fetch(
        "UPDATE notice SET read_at = $2 WHERE account = $1 AND read_at IS NULL AND ($3::uuid IS NULL OR id = $3)"
        " AND ($4::uuid IS NULL OR record = $4) RETURNING record",
        account, tx.now, id, record,
    )  # fmt: skip
    return [row["record"] for row in rows]


async def was_read(tx: Tx, account: UUID, record: UUID, since: datetime) -> bool:
    """Whether somebody has read a notice about the record, or opened it, since then."""
    row = await tx.one(
        "SELECT 1 FROM notice WHERE record = $2 AND account = $1 AND read_at >= $3"
        " UNION ALL SELECT 1 FROM seen WHERE record = $2 AND actor = $1 AND last >= $3 LIMIT 1",
        account, record, since,
    )  # fmt: skip
    return row is not None


async def was_told(tx: Tx, account: UUID, record: UUID, topic: str, since: datetime) -> bool:
    """Whether somebody was told this of a record since then."""
    row = await tx.one(
        "SELECT 1 FROM notice WHERE record = $2 AND account = $1 AND topic = $3 AND created >= $4 LIMIT 1",
        account, record, topic, since,
    )  # fmt: skip
    return row is not None
