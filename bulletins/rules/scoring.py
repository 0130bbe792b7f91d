"""Points: which rule is in force, and how several units share them (PUB-10).

- A rule counts on a day from `since` up to and including `until`; at most one rule per kind and event counts on a day.
- Points are hundredths; what even division leaves over goes to the first sources, so that the parts add up exactly.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import assert_never
from uuid import UUID

from bulletins.rules.scores import Event, Rule, Sharing

CENT = Decimal("0.01")


def in_force(rules: Iterable[Rule], event: Event, day: date) -> Rule | None:
    """The rule for an event on a day."""
    fitting = [
        rule
        for rule in rules
        if rule.event == event and rule.since <= day and (rule.until is None or day <= rule.until)
    ]
    return max(fitting, key=lambda rule: rule.since, default=None)


def split(points: Decimal, sharing: Sharing, shares: Mapping[UUID, int]) -> dict[UUID, Decimal]:
    """The points of each source."""
    match sharing:
        case Sharing.FULL:
            return dict.fromkeys(shares, points)
        case Sharing.EVEN:
            return _parts(points, dict.fromkeys(shares, 1))
        case Sharing.LINEAGE:
            return _parts(points, shares)
        case _:
            assert_never(sharing)


def _parts(points: Decimal, weight: Mapping[UUID, int]) -> dict[UUID, Decimal]:
    total = sum(weight.values())
    parts = {key: (points * part / total).quantize(CENT, ROUND_DOWN) for key, part in weight.items()}
    left = int((points - sum(parts.values())) / CENT)
    for key in list(parts)[:left]:
        parts[key] += CENT
    return parts
