"""The journal's line of an export of the ledger."""

import json
from collections.abc import Mapping

from bulletins.workflow.acts import Act
from identity.rights import Right
from kernel.db import Done, Tx, command
from kernel.errors import Forbidden


@command("instruction.export")
async def export(tx: Tx, query: Mapping[str, str], rows: int) -> Done:
    """The journal's line of an export. Raises Forbidden."""
    if not (tx.actor.may(Right.SUBMISSION_EXPORT) and tx.actor.may(Right.INSTRUCTION_READ)):
        raise Forbidden(action="")
    said = json.dumps(dict(query), ensure_ascii=False, sort_keys=True)
    tx.record("instruction", tx.actor.unit, Act.EXPORT, after=said.encode(), note=str(rows))
    return Done(tx.actor.unit, more={"rows": str(rows)})
