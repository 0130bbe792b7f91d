"""Appeals of units against lines of their own (PUB-10).

- A unit appeals against a line it can see, once at a time; who made the entry never decides.
- Upheld, it gives points by hand in the open time; rejected, it has an answer. Both are told to the unit.
"""

from decimal import Decimal, InvalidOperation
from uuid import UUID

from gate.commands import nothing_held
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, NotFound, StaleVersion
from kernel.ids import new_id
from marking.cleared import Cleared
from notices.commands import telling
from scores.commands.corrections import by_hand
from scores.errors import AppealOpen
from scores.rules.appeals import KIND, Appeal
from scores.rules.ruleset import CENT, MOST
from scores.store import appeals as store
from scores.store import happenings, settlements
from scores.tables.corrections import ScoreAppeal
from scores.workflow.appeals import APPEAL, AppealState, visible

LONGEST, LONGEST_LINE = 1000, 60


@command("score_appeal.file")
async def file(tx: Tx, happening: UUID, line: str, said: Cleared) -> Done:
    """The actor's unit does not agree with a line. Raises NotFound, AppealOpen, Invalid."""
    demand(tx.actor, Right.SCORE_APPEAL)
    text = _words(said, "text")
    known = await happenings.some([happening])
    if not known or tx.actor.unit not in {share.unit for share in known[0].shares} or len(line) > LONGEST_LINE:
        raise NotFound
    await settlements.lock(tx)
    if await store.open_on(tx.actor.unit, happening, line):
        raise AppealOpen
    made = Appeal(
        new_id(), 1, AppealState.FILED, tx.actor.unit, happening, line, text, tx.actor.id, tx.now, known[0].by
    )
    await store.add(tx, made)
    tx.record(KIND, made.id, "file", target=made.state, after=text.encode())
    deciders = [id for id in await identity.holders(tx.actor, Right.SCORE_DECIDE) if id != known[0].by]
    await telling.tell.within(tx, "score_appeal.file", KIND, made.id, deciders)
    return Done(made.id, 1, made.state)


@command("score_appeal.act")
async def act(tx: Tx, id: UUID, version: int, action: str, said: Cleared) -> Done:
    """Uphold, reject, withdraw."""
    nothing_held(said)
    await settlements.lock(tx)
    found = await store.one(id)
    if not visible(found, tx.actor):
        raise NotFound
    row = APPEAL.require(found, action, tx.actor, said.parts)
    if found.version != version:
        raise StaleVersion
    columns: dict[str, object] = {"decided_by": tx.actor.id, "decided_at": tx.now}
    if row.asks:
        columns["answer_sealed"] = await store.sealed_answer(id, _words(said, "note"))
    if row.target == AppealState.UPHELD:
        columns["outcome"] = await by_hand(tx, id, found.unit, _points(said))
    new = await tx.move(ScoreAppeal, id, version, found.state, row.target, **columns)
    tx.record(KIND, id, action, source=found.state, target=row.target, note=said.text("note").strip())
    unit = await identity.holders(tx.actor, Right.SCORE_APPEAL, found.unit)
    await telling.tell.within(tx, f"score_appeal.{action}", KIND, id, unit)
    return Done(id, new, str(row.target))


def _points(said: Cleared) -> Decimal:
    try:
        points = Decimal(said.text("points").strip())
        fits = points and abs(points) <= MOST and points == points.quantize(CENT)
    except InvalidOperation:
        fits = False
    if not fits:
        raise Invalid(fields={"points": "not_a_number"})
    return points


def _words(said: Cleared, name: str) -> str:
    nothing_held(said)
    text = said.text(name).strip()
    if not text:
        raise Invalid(fields={name: "required"})
    if len(text) > LONGEST:
        raise Invalid(fields={name: "too_long"}, limit=LONGEST)
    return text
