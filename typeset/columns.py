"""The shape of a table: upright or landscape, how its columns share the line, which rows stay whole.

- Widths are in characters of the table's type, a half-width one 0.6. Short columns get what they need, long ones share
  the rest alike.
- A table whose columns cannot stand side by side on an upright page, or only by breaking numbers and short words or
  by setting words one character a line, is laid on landscape pages; one that does not fit there is refused.
- A row goes to the next page whole unless it is nearly as high as a page.
"""

import math
import re
from dataclasses import dataclass
from typing import Final

from typeset.blocks import LINE_BREAK, Align, Table
from typeset.errors import TableTooWide
from typeset.inline import Runs, words

# A line of 156 mm holds 36 characters of 12 pt, one of 225 mm on a landscape page 60 of 10.5 pt; cells keep their
# sides free, and none is narrower than one character.
_UPRIGHT, _LANDSCAPE, _CELL_MARGIN, _NARROW = 36.0, 60.0, 0.8, 1.2
_UPRIGHT_LINES, _LANDSCAPE_LINES = 30, 24
_HALF = 0.6
_LONG_CELL, _HEAD = 12, 3.5
# Narrower than this, a head or a name would run down its column one character a line.
_READABLE_HEAD, _READABLE = 2.0, 3.0
# What may not be parted within these is a number or a short word.
_WORD = re.compile("[!-~]+")
_SHORT_WORD = 10.0
MOST_UPRIGHT: Final = int(_UPRIGHT / (_NARROW + _CELL_MARGIN))
MOST_COLUMNS: Final = int(_LANDSCAPE / (_NARROW + _CELL_MARGIN))


@dataclass(frozen=True, slots=True)
class Shape:
    """`weights`: shares of the line; `unbroken`: ASCII characters a column holds side by side; `whole`: of each row."""

    landscape: bool
    weights: list[float]
    aligns: list[Align]
    unbroken: list[int]
    whole: list[bool]


def shape(table: Table) -> Shape:
    """How a table stands on its pages. Raises TableTooWide."""
    if len(table.head) > MOST_COLUMNS:
        raise TableTooWide(len(table.head), MOST_COLUMNS)
    columns = [[words(cell) for cell in column] for column in zip(table.head, *table.rows, strict=True)]
    widths = [max([_head_width(head), *map(_line_width, cells)]) for head, *cells in columns]
    least = sum(_least(column) for column in columns)
    readable = sum(max(_least(column), _readable(column) + _CELL_MARGIN) for column in columns)
    landscape = len(columns) > MOST_UPRIGHT or (least <= _LANDSCAPE and readable > _UPRIGHT)
    line = _LANDSCAPE if landscape else _UPRIGHT
    weights = _shares(widths, line)
    held = [share * line / sum(weights) - _CELL_MARGIN for share in weights]
    most = (_LANDSCAPE_LINES if landscape else _UPRIGHT_LINES) * 0.6
    return Shape(
        landscape=landscape,
        weights=weights,
        aligns=[
            align or ("left" if width > _LONG_CELL else "center")
            for align, width in zip(table.aligns, widths, strict=True)
        ],
        unbroken=[max(1, min(20, int(width / _HALF))) for width in held],
        whole=[_lines(row, held) <= most for row in (table.head, *table.rows)],
    )


def _shares(widths: list[float], line: float) -> list[float]:
    left, open_columns = line - _CELL_MARGIN * len(widths), len(widths)
    for width in sorted(widths):
        if open_columns * width > left:
            break
        left -= width
        open_columns -= 1
    limit = max(_NARROW, left / open_columns) if open_columns else line
    return [min(max(width, _NARROW), limit) + _CELL_MARGIN for width in widths]


def _least(column: list[str]) -> float:
    return max(_NARROW, *(_word(cell) for cell in column)) + _CELL_MARGIN


def _readable(column: list[str]) -> float:
    head, *cells = column
    return max([min(_READABLE_HEAD, _line_width(head)), *(min(_READABLE, _line_width(cell)) for cell in cells)])


def _lines(row: tuple[Runs, ...], held: list[float]) -> int:
    return max(
        sum(math.ceil(max(1.0, _width(line) / width)) for line in words(cell).split(LINE_BREAK))
        for cell, width in zip(row, held, strict=True)
    )


def _word(cell: str) -> float:
    """The longest of a cell's short words; longer ones may be parted anywhere."""
    longest = max((len(word) for word in _WORD.findall(cell)), default=0) * _HALF
    return min(longest, _SHORT_WORD)


def _head_width(text: str) -> float:
    """A long head may stand in two lines."""
    return max(min(_HEAD, width := _line_width(text)), width / 2)


def _line_width(cell: str) -> float:
    return max(map(_width, cell.split(LINE_BREAK)))


def _width(text: str) -> float:
    return sum(_HALF if one.isascii() else 1.0 for one in text)
