"""The system administrator's act on jobs that stand aside."""

from identity.rights import Right, demand
from kernel import outbox
from kernel.actor import SYSTEM
from kernel.db import Done, Tx, command
from kernel.errors import NotFound


@command("outbox.redrive")
async def redrive(tx: Tx, id: int) -> Done:
    """Give a job a fresh start. Raises NotFound when it does not stand aside."""
    demand(tx.actor, Right.OUTBOX_MANAGE)
    if not await outbox.redrive(tx, id):
        raise NotFound
    tx.record("outbox", SYSTEM.id, "redrive", target=str(id))
    return Done(SYSTEM.id)
