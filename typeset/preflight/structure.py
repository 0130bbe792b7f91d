"""Headings and tables of a document, found in the data for its template, whatever its kind.

- The lines are those of the elements; what the data calls a heading or a table's row is looked for among them by its
  words, in order, so that a finding in a cell has a place on the page.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from typeset.document import Element
from typeset.extract import drawn

BODY = frozenset({"body", "annex", "table"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an element: `at` its first character's place in the element; `level` of a heading, 0 for others."""

    element: int
    key: str
    at: int
    text: str
    level: int = 0

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of a table's row; one for any other line."""
        return tuple(self.text.split("\t"))


@dataclass(frozen=True, slots=True)
class Table:
    """The words of a table's cells; `lines` is the place of each row among the lines, -1 when it was not found."""

    head: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]


def lines_of(elements: tuple[Element, ...], data: Mapping[str, Any]) -> tuple[Line, ...]:
    """The lines of all elements, headings with their levels."""
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for heading in blocks(data, "heading"):
        waiting[drawn(cell_words(heading["runs"]))].append(int(heading["level"]))
    found = []
    for line in _lines(elements):
        levels = waiting.get(drawn(line.text)) if line.key in BODY else None
        found.append(replace(line, level=levels.popleft()) if levels else line)
    return tuple(found)


def tables_of(data: Mapping[str, Any], lines: tuple[Line, ...]) -> Iterator[Table]:
    """The tables with the places of their rows."""
    places: dict[str, deque[int]] = defaultdict(deque)
    for at, line in enumerate(lines):
        places[drawn(line.text)].append(at)
    for block in blocks(data, "table"):
        rows = tuple(_row(row) for row in block.get("rows", ()))
        heads = tuple(_heads(block.get("head", ())))
        found = []
        for row in (*heads, *rows):
            standing = places.get(drawn("".join(row)))
            found.append(standing.popleft() if standing else -1)
        yield Table(heads, rows, tuple(found[len(heads) :]))


def blocks(value: object, kind: str) -> Iterator[Mapping[str, Any]]:
    """Every block of a kind in the template's data."""
    if isinstance(value, Mapping):
        if value.get("kind") == kind:
            yield value
        for one in value.values():
            yield from blocks(one, kind)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from blocks(one, kind)


def cell_words(cell: object) -> str:
    """The characters of a cell: of runs, of a mapping with its text or runs, of a string."""
    if isinstance(cell, Mapping):
        return cell_words(next((cell[name] for name in ("text", "runs", "words") if name in cell), ""))
    if isinstance(cell, list | tuple):
        return "".join(cell_words(one) for one in cell)
    return cell if isinstance(cell, str) else ""


def _lines(elements: tuple[Element, ...]) -> Iterator[Line]:
    for number, element in enumerate(elements):
        at = 0
        for text in element.text.split("\n"):
            yield Line(number, element.key, at, text)
            at += len(text) + 1


def _heads(head: Any) -> Iterator[tuple[str, ...]]:
    """A head is a row of cells, or several rows of them; a cell is runs, a mapping or a string."""
    if head and isinstance(head[0], list) and head[0] and not _is_run(head[0][0]):
        yield from (_row(row) for row in head)
    else:
        yield _row(head)


def _is_run(value: object) -> bool:
    return isinstance(value, Mapping) and "text" in value and "bold" in value


def _row(row: object) -> tuple[str, ...]:
    cells = row.get("cells", ()) if isinstance(row, Mapping) else row
    return tuple(cell_words(cell) for cell in cells) if isinstance(cells, list | tuple) else ()
