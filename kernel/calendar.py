"""The office's own entries in the working calendar, and the outages it has declared.

- Entries: single days, and "this year's notice is entered completely". An entry wins over the published calendar; taking
  it out brings the published one back.
- An outage is a stretch in which nobody could work with the system: no clock runs in it. It may be declared afterwards;
  what was settled late because of it is on time then.
- Every process reads both at its start and again within a minute of a change. What runs is counted again then, whoever
  is concerned is told, and every move keeps the version of the calendar it came from (kernel/clocks.py).
"""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from kernel import clock, clocks, db, worktime
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, NotFound, Unavailable
from kernel.ids import new_id
from kernel.log import log
from kernel.outbox import handler
from kernel.workflow import Labelled
from kernel.worktime import Outage

EVERY = timedelta(minutes=1)
FIRST, LAST = 2004, 2045
YEAR_LENGTH = len("2027")
LONGEST = timedelta(days=30)
_read: list[datetime] = []
_counted: list[str] = []
_made: list[tuple[str, worktime.Calendar]] = []


class OutageKind(Labelled):
    """Why nobody could work with the system."""

    SERVICE = "service", "系统停用"
    NETWORK = "network", "网络中断"
    POWER = "power", "停电"
    OTHER = "other", "其他原因停办"


@dataclass(frozen=True, slots=True)
class Declared:
    """An outage as it was declared."""

    id: UUID
    kind: str
    start: datetime
    end: datetime
    by: UUID
    at: datetime


@command("calendar.enter")
async def enter(tx: Tx, day: str, worked: str) -> Done:
    """A day ("2027-02-06") that is worked or free, or a year ("2027") that is complete; `worked`: yes | no | published."""
    _checked(day, worked)
    if worked == "published":
        await tx.run("DELETE FROM calendar_day WHERE day = $1", day)
    else:
        await tx.run(
            "INSERT INTO calendar_day (day, worked) VALUES ($1, $2) ON CONFLICT (day) DO UPDATE SET worked = EXCLUDED.worked",
            day,
            int(worked == "yes"),
        )
    id = new_id()
    tx.record("calendar", id, "enter", after=f"{day} {worked}".encode())
    return Done(id, more={"day": day})


@command("calendar.declare_outage")
async def declare_outage(tx: Tx, kind: str, start: datetime, end: datetime) -> Done:
    """A stretch in which no clock runs. Raises Invalid."""
    wrong = {}
    if kind not in list(OutageKind):
        wrong["kind"] = "choose_one"
    if not start < end:
        wrong["end"] = "ends_before_it_starts"
    elif end - start > LONGEST or end > tx.now + LONGEST or not FIRST <= start.year <= LAST:
        wrong["end"] = "outage_too_long"
    if wrong:
        raise Invalid(fields=wrong)
    id = new_id()
    await tx.run(
        "INSERT INTO outage (id, kind, start, until, declared_by, declared) VALUES ($1, $2, $3, $4, $5, $6)",
        id, kind, start, end, tx.actor.id, tx.now,
    )  # fmt: skip
    tx.record("calendar", id, "declare_outage", after=f"{kind} {start.isoformat()} {end.isoformat()}".encode())
    await tx.promise("calendar.outage", start=start.isoformat(), end=end.isoformat())
    return Done(id)


@command("calendar.withdraw_outage")
async def withdraw_outage(tx: Tx, id: UUID) -> Done:
    """A declaration that was wrong. Raises NotFound."""
    row = await tx.one("DELETE FROM outage WHERE id = $1 RETURNING id", id)
    if row is None:
        raise NotFound
    tx.record("calendar", id, "withdraw_outage")
    return Done(id)


@handler("calendar.outage")
async def excuse(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """What was settled late over a declared outage is counted again."""
    await install()
    await clocks.excuse(tx, datetime.fromisoformat(ids["start"]), datetime.fromisoformat(ids["end"]))


async def entries() -> dict[str, bool]:
    """Every entry, in order."""
    return {
        row["day"]: bool(row["worked"]) for row in await db.fetch("SELECT day, worked FROM calendar_day ORDER BY day")
    }


async def outages() -> list[Declared]:
    """Every declared outage, the newest first."""
    rows = await db.fetch("SELECT * FROM outage ORDER BY start DESC, id")
    return [
        Declared(row["id"], row["kind"], row["start"], row["until"], row["declared_by"], row["declared"])
        for row in rows
    ]


async def install() -> None:
    """Put the entries and the outages in force in this process."""
    declared = [Outage(each.start, each.end, each.kind) for each in await outages()]
    made = repr((await entries(), declared))
    if _made != [(made, worktime.current())]:  # making one takes longer than reading it
        worktime.install(worktime.Calendar.with_overrides(await entries(), declared))
        _made[:] = [(made, worktime.current())]
    _read[:] = [clock.now()]


async def refresh() -> int:
    """For the job loop: read again once a minute, and count what runs again when it was counted otherwise.

    Never counts as work.
    """
    stale = not _read or abs(clock.now() - _read[0]) >= EVERY
    if stale:
        await install()
    if stale or _counted != [worktime.current().basis]:
        await clocks.recount()
        _counted[:] = [worktime.current().basis]
    return 0


async def follow() -> None:
    """For a process without a job loop: read again, for ever, as often as a loop would."""
    while True:
        await asyncio.sleep(EVERY.total_seconds())
        try:
            await install()
        except Unavailable:
            log.warning("calendar_not_read")


def _checked(day: str, worked: str) -> None:
    if worked not in {"yes", "no", "published"}:
        raise Invalid(fields={"worked": "choose_one"})
    try:
        year = int(day) if len(day) == YEAR_LENGTH else date.fromisoformat(day).year
    except ValueError:
        raise Invalid(fields={"day": "not_a_date"}) from None
    if not FIRST <= year <= LAST:
        raise Invalid(fields={"day": "not_a_date"})
