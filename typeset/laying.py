"""Blocks of a text as the templates take them: plain data, in which text is only ever text.

- Long runs of ASCII get places to break, which are no characters; controls that turn the direction of reading are
  left out, so that a page reads as its text is stored.
- The shares of a table's columns are found here, from the widest cell of each.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from typeset.blocks import Block, Heading, Item, Paragraph, Runs, Table, words
from typeset.errors import TableTooWide

BREAK = "\u200b"
_UNBROKEN = 20
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LONG_RUN = re.compile(f"[!-~]{{{_UNBROKEN + 1},}}")
_NUMBERED = re.compile("[一二三四五六七八九十]{1,3}、")
# A table line holds 36 characters of 12 pt, less what the cells keep free at their sides.
_TABLE_LINE, _CELL_MARGIN, _NARROW = 36.0, 0.8, 1.2
_LONG_CELL = 12
MOST_COLUMNS = int(_TABLE_LINE / (_NARROW + _CELL_MARGIN))


def breakable(text: str) -> str:
    """Lets a long run of ASCII break, and keeps the direction of reading; what a page shows stays the same words."""
    return _LONG_RUN.sub(lambda found: BREAK.join(_pieces(found[0])), _TURNS.sub("", text))


def block(one: Block) -> dict[str, Any]:
    """One block as data. Raises TableTooWide."""
    match one:
        case Heading(level, inline):
            return {
                "kind": "heading",
                "level": level,
                "centred": level == 1 and not _is_numbered(inline),
                "runs": runs(inline),
            }
        case Paragraph(inline, signature):
            return {"kind": "signature" if signature else "paragraph", "runs": runs(inline)}
        case Item(depth, marker, inline, first):
            return {"kind": "item", "depth": depth, "marker": marker, "first": first, "runs": runs(inline)}
        case Table():
            return _table(one)


def _table(table: Table) -> dict[str, Any]:
    if len(table.head) > MOST_COLUMNS:
        raise TableTooWide(len(table.head), MOST_COLUMNS)
    columns = list(zip(table.head, *table.rows, strict=True))
    widths = [max(_width(words(cell)) for cell in column) for column in columns]
    return {
        "kind": "table",
        "head": [runs(cell) for cell in table.head],
        "rows": [[runs(cell) for cell in row] for row in table.rows],
        "weights": _shares(widths),
        "aligns": [
            align or ("left" if width > _LONG_CELL else "center")
            for align, width in zip(table.aligns, widths, strict=True)
        ],
    }


def _shares(widths: list[float]) -> list[float]:
    """Short columns get what they need, long ones share the rest alike."""
    left, open_columns = _TABLE_LINE - _CELL_MARGIN * len(widths), len(widths)
    for width in sorted(widths):
        if open_columns * width > left:
            break
        left -= width
        open_columns -= 1
    limit = max(_NARROW, left / open_columns) if open_columns else _TABLE_LINE
    return [min(max(width, _NARROW), limit) + _CELL_MARGIN for width in widths]


def _width(text: str) -> float:
    return sum(0.6 if one.isascii() else 1.0 for one in text)


def _is_numbered(inline: Runs) -> bool:
    return _NUMBERED.match(words(inline)) is not None


def runs(inline: Runs) -> list[dict[str, Any]]:
    """The characters of one style after the other."""
    return [asdict(run) | {"text": breakable(run.text)} for run in inline]


def _pieces(run: str) -> Iterator[str]:
    for part in re.findall(r"[^/?&=._\-]*[/?&=._\-]+|[^/?&=._\-]+", run):
        yield from (part[at : at + _UNBROKEN] for at in range(0, len(part), _UNBROKEN))
