"""SQL of the mail intake: who may write in, which mails were dealt with."""

from datetime import datetime
from uuid import UUID

from kernel import db
from kernel.db import Row


async def sender(address_hash: bytes) -> Row | None:
    """Who writes from an address."""
    return await db.one("SELECT * FROM intake_sender WHERE address_hash = $1 AND state = 'allowed'", address_hash)


async def sender_of(id: UUID) -> Row | None:
    """A row of the list."""
    return await db.one("SELECT * FROM intake_sender WHERE id = $1", id)


async def senders() -> list[Row]:
    """The list, those in use first."""
    return await db.fetch("SELECT * FROM intake_sender ORDER BY state, unit, created DESC")


async def mail(message_hash: bytes) -> Row | None:
    """A mail that was dealt with."""
    return await db.one("SELECT * FROM intake_mail WHERE message_hash = $1", message_hash)


async def mail_of(id: UUID) -> Row | None:
    """A mail that was dealt with, by its row."""
    return await db.one("SELECT * FROM intake_mail WHERE id = $1", id)


async def same(digest: bytes, sender_id: UUID) -> bool:
    """Whether this sender's same bytes were taken before, under another Message-ID."""
    row = await db.one(
        "SELECT 1 AS one FROM intake_mail WHERE digest = $1 AND sender = $2 AND result = 'taken'", digest, sender_id
    )
    return row is not None


async def heard(sender_id: UUID, since: datetime) -> int:
    """How many mails of a sender were dealt with."""
    row = await db.one("SELECT count(*) AS n FROM intake_mail WHERE sender = $1 AND at > $2", sender_id, since)
    return int(row["n"]) if row else 0


async def mails(limit: int) -> list[Row]:
    """What was dealt with, newest first."""
    return await db.fetch("SELECT * FROM intake_mail ORDER BY at DESC, id DESC LIMIT $1", limit)
