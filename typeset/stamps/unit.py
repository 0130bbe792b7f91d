"""A unit's round seal: ring, five-pointed star, the name from left to right round it, words level under the star.

- 国发〔1999〕25号: round, the star in the middle, the name round it from left to right, in simplified Song type;
  diameters by rank in ranks.py. Ring 1.2 mm and star 14 mm across on 42 mm are the trade's measures.
- All measures here are for 42 mm and grow with the diameter.
- The name stands symmetric about the vertical. Few characters stand wide, many stand narrow: the height shrinks a
  little, the width gives the rest. More than ROW characters make two rows, parted where the name allows it.
- A seal of a demonstration says so in its lowest line.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from typeset.stamps.cells import inked
from typeset.stamps.drawing import Drawing
from typeset.stamps.errors import StampRefused, Why
from typeset.stamps.glyphs import Glyph, glyphs
from typeset.stamps.paths import Part, Shape, circle, placed, star
from typeset.stamps.words import words

DESIGN: Final = 42.0
SMALLEST, LARGEST = 30.0, 60.0
LONGEST, ROW, LONGEST_BELOW = 40, 20, 10
ROLE: Final = "song"
_MIDDLE: Final = DESIGN / 2
_RING: Final = 1.2
_TEXT_EDGE: Final = _MIDDLE - _RING - 1.15  # where the name's heads stand
_STAR, _SMALL_STAR = 7.0, 6.0
_WEIGHT: Final = 0.022
_WIDEST, _BELOW_WIDEST = 0.8, 0.92  # of the height
_FILLED: Final = 0.9  # of the pitch at the foot of the characters
_CLEAR: Final = 0.7
_OUTER_SHARE, _LEAST_SHARE, _MOST_SHARE, _AFTER_A_PLACE = 0.58, 0.38, 0.76, 0.2


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the name: outer edge and height in mm, the angle it spans in degrees."""

    text: tuple[Glyph, ...]
    edge: float
    height: float
    span: float

    @property
    def foot(self) -> float:
        return self.edge - self.height


@dataclass(frozen=True, slots=True)
class Line:
    """One level line under the star: its middle's distance from the seal's middle, its height."""

    part: Part
    text: tuple[Glyph, ...]
    middle: float
    height: float


def round_seal(
    name: str,
    below: str = "",
    size_mm: float = DESIGN,
    *,
    inner: str = "",
    demo: bool = False,
) -> Drawing:
    """The picture. `inner`: what of the name stands in a second row; else long names are parted here."""
    if not SMALLEST <= size_mm <= LARGEST:
        raise StampRefused(Why.SIZE, size=size_mm, least=SMALLEST, most=LARGEST)
    parts = rows_of(name, inner)
    lines = _lines(below, demo=demo)
    rows = _rows([glyphs(each, ROLE, _WEIGHT) for each in parts], len(lines))
    shapes = [
        Shape(Part.RING, (circle((_MIDDLE, _MIDDLE), _MIDDLE - _RING / 2 - 0.05),), line=_RING),
        Shape(Part.STAR, (star((_MIDDLE, _MIDDLE), _STAR if len(rows) == 1 else _SMALL_STAR),)),
        *(shape for row in rows for shape in _round(row)),
        *(shape for line in lines for shape in _level(line, rows)),
    ]
    return Drawing(size_mm, size_mm, tuple(_grown(each, size_mm / DESIGN) for each in shapes))


def rows_of(name: str, inner: str = "") -> tuple[str, ...]:
    """The name in one row or two. Raises StampRefused."""
    if not name:
        raise StampRefused(Why.EMPTY)
    if len(name + inner) > LONGEST:
        raise StampRefused(Why.TOO_LONG, length=len(name + inner), most=LONGEST)
    if inner:
        return name, inner
    if len(name) <= ROW:
        return (name,)
    at = round(_OUTER_SHARE * len(name))
    at = min(_partings(name), default=(0.0, at))[1]
    return name[:at], name[at:]


def _partings(name: str) -> Iterator[tuple[float, int]]:
    """Where the name may be parted, with how far that is from the best share; after a place's name if need be."""
    for worse, ends in enumerate((words().ends_of_units, words().ends_of_places)):
        for at in range(1, len(name)):
            share = at / len(name)
            if name[:at].endswith(ends) and _LEAST_SHARE <= share <= _MOST_SHARE:
                yield abs(share - _OUTER_SHARE) + worse * _AFTER_A_PLACE, at


