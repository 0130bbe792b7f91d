"""Texts that stand at a place on a page or slide, joined to the rows a reader sees.

- Lengths are of any unit; a file uses one throughout. Texts are on one row when they overlap by half a height.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_EMU = 36_000  # in a millimetre
_PIXEL = 25.4 / 96
_ROW = 6.0  # millimetres that two texts of one row may differ in height
_LENGTH = re.compile(r"(-?[\d.]+)(mm|cm|in|pt)?")
_MILLIMETRES = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72}
MAX_TEXT = 60


@dataclass(slots=True)
class Shape:
    """A shape, its upper left corner in millimetres and its text."""

    x: float | None = None
    y: float | None = None
    text: str = ""

    def stands(self, name: str, attributes: dict[str, str]) -> None:
        """Takes the first place an element of the shape gives."""
        if self.x is None and name == "off":
            self.x, self.y = (_number(attributes.get(key, "")) / _EMU for key in ("x", "y"))
        elif self.x is None and name == "text":
            self.x, self.y = (_number((attributes.get(key) or "0").split()[0]) * _PIXEL for key in ("x", "y"))
        elif self.x is None and "svg:x" in attributes:
            self.x, self.y = (_millimetres(attributes.get(key, "")) for key in ("svg:x", "svg:y"))


def rows_of(shapes: Iterable[Shape]) -> Iterator[str]:
    """The short texts of one row joined, from the left; then those of one column, from above."""
    placed = [
        (one.x, one.y, one.text)
        for one in shapes
        if one.x is not None and one.y is not None and 0 < len(one.text) < MAX_TEXT
    ]
    yield from _joined(sorted((y, x, text) for x, y, text in placed))
    yield from _joined(sorted((x, y, text) for x, y, text in placed))


def _joined(placed: list[tuple[float, float, str]]) -> Iterator[str]:
    row: list[tuple[float, str]] = []
    at = 0.0
    for across, along, text in [*placed, (float("inf"), 0.0, "")]:
        if row and across - at > _ROW:
            if len(row) > 1:
                yield "\t".join(one for _, one in sorted(row))
            row = []
        if not row:
            at = across
        row.append((along, text))


def _millimetres(length: str) -> float | None:
    found = _LENGTH.fullmatch(length)
    return _number(found[1]) * _MILLIMETRES.get(found[2] or "mm", 1.0) if found else None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
