"""Runs of text joined to lines, in every way a reader may see them.

- Shown: without what is deleted, hidden or set as a reading above the line. Beside it, where it differs: everything,
  the text before the changes, and each of the three kinds alone.
- Cells of a row are joined too, and short cells of a column: a marking may stand across them.
"""

from collections.abc import Callable, Iterable, Iterator
from enum import IntFlag

from marking.verdict import Part

SHORT = 2
MAX_ROW = 400


class Run(IntFlag):
    """What is special about a run."""

    PLAIN = 0
    INSERTED = 1
    DELETED = 2
    HIDDEN = 4
    READING = 8


_UNSEEN = Run.DELETED | Run.HIDDEN | Run.READING


class Lines:
    """The lines of one part of a file, as they are collected run by run."""

    def __init__(self, part: Part = Part.BODY) -> None:
        self.part = part
        self.shown: list[str] = []
        self.others: dict[Part, list[str]] = {}
        self._runs: list[tuple[str, Run]] = []
        self._special = Run.PLAIN
        self._carried = ""

    def run(self, text: str, kind: Run = Run.PLAIN) -> None:
        self._runs.append((text, kind))
        self._special |= kind

    def end(self, *, joins: bool = False) -> None:
        """Ends the line; `joins`: its end is deleted, so the next line is seen as its continuation."""
        if not self._runs and not self._carried:
            return
        shown = self._end_special() if self._special else "".join(text for text, _ in self._runs)
        if shown:
            self.shown.append(shown)
        if self._carried:
            self.also(Part.DELETED, self._carried + shown)
        self._carried = self._carried + shown if joins else ""
        self._runs, self._special = [], Run.PLAIN

    def also(self, part: Part, line: str) -> None:
        """A line that stands beside the others."""
        self.others.setdefault(part, []).append(line)

    def texts(self) -> Iterator[tuple[Part, list[str]]]:
        """Everything collected, by part."""
        self.end()
        if self.shown:
            yield self.part, self.shown
        yield from self.others.items()

    def _end_special(self) -> str:
        shown = self._only(lambda kind: not kind & _UNSEEN)
        part = Part.DELETED if self._special & Run.DELETED else Part.HIDDEN
        views = ["".join(text for text, _ in self._runs), self._only(lambda kind: not kind & Run.INSERTED)]
        views += [
            "".join(text for text, kind in self._runs if kind & one) for one in (Run.DELETED, Run.HIDDEN, Run.READING)
        ]
        for view in dict.fromkeys(views):
            if view and view != shown:
                self.also(part, view)
        return shown

    def _only(self, wanted: Callable[[Run], bool]) -> str:
        return "".join(text for text, kind in self._runs if wanted(kind))


def across(rows: Iterable[list[str]]) -> Iterator[str]:
    """The rows of a table joined, then its columns where they hold single characters."""
    columns: dict[int, list[str]] = {}
    for row in rows:
        if sum(1 for cell in row if cell) > 1:
            yield "\t".join(cell.replace("\n", " ")[:MAX_ROW] for cell in row if cell)
        for number, cell in enumerate(row):
            if 0 < len(cell) <= SHORT:
                columns.setdefault(number, []).append(cell)
    for cells in columns.values():
        if len(cells) > 1:
            yield "".join(cells)
