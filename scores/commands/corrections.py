"""Corrections by two hands: points for a unit, or a happening that does not hold (un-adoption, a wrong entry).

- Nothing counts before the second person has confirmed it; the reason is kept with both names.
- The day of points by hand is in the open time: what is closed stays as it was.
"""

from datetime import date
from decimal import Decimal
from uuid import UUID

from gate.commands import nothing_held
from identity.queries import register as identity
from identity.rights import Right
from kernel import clock
from kernel.db import Done, Tx, command
from kernel.errors import Forbidden, Invalid, NotFound, StaleVersion
from kernel.ids import new_id
from marking.cleared import Cleared
from scores.commands.happenings import KIND as HAPPENING
from scores.commands.happenings import take_back
from scores.errors import NotCancellable
from scores.rules.corrections import KIND, Correction
from scores.rules.happenings import Happening, Share, Sort, standing
from scores.rules.ruleset import CENT, MOST
from scores.store import corrections as store
from scores.store import happenings, settlements
from scores.tables.corrections import ScoreCorrection
from scores.workflow.corrections import CORRECTION, CorrectionState

LONGEST = 500


@command("score_correction.propose")
async def propose(tx: Tx, unit: UUID, points: str, day: date, said: Cleared) -> Done:
    """Points for a unit on a day of the open time. Raises Invalid."""
    reason = _reason(tx, said)
    value = Decimal(points)
    wrong = {}
    if not value or not value.is_finite() or abs(value) > MOST or value != value.quantize(CENT):
        wrong["points"] = "not_a_number"
    if not await identity.unit_names(tx.actor, [unit]):
        wrong["unit"] = "choose_one"
    if wrong_day := await _wrong_day(tx, day):
        wrong["day"] = wrong_day
    if wrong:
        raise Invalid(fields=wrong)
    made = Correction(
        new_id(), 1, CorrectionState.PROPOSED, reason, tx.actor.id, tx.now, unit=unit, points=value, day=day
    )
    return await _proposed(tx, made)


@command("score_correction.cancel")
async def cancel(tx: Tx, happening: UUID, said: Cleared) -> Done:
    """What happened does not hold. Raises NotFound, NotCancellable."""
    reason = _reason(tx, said)
    known = await happenings.some([happening])
    if not known:
        raise NotFound
    held = standing([*known, *await happenings.of_items([known[0].item])])
    if happening not in {fact.id for fact in held} or await store.waiting_for(happening):
        raise NotCancellable(action="", state="", reason="")
    made = Correction(new_id(), 1, CorrectionState.PROPOSED, reason, tx.actor.id, tx.now, happening=happening)
    return await _proposed(tx, made)


@command("score_correction.act")
async def act(tx: Tx, id: UUID, version: int, action: str) -> Done:
    """Confirm, refuse, withdraw."""
    if not tx.actor.may(Right.SUBMISSION_READ):
        raise NotFound
    await settlements.lock(tx)
    found = await store.one(id)
    if found.version != version:
        raise StaleVersion
    row = CORRECTION.require(found, action, tx.actor)
    columns: dict[str, object] = {"decided_by": tx.actor.id, "decided_at": tx.now}
    if row.target == CorrectionState.CONFIRMED:
        columns["outcome"] = await _carried_out(tx, found)
    new = await tx.move(ScoreCorrection, id, version, found.state, row.target, **columns)
    tx.record(KIND, id, action, source=found.state, target=row.target)
    return Done(id, new, str(row.target))


async def by_hand(tx: Tx, record: UUID, unit: UUID, points: Decimal, day: date | None = None) -> UUID:
    """The happening of points by hand, shown by a correction or an appeal."""
    made = Happening(Sort.CORRECTED, record, (Share(unit),), KIND, record, points=points, day=day)
    id = await happenings.add(tx, made)
    tx.record(HAPPENING, id, "note", note=str(points))
    return id


async def _carried_out(tx: Tx, found: Correction) -> UUID:
    if found.happening is not None:
        known = await happenings.some([found.happening])
        held = standing(await happenings.of_items([known[0].item]))
        if found.happening not in {fact.id for fact in held}:
            raise NotCancellable(action="", state="", reason="")
        return await take_back(tx, known[0])
    if found.unit is None or found.points is None or found.day is None:
        raise NotFound
    wrong = await _wrong_day(tx, found.day)
    return await by_hand(tx, found.id, found.unit, found.points, clock.local(tx.now).date() if wrong else found.day)


async def _proposed(tx: Tx, made: Correction) -> Done:
    await store.add(tx, made)
    said = f"{made.unit} {made.points} {made.day} {made.happening}"
    tx.record(KIND, made.id, "propose", target=made.state, after=said.encode(), note=made.reason)
    return Done(made.id, 1, made.state)


async def _wrong_day(tx: Tx, day: date) -> str:
    closed = await settlements.listed()
    if closed and day <= closed[0].last:
        return "score_day_closed"
    return "score_future" if day > clock.local(tx.now).date() else ""


def _reason(tx: Tx, said: Cleared) -> str:
    if not tx.actor.may(Right.SCORE_CORRECT):
        raise Forbidden(action="")
    nothing_held(said)
    reason = said.text("note").strip()
    if not reason:
        raise Invalid(fields={"note": "required"})
    if len(reason) > LONGEST:
        raise Invalid(fields={"note": "too_long"}, limit=LONGEST)
    return reason
