"""Rows of the issues owed for working days."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from bulletins.rules.daily import Duty, Hours, at
from bulletins.tables.daily import DailyDuty, DailyRule
from kernel import db, vault
from kernel.db import Row, Tx
from kernel.ids import new_id


async def hours() -> list[Hours]:
    """Every line of the setting, for kinds in use."""
    rows = await db.fetch(
        "SELECT r.* FROM daily_rule r JOIN bulletin_kind k ON k.id = r.kind WHERE k.active ORDER BY r.kind, r.since"
    )
    return [Hours(row["kind"], row["since"], row["until"], row["assemble"], row["due"]) for row in rows]


async def set_hours(tx: Tx, kind: UUID, since: date, assemble: int, due: int) -> None:
    """A line in force from a day on; the one before ends there."""
    await tx.run("UPDATE daily_rule SET until = $2 WHERE kind = $1 AND until IS NULL AND since < $2", kind, since)
    await tx.insert(DailyRule, kind=kind, since=since, assemble=assemble, due=due)


async def known(since: date) -> set[tuple[UUID, date]]:
    """The days from one on that have their duty, by kind."""
    return {
        (row["kind"], row["day"]) for row in await db.fetch("SELECT kind, day FROM daily_duty WHERE day >= $1", since)
    }


async def add(tx: Tx, line: Hours, day: date, ends: datetime) -> Duty | None:
    """The duty of a day, with the key its words will be sealed with; None when it is there already."""
    made = new_id()
    row = await tx.one(
        "INSERT INTO daily_duty (id, version, state, kind, day, assembles, due, ends, created)"
        " VALUES ($1, 1, 'expected', $2, $3, $4, $5, $6, $7) ON CONFLICT (kind, day) DO NOTHING RETURNING *",
        made, line.kind, day, at(day, line.assemble), at(day, line.due), ends, tx.now,
    )  # fmt: skip
    if row is None:
        return None
    await vault.keep(tx, vault.mint(made, "daily_duty"))
    return _duty(row)


async def one(id: UUID) -> Duty | None:
    """A duty by its id."""
    row = await db.one("SELECT * FROM daily_duty WHERE id = $1", id)
    return _duty(row) if row else None


async def locked(tx: Tx, id: UUID) -> Duty | None:
    """A duty by its id, held until the transaction ends."""
    row = await tx.one("SELECT * FROM daily_duty WHERE id = $1 FOR UPDATE", id)
    return _duty(row) if row else None


async def assembled(tx: Tx, id: UUID, issue: UUID) -> None:
    """The issue that was put together for the day."""
    await tx.run("UPDATE daily_duty SET issue = $2, version = version + 1 WHERE id = $1", id, issue)


async def between(first: date, last: date) -> list[Duty]:
    """The duties of some days."""
    rows = await db.fetch("SELECT * FROM daily_duty WHERE day BETWEEN $1 AND $2 ORDER BY day, kind", first, last)
    return [_duty(row) for row in rows]


async def open_ones(states: Sequence[str]) -> list[Duty]:
    """Duties in some states, oldest first."""
    return [_duty(row) for row in await db.fetch(
        "SELECT * FROM daily_duty WHERE state = ANY($1) ORDER BY day, kind LIMIT 200", list(states)
    )]  # fmt: skip


async def of_day(tx: Tx, kind: UUID, day: date) -> Duty | None:
    """The duty of a kind and a day, locked."""
    row = await tx.one("SELECT * FROM daily_duty WHERE kind = $1 AND day = $2 FOR UPDATE", kind, day)
    return _duty(row) if row else None


async def move(tx: Tx, duty: Duty, target: str, issue: UUID | None) -> int:
    """Compare and set."""
    return await tx.move(DailyDuty, duty.id, duty.version, duty.state, target, issue=issue, ended=tx.now)


def _duty(row: Row) -> Duty:
    return Duty(
        row["id"], row["version"], row["state"], row["kind"], row["day"], row["assembles"], row["due"], row["ends"],
        row["created"], row["issue"], row["ended"],
    )  # fmt: skip
