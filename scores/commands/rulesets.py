"""Every write of rule sets.

- A draft is a whole document; what contradicts itself may be kept as a draft, not confirmed.
- It comes into force on a day after today: what was given is never rewritten (PUB-10). The person who confirms it neither
  made nor changed it.
- A kind of bulletin that gives no points yet gets its first ones at once, by whoever keeps the kinds; nothing that was
  given depends on them. All other changes take a draft.
- Every word of a set is shown, and no second person looks at it: nothing held passes.
"""

from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec

from gate.commands import nothing_held
from identity.rights import Right, demand
from kernel import clock
from kernel.db import Done, Tx, command
from kernel.errors import Forbidden, Invalid, StaleVersion
from marking.cleared import Cleared
from scores.errors import BadRules, HasPoints, LaterSet
from scores.rules.checking import check
from scores.rules.evaluate import in_force
from scores.rules.happenings import OWN, Fact, Share, Sort
from scores.rules.ruleset import Line, Outlet, RuleSet, Sharing, decoded, encoded
from scores.rules.rulesets import KIND, Kept
from scores.store import rulesets as store
from scores.tables.rulesets import ScoreRuleSet
from scores.workflow.rulesets import RULE_SET, RuleSetState

__all__ = ["OWN", "Points", "Sharing", "Sort", "confirm", "draft", "drop", "extend", "write"]
LONGEST_NAME, LONGEST_WORDS = 60, 4000


class Points(msgspec.Struct, frozen=True):
    """What a new kind of bulletin gives from a day on. `points` as text: exact decimals."""

    event: Sort
    points: str
    sharing: Sharing
    since: date


def words(rules: RuleSet) -> dict[str, str]:
    """What a set says, for the gate; lengths are looked at first. Raises Invalid."""
    said = rules.words()
    limits = {"name": LONGEST_NAME, "source": LONGEST_NAME, "labels": LONGEST_WORDS}
    long = {name: "too_long" for name, text in said.items() if len(text) > limits[name]}
    if long:
        raise Invalid(fields=long, limit=LONGEST_NAME)
    return said


@command("score_rules.draft")
async def draft(tx: Tx, rules: str, said: Cleared) -> Done:
    """A new draft."""
    made = _document(tx, rules, said)
    await store.lock(tx)
    id = await store.add(tx, made, RuleSetState.DRAFT)
    tx.record(KIND, id, "make", target=RuleSetState.DRAFT, after=encoded(made).encode())
    return Done(id, 1, RuleSetState.DRAFT)


@command("score_rules.write")
async def write(tx: Tx, id: UUID, version: int, rules: str, said: Cleared) -> Done:
    """Another text of a draft."""
    made = _document(tx, rules, said)
    kept = await _found(tx, id, version)
    row = RULE_SET.require(kept, "write", tx.actor)
    new = await tx.move(
        ScoreRuleSet, id, version, kept.state, row.target, document=encoded(made), changed_by=tx.actor.id
    )
    tx.record(
        KIND, id, "write", source=kept.state, target=row.target, before=encoded(kept.rules).encode(),
        after=encoded(made).encode(),
    )  # fmt: skip
    return Done(id, new, str(row.target))


@command("score_rules.confirm")
async def confirm(tx: Tx, id: UUID, version: int, since: date) -> Done:
    """In force from a day after today, by a second person. Raises BadRules, Invalid, LaterSet."""
    kept = await _found(tx, id, version)
    row = RULE_SET.require(kept, "confirm", tx.actor, {"since": since.isoformat()})
    if wrong := check(kept.rules):
        raise BadRules(fields=wrong)
    if since <= clock.local(tx.now).date():
        raise Invalid(fields={"since": "score_not_after_today"})
    if any(each.since >= since for each in await store.sets()):
        raise LaterSet
    new = await tx.move(
        ScoreRuleSet, id, version, kept.state, row.target, since=since, decided_by=tx.actor.id, decided_at=tx.now
    )
    _record(tx, kept, "confirm", str(row.target))
    return Done(id, new, str(row.target))


@command("score_rules.drop")
async def drop(tx: Tx, id: UUID, version: int) -> Done:
    """A draft nobody wants."""
    kept = await _found(tx, id, version)
    row = RULE_SET.require(kept, "drop", tx.actor)
    new = await tx.move(ScoreRuleSet, id, version, kept.state, row.target, decided_by=tx.actor.id, decided_at=tx.now)
    _record(tx, kept, "drop", str(row.target))
    return Done(id, new, str(row.target))


@command("score_rules.extend")
async def extend(tx: Tx, code: str, name: str, wanted: Points) -> Done:
    """First points of a kind: its line in a set that is otherwise the one in force. `name` has passed the gate with its kind.

    Raises Invalid, HasPoints, LaterSet.
    """
    demand(tx.actor, Right.KIND_EDIT)
    await store.lock(tx)
    if wanted.since < clock.local(tx.now).date():
        raise Invalid(fields={"since": "in_the_past"})
    sets = await store.sets()
    if any(each.since > wanted.since for each in sets):
        raise LaterSet
    before = in_force(sets, wanted.since)
    rules = before.rules if before else RuleSet(name=name)
    fact = Fact(
        tx.actor.id, wanted.event, tx.actor.id, wanted.since, tx.now, tx.actor.id, (Share(tx.actor.unit),), "kind",
        tx.actor.id, outlet=code,
    )  # fmt: skip
    if rules.line_for(fact) is not None:
        raise HasPoints(kind=name)
    outlets = (
        rules.outlets if any(each.code == code for each in rules.outlets) else (*rules.outlets, Outlet(code, name))
    )
    line = Line(
        f"{wanted.event}_{code}", wanted.event, Decimal(wanted.points), outlet=code, level=OWN, sharing=wanted.sharing
    )
    made = msgspec.structs.replace(rules, outlets=outlets, lines=(*rules.lines, line))
    if wrong := check(made):
        raise BadRules(fields=wrong)
    id = await store.add(tx, made, RuleSetState.CONFIRMED, wanted.since)
    tx.record(KIND, id, "extend", target=RuleSetState.CONFIRMED, after=encoded(made).encode())
    return Done(id, 1, RuleSetState.CONFIRMED)


def _document(tx: Tx, rules: str, said: Cleared) -> RuleSet:
    demand(tx.actor, Right.SCORE_RULES)
    nothing_held(said)
    made = decoded(rules)
    if any(said.text(name) != text for name, text in words(made).items()):
        raise Invalid(fields={"name": "required"})
    return made


async def _found(tx: Tx, id: UUID, version: int) -> Kept:
    if not (tx.actor.may(Right.SCORE_RULES) or tx.actor.may(Right.SCORE_FORCE)):
        raise Forbidden(action="")
    await store.lock(tx)
    kept = await store.one(id)
    if kept.version != version:
        raise StaleVersion
    return kept


def _record(tx: Tx, kept: Kept, action: str, target: str) -> None:
    text = encoded(kept.rules).encode()
    tx.record(KIND, kept.id, action, source=kept.state, target=target, before=text, after=text)
