"""What stands on a page, apart from PDF and OFD: letters, lines and pictures in millimetres from the top left corner.

- Order is the order of drawing. `furniture` is what is no text of the document: page numbers, watermarks, rules.
- A matrix is (a, b, c, d, e, f): x' = a·x + c·y + e, y' = b·x + d·y + f. PDF counts y upwards, OFD downwards.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, TypeAlias

from typeset.extract import drawn

Matrix: TypeAlias = tuple[float, float, float, float, float, float]
Colour: TypeAlias = tuple[int, int, int]
Point: TypeAlias = tuple[float, float]

MM: Final = 25.4 / 72  # of a point
UNIT: Final[Matrix] = (1, 0, 0, 1, 0, 0)
UPRIGHT: Final = (1.0, 0.0, 0.0, 1.0)
OPAQUE: Final = 255


@dataclass(frozen=True, slots=True)
class Outline:
    """The line around letters that stands for a heavier face."""

    width: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Style:
    """How letters look. `face` is the PostScript name, `turn` the matrix of the letters without their size, y down."""

    face: str
    size: float
    colour: Colour
    alpha: int = OPAQUE
    outline: Outline | None = None
    turn: tuple[float, float, float, float] = UPRIGHT


@dataclass(frozen=True, slots=True)
class Letter:
    """One glyph: mostly one character, several where the face draws them together (——, ffi)."""

    text: str
    x: float
    y: float
    advance: float = 1.0  # of the glyph, in sizes


@dataclass(frozen=True, slots=True)
class Text:
    """Letters of one style in the order of reading."""

    style: Style
    letters: tuple[Letter, ...]
    furniture: bool = False


@dataclass(frozen=True, slots=True)
class Pen:
    """How a line is drawn: width, cap (Butt, Round, Square), join (Miter, Round, Bevel), dashes."""

    width: float
    colour: Colour
    cap: str = "Butt"
    join: str = "Miter"
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A path: letters M, L, B, C with their points; filled, drawn or both."""

    steps: tuple[tuple[str, tuple[Point, ...]], ...]
    fill: Colour | None
    pen: Pen | None
    even_odd: bool = False
    alpha: int = OPAQUE
    furniture: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """An image file; `matrix` lays the unit square, y down, onto the page."""

    data: bytes
    format: str
    matrix: Matrix
    alpha: int = OPAQUE
    furniture: bool = False


Drawn: TypeAlias = Text | Shape | Picture


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of this size."""

    width: float
    height: float
    drawn: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the outline: where it leads, page from 0."""

    title: str
    depth: int
    page: int
    top: float


@lru_cache(1 << 16)
def shown(text: str) -> str:
    """What of some characters draws something; the same letters come again and again."""
    return drawn(text)


def clearer(one: Drawn, share: float) -> Drawn:
    """The same, let through by a group that is not opaque."""
    if isinstance(one, Text):
        return replace(one, style=replace(one.style, alpha=round(one.style.alpha * share)))
    return replace(one, alpha=round(one.alpha * share))


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """First `inner`, then `outer`."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def apply(matrix: Matrix, x: float, y: float) -> Point:
    """Where a point comes to lie."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
