"""Regular reports: a duty for each unit and period, zero reports, and what settles them (LO-04).

- Every unit that reports to the office itself owes a report for each period in force; its clock runs to the end of the
  period's last working day.
- A zero report is one click, counts as on time, and is journalled. A text of the period takes it back by itself: one
  that arrives within the period, or whose facts were learned within it.
- When a period is over, who said nothing was silent; what comes later is late, and stays visible as such.
"""

from datetime import datetime
from uuid import UUID

from identity.queries import register as identity
from kernel import clock, clocks, terms, worktime
from kernel.actor import SYSTEM, Call
from kernel.db import Done, Row, Tx, command
from kernel.errors import NotFound, StaleVersion
from submissions.commands import credit
from submissions.rules.periods import KIND, STEP, Bounds, Duty, bounds
from submissions.store import periods as store
from submissions.workflow.periods import DUTY, DutyState


@command("period.zero")
async def zero(tx: Tx, id: UUID, version: int) -> Done:
    """Nothing happened in the period. Raises NotFound, StaleVersion, NotAllowedNow."""
    duty = await store.one(id)
    if duty is None or duty.unit != tx.actor.unit:
        raise NotFound
    row = DUTY.require(duty, "zero", tx.actor)
    if duty.version != version:
        raise StaleVersion
    return await _moved(tx, duty, row.action, DutyState(row.target), tx.actor.id)


async def arrived(tx: Tx, unit: UUID, through: UUID | None, category: str, learned: datetime | None) -> None:
    """A text has reached the office: the duties of its unit, and of the unit that passed it on, are met."""
    moments = [tx.now, *([learned] if learned else [])]
    for each in (unit, through):
        for duty in await store.touched(tx, each, category, moments) if each else ():
            await _moved(tx, duty, "report", DutyState(DUTY.require(duty, "report", SYSTEM).target))


async def turn() -> int:
    """End periods that are over, open those that run; how many duties were touched."""
    now, touched = clock.now(), 0
    for duty in await store.over(now):
        await _miss(Call(SYSTEM), duty.id, duty.version)
        touched += 1
    day = clock.local(now).date()
    found = await store.periods(day)
    units = await reporting() if found else []
    for period in found:
        span = bounds(period["cadence"], day, worktime.current())
        lacking = await store.missing(period["code"], span.starts, units)
        if lacking:
            await _open(Call(SYSTEM), period["code"], lacking)
            touched += len(lacking)
    return touched


async def reporting() -> list[UUID]:
    """Units that report to the office themselves (SUB-01)."""
    there = await identity.units(SYSTEM)
    office = {unit.id for unit in there if unit.office}
    return [
        unit.id for unit in there if not unit.office and (unit.direct or unit.parent is None or unit.parent in office)
    ]


@command("period.open")
async def _open(tx: Tx, code: str, units: list[UUID]) -> Done:
    day = clock.local(tx.now).date()
    period = next((row for row in await store.periods(day) if row["code"] == code), None)
    if period is None:
        return Done(SYSTEM.id)
    span = bounds(period["cadence"], day, worktime.current())
    there = await store.sent(span.starts, span.ends, period["category"])
    for unit in units:
        await _opened(tx, period, span, unit, sent=unit in there)
    return Done(SYSTEM.id, more={"opened": str(len(units))})


async def _opened(tx: Tx, period: Row, span: Bounds, unit: UUID, *, sent: bool) -> None:
    id = await store.add(tx, period, span, unit)
    if id:
        due = terms.at_moment(period["code"], period["label"], span.due, span.starts)
        await clocks.start(tx, KIND, id, STEP, due)
        duty = await store.one(id)
        if duty and sent:
            await _moved(tx, duty, "report", DutyState.REPORTED)


@command("period.miss")
async def _miss(tx: Tx, id: UUID, version: int) -> Done:
    duty = await store.one(id)
    if duty is None or duty.version != version or duty.state != DutyState.OPEN or duty.ends > tx.now:
        return Done(id)
    return await _moved(tx, duty, "miss", DutyState(DUTY.require(duty, "miss", SYSTEM).target))


async def _moved(tx: Tx, duty: Duty, action: str, target: DutyState, by: UUID | None = None) -> Done:
    new = await store.move(tx, duty, target, by)
    tx.record(KIND, duty.id, action, source=duty.state, target=target)
    if target is DutyState.SILENT:
        await clocks.drop(tx, KIND, duty.id)
        await credit.silent(tx, duty)
    else:
        await clocks.settle(tx, KIND, duty.id, STEP)
    return Done(duty.id, new, str(target))
