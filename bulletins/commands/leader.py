"""Every write of the leader's desk that is not an instruction.

- 圈阅 is an act on each item: an item not opened yet is opened by it. Doing it again changes nothing, so that what was
  written without a network may be sent twice.
- A person's own phrases passed the gate like every text, and belong to nobody else.
"""

from uuid import UUID

from bulletins.commands import deliveries
from bulletins.store import leader as store
from bulletins.workflow.delivery import DeliveryState
from gate import commands as gate
from identity.rights import Right, demand
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, NotFound
from marking.cleared import Cleared

LONGEST_PHRASE, MOST_PHRASES = 60, 24
DONE = (DeliveryState.ACCEPTED, DeliveryState.CLOSED)


@command("delivery.circle")
async def circle(tx: Tx, id: UUID) -> Done:
    """已阅, whatever this reader's page showed: opened if it was not, confirmed if it was not."""
    opened = await deliveries.open_delivery.within(tx, id)
    if opened.state in DONE:
        return opened
    return await deliveries.accept.within(tx, id, opened.version)


@command("phrase.add")
async def add_phrase(tx: Tx, said: Cleared) -> Done:
    """One more phrase of the actor's own."""
    demand(tx.actor, Right.INSTRUCTION_WRITE)
    gate.nothing_held(said)
    words = " ".join(said.text("text").split())
    if not words:
        raise Invalid(fields={"text": "required"})
    if len(words) > LONGEST_PHRASE:
        raise Invalid(fields={"text": "too_long"}, limit=LONGEST_PHRASE)
    if await store.lock_phrases(tx) >= MOST_PHRASES:
        raise Invalid(fields={"text": "phrases_full"}, limit=MOST_PHRASES)
    id = await store.add_phrase(tx, words)
    tx.record("phrase", id, "phrase_add", after=words.encode())
    return Done(id)


@command("phrase.drop")
async def drop_phrase(tx: Tx, id: UUID) -> Done:
    """Take one of the actor's own away."""
    if not await store.drop_phrase(tx, id):
        raise NotFound
    tx.record("phrase", id, "phrase_drop")
    return Done(id)


@command("reader.large")
async def read_large(tx: Tx, wanted: bool) -> Done:  # noqa: FBT001 - the value itself
    """How large the actor reads, on whatever machine."""
    await store.set_large(tx, wanted)
    return Done(tx.actor.id)
