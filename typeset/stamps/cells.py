"""Characters in a grid of cells: what personal seals, signature strips and the word of a demonstration share."""

from collections.abc import Iterator, Sequence
from typing import Final

from typeset.stamps.glyphs import Glyph
from typeset.stamps.paths import Box, Matrix, Part, Shape, placed

# A character stays readable up to this much taller than wide, or wider than tall.
_STRETCH: Final = 1.7
_APART: Final = 1.15  # a level line's characters, in heights
_FILLED: Final = 0.88


def inked(part: Part, glyph: Glyph, matrix: Matrix) -> Shape:
    """A character where it stands."""
    return Shape(part, tuple(each.under(matrix) for each in glyph.contours), character=glyph.character)


def columns(part: Part, text: Sequence[Glyph], box: Box) -> Iterator[Shape]:
    """Columns from right to left, each from above, as seals are read."""
    each = rows_of(len(text))
    left, top, right, bottom = box
    count = len(each)
    wide, at = (right - left) / count, 0
    for column, length in enumerate(each):
        high = (bottom - top) / length
        for row in range(length):
            middle = right - wide * (column + 0.5), top + high * (row + 0.5)
            yield inked(part, text[at], placed(middle, _fitted(wide, high), 0))
            at += 1


def line(part: Part, text: Sequence[Glyph], box: Box) -> Iterator[Shape]:
    """One level line from left to right, its characters spread over the box."""
    left, top, right, bottom = box
    cells = [0.2 + 0.8 * each.width for each in text]
    step = min((right - left) / sum(cells), (bottom - top) * _APART)
    at = (left + right - step * sum(cells)) / 2
    for each, cell in zip(text, cells, strict=True):
        size = _fitted(min(step, bottom - top), bottom - top)
        yield inked(part, each, placed((at + step * cell / 2, (top + bottom) / 2), size, 0))
        at += step * cell


def rows_of(count: int) -> tuple[int, ...]:
    """How many characters each column takes, the right one first: 1, 1+1, 1+2, 2+2, 2+3, 3+3."""
    return (count,) if count == 1 else (count // 2, count - count // 2)


def _fitted(wide: float, high: float) -> tuple[float, float]:
    """The character's size in a cell: filled, but not stretched beyond reading."""
    return min(wide, high * _STRETCH) * _FILLED, min(high, wide * _STRETCH) * _FILLED
