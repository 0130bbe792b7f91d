"""Absences with their substitutes, the unit's rule of two hands, and what an officer marks as important.

- A signer enters their own absence, from an hour to an hour. Who stands in is another signer of the same unit, who is
  not away themselves then; both of them may end it early. It ends by itself at its hour.
- The rule of two hands is the principal head's. Marking something important is anybody's of the unit who may write or
  sign it, while it is not signed; what the office's table says is important stays so.
"""

from datetime import datetime
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right, demand
from kernel.actor import Actor
from kernel.db import Done, Tx, command
from kernel.errors import Forbidden, Invalid, NotAllowedNow, NotFound
from kernel.ids import new_id
from submissions.commands.common import found
from submissions.rules import signing as rules
from submissions.rules.records import KIND
from submissions.rules.signing import Absence
from submissions.store import signing as store
from submissions.tables.submissions import Submission
from submissions.workflow.submission import PlainAct, State

ABSENCE = "signer_absence"
MARKED_IN = (State.DRAFT, State.TO_SIGN)


@command("signing.absence")
async def enter_absence(tx: Tx, starts: datetime | None, ends: datetime | None, substitute: UUID | None) -> Done:
    """The actor will be away; `substitute`: who signs for them, if anybody does. Raises Invalid."""
    demand(tx.actor, Right.SUBMISSION_SIGN)
    await store.queue(tx, tx.actor.unit)
    wrong = rules.wrong_absence(tx.actor.id, substitute, starts, ends, tx.now)
    if wrong or starts is None or ends is None:
        raise Invalid(fields=wrong)
    known = await store.absences(tx.actor.unit, tx.now)
    made = Absence(new_id(tx.now), tx.actor.unit, tx.actor.id, substitute, max(starts, tx.now), ends)
    if rules.overlapping([each for each in known if each.account == tx.actor.id], made.starts, ends):
        raise Invalid(fields={"starts": "absence_overlaps"})
    if substitute:
        await _require_substitute(tx.actor, substitute, [a for a in known if a.account == substitute], made)
    await store.add_absence(tx, made)
    after = f"{substitute} {made.starts.isoformat()} {ends.isoformat()}".encode()
    tx.record(ABSENCE, made.id, "create", target="entered", after=after)
    await tx.promise("submission.tell_absence", record=made.id, action="enter", by=tx.actor.id)
    return Done(made.id, 1, "entered")


async def _require_substitute(actor: Actor, substitute: UUID, away: list[Absence], made: Absence) -> None:
    if substitute not in await identity.holders(actor, Right.SUBMISSION_SIGN, actor.unit):
        raise Invalid(fields={"substitute": "absence_no_signer"})
    if rules.overlapping(away, made.starts, made.ends):
        raise Invalid(fields={"substitute": "absence_substitute_away"})


@command("signing.absence_end")
async def end_absence(tx: Tx, id: UUID) -> Done:
    """It ends now: the absent person is back, or the substitute does not stand in. Raises NotFound, NotAllowedNow."""
    item = await store.absence(id)
    if item is None or item.unit != tx.actor.unit:
        raise NotFound
    if tx.actor.id not in (item.account, item.substitute):
        raise Forbidden(action="")
    if not await store.revoke_absence(tx, id):
        raise NotAllowedNow(action="", state="", reason="")
    tx.record(ABSENCE, id, "revoke", source="entered", target="ended")
    await tx.promise("submission.tell_absence", record=id, action="end", by=tx.actor.id)
    return Done(id, 2, "ended")


@command("signing.two_hands")
async def set_two_hands(tx: Tx, on: bool) -> Done:  # noqa: FBT001 - a command's arguments come by place
    """Whether, in the actor's unit, nobody signs what they wrote."""
    demand(tx.actor, Right.SUBMISSION_SIGN_IMPORTANT)
    await store.queue(tx, tx.actor.unit)
    await store.set_two_hands(tx, tx.actor.unit, on=on)
    tx.record("unit", tx.actor.unit, "two_hands", after=str(on).encode())
    return Done(tx.actor.unit)


@command("signing.mark")
async def mark_important(tx: Tx, id: UUID, version: int, on: bool) -> Done:  # noqa: FBT001 - a command's arguments
    """Mark a text that is not signed yet as important, or take the mark off again while it is a draft."""
    _, item = await found(id, tx.actor, version)
    writes, signs = tx.actor.may(Right.SUBMISSION_WRITE), tx.actor.may(Right.SUBMISSION_SIGN)
    if item.unit != tx.actor.unit or not (writes or (signs and on)):
        raise Forbidden(action="")
    if item.state not in (MARKED_IN if on else MARKED_IN[:1]):
        raise NotAllowedNow(action=PlainAct.IMPORTANT.label, state=State(item.state).label, reason="")
    new = await tx.move(Submission, id, version, item.state, item.state, important=on)
    tx.record(
        KIND, id, PlainAct.IMPORTANT if on else PlainAct.ORDINARY, source=item.state, target=item.state,
        before=item.digest, after=item.digest,
    )  # fmt: skip
    return Done(id, new, item.state)
