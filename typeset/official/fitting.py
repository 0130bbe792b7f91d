"""Which line of page 1 each part of the head stands on; decides what must give way so that the body begins there.

- Lines are those of the page's grid, the first being 0; 22 make the page.
- 9704 7.2: two lines blank between 发文机关标志 and 发文字号 (with 签发人: its first line), two between the red rule and
  the title, one between title and 主送机关.
- 7.2.4, 7.3.2: the mark of a joint issue shrinks, and 主送机关 move to the 版记, when the body would not begin on page 1.
"""

from dataclasses import dataclass, replace
from typing import Final

from typeset.official.titles import width_of

PAGE: Final = 22
LINE: Final = 28.0
BLANK_BEFORE_TITLE: Final = 2
_NAMES_A_LINE: Final = 2
SHORT: Final = 3  # lines of a last paragraph that is not parted from its signature
SEAL, SEALS_ROW = 5, 6


@dataclass(frozen=True, slots=True)
class Fit:
    """`head`: lines from the 版心's top to the title (or to the body where there is none); `addressed`: 主送 stays.

    `whole`: the body begins on page 1.
    """

    head: int
    number: int
    addressed: bool
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """What asks for room on page 1, in lines: the number's at rest, how far a joint mark pushes it down at most and at least."""

    number: int
    joint: int = 0
    least: int = 0
    signers: int = 0
    blank: int = BLANK_BEFORE_TITLE
    title: int = 0
    addressee: int = 0
    body: int = 1


def fitted(want: Wanted) -> Fit:
    """The widest mark that leaves room for the body that must begin there; 主送 gives way only when not a line is left."""
    widest_first = range(want.joint, want.least - 1, -1)
    for addressed, body in ((True, want.body), (True, 1), (False, 1)):
        for joint in widest_first:
            fit = _fit(want, joint, addressed=addressed)
            below = want.title + (1 + want.addressee if addressed and want.addressee else 1 if want.title else 0)
            if fit.head + below + body <= PAGE:
                return fit
    return replace(_fit(want, want.least, addressed=False), whole=False)


def short_body(text: str, offices: int) -> int:
    """What of the body must stand on page 1: a text that goes with its signature needs room for the first seals too."""
    lines = [text_lines(line) for line in text.splitlines() if line]
    if len(lines) != 1 or lines[0] > SHORT:
        return 1
    return lines[0] + (SEALS_ROW if offices > 1 else SEAL)


def signer_lines(signers: int) -> int:
    """Two names a line."""
    return -(-signers // _NAMES_A_LINE)


def text_lines(text: str) -> int:
    """How many lines of the 版心 a text takes at most, flush left; a little is kept for what cannot begin a line."""
    return int(-(-width_of(text) // (LINE - 0.5))) if text else 0


def _fit(want: Wanted, joint: int, *, addressed: bool) -> Fit:
    number = want.number + joint + max(0, want.signers - 1)
    return Fit(number + 1 + want.blank, number, addressed)
