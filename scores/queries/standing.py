"""The table of a period: every unit in the agreed order, silent ones too, never in score order (LO-04, PUB-08).

- Sums, counts and ranks are for everybody who may see scores; the lines behind them are not (queries/lines.py).
- Ranks are inside the unit's class, of the rule set in force on the last day, or today when that is to come.
- A publication is called what the rule set of the adoption's day calls it.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import clock
from kernel.actor import Actor
from scores.queries.views import Count, Standing
from scores.rules.evaluate import Dated, in_force
from scores.rules.happenings import OWN, Fact, Sort
from scores.rules.ruleset import RuleSet
from scores.rules.standing import places, totals
from scores.store import ledger
from scores.store.ledger import Ledger

NOTHING = RuleSet(name="")


async def standing(viewer: Actor, first: date, last: date) -> list[Standing]:
    """Per unit: reported, adopted by level and publication, points, rank, late and missed; both days count."""
    return await table_of(viewer, await ledger.book(first, last), last)


async def table_of(viewer: Actor, book: Ledger, last: date) -> list[Standing]:
    """The same of a ledger that is read already, up to its last day."""
    demand(viewer, Right.SCORE_READ)
    rules = rules_of(book, min(last, clock.local(clock.now()).date()))
    units = [unit for unit in await identity.units(viewer) if not unit.office]
    counts = _counts(book)
    rows = places(totals(each.scored for each in book.lines), [unit.id for unit in units], rules.members)
    names = {unit.id: unit.name for unit in units}
    return [
        _row(
            place.unit,
            names[place.unit],
            (place.points, place.rank, place.unit_class),
            counts[place.unit],
            rules,
            book.sets,
        )
        for place in rows
    ]


def rules_of(book: Ledger, day: date) -> RuleSet:
    """The rule set of a day; an empty one where none was in force."""
    within = in_force(book.sets, day)
    return within.rules if within else NOTHING


def _counts(book: Ledger) -> dict[UUID, list[Fact]]:
    found: dict[UUID, list[Fact]] = defaultdict(list)
    for fact in book.held():
        for unit in dict.fromkeys(share.unit for share in fact.shares):
            found[unit].append(fact)
    return found


def _row(  # noqa: PLR0913, PLR0917 - a unit, and what it is looked at with
    unit: UUID, name: str, stands: tuple[Decimal, int, str], facts: list[Fact], rules: RuleSet, sets: Sequence[Dated]
) -> Standing:
    points, rank, unit_class = stands
    times = Counter(fact.sort for fact in facts)
    adopted = [fact for fact in facts if fact.sort is Sort.ADOPTED]
    instructed = {fact.item for fact in facts if fact.sort is Sort.INSTRUCTED}
    own = {share.submission for fact in adopted if fact.level == OWN for share in fact.shares if share.unit == unit}
    return Standing(
        unit=unit, name=name, unit_class=unit_class, class_label=rules.class_label(unit_class) if unit_class else "",
        class_place=next((at for at, each in enumerate(rules.classes) if each.code == unit_class), len(rules.classes)),
        reported=times[Sort.REPORTED], adopted=len(own), by_outlet=_by_outlet(adopted, sets),
        instructed=len(instructed), missed=times[Sort.MISSED], late=times[Sort.LATE], points=points, rank=rank,
    )  # fmt: skip


def _by_outlet(adopted: list[Fact], sets: Sequence[Dated]) -> tuple[Count, ...]:
    times = Counter((fact.level, fact.outlet) for fact in adopted)
    labels = {(fact.level, fact.outlet): _called(fact, sets) for fact in adopted}
    order = {key: at for each in sets for at, key in enumerate((one.level, one.code) for one in each.rules.outlets)}
    return tuple(
        Count(level, outlet, labels[level, outlet], times[level, outlet])
        for level, outlet in sorted(times, key=lambda key: (key[0] != OWN, order.get(key, len(order)), key))
    )


def _called(fact: Fact, sets: Sequence[Dated]) -> str:
    """A publication by the set of the day; one the set does not know by the newest that does."""
    within = in_force(sets, fact.day)
    if not fact.outlet:
        return within.rules.level_label(fact.level) if within else fact.level
    knowing = [each.rules for each in (*sets, *([within] if within else []))]
    found = [label for rules in knowing if (label := rules.outlet_label(fact.outlet)) != fact.outlet]
    return found[-1] if found else fact.outlet
