"""Reporting periods: opened and ended on time; the unit's officers are reminded, then its head."""

from datetime import timedelta
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right
from kernel import clocks
from kernel.actor import SYSTEM
from kernel.db import Tx
from kernel.outbox import handler
from kernel.schedule import scheduled
from notices.commands.telling import tell
from submissions.commands import periods
from submissions.queries import periods as reads
from submissions.rules.periods import KIND


@scheduled("submissions.periods", every=timedelta(minutes=10))
async def turn() -> None:
    """End what is over, open what runs."""
    await periods.turn()


@handler("clock.report_duty")
async def clock_speaks(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """A mark of a period's clock; one that was met meanwhile says nothing."""
    running = await clocks.one(UUID(ids["clock"]))
    duty = await reads.duty_item(UUID(ids["record"]))
    if running is None or not running.runs or duty is None:
        return
    told = await reads.officers(duty.unit)
    if ids["tell"] == "head":
        told += await identity.holders(SYSTEM, Right.SUBMISSION_SIGN, duty.unit)
    await tell.within(tx, f"{KIND}.clock_{ids['mark']}", KIND, duty.id, list(dict.fromkeys(told)))
