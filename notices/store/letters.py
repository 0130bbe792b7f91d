"""SQL of what leaves the house: posts that wait, letters, tries, and whether a channel works.

- A letter's head is the oldest of its person on its channel: nobody gets the second before the first. Emergencies pass.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kernel import db
from kernel.db import Tx
from kernel.ids import new_id
from notices.rules.outcomes import End, Report, Tried
from notices.rules.topics import Channel
from notices.tables import Letter as LetterTable
from notices.tables import Try as TryTable

GATHERING, CARRYING = 0x5A58_4E47, 0x5A58_4E43
_HEADS = (
    " FROM notice_letter l WHERE l.channel = $1 AND l.ended IS NULL AND (l.urgent OR NOT EXISTS (SELECT 1"
    " FROM notice_letter e WHERE e.channel = $1 AND e.account = l.account AND e.ended IS NULL AND NOT e.urgent"
    " AND e.id < l.id))"
)


@dataclass(frozen=True, slots=True)
class Posted:
    """A notice that is due to leave by a channel."""

    notice: UUID
    channel: str
    account: UUID
    topic: str
    urgent: bool
    read: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one person. `notices`: what it tells of, oldest first."""

    id: UUID
    account: UUID
    channel: str
    urgent: bool
    created: datetime
    due: datetime
    tries: int
    ended: datetime | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Pipe:
    """Whether a channel works."""

    channel: str
    failures: int = 0
    down_since: datetime | None = None
    next_try: datetime | None = None


async def post(tx: Tx, channel: Channel, rows: Sequence[tuple[UUID, UUID, datetime]]) -> None:
    """Notices (id, account, due) are to leave by a channel; what is on its way already stays as it is."""
    await tx.run(
        "INSERT INTO notice_post (notice, channel, account, due)"
        " SELECT t.notice, $1, t.account, t.due FROM unnest($2::uuid[], $3::uuid[], $4::timestamptz[])"
        " AS t (notice, account, due) ON CONFLICT (notice, channel) DO NOTHING",
        channel.value, *([row[n] for row in rows] for n in range(3)),
    )  # fmt: skip


async def hasten(tx: Tx, notice: UUID) -> None:
    """What waits of a notice goes now."""
    await tx.run(
        "UPDATE notice_post SET due = $2 WHERE notice = $1 AND letter IS NULL AND dropped = '' AND due > $2",
        notice, tx.now,
    )  # fmt: skip


async def due_posts(tx: Tx, limit: int) -> list[Posted]:
    """What is due to leave and in no letter yet. One gatherer at a time, so that nothing is split."""
    await tx.run("SELECT pg_advisory_xact_lock($1)", GATHERING)
    rows = await tx.fetch(
        "SELECT p.notice, p.channel, p.account, n.topic, n.urgent, n.read_at IS NOT NULL AS read FROM notice_post p"
        " JOIN notice n ON n.id = p.notice WHERE p.letter IS NULL AND p.dropped = '' AND p.due <= $1"
        " ORDER BY p.account, p.channel, p.notice LIMIT $2 FOR UPDATE OF p",
        tx.now, limit,
    )  # fmt: skip
    return [Posted(**row) for row in rows]


async def drop(tx: Tx, posted: Posted, why: End) -> None:
    """It will not leave."""
    await tx.run(
        "UPDATE notice_post SET dropped = $3 WHERE notice = $1 AND channel = $2",
        posted.notice, posted.channel, why.value,
    )  # fmt: skip


async def hold(tx: Tx, posted: Posted, until: datetime) -> None:
    """Not now."""
    await tx.run(
        "UPDATE notice_post SET due = $3 WHERE notice = $1 AND channel = $2", posted.notice, posted.channel, until
    )


async def write(tx: Tx, posted: Sequence[Posted]) -> UUID:
    """One letter for all of these: of one person, by one channel."""
    id, first = new_id(tx.now), posted[0]
    await tx.insert(
        LetterTable,
        id=id,
        account=first.account,
        channel=first.channel,
        urgent=first.urgent,
        created=tx.now,
        due=tx.now,
    )
    await tx.run(
        "UPDATE notice_post SET letter = $1 WHERE channel = $2 AND notice = ANY($3)",
        id, first.channel, [each.notice for each in posted],
    )  # fmt: skip
    return id


