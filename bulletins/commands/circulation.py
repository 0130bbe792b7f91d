"""Circulation: why an issue goes round, copies taken back, readers urged (LE-03).

- The note says to every reader why they get it. It may be written until the issue is filed; the newest is shown.
- A copy can be taken back before anybody has opened it, never afterwards; a recall of the issue takes back all of them.
- One click urges everybody who has not confirmed; nobody is reminded of one copy twice a day, by whomever.
"""

from collections.abc import Sequence
from uuid import UUID

from bulletins.commands import steps
from bulletins.commands.deliveries import KIND
from bulletins.errors import AlreadyOpened, RemindedToday
from bulletins.rules.deliveries import Delivery
from bulletins.rules.notes import CIRCULATE
from bulletins.store import deliveries as store
from bulletins.store import notes
from bulletins.tables.deliveries import Delivery as DeliveryTable
from bulletins.workflow.delivery import DELIVERY, OUT, UNOPENED, UNREAD, DeliveryState
from gate.commands import nothing_held
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import bulk, clock, clocks
from kernel.actor import SYSTEM
from kernel.db import Done, Tx, command
from kernel.errors import NeedsNote, NotFound
from marking.cleared import Cleared
from notices.commands import pressing, telling


@command("circulation.explain")
async def explain(tx: Tx, issue_id: UUID, version: int, said: Cleared) -> Done:
    """Say why the issue goes round; the sentence stands above the text of every copy. Raises NeedsNote."""
    nothing_held(said)
    demand(tx.actor, Right.ISSUE_COMPILE)
    issue = await steps.found(tx, issue_id, version)
    if not said.text("note").strip():
        raise NeedsNote(fields={"note": "required"}, action="")
    await notes.add(tx, issue_id, CIRCULATE, said.text("note"))
    tx.record("issue", issue_id, CIRCULATE, note=said.text("note"))
    return Done(issue_id, issue.version, issue.state)


@command("circulation.take_back")
async def take_back(tx: Tx, issue_id: UUID, deliveries: Sequence[UUID], said: Cleared) -> Done:
    """Take back copies nobody has opened: all that are named, or none. Raises NotFound, AlreadyOpened, NeedsNote."""
    nothing_held(said)
    demand(tx.actor, Right.ISSUE_COMPILE)
    waiting = {each.id: each for each in await store.locked(tx, issue_id, tuple(DeliveryState))}
    chosen = [waiting[id] for id in dict.fromkeys(deliveries) if id in waiting]
    if not chosen or len(chosen) != len(set(deliveries)):
        raise NotFound
    if any(each.state not in UNOPENED for each in chosen):
        raise AlreadyOpened(action="", state="", reason="")
    DELIVERY.require(chosen[0], "take_back", tx.actor, said.parts)
    await notes.add(tx, issue_id, "take_copies", said.text("note"))
    await _taken(tx, issue_id, chosen, "take_back")
    tx.record("issue", issue_id, "take_copies", note=said.text("note"))
    return Done(issue_id, more={"count": str(len(chosen))})


@command("circulation.take_back_all")
async def take_back_all(tx: Tx, issue_id: UUID) -> Done:
    """For the recall of an issue: no copy can be read any more. Whoever calls says why."""
    chosen = await store.locked(tx, issue_id, tuple(OUT))
    await _taken(tx, issue_id, chosen, "recall")
    return Done(issue_id, more={"count": str(len(chosen))})


@command("circulation.urge")
async def urge(tx: Tx, issue_id: UUID, deliveries: Sequence[UUID] = ()) -> Done:
    """Urge whoever has not confirmed, all or the named copies. Raises Forbidden, NotFound, RemindedToday."""
    demand(tx.actor, Right.NOTICE_PRESS)
    if not tx.actor.may(Right.ISSUE_READ):
        raise NotFound
    unread = await store.locked(tx, issue_id, UNREAD)
    chosen = [each for each in unread if not deliveries or each.id in set(deliveries)]
    fresh = await store.remind(tx, [each.id for each in chosen], clock.local(tx.now).date())
    told = await readers([each for each in chosen if each.id in fresh])
    if not told:
        raise RemindedToday(action="", state="", reason="")
    done = await pressing.press_each.within(tx, KIND, told)
    tx.record("issue", issue_id, "urge")
    return Done(issue_id, more={"copies": str(len(told)), "left_out": str(len(chosen) - len(fresh))} | done.more)


async def readers(deliveries: Sequence[Delivery]) -> dict[UUID, list[UUID]]:
    """Copy -> the person and their deputy, or everybody of the unit who may read it."""
    units = await identity.holders_in(SYSTEM, Right.DELIVERY_READ, [each.unit for each in deliveries if each.unit])
    return {
        each.id: units.get(each.unit, []) if each.unit else [who for who in (each.person, each.deputy) if who]
        for each in deliveries
    }


@command("circulation.remind")
async def remind(tx: Tx, id: UUID, topic: str, accounts: Sequence[UUID]) -> Done:
    """For the clocks: remind of a copy unless somebody was today; `state` says whether it was done."""
    fresh = await store.remind(tx, [id], clock.local(tx.now).date())
    if fresh:
        await telling.tell.within(tx, topic, KIND, id, accounts)
    return Done(id, state="told" if fresh else "later")


async def _taken(tx: Tx, issue: UUID, chosen: Sequence[Delivery], action: str) -> None:
    moved: dict[str, int] = {}
    for state in dict.fromkeys(each.state for each in chosen):
        ids = [each.id for each in chosen if each.state == state]
        went = await bulk.move_many(
            tx, DeliveryTable, ids, state, DeliveryState.TAKEN_BACK, taken_back_at=tx.now, taken_back_by=tx.actor.id
        )
        moved[state] = -len(went)
        for id in went:
            tx.record("delivery", id, action, source=state, target=DeliveryState.TAKEN_BACK)
    if moved:
        await store.count(tx, issue, moved | {DeliveryState.TAKEN_BACK.value: -sum(moved.values())})
        await clocks.drop_many(tx, KIND, [each.id for each in chosen])
