"""Points some items gave, for the page of what they stand in: by the rule sets of the days, before caps and zeroing."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from identity.rights import Right
from kernel.actor import Actor
from scores.rules.evaluate import evaluate
from scores.store import happenings, rulesets


@dataclass(frozen=True, slots=True)
class Credit:
    """A unit's points by one happening of an item."""

    unit: UUID
    event: str
    item: UUID
    points: Decimal


async def lines(viewer: Actor, items: Sequence[UUID]) -> list[Credit]:
    """What these items gave, as far as it still holds."""
    if not viewer.may(Right.SCORE_READ) or not items:
        return []
    facts = {fact.id: fact for fact in await happenings.of_items(items)}
    found = evaluate(facts.values(), await rulesets.sets())
    return [
        Credit(line.unit, facts[line.happening].sort.label, facts[line.happening].item, line.points) for line in found
    ]
