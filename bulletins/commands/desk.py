"""What the desk does around an act on a record: who has it, until when it is due.

- Before: what a colleague has, or writes at the moment, is refused; what nobody has is the actor's from now on. Whoever
  acts by another right than the step's, an approver who takes an issue back, is held up by no claim.
- After: a step that was left ends its claim and its clock, a step that begins has a clock by the terms in force.
"""

from uuid import UUID

from bulletins.commands import locks
from bulletins.store import locks as lock_rows
from kernel import clocks
from kernel.db import Tx
from submissions.commands import claims
from submissions.queries import claims as claim_reads
from submissions.workflow.claims import step_of

ARTICLE = "article"


async def begin(tx: Tx, kind: str, record: UUID, state: str) -> None:
    """First of an act. Raises HeldByColleague, ArticleLocked."""
    if kind == ARTICLE:
        await locks.require_free(tx, record)
    await claims.hold(tx, kind, record, state)


async def end(tx: Tx, kind: str, record: UUID, before: str, after: str) -> None:
    """Last of an act that moved a record."""
    left, reached = step_of(kind, before), step_of(kind, after)
    if left is reached:
        return
    await claims.finish(tx, kind, record)
    if kind == ARTICLE:
        await lock_rows.drop(tx, record, tx.actor.id)
    if left:
        await clocks.settle(tx, kind, record, left)
    if reached:
        await clocks.start(tx, kind, record, reached, await claim_reads.due(reached))
