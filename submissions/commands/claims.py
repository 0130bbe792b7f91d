"""Having a record of the office's desk: what every act on it begins with, and how a claim ends (ED-08).

- `hold` is the first thing of an act: what nobody has is taken up by it, what a colleague has is refused.
- `finish` is the last: the step is done, the claim ends with the name of who did it.
- `give` moves a claim to somebody else in the caller's transaction; whoever gets it and whoever loses it is told, unless
  it is the one who acts. Only the people concerned hear of it.
"""

from uuid import UUID

from identity.queries import register as identity
from kernel.actor import SYSTEM
from kernel.db import Tx
from kernel.errors import NotFound
from notices.commands.telling import tell
from submissions.errors import HeldByColleague
from submissions.store import claims as store
from submissions.workflow.claims import QUEUES, Claim, ClaimAct, DeskStep, step_of

JOURNAL = "claim"  # under its own id: the record's history, which its unit reads, says nothing of the desk's claims


async def hold(tx: Tx, kind: str, record: UUID, state: str) -> None:
    """The actor has the record at the step of its state from now on. Raises HeldByColleague."""
    step = step_of(kind, state)
    if step is None or not tx.actor.may(QUEUES[step].right):
        return
    await take(tx, kind, record, step)


async def take(tx: Tx, kind: str, record: UUID, step: DeskStep, *, said: bool = False) -> None:
    """It is the actor's from now on, if it was free. `said`: by an act of its own. Raises HeldByColleague."""
    fresh = await store.add(tx, kind, record, step, tx.actor.id)
    if fresh and said:
        _note(tx, fresh, record, ClaimAct.CLAIM, tx.actor.id)
    found = None if fresh else await store.locked(tx, kind, record)
    if not fresh and (found is None or found.holder != tx.actor.id):
        raise await refused(found)


async def finish(tx: Tx, kind: str, record: UUID) -> None:
    """The step is done or left: nobody has the record any more."""
    found = await store.locked(tx, kind, record)
    if found:
        await store.end(tx, found.id, ClaimAct.FINISH)


async def let_go(tx: Tx, kind: str, record: UUID) -> None:
    """The actor's claim goes back to the queue. Raises HeldByColleague when it is not theirs."""
    found = await store.locked(tx, kind, record)
    if found is None:
        return
    if found.holder != tx.actor.id:
        raise await refused(found)
    await store.end(tx, found.id, ClaimAct.RELEASE)
    _note(tx, found.id, record, ClaimAct.RELEASE)


async def assign(tx: Tx, kind: str, record: UUID, step: DeskStep, to: UUID) -> None:
    """What nobody has is somebody's from now on; they are told. Raises HeldByColleague."""
    fresh = await store.add(tx, kind, record, step, to)
    if fresh is None:
        raise await refused(await store.locked(tx, kind, record))
    _note(tx, fresh, record, ClaimAct.ASSIGN, to)
    await tell.within(tx, f"{kind}.desk_{ClaimAct.ASSIGN}", kind, record, [to])


async def give(tx: Tx, before: Claim, to: UUID, act: ClaimAct) -> None:
    """Somebody else has it from now on."""
    await store.end(tx, before.id, act)
    await store.add(tx, before.kind, before.record, before.step, to)
    _note(tx, before.id, before.record, act, to)
    await tell.within(tx, f"{before.kind}.desk_{act}", before.kind, before.record, [to, before.holder])


async def inherited(tx: Tx, account: UUID, to: UUID | None) -> int:
    """What somebody who leaves had goes to the heir, who may do the step; else back to the queue, the desk is told."""
    found = await store.locked_of(tx, account)
    able, given = await _able(to), 0
    for claim in found:
        queue = QUEUES[DeskStep(claim.step)]
        if to and queue.right in able:
            await give(tx, claim, to, ClaimAct.INHERIT)
            given += 1
            continue
        await store.end(tx, claim.id, ClaimAct.INHERIT)
        _note(tx, claim.id, claim.record, ClaimAct.INHERIT)
        others = [one for one in await identity.holders(tx.actor, queue.right) if one != account]
        await tell.within(tx, f"{claim.kind}.desk_release", claim.kind, claim.record, others)
    return given


async def refused(claim: Claim | None) -> HeldByColleague:
    """The refusal that names who has it."""
    who = claim and (await identity.names(SYSTEM, [claim.holder])).get(claim.holder, "")
    return HeldByColleague(who=who or "")


def _note(tx: Tx, claim: UUID, record: UUID, act: ClaimAct, to: UUID | None = None) -> None:
    tx.record(JOURNAL, claim, act, after=f"{record} {to or ''}".encode())


async def _able(account: UUID | None) -> frozenset[str]:
    if account is None:
        return frozenset()
    try:
        return (await identity.actor_of(account)).rights
    except NotFound:
        return frozenset()
