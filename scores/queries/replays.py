"""A past period under another rule set, side by side with what stands; nothing of it is kept (LO-03).

- Both sides are reckoned from the same happenings; corrections of closed periods are in neither.
"""

from datetime import date
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right, demand
from kernel.actor import Actor
from scores.queries import naming
from scores.queries.lines import where
from scores.queries.views import Changed, Replay, Side
from scores.rules.evaluate import Dated, in_force
from scores.rules.happenings import Fact
from scores.rules.ruleset import RuleSet
from scores.rules.standing import Change, compared, places, total, totals
from scores.store import ledger, rulesets


async def replay(viewer: Actor, id: UUID, first: date, last: date) -> Replay:
    """What the days would give under the set. Raises NotFound, Forbidden."""
    demand(viewer, Right.SUBMISSION_READ)
    kept = await rulesets.one(id)
    draft = Dated(kept.id, kept.number, first, kept.rules)
    old, new, facts = await ledger.replayed(first, last, draft)
    sets = await rulesets.sets()
    within = in_force(sets, last)
    before = within.rules if within else RuleSet(name="")
    units = [unit for unit in await identity.units(viewer) if not unit.office]
    names, order = {unit.id: unit.name for unit in units}, [unit.id for unit in units]
    sides = zip(places(totals(old), order, before.members), places(totals(new), order, kept.rules.members), strict=True)
    changes = [change for change in compared(old, new) if change.difference]
    titles = await naming.titles(viewer, [facts[change.happening] for change in changes])
    labels = before.level_labels() | kept.rules.level_labels()
    return Replay(
        tuple(
            Side(a.unit, names[a.unit], kept.rules.class_label(b.unit_class), a.points, b.points, a.rank, b.rank)
            for a, b in sides
        ),
        tuple(
            _changed(change, names, facts[change.happening], titles, in_force(sets, facts[change.happening].day) or draft)
            for change in changes if change.unit in names),
        labels,
    )  # fmt: skip


def _changed(change: Change, names: dict[UUID, str], fact: Fact, titles: dict[UUID, str], draft: Dated) -> Changed:
    return Changed(
        names[change.unit], fact.day, fact.sort.label, titles.get(fact.id, ""), where(fact, draft), total(change.old),
        total(change.new), tuple(step for line in change.old for step in line.steps),
        tuple(step for line in change.new for step in line.steps), " ".join(line.line for line in change.old),
        " ".join(line.line for line in change.new),
    )  # fmt: skip
