"""Characters at places on a page, joined to the lines a reader sees.

- A line: characters whose middles lie within half a height, from the left; a gap is a blank, a wide gap a tab.
- A character drawn twice at one place is one. Characters that stand alone in their lines are read downwards too.
- Pages are measured upwards, as PDF does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_ALONE = 2
_BLANK, _TAB = 0.25, 2.0  # gaps, in heights


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character, its left and right edge, the middle of its height, and its height."""

    text: str
    left: float
    right: float
    middle: float
    height: float
    shown: bool = True


def rows(glyphs: Iterable[Glyph]) -> Iterator[str]:
    """The lines from above, then the columns of characters that stand alone."""
    lines = list(_lines(glyphs))
    for line in lines:
        yield _joined(line)
    alone = [glyph for line in lines if len(line) <= _ALONE for glyph in line]
    if len(alone) > 1:
        yield from _columns(alone)


def _lines(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    line: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda one: -one.middle):
        if line and line[0].middle - glyph.middle > max(line[0].height, glyph.height, 2) / 2:
            yield line
            line = []
        line.append(glyph)
    if line:
        yield line


def _joined(line: list[Glyph]) -> str:
    out: list[str] = []
    last: Glyph | None = None
    for glyph in sorted(line, key=lambda one: one.left):
        if last:
            if glyph.text == last.text and glyph.left - last.left < last.height / 4:
                continue
            gap = glyph.left - last.right
            out.append("\t" if gap > _TAB * last.height else " " if gap > _BLANK * last.height else "")
        out.append(glyph.text)
        last = glyph
    return _whole("".join(out))


def _columns(alone: list[Glyph]) -> Iterator[str]:
    column: list[Glyph] = []
    for glyph in [*sorted(alone, key=lambda one: one.left), None]:
        if column and (glyph is None or glyph.left - column[0].left > max(column[0].height, 2) / 2):
            if len(column) > 1:
                yield _whole("".join(one.text for one in sorted(column, key=lambda one: -one.middle)))
            column = []
        if glyph:
            column.append(glyph)


def _whole(text: str) -> str:
    """PDFium hands out characters beyond the first plane in two halves."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