def _lines(below: str, *, demo: bool) -> list[Line]:
    if len(below) > LONGEST_BELOW:
        raise StampRefused(Why.BELOW_TOO_LONG, length=len(below), most=LONGEST_BELOW)
    said = [(Part.BELOW, below)] if below else []
    said += [(Part.DEMO, words().demo)] if demo else []
    places = [(12.9, 4.3)] if len(said) == 1 else [(10.7, 3.7), (15.6, 3.4)]
    return [
        Line(part, glyphs(text, ROLE, _WEIGHT), *place)
        for (part, text), place in zip(said, places[: len(said)], strict=True)
    ]


def _rows(parts: Sequence[tuple[Glyph, ...]], lines: int) -> list[Row]:
    widest = (284, 244, 226)[lines]
    if len(parts) == 1:
        count = _units(parts[0])
        return [Row(parts[0], _TEXT_EDGE, _between(count, (8, 7.3), (20, 5.7)), _span(count, 40, 216, widest))]
    outer, inner = (_units(each) for each in parts)
    edge = _TEXT_EDGE + 0.15
    first = Row(parts[0], edge, 4.7, _span(outer, 32, 200, widest))
    second = Row(parts[1], edge - 4.7 - 0.85, 3.9, _span(inner, 29, 168, widest - 22))
    return [first, second]


def _span(count: float, apart: float, six: float, widest: float) -> float:
    """Degrees: few characters stand `apart`, six take `six`, each further one a little more, all at most `widest`."""
    return min(apart * count, six + 4.3 * max(0, count - 6), widest)


def _units(text: tuple[Glyph, ...]) -> float:
    return sum(map(_cell, text))


def _cell(glyph: Glyph) -> float:
    """A narrow sign keeps the room beside it."""
    return 0.2 + 0.8 * glyph.width


def _between(value: float, low: tuple[float, float], high: tuple[float, float]) -> float:
    part = min(1, max(0, (value - low[0]) / (high[0] - low[0])))
    return low[1] + part * (high[1] - low[1])


def _round(row: Row) -> Iterator[Shape]:
    step = math.radians(row.span) / _units(row.text)
    width = min(_WIDEST * row.height, _FILLED * 2 * row.foot * math.tan(step / 2))
    middle = row.edge - row.height / 2
    turn = -math.radians(row.span) / 2
    for each in row.text:
        at = turn + step * _cell(each) / 2
        turn += step * _cell(each)
        place = _MIDDLE + middle * math.sin(at), _MIDDLE - middle * math.cos(at)
        yield inked(Part.NAME, each, placed(place, (width, row.height), at))


def _level(line: Line, rows: Sequence[Row]) -> Iterator[Shape]:
    room = 2 * _half_room(line, rows)
    count = sum(map(_cell, line.text))
    step = min(line.height * 1.25, room / count)
    width = min(_BELOW_WIDEST * line.height, 0.88 * step)
    left = _MIDDLE - step * count / 2
    for each in line.text:
        place = left + step * _cell(each) / 2, _MIDDLE + line.middle
        left += step * _cell(each)
        yield inked(line.part, each, placed(place, (width, line.height), 0))


def _half_room(line: Line, rows: Sequence[Row]) -> float:
    """How far the line may reach to either side: inside the ring, clear of the name's ends."""
    top, bottom = line.middle - line.height / 2, line.middle + line.height / 2
    inside = math.sqrt(_TEXT_EDGE**2 - bottom**2)
    ends = []
    for row in rows:
        past = math.pi - math.radians(row.span) / 2
        if past < math.pi / 2:
            under = math.sqrt(max(0, row.foot**2 - bottom**2))
            ends.append(max(top * math.tan(past), under) - _CLEAR)
    return min([inside, *ends])


def _grown(shape: Shape, by: float) -> Shape:
    contours = tuple(each.under((by, 0, 0, by, 0, 0)) for each in shape.contours)
    return Shape(shape.part, contours, shape.line * by, shape.character)
