"""Reading handed over (LE-04): a reader who is away gives it to somebody of the same unit for some days, in one batch.

- The deputy reads and confirms what is unread now and what comes meanwhile; after the last day nothing of it is left to them.
- It is taken back at any moment. Whoever sent the copies sees who reads them and until when.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from bulletins.errors import HandoverRuns
from bulletins.store import handovers as store
from bulletins.tables.lists import ReadingHandover as HandoverTable
from bulletins.workflow.handover import READING_HANDOVER, HandoverState
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import clock
from kernel.actor import SYSTEM
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, NotFound, StaleVersion

KIND = "reading_handover"
LONGEST = timedelta(days=92)


@command("reading.hand_over")
async def give(tx: Tx, deputy: UUID, first: date, last: date) -> Done:
    """Name a deputy from a day to a day. Raises Forbidden, Invalid, HandoverRuns."""
    demand(tx.actor, Right.DELIVERY_READ)
    starts, ends = _span(tx, first, last)
    if deputy == tx.actor.id or deputy not in await identity.holders(SYSTEM, Right.DELIVERY_READ, tx.actor.unit):
        raise Invalid(fields={"deputy": "not_a_choice"})
    if any(one.valid_from < ends and starts < one.valid_until for one in await store.running(tx, tx.actor.id)):
        raise HandoverRuns(fields={"first": "handover_runs"})
    id = await store.add(tx, HandoverState.GIVEN, deputy, starts, ends)
    tx.record(KIND, id, "give", target=HandoverState.GIVEN)
    if starts <= tx.now:
        await _begin(tx, tx.actor.id, deputy, ends)
    else:
        await tx.promise("handover.begin", due=starts, record=id)
    await tx.promise("handover.tell", record=id, action="give")
    return Done(id, 1, HandoverState.GIVEN)


@command("reading.begin")
async def begin(tx: Tx, id: UUID) -> Done:
    """The first day has come: what is unread goes to the deputy too."""
    found = await store.one(id)
    if found.state == HandoverState.GIVEN and found.valid_from <= tx.now < found.valid_until:
        await _begin(tx, found.giver, found.deputy, found.valid_until)
    return Done(id, found.version, found.state)


@command("reading.revoke")
async def revoke(tx: Tx, id: UUID, version: int) -> Done:
    """Take it back: the deputy reads none of it from now on. Raises NotFound, Forbidden, StaleVersion."""
    found = await store.one(id)
    if tx.actor.id not in (found.giver, found.deputy):
        raise NotFound
    if found.version != version:
        raise StaleVersion
    row = READING_HANDOVER.require(found, "revoke", tx.actor)
    new = await tx.move(HandoverTable, id, version, found.state, row.target, revoked=tx.now)
    tx.record(KIND, id, "revoke", source=found.state, target=row.target)
    for delivery in await store.take_off(tx, found.giver, found.deputy):
        tx.record("delivery", delivery, "hand_back")
    await tx.promise("handover.tell", record=id, action="revoke")
    return Done(id, new, str(row.target))


async def _begin(tx: Tx, giver: UUID, deputy: UUID, until: datetime) -> None:
    for delivery in await store.put_on(tx, giver, deputy, until):
        tx.record("delivery", delivery, "hand_over")


def _span(tx: Tx, first: date, last: date) -> tuple[datetime, datetime]:
    """From now, or a later day's midnight, to the end of the last day. Raises Invalid."""
    today = clock.local(tx.now).date()
    if first < today or last < first:
        raise Invalid(fields={"first": "in_the_past"} if first < today else {"last": "ends_before"})
    if last - today > LONGEST:
        raise Invalid(fields={"last": "handover_too_long"}, limit=LONGEST.days)
    midnight = datetime.min.time()
    starts = tx.now if first == today else datetime.combine(first, midnight, clock.LOCAL)
    return starts, datetime.combine(last + timedelta(days=1), midnight, clock.LOCAL)
