"""Kinds and their score rules.

- Name, limits, rhythm and points are set by editors; who gets a kind is set by someone else: commands/lists.py (PUB-05).
- Every word of a kind is printed or shown, and no second person looks at it: nothing held passes.
- What a kind is changes by a further edition from a day on, today or later; issues approved under an earlier one keep it,
  and so does the history. Whether it is in use holds at once (PUB-02).
- A kind gets its first points here; afterwards they are changed by rule sets, dated and by two people (PUB-10).
"""

from dataclasses import replace
from uuid import UUID

import msgspec

from bulletins.rules.kinds import Kind
from bulletins.store import kinds as store
from gate.commands import nothing_held
from identity.rights import Right, demand
from kernel import clock
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, StaleVersion
from kernel.ids import new_id
from marking.cleared import Cleared
from scores.commands import rulesets
from scores.commands.rulesets import Points
from typeset.mastheads import MASTHEADS

NAMES, LONGEST = ("name", "masthead", "audience", "office"), 40


def words(kind: Kind) -> dict[str, str]:
    """What a kind says, for the gate; its lengths are looked at first. Raises Invalid."""
    long = {name: "too_long" for name in NAMES if len(getattr(kind, name)) > LONGEST}
    if long:
        raise Invalid(fields=long, limit=LONGEST)
    return {name: getattr(kind, name) for name in NAMES} | {"identifier": kind.code}


@command("kind.make")
async def make(tx: Tx, kind: Kind, said: Cleared) -> Done:
    """A new kind; its id is given here, its words are those of `said`."""
    demand(tx.actor, Right.KIND_EDIT)
    kind = _worded(kind, said)
    await store.lock(tx)
    await _check(kind)
    fresh = replace(kind, id=new_id(), since=clock.local(tx.now).date())
    await store.add(tx, fresh)
    tx.record("kind", fresh.id, "make", after=msgspec.json.encode(fresh))
    return Done(fresh.id)


@command("kind.change")
async def change(tx: Tx, kind: Kind, said: Cleared) -> Done:
    """A further edition of a kind at its version, from its `since` on; its words are those of `said`."""
    demand(tx.actor, Right.KIND_EDIT)
    kind = _worded(kind, said)
    await store.lock(tx)
    before = await store.kind(kind.id)
    if before.version != kind.version:
        raise StaleVersion
    if kind.since < clock.local(tx.now).date():
        raise Invalid(fields={"since": "in_the_past"})
    await _check(kind)
    version = await store.change(tx, kind)
    tx.record("kind", kind.id, "change", before=msgspec.json.encode(before), after=msgspec.json.encode(kind))
    return Done(kind.id, version)


@command("kind.score")
async def score(tx: Tx, kind_id: UUID, wanted: Points) -> Done:
    """First points of a kind that gives none yet; whatever gives points already is changed by a rule set (scores/)."""
    demand(tx.actor, Right.KIND_EDIT)
    await store.lock(tx)
    kind = await store.kind(kind_id)
    await rulesets.extend.within(tx, kind.code, kind.name, wanted)
    tx.record("kind", kind_id, "score", after=msgspec.json.encode(wanted))
    return Done(kind_id)


def _worded(kind: Kind, said: Cleared) -> Kind:
    """The kind with cleared words and no others. Raises HoldWaiting."""
    nothing_held(said)
    return replace(
        kind, code=said.text("identifier"), name=said.text("name"), masthead=said.text("masthead"),
        audience=said.text("audience"), office=said.text("office"),
    )  # fmt: skip


async def _check(kind: Kind) -> None:
    wrong = {name: "required" for name in NAMES if not getattr(kind, name).strip()}
    wrong |= {name: "too_long" for name in NAMES if len(getattr(kind, name)) > LONGEST}
    for other in await store.kinds():
        if other.id != kind.id and kind.name == other.name:
            wrong["name"] = "name_used"
        if other.id != kind.id and kind.code == other.code:
            wrong["code"] = "name_used"
    if kind.look and kind.look not in MASTHEADS:
        wrong["look"] = "not_a_choice"
    if not kind.channels:
        wrong["channels"] = "required"
    if not kind.limits:
        wrong["limits"] = "required"
    if any(limit.least > limit.most for limit in kind.limits):
        wrong["limits"] = "kind_limits_crossed"
    if wrong:
        raise Invalid(fields=wrong, limit=LONGEST)
