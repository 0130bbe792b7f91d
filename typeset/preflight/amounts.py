"""What a cell of a table says as a number.

- Thousands separators, full-width figures, 万 and 亿, a percent sign, a minus; a dash or nothing is nothing at all.
- What is not wholly a number is none: 约300 or 3（项） is words, and its column is not summed.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from typeset.preflight.lists import words

_NUMBER = re.compile(
    r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(万|亿|万亿)?(?:元|人|件|条|个|户|次|篇|期|家|吨|亩)?(%)?"
)
_TIMES = {"": Decimal(1), "万": Decimal(10**4), "亿": Decimal(10**8), "万亿": Decimal(10**12)}
_MINUS = str.maketrans("−–－", "---")


@dataclass(frozen=True, slots=True)
class Amount:
    """A value, and the worth of half its last figure: by so much it may have been rounded."""

    value: Decimal
    half: Decimal
    percent: bool = False


NONE = Amount(Decimal(0), Decimal(0))


@lru_cache(maxsize=4096)
def amount(cell: str) -> Amount | None:
    """The number of a cell; NONE for an empty one, None for words."""
    said = unicodedata.normalize("NFKC", "".join(cell.split())).translate(_MINUS)
    if said in words("nothing") or cell.strip() in words("nothing"):
        return NONE
    found = _NUMBER.fullmatch(said)
    if found is None:
        return None
    times = _TIMES[found[4] or ""]
    fraction = found[3] or ""
    value = Decimal(found[1] + found[2].replace(",", "") + fraction) * times
    places = len(fraction) - 1 if fraction else 0
    rounded = bool(fraction) or bool(found[4]) or bool(found[5])
    half = Decimal(5).scaleb(-places - 1) * times if rounded else Decimal(0)
    return Amount(value, half, bool(found[5]))


def shown(value: Decimal) -> str:
    """A value as a sentence says it."""
    return f"{value.normalize():f}" if value else "0"
