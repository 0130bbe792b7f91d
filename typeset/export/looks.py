"""How each element of a document looks in a file for outside: sizes and faces of the print, by the element's key.

Type sizes are those of GB/T 9704-2012 (二号 21 pt here, 三号 15.75, 四号 14); faces are the names of the roles.
"""

from dataclasses import dataclass
from typing import Final, Literal

from typeset.fonts import ROLES

Align = Literal["left", "center", "right"]
SIZE, LINE = 15.75, 29.53
PAPER, MARGINS = (210.0, 297.0), (37.0, 26.0, 35.0, 28.0)  # mm: top, right, bottom, left
FACES: Final = {role: families[0] for role, families in ROLES.items()}
RED: Final = "C81010"


@dataclass(frozen=True, slots=True)
class Look:
    """One way to look; `indent` in characters, `tag` the element of HTML."""

    role: str = "fang"
    size: float = SIZE
    align: Align = "left"
    indent: float = 0
    red: bool = False
    rule: bool = False
    tag: str = "p"


PLAIN: Final = Look(indent=2)
_SMALL = Look(size=14)
LOOKS: Final = {
    "mark": Look("biaosong", 36, "center", red=True),
    "masthead": Look("biaosong", 48, "center", red=True),
    "marking": Look("hei"),
    "urgency": Look("hei"),
    "number": Look(align="center"),
    "signer": Look(align="right"),
    "office": Look(),
    "date": Look(align="right"),
    "day": Look(align="right", rule=True),
    "section": Look("hei", align="center"),
    "contents": Look(),
    "title": Look("biaosong", 21, "center", tag="h1"),
    "units": Look("kai", align="center"),
    "author": Look("kai", align="center"),
    "source": Look("kai", align="right"),
    "foreword": Look("kai", indent=2),
    "addressee": Look(),
    "signature": Look(align="right"),
    "dated": Look(align="right"),
    "footnotes": Look(size=10.5),
    "colophon": _SMALL,
    "list": _SMALL,
    "carbon": _SMALL,
    "issuer": _SMALL,
    "issued": _SMALL,
}
HEADINGS: Final = ("hei", "kai", "fang", "fang")


def look_of(key: str) -> Look:
    """How an element looks; text, when nothing is said."""
    return LOOKS.get(key, PLAIN)
