"""Closed periods and what comes to light afterwards (ED-05).

- A closed period keeps its lines as they stood. What a cancelled or late happening changes in it is a line of the open
  time: the difference, with the day it corrects, on the day the cause was noted.
- Once such a line is closed with its own period, only what differs from both is left: the sum over everything booked is
  always what the facts are worth.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from kernel import clock
from scores.rules.evaluate import ZERO, Op, Scored, Step
from scores.rules.happenings import Fact

Key = tuple[UUID, UUID, str, str]


@dataclass(frozen=True, slots=True)
class Booked:
    """A line of the ledger. `about`: the day it corrects; `settlement`: the closing that keeps it."""

    scored: Scored
    about: date | None = None
    settlement: UUID | None = None


@dataclass(frozen=True, slots=True)
class Causes:
    """When what came late was noted: by item, and for a unit as a whole."""

    items: Mapping[UUID, date]
    units: Mapping[UUID, date]
    item_of: Mapping[UUID, UUID]

    def day(self, scored: Scored, closed: date) -> date:
        """The day of the line that corrects this one; never a closed one."""
        first = closed + timedelta(days=1)
        item = self.item_of.get(scored.happening)
        known = self.items.get(item) if item is not None else None
        return max(known or self.units.get(scored.unit, first), first)


def causes(late: Iterable[Fact], known: Iterable[Fact]) -> Causes:
    """From what was noted after the closing."""
    items: dict[UUID, date] = {}
    units: dict[UUID, date] = {}
    for fact in late:
        noted = clock.local(fact.at).date()
        items[fact.item] = max(items.get(fact.item, noted), noted)
        for share in fact.shares:
            units[share.unit] = max(units.get(share.unit, noted), noted)
    return Causes(items, units, {fact.id: fact.item for fact in known})


def ledger(view: Sequence[Scored], settled: Sequence[Booked], closed: date | None, why: Causes) -> list[Booked]:
    """Everything booked: what closed periods keep, what corrects them, and the open time as it stands."""
    if closed is None:
        return [Booked(line) for line in view]
    return [
        *settled,
        *_corrections(view, settled, closed, why),
        *(Booked(line) for line in view if line.day > closed),
    ]


def _corrections(view: Sequence[Scored], settled: Sequence[Booked], closed: date, why: Causes) -> list[Booked]:
    stands: dict[Key, Decimal] = defaultdict(lambda: ZERO)
    example: dict[Key, tuple[Scored, date]] = {}
    for booked in settled:
        line = booked.scored
        stands[line.key] -= line.points
        example.setdefault(line.key, (line, booked.about or line.day))
    for line in view:
        if line.day <= closed:
            stands[line.key] += line.points
            example[line.key] = (line, line.day)
    found = []
    for key, points in stands.items():
        if points:
            line, day = example[key]
            made = replace(
                line, day=why.day(line, closed), points=points, steps=(Step(Op.CORRECTS, points, day.isoformat()),)
            )
            found.append(Booked(made, about=day))
    return found
