"""SQL for the pages of what was sent: to oneself, about a record, what failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel import db


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter with what it told of and its last try. `number`: how many notices it joined."""

    id: UUID
    account: UUID
    channel: str
    urgent: bool
    created: datetime
    due: datetime
    tries: int
    ended: datetime | None
    outcome: str
    topics: list[str]
    kinds: list[str]
    records: list[UUID]
    address: str
    tried: datetime | None
    last: str
    receipt: str


@dataclass(frozen=True, slots=True)
class OneTry:
    """A try of one letter."""

    at: datetime
    address: str
    outcome: str
    code: str
    gateway: str
    receipt: str
    receipt_at: datetime | None


_SENT = (
    "SELECT l.*, told.*, coalesce(t.address, '') AS address, t.at AS tried, coalesce(t.outcome, '') AS last,"
    " coalesce(t.receipt, '') AS receipt FROM notice_letter l"
    " JOIN LATERAL (SELECT array_agg(n.topic ORDER BY n.id) AS topics, array_agg(n.record_kind ORDER BY n.id) AS kinds,"
    "  array_agg(n.record ORDER BY n.id) AS records FROM notice_post p JOIN notice n ON n.id = p.notice"
    "  WHERE p.letter = l.id) told ON true"
    " LEFT JOIN LATERAL (SELECT * FROM notice_try WHERE letter = l.id ORDER BY id DESC LIMIT 1) t ON true"
)


async def listed(account: UUID | None, before: UUID | None, limit: int, *, failed: bool = False) -> list[Sent]:
    """Letters newest first: of one person, or of all; those that failed, or all."""
    rows = await db.fetch(
        f"{_SENT} WHERE ($1::uuid IS NULL OR l.account = $1) AND ($2::uuid IS NULL OR l.id < $2)"
        " AND (NOT $4 OR l.outcome = 'failed') ORDER BY l.id DESC LIMIT $3",
        account, before, limit, failed,
    )  # fmt: skip
    return [Sent(**row) for row in rows]


async def one(letter: UUID) -> Sent | None:
    """One letter."""
    row = await db.one(f"{_SENT} WHERE l.id = $1", letter)
    return Sent(**row) if row else None


async def tries(letter: UUID) -> list[OneTry]:
    """All tries of a letter, oldest first."""
    rows = await db.fetch(
        "SELECT at, address, outcome, code, gateway, receipt, receipt_at FROM notice_try WHERE letter = $1 ORDER BY id",
        letter,
    )
    return [OneTry(**row) for row in rows]


async def of_notices(notices: Sequence[UUID]) -> dict[tuple[UUID, str], tuple[str, str]]:
    """(notice, channel) -> how its letter ended (or why it was dropped), and what the gateway reported."""
    rows = await db.fetch(
        "SELECT p.notice, p.channel, coalesce(nullif(p.dropped, ''), l.outcome, '') AS outcome,"
        " coalesce((SELECT receipt FROM notice_try WHERE letter = l.id ORDER BY id DESC LIMIT 1), '') AS receipt"
        " FROM notice_post p LEFT JOIN notice_letter l ON l.id = p.letter WHERE p.notice = ANY($1)",
        list(notices),
    )
    return {(row["notice"], row["channel"]): (row["outcome"], row["receipt"]) for row in rows}


async def pipes() -> dict[str, datetime]:
    """Channels that do not work now, and since when."""
    rows = await db.fetch("SELECT channel, down_since FROM notice_pipe WHERE down_since IS NOT NULL")
    return {row["channel"]: row["down_since"] for row in rows}
