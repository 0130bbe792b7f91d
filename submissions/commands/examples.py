"""Adopted texts the editors hold up as examples for everyone who reports (LO-06).

- An editor marks one, with a word on what is good about it, and takes it down again. Both are in the journal.
- Never one in which something was held by the gate, with personal numbers, or sent without being adopted: it is read by
  units that were no party to it.
"""

from uuid import UUID

from gate import commands as gate
from gate import queries as held
from identity.rights import Right, demand
from kernel import vault
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, NotFound
from marking.cleared import Cleared
from marking.masking import exposed
from submissions.commands.common import found
from submissions.errors import NoExample
from submissions.store import examples as store
from submissions.store import submissions as texts
from submissions.workflow.examples import KIND, USED, ExampleAct

LONGEST = 200


@command("example.mark")
async def mark(tx: Tx, id: UUID, cleared: Cleared) -> Done:
    """Hold it up. Raises Invalid, NotFound, NoExample."""
    demand(tx.actor, Right.ARTICLE_EDIT)
    gate.nothing_held(cleared)
    row, item = await found(id, tx.actor)
    box = await vault.box(id)
    if item.state not in USED or await held.holds(tx.actor, [id], lapsed=True) or exposed(texts.opened(box, row)):
        raise NoExample(action="", state="", reason="")
    why = cleared.text("why").strip()
    if not why or len(why) > LONGEST:
        raise Invalid(fields={"why": "required" if not why else "contact_too_long"})
    if await store.of(id, USED):
        return Done(id)
    made = await store.add(tx, box, why)
    tx.record(KIND, made, ExampleAct.MARK, after=why.encode())
    return Done(id)


@command("example.withdraw")
async def withdraw(tx: Tx, id: UUID) -> Done:
    """Hold it up no more. Raises NotFound."""
    demand(tx.actor, Right.ARTICLE_EDIT)
    made = await store.withdraw(tx, id)
    if made is None:
        raise NotFound
    tx.record(KIND, made, ExampleAct.WITHDRAW)
    return Done(id)
