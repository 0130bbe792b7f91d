"""How each element of a document looks in a file for outside: sizes and faces of the print, by the element's key.

Type sizes are those of GB/T 9704-2012 (二号 21 pt here, 三号 15.75, 四号 14); faces are the names of the roles.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

from typeset.fonts import ROLES

Align = Literal["left", "center", "right"]
SIZE, LINE = 15.75, 29.53
PAPER, MARGINS = (210.0, 297.0), (37.0, 26.0, 35.0, 28.0)  # mm: top, right, bottom, left
FACES: Final = {role: families[0] for role, families in ROLES.items()}
RED: Final = "C81010"


@dataclass(frozen=True, slots=True)
class Look:
    """One way to look; `indent` in characters, `apart` the lines kept free around, `tag` the element of HTML."""

    role: str = "fang"
    size: float = SIZE
    align: Align = "left"
    indent: float = 0
    red: bool = False
    apart: float = 0
    tag: str = "p"


# Points: the line of 156 mm, and what a mark is never smaller than.
_WIDTH, _LEAST = 440.0, 22.0
PLAIN: Final = Look(indent=2)
_SMALL = Look(size=14)
LOOKS: Final = {
    "mark": Look("biaosong", 42, "center", red=True, apart=0.5),
    "masthead": Look("biaosong", 54, "center", red=True, apart=0.5),
    "marking": Look("hei"),
    "urgency": Look("hei"),
    "number": Look(align="center"),
    "signer": Look(align="right"),
    "office": Look(),
    "date": Look(align="right"),
    "day": Look(align="right"),
    "section": Look("hei", align="center", apart=0.5),
    "contents": Look(),
    "title": Look("biaosong", 21, "center", apart=0.7, tag="h1"),
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
# Blocks that look their own way wherever they stand: an annex's label and title, quotations.
BLOCK_LOOKS: Final = {
    "label": Look("hei", apart=0.5),
    "subtitle": Look("biaosong", 21, "center", tag="h2"),
    "note": Look("kai", indent=2),
}
HEADINGS: Final = ("hei", "kai", "fang", "fang")


def look_of(key: str, length: int = 0) -> Look:
    """How an element looks; text, when nothing is said. A mark of many characters is smaller, to stay on its line."""
    look = LOOKS.get(key, PLAIN)
    return replace(look, size=max(_LEAST, min(look.size, _WIDTH / length))) if look.red and length else look
