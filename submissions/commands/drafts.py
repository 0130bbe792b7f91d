"""Working copies: what is kept of a text while it is being written, without anybody pressing a button (SUB-13).

- A copy is text and enters as `Cleared` only: what the gate does not let pass, or wants a person to look at, is not kept.
- Answered means durable: the answer follows the COMMIT.
- A form that has not seen what was written last, in another tab, changes nothing (CopyMoved): the writer is shown both.
  A tab that wrote last itself may go on, also when an answer was lost on the way.
- A saved text ends the copy in the same transaction. Copies expire; they are no versions and nobody else sees them.
"""

from uuid import UUID

import asyncpg

from gate import commands as gate
from identity.rights import Right, demand
from kernel.actor import SYSTEM, Call
from kernel.db import Done, Row, Tx, command
from kernel.errors import NotFound
from kernel.ids import new_id
from marking.cleared import Cleared
from submissions.commands.common import found
from submissions.errors import CopyMoved, NotEditable, TooManyCopies
from submissions.rules.drafts import COPY_KIND, MOST_COPIES, Sent, policy
from submissions.store import drafts as store
from submissions.workflow.drafts import DraftAct
from submissions.workflow.submission import State, editable

__all__ = ["Sent", "drop", "keep", "settle", "sweep"]


@command("draft.keep")
async def keep(tx: Tx, sent: Sent, cleared: Cleared) -> Done:
    """Keep what stands in a form now. Raises CopyMoved, NotEditable, TooManyCopies; HoldWaiting for what is held."""
    gate.nothing_held(cleared)
    await _require_writable(tx, sent)
    row = await _own(tx, sent)
    if row is None:
        if len(await store.of(tx.actor.id)) >= MOST_COPIES:
            raise TooManyCopies(most=MOST_COPIES)
        id = sent.copy or new_id()
        try:
            await store.add(tx, id, sent, cleared.parts)
        except asyncpg.UniqueViolationError as error:  # another tab was first by a moment
            raise CopyMoved from error
        tx.record(COPY_KIND, id, DraftAct.BEGIN, note=str(sent.submission or ""))
        return Done(id, 1)
    _require_seen(row, sent)
    return Done(row["id"], await store.replace(tx, row["id"], sent, cleared.parts))


@command("draft.drop")
async def drop(tx: Tx, id: UUID) -> Done:
    """Throw a copy away. Raises NotFound."""
    row = await store.one(id)
    if row is None or row["account"] != tx.actor.id:
        raise NotFound
    await store.drop(tx, [id])
    tx.record(COPY_KIND, id, DraftAct.DROP)
    return Done(id)


async def settle(tx: Tx, sent: Sent | None) -> None:
    """The form is saved with this transaction: its copy ends. Raises CopyMoved when another tab wrote on."""
    row = await _own(tx, sent) if sent else None
    if row is not None and sent is not None:
        _require_seen(row, sent)
        await store.drop(tx, [row["id"]])


async def sweep() -> int:
    """Copies whose time is over, out; returns how many."""
    done = await _sweep(Call(SYSTEM))
    return int(done.more["gone"])


@command("draft.sweep")
async def _sweep(tx: Tx) -> Done:
    old = await store.expired(tx, tx.now - policy().copy_kept)
    await store.drop(tx, old)
    for id in old:
        tx.record(COPY_KIND, id, DraftAct.DROP)
    return Done(SYSTEM.id, more={"gone": str(len(old))})


async def _require_writable(tx: Tx, sent: Sent) -> None:
    demand(tx.actor, Right.SUBMISSION_WRITE)
    if sent.submission is None:
        return
    _, item = await found(sent.submission, tx.actor)
    if not editable(item, tx.actor):
        raise NotEditable(state=State(item.state).label)


async def _own(tx: Tx, sent: Sent) -> Row | None:
    row = await store.locked(tx, tx.actor.id, sent)
    if row is not None and (row["account"], row["submission"]) != (tx.actor.id, sent.submission):
        raise NotFound
    return row


def _require_seen(row: Row, sent: Sent) -> None:
    same_tab = bool(sent.tab) and row["tab"] == sent.tab
    if row["sequence"] != sent.sequence and not same_tab:
        raise CopyMoved
