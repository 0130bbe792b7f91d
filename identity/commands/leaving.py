"""Handing over what somebody has in hand, in the transaction that ends their account (SUB-02, SEC-02).

- What there is to hand over is known above this package: `inherit` registers a function for each kind. It moves what
  the one account has to the other in the caller's transaction and answers how much; to nobody (None) it counts.
- The heir is a colleague of the same unit: the one named, else the other liaison officer, else the head, else another
  signer. Where there is none the handover waits, is shown to the office, and is settled by the next who can take it.
- Colleagues who leave at the same moment queue at their unit: neither inherits from the other.
- What a request that was under way still wrote is found within the hour: every handover is looked through again for a day.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from uuid import UUID

from identity.rights import Right, Role, holding
from identity.store import leaving as store
from identity.store import people
from identity.store.leaving import Colleague
from kernel import clock
from kernel.actor import SYSTEM, Call
from kernel.db import Done, Tx, command
from kernel.errors import Invalid

Heirloom = Callable[[Tx, UUID, UUID | None], Awaitable[int]]
_heirlooms: dict[str, Heirloom] = {}
ORDER = (
    holding(Right.SUBMISSION_WRITE),
    frozenset({Role.PRINCIPAL}),
    holding(Right.SUBMISSION_SIGN),
    holding(Right.BOOK_EDIT),
)
AGAIN_FOR = timedelta(days=1)
PAUSE = timedelta(minutes=30)


def inherit(kind: str, function: Heirloom) -> None:
    """Register what there is of one kind: `async f(tx, from_account, to_account | None) -> how many`."""
    _heirlooms[kind] = function


async def hand_over(tx: Tx, account: UUID, unit: UUID, wanted: UUID | None = None) -> UUID | None:
    """Everything the account has in hand to a colleague; the handover, None when there was nothing. Raises Invalid."""
    await people.lock_unit(tx, unit)
    heir = heir_of(await store.colleagues(unit), account, wanted)
    found = {kind: await function(tx, account, heir) for kind, function in _heirlooms.items()}
    handover = await store.open_one(tx, account, unit)
    await store.settle(tx, handover.id, heir)
    await store.note_lines(tx, handover.id, found, more=False)
    if not any(found.values()):
        return None
    tx.record("handover", handover.id, "hand_over", target="settled" if heir else "waiting", after=_said(found, heir))
    await tx.promise("identity.handed_over", record=handover.id, by=tx.actor.id)
    return handover.id


def heir_of(there: Sequence[Colleague], leaver: UUID, wanted: UUID | None = None) -> UUID | None:
    """Who takes over: the one named, or the first by ORDER; None when there is nobody. Raises Invalid."""
    others = [one for one in there if one.account != leaver]
    if wanted is not None:
        if wanted not in {one.account for one in others if any(one.roles & roles for roles in ORDER)}:
            raise Invalid(fields={"heir": "choose_one"})
        return wanted
    return next((one.account for roles in ORDER for one in others if one.roles & roles), None)


async def settle_unit(tx: Tx, unit: UUID) -> None:
    """Somebody new can take over: what waits in the unit goes to them."""
    for waiting in await store.listed(unit, waiting=True):
        await _settle(tx, waiting.id)


async def look_again() -> int:
    """What has been left behind since; how many handovers were looked through."""
    now = clock.now()
    due = await store.to_look_at(now - AGAIN_FOR, now - PAUSE)
    for id in due:
        await _look(Call(SYSTEM), id)
    return len(due)


@command("account.look_through_handover")
async def _look(tx: Tx, id: UUID) -> Done:
    await _settle(tx, id)
    return Done(id)


async def _settle(tx: Tx, id: UUID) -> None:
    before = await store.locked(tx, id)
    if before is None:
        return
    await people.lock_unit(tx, before.unit)
    there = await store.colleagues(before.unit)
    still = before.heir if before.heir in {one.account for one in there} else None
    heir = still or heir_of(there, before.account)
    found = {kind: await function(tx, before.account, heir) for kind, function in _heirlooms.items()}
    await store.settle(tx, id, heir)
    await store.note_lines(tx, id, found, more=before.heir is not None)
    if heir and any(found.values()):
        tx.record("handover", id, "hand_over", source="waiting", target="settled", after=_said(found, heir))
        await tx.promise("identity.handed_over", record=id, by=SYSTEM.id)


def _said(found: dict[str, int], heir: UUID | None) -> bytes:
    return repr((sorted(found.items()), str(heir or ""))).encode()
