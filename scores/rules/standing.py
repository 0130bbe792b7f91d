"""Totals and ranks of a period, and two evaluations side by side.

- Units are ranked inside their class; equal totals have the same rank, and the next one counts them all.
- Units that have no line stand with zero: a silent unit is not left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from scores.rules.evaluate import ZERO, Scored


@dataclass(frozen=True, slots=True)
class Place:
    """A unit's total and its rank inside its class."""

    unit: UUID
    unit_class: str
    points: Decimal
    rank: int


@dataclass(frozen=True, slots=True)
class Change:
    """A happening that gives a unit something else; the lines of both sides."""

    unit: UUID
    happening: UUID
    old: tuple[Scored, ...]
    new: tuple[Scored, ...]

    @property
    def difference(self) -> Decimal:
        """New less old."""
        return total(self.new) - total(self.old)


def total(lines: Iterable[Scored]) -> Decimal:
    """The sum of lines."""
    return sum((line.points for line in lines), ZERO)


def totals(lines: Iterable[Scored]) -> dict[UUID, Decimal]:
    """The sum of every unit."""
    found: dict[UUID, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        found[line.unit] += line.points
    return dict(found)


def within(lines: Iterable[Scored], first: date, last: date) -> list[Scored]:
    """The lines of these days, both included."""
    return [line for line in lines if first <= line.day <= last]


def places(points: Mapping[UUID, Decimal], units: Sequence[UUID], members: Mapping[str, str]) -> list[Place]:
    """Every unit in the order given."""
    class_of = {unit: members.get(str(unit), "") for unit in units}
    best: dict[str, list[Decimal]] = defaultdict(list)
    for unit in units:
        best[class_of[unit]].append(points.get(unit, ZERO))
    for column in best.values():
        column.sort(reverse=True)
    return [
        Place(unit, class_of[unit], points.get(unit, ZERO), best[class_of[unit]].index(points.get(unit, ZERO)) + 1)
        for unit in units
    ]


def compared(old: Iterable[Scored], new: Iterable[Scored]) -> list[Change]:
    """What differs, by unit and happening, in the order of the old lines and then of the new."""
    sides: dict[tuple[UUID, UUID], tuple[list[Scored], list[Scored]]] = {}
    for side, lines in enumerate((old, new)):
        for line in lines:
            sides.setdefault((line.unit, line.happening), ([], []))[side].append(line)
    found = [Change(unit, happening, tuple(a), tuple(b)) for (unit, happening), (a, b) in sides.items()]
    return [change for change in found if _worth(change.old) != _worth(change.new)]


def _worth(lines: Iterable[Scored]) -> list[tuple[str, Decimal]]:
    return sorted((line.line, line.points) for line in lines if line.points)
