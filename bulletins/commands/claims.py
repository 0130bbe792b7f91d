"""The acts of the desk: take up, assign, hand over, take over, let go; one record or many (ED-08, ED-12).

- A record is had at the step of its state, by somebody who may do the step. The row is locked while it changes hands.
- What a colleague has is assigned by nobody else: it is taken over in the open, and they are told.
- Of many, each stands for itself: what cannot be done to one is said of that one, and the others are done.
- Everything a colleague has goes to another in one act; what the other may not do stays where it is and is counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right
from kernel.actor import Actor, Call
from kernel.db import Done, Tx, command
from kernel.errors import Forbidden, Invalid, NotAllowedNow, NotFound, Refusal
from submissions.commands import claims
from submissions.queries import claims as reads
from submissions.workflow.claims import QUEUES, Claim, ClaimAct, DeskStep, Queue, step_of

MOST = 100
KINDS = frozenset(queue.kind for queue in QUEUES.values())
ACTS = {act.value: act for act in (ClaimAct.CLAIM, ClaimAct.ASSIGN, ClaimAct.TAKE_OVER, ClaimAct.RELEASE)}


@dataclass(frozen=True, slots=True)
class Item:
    """A record of the desk."""

    kind: str
    record: UUID


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of many; `refusal`: why nothing was done to it."""

    item: Item
    refusal: Refusal | None = None


async def batch(call: Call, items: Sequence[Item], action: str, to: UUID | None = None) -> list[Outcome]:
    """The same act on many, each in its own transaction. Raises Invalid for an act or a person that is none."""
    if action not in ACTS or not items or len(items) > MOST:
        raise Invalid(fields={"record": "not_a_choice" if items else "nothing_ticked"})
    if action == ClaimAct.ASSIGN and to is None:
        raise Invalid(fields={"to": "choose_colleague"})
    outcomes = []
    for item in dict.fromkeys(items):
        one = Call(call.actor, f"{call.key}:{item.record}" if call.key else "")
        try:
            await act(one, item.kind, item.record, action, to)
        except Refusal as refusal:
            outcomes.append(Outcome(item, refusal))
        else:
            outcomes.append(Outcome(item))
    return outcomes


@command("desk.act")
async def act(tx: Tx, kind: str, record: UUID, action: str, to: UUID | None = None) -> Done:
    """Take up, assign, take over, let go. Raises HeldByColleague, NotAllowedNow, Forbidden."""
    queue = await _queue(tx, kind, record)
    held = (await reads.of(tx.actor, kind, [record])).get(record)
    match action:
        case ClaimAct.CLAIM:
            await claims.take(tx, kind, record, queue.step, said=True)
        case ClaimAct.ASSIGN:
            await _assign(tx, queue, record, held, to)
        case ClaimAct.TAKE_OVER:
            if held is None or held.holder == tx.actor.id:
                await claims.take(tx, kind, record, queue.step, said=True)
            else:
                await claims.give(tx, held, tx.actor.id, ClaimAct.TAKE_OVER)
        case ClaimAct.RELEASE:
            await claims.let_go(tx, kind, record)
        case _:
            raise NotFound(action=action)
    return Done(record, more={"kind": kind})


@command("desk.reassign")
async def reassign(tx: Tx, holder: UUID, to: UUID) -> Done:
    """All that somebody has goes to somebody else; how much did, and how much the other may not do."""
    if not tx.actor.office or not (tx.actor.may(Right.ARTICLE_EDIT) or tx.actor.may(Right.ISSUE_APPROVE)):
        raise Forbidden(action=ClaimAct.HAND.label)
    able = await _colleague(to)
    if holder == to:
        raise Invalid(fields={"to": "not_a_choice"})
    found = await reads.held_by(tx.actor, holder)
    mine = [claim for claim in found if able.may(QUEUES[DeskStep(claim.step)].right)]
    for claim in mine:
        await _queue(tx, claim.kind, claim.record, free=True)
        await claims.give(tx, claim, to, ClaimAct.HAND)
    return Done(holder, more={"given": str(len(mine)), "left": str(len(found) - len(mine))})


async def _assign(tx: Tx, queue: Queue, record: UUID, held: Claim | None, to: UUID | None) -> None:
    if to is None:
        raise Invalid(fields={"to": "choose_colleague"})
    if not (await _colleague(to)).may(queue.right):
        raise Invalid(fields={"to": "not_a_choice"})
    if held and held.holder != tx.actor.id:
        raise await claims.refused(held)
    if held is None:
        await claims.assign(tx, queue.kind, record, queue.step, to)
    elif held.holder != to:
        await claims.give(tx, held, to, ClaimAct.HAND)


async def _queue(tx: Tx, kind: str, record: UUID, *, free: bool = False) -> Queue:
    """The queue the record stands in now, its row locked. `free`: whatever the actor may do themselves."""
    if kind not in KINDS or not tx.actor.office:
        raise NotFound
    row = await tx.one(f'SELECT state FROM "{kind}" WHERE id = $1 FOR UPDATE', record)  # noqa: S608 - one of KINDS
    step = step_of(kind, row["state"]) if row else None
    if row is None or not (tx.actor.may(Right.ARTICLE_READ) or tx.actor.may(Right.SUBMISSION_READ)):
        raise NotFound
    if step is None:
        raise NotAllowedNow(action=ClaimAct.CLAIM.label, state="", reason="")
    if not free and not tx.actor.may(QUEUES[step].right):
        raise Forbidden(action=step.label)
    return QUEUES[step]


async def _colleague(account: UUID) -> Actor:
    try:
        found = await identity.actor_of(account)
    except NotFound:
        raise Invalid(fields={"to": "not_a_choice"}) from None
    if not found.office:
        raise Invalid(fields={"to": "not_a_choice"})
    return found
