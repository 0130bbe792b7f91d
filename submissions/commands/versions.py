"""Going back: an earlier saved text becomes the newest one (SUB-13).

- Nothing is undone: it is saved as a further version, what stood there before stays among the versions.
- What was let in once passes the gate again, by the rules of the day.
"""

from uuid import UUID

from gate import commands as gate
from kernel import vault
from kernel.actor import Call
from kernel.db import Done, Tx, command
from kernel.errors import NotFound
from marking.cleared import Cleared
from submissions.commands import writing
from submissions.commands.common import found
from submissions.store import submissions as store
from submissions.workflow.submission import editable


async def restore(call: Call, id: UUID, version: int, number: int) -> Done:
    """Save text `number` of a draft anew. Raises NotFound, NotEditable, StaleVersion, MarkingFound, Held."""
    row, item = await found(id, call.actor)
    kept = next((one for one in await store.versions(id) if one["number"] == number), None)
    if kept is None or not editable(item, call.actor):
        raise NotFound
    box = await vault.box(id)
    text = store.opened(box, row) | {
        name: box.open(f"{name}:{number}", bytes(kept[f"{name}_sealed"])) for name in ("title", "body")
    }
    return await _restore(call, id, version, await gate.pass_gate(call, text, record=id))


@command("submission.restore")
async def _restore(tx: Tx, id: UUID, version: int, cleared: Cleared) -> Done:
    row, _ = await found(id, tx.actor, version)
    return await writing.save.within(tx, id, version, cleared, store.details_of(row))
