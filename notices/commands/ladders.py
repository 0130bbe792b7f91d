"""Reaching somebody step by step: bell, short message, phone, operator B, head of the unit.

- The steps and their minutes are rows; a ladder keeps the rows that were in force when it started.
- Reading the notice, opening the record, acting on it, or a call that reached somebody ends a ladder. Nothing else does.
- Only the emergency ladder goes on in quiet hours; the others wait for their end, step by step.
- Phoning is a person's work: the duty desk sees whom to phone and ticks what came of it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import worktime
from kernel.actor import SYSTEM
from kernel.db import Done, Tx, command
from kernel.errors import NotFound
from notices.commands.telling import notify, send_out
from notices.errors import ClimbOver
from notices.rules import timing
from notices.rules.outcomes import ENDS_CLIMB, Result, Stopped
from notices.rules.records import RecordKind
from notices.store import climbs, letters
from notices.store import notices as store
from notices.store.climbs import Climb, Step
from notices.store.notices import About
from notices.workflow import Ladder, Rung

KIND = "climb"
PHONE = "notice.phone"


@command("notice.ladder")
async def start(  # noqa: PLR0913 - what, about what, whom, how
    tx: Tx, topic: str, record_kind: str, record: UUID, accounts: Sequence[UUID], *, ladder: str
) -> Done:
    """Reach these accounts about a record; who is on a ladder about it already goes on with that one."""
    about, started = About(topic, RecordKind(record_kind), record, _pressing(ladder)), 0
    units = await identity.units_of(SYSTEM, accounts)
    for account in sorted(set(accounts) & set(units)):
        id = await climbs.start(tx, Ladder(ladder), about, account, units[account])
        if id is not None:
            started += 1
            await tx.promise("notice.climb", climb=id)
    return Done(record, more={"started": str(started)})


@command("notice.ladder_stop")
async def stop(tx: Tx, record: UUID, accounts: Sequence[UUID] = ()) -> Done:
    """The thing is done: nobody (or none of these) needs to be reached about the record any more."""
    ending = await climbs.running(tx, [record])
    if accounts:
        ending = [id for account in accounts for id in await climbs.running(tx, [record], account)]
    await climbs.stop(tx, Stopped.ACTED, ending)
    return Done(record, more={"stopped": str(len(ending))})


@command("notice.climb")
async def climb(tx: Tx, id: UUID) -> Done:
    """Take the steps that are due, and promise the next."""
    found = await climbs.locked(tx, id)
    if found is None or found.ended:
        return Done(id)
    if await store.was_read(tx, found.account, found.record, found.started):
        await climbs.stop(tx, Stopped.READ, [id])
        return Done(id, state=Stopped.READ)
    for step in await climbs.steps(found.ladder, found.started):
        if step.step <= found.step:
            continue
        due = _due(found, step)
        if due > tx.now:
            await tx.promise("notice.climb", due=due, climb=id)
            return Done(id, state="waiting")
        await _take(tx, found, step.rung)
        await climbs.reach(tx, id, step.step)
    return Done(id, state="top")


@command("notice.tick")
async def tick(tx: Tx, id: UUID, result: str) -> Done:
    """What came of phoning somebody. Raises Forbidden, NotFound, ClimbOver."""
    demand(tx.actor, Right.NOTICE_CALL)
    found = await climbs.locked(tx, id)
    if found is None:
        raise NotFound
    if found.ended:
        raise ClimbOver
    said = Result(result)
    await climbs.note_call(tx, id, said)
    if said in ENDS_CLIMB:
        await climbs.stop(tx, Stopped.REACHED, [id])
    tx.record(KIND, id, f"call_{said}")
    return Done(id, state=said)


def _pressing(ladder: str) -> bool:
    return ladder == Ladder.EMERGENCY


def _due(found: Climb, step: Step) -> datetime:
    due = found.started + timedelta(minutes=step.minutes)
    return due if _pressing(found.ladder) else timing.quiet_end(due, timing.house(), worktime.current())


async def _take(tx: Tx, found: Climb, rung: Rung) -> None:
    about = About(found.topic, found.record_kind, found.record, _pressing(found.ladder))
    if rung is Rung.BELL:
        if not await store.was_told(tx, found.account, found.record, found.topic, found.started):
            await notify(tx, about, [found.account])
    elif rung is Rung.SMS:
        await _message(tx, found, about)
    elif rung is Rung.PHONE:
        duty = await identity.holders(SYSTEM, Right.NOTICE_CALL)
        missing = sorted(set(duty) - await store.waiting(duty, PHONE))
        await notify(tx, About(PHONE, RecordKind.CLIMB, found.id, _pressing(found.ladder)), missing)
    elif rung is Rung.OPERATOR_B:
        await notify(tx, about, [each for each in await identity.seconds(SYSTEM, found.unit) if each != found.account])
    else:
        heads = await identity.holders(SYSTEM, Right.SUBMISSION_SIGN_IMPORTANT, found.unit)
        heads = heads or await identity.holders(SYSTEM, Right.SUBMISSION_SIGN, found.unit)
        await notify(tx, about, [each for each in heads if each != found.account])


async def _message(tx: Tx, found: Climb, about: About) -> None:
    """The last notice goes by every channel now, whatever was chosen for calmer days."""
    notice = await store.newest(tx, found.account, found.record)
    if notice is None:
        return
    await store.make_urgent(tx, notice)
    await letters.hasten(tx, notice)
    pressing = About(about.topic, about.record_kind, about.record, urgent=True)
    await send_out(tx, pressing, {notice: found.account})
