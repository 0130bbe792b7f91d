"""Every write of deliveries.

- Arrival is carried out by the job; opening by the first reading; confirming is an act of the reader.
- A delivery does not exist for anyone it is not addressed to.
"""

from uuid import UUID

from bulletins.rules.deliveries import Delivery
from bulletins.store import deliveries as store
from bulletins.tables.deliveries import Delivery as DeliveryTable
from bulletins.workflow.delivery import DELIVERY, DeliveryState, visible
from identity.queries import register as identity
from identity.rights import Right
from kernel.db import Done, Tx, command
from kernel.errors import NotFound, StaleVersion
from notices.commands import telling as notices

BATCH = 200


@command("delivery.arrive")
async def arrive(tx: Tx, issue: UUID) -> Done:
    """Up to BATCH queued deliveries of an issue arrive and are told; promises itself again while any is left."""
    waiting = await store.queued(tx, issue, BATCH)
    for delivery in waiting:
        row = DELIVERY.require(delivery, "arrive", tx.actor)
        await tx.move(DeliveryTable, delivery.id, delivery.version, delivery.state, row.target, arrived_at=tx.now)
        tx.record("delivery", delivery.id, "arrive", source=delivery.state, target=row.target)
        told = [delivery.person] if delivery.person else []
        if delivery.unit:
            told = await identity.holders(tx.actor, Right.DELIVERY_READ, delivery.unit)
        await notices.tell.within(tx, "delivery.arrive", "delivery", delivery.id, told)
    if len(waiting) == BATCH:
        await tx.promise("issue.fan_out", record=issue, action="release")
    return Done(issue, more={"arrived": str(len(waiting))})


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
    tx.record("delivery", id, "accept", source=delivery.state, target=row.target)
    return Done(id, new, str(row.target))


async def _mine(tx: Tx, id: UUID) -> Delivery:
    await store.lock(tx, id)  # two first readings at once: the second finds it open and is no failure
    delivery = await store.delivery(id)
    if not visible(delivery, tx.actor):
        raise NotFound
    return delivery
