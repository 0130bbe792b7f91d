"""SQL of notices."""

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


async def add(tx: Tx, topic: str, record_kind: str, record: UUID, accounts: list[UUID]) -> list[UUID]:
    """One notice for each account that can still be used; the new ids of those who also want mail."""
    ids = [new_id(tx.now) for _ in accounts]
    rows = await tx.fetch(
        "WITH told AS (INSERT INTO notice (id, account, topic, record_kind, record, created)"
        " SELECT t.id, t.account, $3, $4, $5, $6 FROM unnest($1::uuid[], $2::uuid[]) AS t (id, account)"
        " JOIN account a ON a.id = t.account AND a.state IN ('approved', 'active', 'locked') RETURNING id, account)"
        " SELECT told.id FROM told LEFT JOIN notice_preference p ON p.account = told.account"
        " WHERE coalesce(p.mail, true) ORDER BY told.id",
        ids, accounts, topic, record_kind, record, tx.now,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def one(id: UUID) -> Stored | None:
    """A notice."""
    row = await db.one("SELECT * FROM notice WHERE id = $1", id)
    return Stored(**row) if row else None


async def listed(account: UUID, before: UUID | None, limit: int) -> list[Stored]:
    """Somebody's notices, newest first."""
    rows = await db.fetch(
        "SELECT * FROM notice WHERE account = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3",
        account, before, limit,
    )  # fmt: skip
    return [Stored(**row) for row in rows]


async def unread(account: UUID, most: int) -> int:
    """How many are unread, counted up to `most`."""
    row = await db.one(
        "SELECT count(*) AS n FROM (SELECT 1 FROM notice WHERE account = $1 AND read_at IS NULL LIMIT $2) AS counted",
        account, most,
    )  # fmt: skip
    return int(row["n"]) if row else 0


async def read(tx: Tx, account: UUID, id: UUID | None, record: UUID | None) -> int:
    """Mark somebody's notices read: one, those about a record, or all; how many were unread."""
    rows = await tx.fetch(
        "UPDATE notice SET read_at = $2 WHERE account = $1 AND read_at IS NULL AND ($3::uuid IS NULL OR id = $3)"
        " AND ($4::uuid IS NULL OR record = $4) RETURNING id",
        account, tx.now, id, record,
    )  # fmt: skip
    return len(rows)


async def wants_mail(account: UUID) -> bool:
    """Whether mail goes to the account."""
    row = await db.one("SELECT mail FROM notice_preference WHERE account = $1", account)
    return bool(row["mail"]) if row else True


async def prefer(tx: Tx, account: UUID, *, mail: bool) -> None:
    """Mail or no mail."""
    await tx.run(
        "INSERT INTO notice_preference (account, mail) VALUES ($1, $2)"
        " ON CONFLICT (account) DO UPDATE SET mail = EXCLUDED.mail",
        account, mail,
    )  # fmt: skip
