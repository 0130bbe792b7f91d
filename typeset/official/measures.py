"""Where the head of each form stands, in mm; the template draws what it is told.

- 9704 7.2.4: the mark's top 35 mm below the 版心's top; 10.1 (letter): 30 mm below the page's top; 10.2 (order): 20 mm
  below the 版心's top; 10.3 (minutes): 35 mm.
- The mark's size is at discretion. Its height is such that the number, two lines below, stands on a line of the grid:
  then all that follows stands on it too. A long name becomes narrow, not low.
- A line and its gap are `PITCH`; every office more in a joint mark takes one line more.
"""

from dataclasses import dataclass
from math import ceil
from typing import Final

from typeset.official.forms import Form

POINT: Final = 25.4 / 72
PITCH: Final = 15.75 * 1.875 * POINT
TOP: Final = 37.0
BELOW_MARK: Final = 2 * PITCH
LEAST_NAME, GAP_OF_NAMES = 6.0, 0.3  # mm, and of a name's height


@dataclass(frozen=True, slots=True)
class Measures:
    """`mark_top` from the page's top; `number` is the line of the grid on which the number stands at rest."""

    mark_top: float
    number: int
    blank: int = 2
    rule_gap: float = 4.0
    below_mark: float = BELOW_MARK

    def height(self, more: int = 0) -> float:
        """The mark's, when the number stands `more` lines lower than at rest."""
        return TOP + (self.number + more) * PITCH - self.below_mark - self.mark_top

    def lines_for(self, names: int) -> int:
        """How many lines more a joint mark takes at least, so that its names can be read."""
        wanted = LEAST_NAME * (names + GAP_OF_NAMES * (names - 1))
        return max(0, ceil((wanted - self.height()) / PITCH)) if names > 1 else 0


# 10.1: 4 mm to the red double rule, which is 1.3 mm thick, then seven eighths of a character.
DOUBLE_RULE: Final = 1.3
_LETTER: Final = Measures(30.0, number=2, below_mark=4.0 + DOUBLE_RULE + 15.75 * POINT * 7 / 8)
MEASURES: Final = {
    Form.DOWNWARD: Measures(72.0, number=7),
    Form.UPWARD: Measures(72.0, number=7),
    Form.LETTER: _LETTER,
    Form.ORDER: Measures(57.0, number=6),
    Form.MINUTES: Measures(72.0, number=7),
}
