"""Work of planning: the daily issues, timed releases, and who is told of an alarm, a recall or a correction.

- `clock.daily_duty` {clock, record, mark}: the alarm of a working day; from the due moment on approvers and duty officers
  hear it too, at once.
- `issue.recalled`, `issue.corrected` {record}: every reader whose copy had arrived.
"""

from datetime import timedelta
from uuid import UUID

from bulletins.commands import daily, planning, releasing
from bulletins.queries import planning as reads
from bulletins.rules.daily import KIND
from identity.queries import register as identity
from identity.rights import Right
from kernel import clocks
from kernel.actor import SYSTEM, Call
from kernel.db import Tx
from kernel.errors import Refusal
from kernel.outbox import handler
from kernel.schedule import scheduled
from notices.commands import telling as notices

REMINDERS = frozenset({"50", "75", "moved"})


@scheduled("bulletins.daily", every=timedelta(minutes=5))
async def daily_turn() -> None:
    """Owe, put together, end."""
    await daily.turn()


@scheduled("bulletins.timed_release", every=timedelta(seconds=20))
async def timed_release() -> None:
    """Release what is due, each in the name of whoever set it; what cannot be released is told and left."""
    for due in await reads.timed():
        try:
            await releasing.release(Call(await identity.actor_of(due.by)), due.issue, due.version)
        except Refusal:
            await planning.give_up(Call(SYSTEM), due.issue, due.version)


@handler("clock.daily_duty")
async def alarm(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """A mark of a day's clock; a day that is done meanwhile says nothing."""
    running = await clocks.one(UUID(ids["clock"]))
    if running is None or not running.runs:
        return
    told = await identity.holders(SYSTEM, Right.ISSUE_COMPILE)
    late = ids["mark"] not in REMINDERS
    if late:
        told += [
            *await identity.holders(SYSTEM, Right.ISSUE_APPROVE),
            *await identity.holders(SYSTEM, Right.NOTICE_CALL),
        ]
    await notices.tell.within(
        tx, f"{KIND}.clock_{ids['mark']}", KIND, UUID(ids["record"]), list(dict.fromkeys(told)), urgent=late
    )


@handler("issue.recalled")
async def recalled(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """Every reader whose copy had arrived, and the desk."""
    await _readers(tx, UUID(ids["record"]), "recall")


@handler("issue.corrected")
async def corrected(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """Every reader who had the issue that was corrected."""
    await _readers(tx, UUID(ids["record"]), "correct")


async def _readers(tx: Tx, issue: UUID, act: str) -> None:
    await notices.tell_each.within(tx, f"delivery.{act}", "delivery", await reads.reached(issue))
