"""Kinds, their distribution lists and score rules.

- Name, limits, rhythm and points are set by editors; who gets a kind is set by someone else (PUB-05).
- Every word of a kind is printed or shown, and no second person looks at it: nothing held passes.
- A kind gets its first points here; afterwards they are changed by rule sets, dated and by two people (PUB-10).
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import msgspec

from bulletins.rules.kinds import Kind, Reader
from bulletins.store import kinds as store
from gate.commands import nothing_held
from identity.rights import Right
from kernel.db import Done, Tx, command
from kernel.errors import Forbidden, Invalid, StaleVersion
from kernel.ids import new_id
from marking.cleared import Cleared
from scores.commands import rulesets
from scores.commands.rulesets import Points

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
    _may(tx, Right.KIND_EDIT)
    kind = _worded(kind, said)
    await store.lock(tx)
    await _check(kind)
    fresh = replace(kind, id=new_id())
    await store.add(tx, fresh)
    tx.record("kind", fresh.id, "make", after=msgspec.json.encode(fresh))
    return Done(fresh.id)


@command("kind.change")
async def change(tx: Tx, kind: Kind, said: Cleared) -> Done:
    """Name, head, audience, rhythm, office, limits of a kind at its version; its words are those of `said`."""
    _may(tx, Right.KIND_EDIT)
    kind = _worded(kind, said)
    await store.lock(tx)
    before = await store.kind(kind.id)
    if before.version != kind.version:
        raise StaleVersion
    await _check(kind)
    version = await store.change(tx, kind)
    tx.record("kind", kind.id, "change", before=msgspec.json.encode(before), after=msgspec.json.encode(kind))
    return Done(kind.id, version)


@command("kind.distribute")
async def distribute(tx: Tx, kind_id: UUID, version: int, readers: Sequence[Reader]) -> Done:
    """The distribution list as a whole; issues already opened keep theirs."""
    _may(tx, Right.KIND_DISTRIBUTE)
    await store.lock(tx)
    before = await store.kind(kind_id)
    if before.version != version:
        raise StaleVersion
    once = list(dict.fromkeys(readers))
    new = await store.set_readers(tx, kind_id, version, once)
    tx.record(
        "kind", kind_id, "distribute", before=msgspec.json.encode(before.readers), after=msgspec.json.encode(once)
    )
    return Done(kind_id, new)


@command("kind.score")
async def score(tx: Tx, kind_id: UUID, wanted: Points) -> Done:
    """First points of a kind that gives none yet; whatever gives points already is changed by a rule set (scores/)."""
    _may(tx, Right.KIND_EDIT)
    await store.lock(tx)
    kind = await store.kind(kind_id)
    await rulesets.extend.within(tx, kind.code, kind.name, wanted)
    tx.record("kind", kind_id, "score", after=msgspec.json.encode(wanted))
    return Done(kind_id)


def _may(tx: Tx, right: Right) -> None:
    if not tx.actor.may(right):
        raise Forbidden(action="")


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
    if not kind.limits:
        wrong["limits"] = "required"
    if any(limit.least > limit.most for limit in kind.limits):
        wrong["limits"] = "kind_limits_crossed"
    if wrong:
        raise Invalid(fields=wrong, limit=LONGEST)
