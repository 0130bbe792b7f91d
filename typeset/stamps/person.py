"""A person's seals: the square name seal, and the strip with a name on it that stands for a signature.

- The square is read in two columns from right to left: 1+1, 1+2, 2+2, 2+3, 3+3 characters; a closing word such as 印
  is part of the characters. Red characters in a frame (朱文) or spared out of red (白文).
- The strip (签名章, GB/T 9704-2012, 7.3.5.4) is a rectangle with the name in one line; a signature in the person's own
  hand is an imported picture (imported.py).
- A demonstration's seal says so below the name.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from typeset.stamps.cells import columns, line
from typeset.stamps.drawing import Drawing
from typeset.stamps.errors import StampRefused, Why
from typeset.stamps.glyphs import Glyph, glyphs
from typeset.stamps.paths import Box, Contour, Part, Shape, rectangle
from typeset.stamps.words import words

SQUARE_MM: Final = 20.0
STRIP_MM: Final = 14.0
SMALLEST, LARGEST = 10.0, 30.0
LONGEST_NAME, LONGEST_STRIP = 6, 12
ROLE: Final = "kai"
_WEIGHT: Final = 0.022
_FRAME, _INSIDE = 0.04, 0.085  # of the height: the frame's line, and what stays free beside it
_DEMO_SHARE, _RULE = 0.23, 0.018


class Ink(StrEnum):
    """Which part of a name seal is red."""

    CHARACTERS = "characters"  # 朱文
    GROUND = "ground"  # 白文


def square(
    name: str,
    size_mm: float = SQUARE_MM,
    *,
    ink: Ink = Ink.CHARACTERS,
    demo: bool = False,
) -> Drawing:
    """A name seal. Raises StampRefused."""
    _check(name, LONGEST_NAME, size_mm)
    weight = _WEIGHT if ink is Ink.CHARACTERS else 0
    upper, lower = _parted((0, 0, size_mm, size_mm), demo=demo)
    text = [*columns(Part.NAME, glyphs(name, ROLE, weight), upper)]
    if demo:
        text += [_rule(lower), *line(Part.DEMO, _demo(weight), lower)]
    if ink is Ink.CHARACTERS:
        return Drawing(size_mm, size_mm, (_framed(size_mm, size_mm), *text))
    return Drawing(size_mm, size_mm, (_spared(text, (0, 0, size_mm, size_mm)),))


def strip(name: str, height_mm: float = STRIP_MM, *, demo: bool = False) -> Drawing:
    """A signature strip, as wide as the name needs. Raises StampRefused."""
    _check(name, LONGEST_STRIP, height_mm)
    text = glyphs(name, ROLE, _WEIGHT)
    width = round(height_mm * (0.5 + 0.8 * max(2, sum(each.width for each in text))))  # whole mm, as seals have it
    upper, lower = _parted((0, 0, width, height_mm), demo=demo)
    shapes = [_framed(width, height_mm), *line(Part.NAME, text, upper)]
    if demo:
        shapes += [_rule(lower), *line(Part.DEMO, _demo(_WEIGHT), lower)]
    return Drawing(width, height_mm, tuple(shapes))


def _check(name: str, longest: int, size: float) -> None:
    if not name:
        raise StampRefused(Why.EMPTY)
    if len(name) > longest:
        raise StampRefused(Why.TOO_LONG, length=len(name), most=longest)
    if not SMALLEST <= size <= LARGEST:
        raise StampRefused(Why.SIZE, size=size, least=SMALLEST, most=LARGEST)


def _demo(weight: float) -> tuple[Glyph, ...]:
    return glyphs(words().demo, ROLE, weight)


def _parted(box: Box, *, demo: bool) -> tuple[Box, Box]:
    """Where the name stands, and where the demonstration's word does."""
    _, _, right, bottom = box
    side, last = _INSIDE * bottom, bottom * (1 - _INSIDE)
    ends = last - (_DEMO_SHARE * bottom if demo else 0)
    return (side, side, right - side, ends), (side, ends + 2 * _RULE * bottom, right - side, last)


def _rule(below: Box) -> Shape:
    """A fine rule between the name and the demonstration's word."""
    left, top, right, bottom = below
    high = (bottom - top) * 0.1
    return Shape(Part.DEMO, (rectangle((left, top - high, right, top)),))


def _framed(width: float, height: float) -> Shape:
    line_mm = _FRAME * height
    edge = line_mm / 2 + 0.05
    return Shape(Part.FRAME, (rectangle((edge, edge, width - edge, height - edge)),), line=line_mm)


def _spared(text: Sequence[Shape], box: Box) -> Shape:
    """The ground with the characters cut out: under the nonzero rule what runs the other way round is spared."""
    spared: list[Contour] = []
    for each in text:
        against = sum(contour.area() for contour in each.contours) > 0
        spared += [contour.reversed() if against else contour for contour in each.contours]
    said = "".join(each.character for each in text)
    return Shape(Part.FRAME, (rectangle(box), *spared), character=said)
