"""How several units share points.

- Points are hundredths; what even division leaves over goes to the first, so that the parts add up exactly.
- Parts never exceed the whole, unless each is to have all of it.
"""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from typing import assert_never

from scores.rules.happenings import Share
from scores.rules.ruleset import CENT, Sharing


def split(points: Decimal, sharing: Sharing, shares: Sequence[Share], part: int = 0) -> list[Decimal]:
    """The points of each share, in their order."""
    match sharing:
        case Sharing.FULL:
            return [points for _ in shares]
        case Sharing.EVEN:
            return parts(points, [1 for _ in shares])
        case Sharing.LINEAGE:
            return parts(points, [share.weight for share in shares])
        case Sharing.PART:
            if len(shares) == 1:
                return [points]
            even, each = parts(points, [1 for _ in shares]), (points * part / 100).quantize(CENT, ROUND_DOWN)
            return even if abs(each * len(shares)) > abs(points) else [each for _ in shares]
        case _:
            assert_never(sharing)


def parts(points: Decimal, weights: Sequence[int]) -> list[Decimal]:
    """By weight; without any weight evenly."""
    weights = list(weights) if sum(weights) else [1 for _ in weights]
    total = sum(weights)
    found = [(points * weight / total).quantize(CENT, ROUND_DOWN) for weight in weights]
    left = points - sum(found)
    step = CENT.copy_sign(left)
    for at in range(int(left / step)):
        found[at] += step
    return found
