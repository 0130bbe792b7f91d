"""Every write of deliveries but taking back and urging.

- Copies are made with the release, arrive by the job, in batches: a few statements whatever their number. A recipient that
  cannot be served is set aside alone and tried again; nobody waits for them.
- Opening is carried out by the first reading; confirming is an act of the reader, or of the deputy the reader named.
- The tally of an issue moves with every copy. A delivery does not exist for anyone it is not addressed to.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from bulletins.errors import TakenBack
from bulletins.rules.deliveries import Delivery
from bulletins.rules.issues import Issue
from bulletins.rules.kinds import Reader
from bulletins.rules.lists import Step
from bulletins.store import deliveries as store
from bulletins.store import handovers, recipients, terms
from bulletins.store import issues as issue_rows
from bulletins.tables.deliveries import Delivery as DeliveryTable
from bulletins.workflow.delivery import DELIVERY, DeliveryState, reaches, visible
from identity.queries import register as identity
from identity.rights import Right
from kernel import bulk, clocks
from kernel.db import AWAY, Done, Tx, command
from kernel.errors import NotFound, StaleVersion
from kernel.log import log
from notices.commands import telling as notices

KIND = "delivery"
BATCH = 500


@command("delivery.create")
async def create(tx: Tx, issue: Issue) -> Done:
    """For the release: a copy for everybody on the frozen list, with the clock of their arrival."""
    made = await _add(tx, issue, issue.readers, 0)
    return Done(issue.id, more={"copies": str(made)})


async def add_late(tx: Tx, issue: Issue, readers: Sequence[Reader]) -> None:
    """For an agreed 补发: further copies, numbered behind the last one, on their way now."""
    last = await store.last_number(tx, issue.id)
    await recipients.append(tx, issue.id, readers, last)
    await _add(tx, issue, readers, last)
    await store.count(tx, issue.id, {DeliveryState.QUEUED: 0}, more=len(readers))
    await tx.promise("issue.fan_out", record=issue.id, action="release")


@command("delivery.arrive")
async def arrive(tx: Tx, issue: UUID, after: int = 0) -> Done:
    """Up to BATCH queued copies arrive and are told; promises the rest, and those that failed each by itself."""
    waiting = await store.queued(tx, issue, BATCH, after)
    failed = await _apart(tx, issue, waiting)
    for delivery in failed:
        await tx.promise("delivery.alone", record=delivery.id)
    if len(waiting) == BATCH:
        await tx.promise("issue.fan_out", record=issue, action="release", after=waiting[-1].number)
    else:
        await _settle_arrival(tx, issue)
    return Done(issue, more={"arrived": str(len(waiting) - len(failed))})


@command("delivery.arrive_one")
async def arrive_one(tx: Tx, id: UUID) -> Done:
    """A copy that failed among others; raises what stops it, so that it is tried again later."""
    await store.lock(tx, id)
    delivery = await store.delivery(id)
    if delivery.state == DeliveryState.QUEUED:
        await _batch(tx, delivery.issue, [delivery])
        await _settle_arrival(tx, delivery.issue)
    return Done(id)


@command("delivery.open")
async def open_delivery(tx: Tx, id: UUID) -> Done:
    """The first reading; later ones change nothing."""
    delivery = await _mine(tx, id)
    if delivery.state != DeliveryState.ARRIVED:
        return Done(id, delivery.version, delivery.state)
    row = DELIVERY.require(delivery, "open", tx.actor)
    new = await tx.move(
        DeliveryTable, id, delivery.version, delivery.state, row.target, opened_at=tx.now, opened_by=tx.actor.id
    )
    await store.count(tx, delivery.issue, {delivery.state: -1, row.target: 1})
    await clocks.settle(tx, KIND, id, Step.OPEN)
    tx.record("delivery", id, "open_first", source=delivery.state, target=row.target)
    return Done(id, new, str(row.target))


@command("delivery.accept")
async def accept(tx: Tx, id: UUID, version: int) -> Done:
    """已阅."""
    delivery = await _mine(tx, id)
    if delivery.version != version:
        raise StaleVersion
    row = DELIVERY.require(delivery, "accept", tx.actor)
    new = await tx.move(
        DeliveryTable, id, version, delivery.state, row.target, accepted_at=tx.now, accepted_by=tx.actor.id
    )
    await store.count(tx, delivery.issue, {delivery.state: -1, row.target: 1})
    await clocks.settle(tx, KIND, id)
    tx.record("delivery", id, "accept", source=delivery.state, target=row.target)
    return Done(id, new, str(row.target))


@command("delivery.close")
async def close(tx: Tx, issue: UUID) -> Done:
    """For the filing of an issue: what was confirmed is settled."""
    read = await store.locked(tx, issue, (DeliveryState.ACCEPTED,))
    if read:
        row = DELIVERY.require(read[0], "close", tx.actor)
        moved = await bulk.move_many(tx, DeliveryTable, [each.id for each in read], DeliveryState.ACCEPTED, row.target)
        await store.count(tx, issue, {DeliveryState.ACCEPTED: -len(moved), row.target: len(moved)})
        for id in moved:
            tx.record("delivery", id, "close", source=DeliveryState.ACCEPTED, target=row.target)
    return Done(issue)


async def _add(tx: Tx, issue: Issue, readers: Sequence[Reader], after: int) -> int:
    ids = await store.add(tx, issue.id, readers, DeliveryState.QUEUED, after)
    for id in ids:
        tx.record("delivery", id, "create", target=DeliveryState.QUEUED)
    await store.count(tx, issue.id, {DeliveryState.QUEUED: len(ids)})
    due = await terms.due(Step.ARRIVE, issue.kind.code, "", tx.now)
    await clocks.start(tx, KIND, issue.id, Step.ARRIVE, due)
    return len(ids)


async def _apart(tx: Tx, issue: UUID, waiting: Sequence[Delivery]) -> list[Delivery]:
    """Let them arrive together; where that fails, in halves, down to the one that cannot. Those that could not."""
    try:
        async with bulk.part(tx):
            await _batch(tx, issue, waiting)
    except AWAY:
        raise
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one recipient, the others get theirs
        if len(waiting) == 1:
            log.warning("delivery_set_aside", id=str(waiting[0].id), error=type(error).__name__)
            return list(waiting)
        half = len(waiting) // 2
        return [*await _apart(tx, issue, waiting[:half]), *await _apart(tx, issue, waiting[half:])]
    return []


async def _batch(tx: Tx, issue: UUID, waiting: Sequence[Delivery]) -> None:
    if not waiting:
        return
    row = DELIVERY.require(waiting[0], "arrive", tx.actor)
    ids = [delivery.id for delivery in waiting]
    moved = set(await bulk.move_many(tx, DeliveryTable, ids, DeliveryState.QUEUED, row.target, arrived_at=tx.now))
    came = [delivery for delivery in waiting if delivery.id in moved]
    await store.count(tx, issue, {DeliveryState.QUEUED: -len(came), row.target: len(came)})
    for delivery in came:
        tx.record("delivery", delivery.id, "arrive", source=delivery.state, target=row.target)
    kind, audience = await issue_rows.meant_for(issue)
    for step in (Step.OPEN, Step.ACCEPT):
        due = await terms.due(step, kind, audience, tx.now)
        if due:
            await clocks.start_many(tx, KIND, [(delivery.id, step, due) for delivery in came])
    await notices.tell_each.within(tx, "delivery.arrive", "delivery", await _told(tx, issue, came))


async def _told(tx: Tx, issue: UUID, came: Sequence[Delivery]) -> dict[UUID, list[UUID]]:
    """Copy -> whom to tell: its reader and the deputy, or the unit's people. Deputies are put on here."""
    people = [delivery.person for delivery in came if delivery.person]
    deputies = await handovers.deputies(people, tx.now) if people else {}
    if deputies:
        await store.appoint(tx, deputies, issue)
    units = await identity.holders_in(tx.actor, Right.DELIVERY_READ, [each.unit for each in came if each.unit])
    return {each.id: units.get(each.unit, []) if each.unit else _readers(each.person, deputies) for each in came}


def _readers(person: UUID | None, deputies: Mapping[UUID, tuple[UUID, datetime]]) -> list[UUID]:
    if person is None:
        return []
    return [person, deputies[person][0]] if person in deputies else [person]


async def _settle_arrival(tx: Tx, issue: UUID) -> None:
    tally = await store.tally(issue)
    if tally is not None and not tally.queued:
        await clocks.settle(tx, KIND, issue, Step.ARRIVE)


async def _mine(tx: Tx, id: UUID) -> Delivery:
    await store.lock(tx, id)  # two first readings at once: the second finds it open and is no failure
    delivery = await store.delivery(id)
    if not visible(delivery, tx.actor):
        if reaches(delivery, tx.actor):
            raise TakenBack
        raise NotFound
    return delivery