async def alone(tx: Tx, channel: str) -> bool:
    """Whether nobody else carries for this channel now; true holds until the transaction ends."""
    row = await tx.one("SELECT pg_try_advisory_xact_lock($1, $2) AS mine", CARRYING % 2**31, ord(channel[0]))
    return bool(row and row["mine"])


async def head(tx: Tx, channel: str, *, resting: bool) -> Letter | None:
    """The next letter to send; those tried less often first, so that one bad letter stops nobody.

    `resting`: only an emergency that was not tried yet.
    """
    row = await tx.one(
        f"SELECT l.*{_HEADS} AND l.due <= $2 AND (NOT $3 OR (l.urgent AND l.tries = 0))"
        " ORDER BY l.urgent DESC, l.tries, l.id LIMIT 1 FOR UPDATE",
        channel, tx.now, resting,
    )  # fmt: skip
    return Letter(**row) if row else None


async def next_due(tx: Tx, channel: str) -> datetime | None:
    """When the next letter may be tried."""
    row = await tx.one(f"SELECT min(l.due) AS due{_HEADS}", channel)
    found: datetime | None = row["due"] if row else None
    return found


async def postpone(tx: Tx, letter: UUID, due: datetime, *, tried: bool) -> None:
    """Not before then."""
    await tx.run("UPDATE notice_letter SET due = $2, tries = tries + $3 WHERE id = $1", letter, due, int(tried))


async def end(tx: Tx, letter: UUID, outcome: End, *, tried: bool) -> None:
    """Nothing more is done about a letter."""
    await tx.run(
        "UPDATE notice_letter SET ended = $2, outcome = $3, tries = tries + $4 WHERE id = $1 AND ended IS NULL",
        letter, tx.now, outcome.value, int(tried),
    )  # fmt: skip


async def expire(tx: Tx, patience: timedelta) -> list[UUID]:
    """Letters that were tried long enough, and those nobody got to in that time."""
    rows = await tx.fetch(
        "UPDATE notice_letter SET ended = $1, outcome = 'failed' WHERE ended IS NULL AND created <= $2 RETURNING id",
        tx.now, tx.now - patience,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def note_try(tx: Tx, letter: Letter, address: str, tried: Tried) -> None:
    """A try, for ever. `address`: masked."""
    await tx.insert(
        TryTable, id=new_id(tx.now), letter=letter.id, account=letter.account, channel=letter.channel, address=address,
        at=tx.now, outcome=tried.outcome.value, code=tried.code, gateway=tried.gateway,
    )  # fmt: skip


async def report(tx: Tx, letter: UUID, gateway: str, report: Report) -> UUID | None:
    """What the gateway reports of a message it took; the letter, or None when it took no such message."""
    row = await tx.one(
        "UPDATE notice_try SET receipt = CASE WHEN receipt = 'delivered' THEN receipt ELSE $3 END,"
        " receipt_at = CASE WHEN receipt = 'delivered' THEN receipt_at ELSE $4 END"
        " WHERE letter = $1 AND gateway = $2 AND outcome = 'sent' AND channel = 'sms' RETURNING letter",
        letter, gateway, report.value, tx.now,
    )  # fmt: skip
    return row["letter"] if row else None


async def fresh(tx: Tx, nonce: str, kept: timedelta) -> bool:
    """Whether nobody has signed with this nonce before; old ones are forgotten."""
    await tx.run("DELETE FROM notice_nonce WHERE at < $1", tx.now - kept)
    row = await tx.one(
        "INSERT INTO notice_nonce (nonce, at) VALUES ($1, $2) ON CONFLICT (nonce) DO NOTHING RETURNING nonce",
        nonce, tx.now,
    )  # fmt: skip
    return row is not None


async def pipe(channel: str) -> Pipe:
    """How a channel does."""
    row = await db.one("SELECT * FROM notice_pipe WHERE channel = $1", channel)
    return Pipe(**row) if row else Pipe(channel)


async def note_pipe(tx: Tx, pipe: Pipe) -> None:
    """How a channel does from now on."""
    await tx.run(
        "INSERT INTO notice_pipe (channel, failures, down_since, next_try) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (channel) DO UPDATE SET failures = EXCLUDED.failures, down_since = EXCLUDED.down_since,"
        " next_try = EXCLUDED.next_try",
        pipe.channel, pipe.failures, pipe.down_since, pipe.next_try,
    )  # fmt: skip
