"""SQL of ladders: their steps, who is on one, calls, and urging."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel import clock, db
from kernel.db import Tx
from kernel.ids import new_id
from notices.rules.outcomes import Result, Stopped
from notices.store.notices import About
from notices.tables import PhoneCall
from notices.tables import Press as PressTable
from notices.workflow import Ladder, Rung


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a ladder."""

    step: int
    rung: Rung
    minutes: int


@dataclass(frozen=True, slots=True)
class Climb:
    """Somebody on a ladder."""

    id: UUID
    ladder: str
    topic: str
    record_kind: str
    record: UUID
    account: UUID
    unit: UUID
    started: datetime
    step: int
    ended: datetime | None
    ended_by: UUID | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Called:
    """A phone call."""

    climb: UUID
    by: UUID
    at: datetime
    result: str


async def steps(ladder: str, at: datetime) -> list[Step]:
    """The steps in force on the day of a moment, in order."""
    rows = await db.fetch(
        "SELECT step, rung, minutes FROM notice_rung WHERE ladder = $1 AND valid_from <= $2"
        " AND (valid_until IS NULL OR valid_until > $2) ORDER BY step",
        ladder, clock.local(at).date(),
    )  # fmt: skip
    return [Step(row["step"], Rung(row["rung"]), row["minutes"]) for row in rows]


async def start(tx: Tx, ladder: Ladder, about: About, account: UUID, unit: UUID) -> UUID | None:
    """Somebody sets out; None when they are on their way about this record already."""
    row = await tx.one(
        "INSERT INTO notice_climb (id, ladder, topic, record_kind, record, account, unit, started)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (record, account) WHERE ended IS NULL DO NOTHING RETURNING id",
        new_id(tx.now), ladder.value, about.topic, about.record_kind, about.record, account, unit, tx.now,
    )  # fmt: skip
    return row["id"] if row else None


async def locked(tx: Tx, id: UUID) -> Climb | None:
    """A climb, held until the transaction ends."""
    row = await tx.one("SELECT * FROM notice_climb WHERE id = $1 FOR UPDATE", id)
    return Climb(**row) if row else None


async def one(id: UUID) -> Climb | None:
    """A climb."""
    row = await db.one("SELECT * FROM notice_climb WHERE id = $1", id)
    return Climb(**row) if row else None


async def reach(tx: Tx, id: UUID, step: int) -> None:
    """A step was taken."""
    await tx.run("UPDATE notice_climb SET step = $2 WHERE id = $1", id, step)


async def stop(tx: Tx, outcome: Stopped, ids: Sequence[UUID]) -> None:
    """These ladders end."""
    await tx.run(
        "UPDATE notice_climb SET ended = $2, ended_by = $3, outcome = $4 WHERE id = ANY($1) AND ended IS NULL",
        list(ids), tx.now, tx.actor.id, outcome.value,
    )  # fmt: skip


async def running(tx: Tx, records: Sequence[UUID], account: UUID | None = None) -> list[UUID]:
    """Who is on the way about these records (of one account)."""
    rows = await tx.fetch(
        "SELECT id FROM notice_climb WHERE record = ANY($1) AND ended IS NULL AND ($2::uuid IS NULL OR account = $2)",
        list(records), account,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def to_phone(limit: int) -> list[Climb]:
    """Who is to be phoned: on a ladder that has come to the phone, the longest waiting first."""
    rows = await db.fetch(
        "SELECT c.* FROM notice_climb c"
        " WHERE c.ended IS NULL AND EXISTS (SELECT 1 FROM notice_rung r WHERE r.ladder = c.ladder AND r.rung = 'phone'"
        "  AND r.step <= c.step AND r.valid_from <= c.started AND (r.valid_until IS NULL OR r.valid_until > c.started))"
        " ORDER BY c.started, c.id LIMIT $1",
        limit,
    )
    return [Climb(**row) for row in rows]


async def note_call(tx: Tx, climb: UUID, result: Result) -> None:
    """A phone call."""
    await tx.insert(PhoneCall, id=new_id(tx.now), climb=climb, by=tx.actor.id, at=tx.now, result=result.value)


async def calls(climbs: Sequence[UUID]) -> list[Called]:
    """The calls of these ladders, oldest first."""
    rows = await db.fetch(
        "SELECT climb, by, at, result FROM notice_call WHERE climb = ANY($1) ORDER BY id", list(climbs)
    )
    return [Called(**row) for row in rows]


async def pressed_since(tx: Tx, record: UUID, since: datetime) -> set[UUID]:
    """Who was urged about a record since then. Urging about one record queues."""
    await tx.run("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", str(record))
    rows = await tx.fetch("SELECT DISTINCT account FROM notice_press WHERE record = $1 AND at > $2", record, since)
    return {row["account"] for row in rows}


async def note_press(tx: Tx, about: About, account: UUID, notice: UUID) -> None:
    """Somebody was urged."""
    await tx.insert(
        PressTable, id=new_id(tx.now), record_kind=about.record_kind, record=about.record, by=tx.actor.id, at=tx.now,
        account=account, notice=notice,
    )  # fmt: skip


async def note_presses(tx: Tx, record_kind: str, made: Mapping[UUID, tuple[UUID, UUID]]) -> None:
    """Many were urged, each about their own record: notice -> (record, account)."""
    await tx.run(
        'INSERT INTO notice_press (id, record_kind, record, "by", at, account, notice)'
        " SELECT u.id, $1, u.record, $2, $3, u.account, u.notice"
        " FROM unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[]) AS u (id, record, account, notice)",
        record_kind, tx.actor.id, tx.now, [new_id(tx.now) for _ in made], [record for record, _ in made.values()],
        [account for _, account in made.values()], list(made),
    )  # fmt: skip
