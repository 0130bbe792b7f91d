"""The SQL of reporting periods."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from kernel import db
from kernel.db import Row, Tx
from kernel.ids import new_id
from submissions.rules.periods import Bounds, Duty
from submissions.tables.periods import ReportDuty
from submissions.workflow.periods import DutyState


def duty_of(row: Row) -> Duty:
    """A row as the workflow sees it."""
    return Duty(**{name: row[name] for name in Duty.__dataclass_fields__})


async def periods(day: date) -> list[Row]:
    """What is reported regularly on a day."""
    return await db.fetch(
        "SELECT * FROM report_period WHERE valid_from <= $1 AND (valid_until IS NULL OR valid_until > $1) ORDER BY code",
        day,
    )


async def codes() -> list[Row]:
    """Every period there is or was, with its newest label."""
    return await db.fetch("SELECT DISTINCT ON (code) code, label FROM report_period ORDER BY code, valid_from DESC")


async def missing(period: str, starts: datetime, units: Iterable[UUID]) -> list[UUID]:
    """Units that have no duty of this period yet."""
    wanted = list(units)
    rows = await db.fetch(
        "SELECT unit FROM report_duty WHERE period = $1 AND starts = $2 AND unit = ANY($3)", period, starts, wanted
    )
    there = {row["unit"] for row in rows}
    return [unit for unit in wanted if unit not in there]


async def add(tx: Tx, period: Row, bounds: Bounds, unit: UUID) -> UUID | None:
    """A unit's duty; None when another process was first."""
    id = new_id(tx.now)
    row = await tx.one(
        "INSERT INTO report_duty (id, state, period, category, label, unit, starts, ends, due)"
        " VALUES ($1, 'open', $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (period, unit, starts) DO NOTHING RETURNING id",
        id, period["code"], period["category"], period["label"], unit, bounds.starts, bounds.ends, bounds.due,
    )  # fmt: skip
    return row["id"] if row else None


async def one(id: UUID) -> Duty | None:
    """A duty."""
    row = await db.one("SELECT * FROM report_duty WHERE id = $1", id)
    return duty_of(row) if row else None


async def touched(tx: Tx, unit: UUID, category: str, moments: Sequence[datetime]) -> list[Duty]:
    """The duties a text of this category settles: of the periods these moments lie in. Locked."""
    rows = await tx.fetch(
        "SELECT * FROM report_duty d WHERE unit = $1 AND category IN ('', $2) AND state IN ('open', 'zero', 'silent')"
        " AND EXISTS (SELECT 1 FROM unnest($3::timestamptz[]) AS m WHERE d.starts <= m AND m < d.ends)"
        " ORDER BY id FOR UPDATE", unit, category, list(moments),
    )  # fmt: skip
    return [duty_of(row) for row in rows]


async def over(now: datetime) -> list[Duty]:
    """Duties nobody has met whose period is over."""
    rows = await db.fetch("SELECT * FROM report_duty WHERE state = 'open' AND ends <= $1 ORDER BY id LIMIT 1000", now)
    return [duty_of(row) for row in rows]


async def of_unit(unit: UUID, limit: int = 40) -> list[Duty]:
    """A unit's own, the newest period first."""
    rows = await db.fetch(
        "SELECT * FROM report_duty WHERE unit = $1 ORDER BY starts DESC, period LIMIT $2", unit, limit
    )
    return [duty_of(row) for row in rows]


async def owed(unit: UUID) -> list[Duty]:
    """What a unit still owes; of what was missed the newest only."""
    rows = await db.fetch("SELECT * FROM report_duty WHERE unit = $1 AND state = 'open' ORDER BY due, id", unit)
    return [duty_of(row) for row in rows]


async def of_period(period: str, starts: datetime) -> list[Duty]:
    """Every unit's duty of one period."""
    rows = await db.fetch("SELECT * FROM report_duty WHERE period = $1 AND starts = $2", period, starts)
    return [duty_of(row) for row in rows]


async def begun(period: str, limit: int = 60) -> list[datetime]:
    """The periods there are, the newest first."""
    rows = await db.fetch(
        "SELECT DISTINCT starts FROM report_duty WHERE period = $1 ORDER BY starts DESC LIMIT $2", period, limit
    )
    return [row["starts"] for row in rows]


async def sent(since: datetime, until: datetime, category: str) -> dict[UUID, int]:
    """Unit -> how many texts of a category (empty: of any) it sent in a stretch of time."""
    rows = await db.fetch(
        "SELECT unit, count(*) AS n FROM submission WHERE submitted >= $1 AND submitted < $2"
        " AND ($3 = '' OR category = $3) GROUP BY unit",
        since, until, category,
    )  # fmt: skip
    return {row["unit"]: int(row["n"]) for row in rows}


async def category_of(period: str, starts: datetime) -> str:
    """What counts in a period."""
    row = await db.one("SELECT category FROM report_duty WHERE period = $1 AND starts = $2 LIMIT 1", period, starts)
    return str(row["category"]) if row else ""


async def move(tx: Tx, duty: Duty, target: DutyState, by: UUID | None = None) -> int:
    """Compare-and-set; what settles it has its moment."""
    settled = None if target in (DutyState.OPEN, DutyState.SILENT) else tx.now
    return await tx.move(ReportDuty, duty.id, duty.version, duty.state, target, settled=settled, by=by)
