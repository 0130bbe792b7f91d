"""Blocks of a text as the templates take them: plain data, in which text is only ever text.

- Long runs of ASCII get places to break, which are no characters; controls, among them those that turn the direction of
  reading, are left out, so that a page reads as its text is stored.
- A footnote is laid where its mark stands first; the page puts its words at its foot. A head of a table is repeated, its
  notes are not: they are laid in the first row.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from typeset.blocks import Attachment, Block, Code, Figure, Footnote, Heading, Item, Note, Paragraph, Table, plain_of
from typeset.blocks import blocks as read
from typeset.columns import Shape, shape
from typeset.errors import FigureMissing, TooManyNotes, TooManyParts
from typeset.figures import picture
from typeset.footnotes import mark
from typeset.inline import Run, Runs, words

BREAK: Final = "\u200b"
# A part is a paragraph, a cell, or a change of face inside one: 20,000 cost the engine some seconds.
MOST_PARTS: Final = 20_000
MOST_NOTES: Final = 500
NO_FIGURES: Final[Mapping[str, bytes]] = {}
_UNBROKEN = 20
_LISTED = 1_000
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2029-\u202e\u2066-\u2069]")
_LONG_RUN = re.compile(f"[!-~]{{{_UNBROKEN + 1},}}")
_NUMBERED = re.compile("[一二三四五六七八九十]{1,3}、")


@dataclass(frozen=True, slots=True)
class Body:
    """A text laid out: `data` for the template's `blocks`, its words, and those of its footnotes apart."""

    data: list[dict[str, Any]]
    text: str
    notes: str
    next_note: int


def body(markdown: str, figures: Mapping[str, bytes] = NO_FIGURES, *, first_note: int = 1) -> Body:
    """A text laid out. Raises TextTooLong, TableTooWide, TooManyParts, TooManyNotes, FigureMissing, FigureUnusable."""
    found = read(markdown, first_note)
    text = [one for one in found if not isinstance(one, Footnote)]
    notes = [one for one in found if isinstance(one, Footnote)]
    if len(notes) > MOST_NOTES:
        raise TooManyNotes(len(notes), MOST_NOTES)
    parts = sum(map(_parts, found))
    if parts > MOST_PARTS:
        raise TooManyParts(parts, MOST_PARTS)
    laid = _Laid({note.number: note for note in notes}, figures)
    return Body([laid.block(one) for one in text], plain_of(text), plain_of(notes), first_note + len(notes))


def block(one: Block) -> dict[str, Any]:
    """One block alone, without footnotes and figures. Raises TableTooWide, FigureMissing."""
    return _Laid({}, NO_FIGURES).block(one)


def runs(inline: Runs) -> list[dict[str, Any]]:
    """The characters of one style after the other."""
    return _Laid({}, NO_FIGURES).runs(inline)


def breakable(text: str, unbroken: int = _UNBROKEN) -> str:
    """Lets a long run of ASCII break, and keeps the direction of reading; what a page shows stays the same words."""
    long = _LONG_RUN if unbroken == _UNBROKEN else re.compile(f"[!-~]{{{unbroken + 1},}}")
    return long.sub(lambda found: BREAK.join(_pieces(found[0], unbroken)), _CONTROLS.sub("", text))


class _Laid:
    """One text on its way to the template: which notes are still to be laid."""

    def __init__(self, notes: dict[int, Footnote], figures: Mapping[str, bytes]) -> None:
        self._notes = notes
        self._figures = figures

    def block(self, one: Block) -> dict[str, Any]:  # noqa: PLR0911 - one kind, one line
        match one:
            case Heading(level, inline):
                centred = level == 1 and not _NUMBERED.match(words(inline))
                # An entry of the PDF's outline holds 32,767 bytes.
                listed = len(words(inline)) <= _LISTED
                laid = {"kind": "heading", "level": level, "centred": centred, "listed": listed}
                return laid | {"runs": self.runs(inline)}
            case Paragraph(inline, signature):
                return {"kind": "signature" if signature else "paragraph", "runs": self.runs(inline)}
            case Attachment(inline):
                return {"kind": "attachment", "runs": self.runs(inline)}
            case Note(inline):
                return {"kind": "note", "runs": self.runs(inline)}
            case Code(text):
                return {"kind": "code", "runs": [{"text": breakable(text)}]}
            case Item(depth, marker, inline, first):
                return {"kind": "item", "depth": depth, "marker": marker, "first": first, "runs": self.runs(inline)}
            case Table():
                return self._table(one)
            case Figure():
                return self._figure(one)
            case Footnote(number, inline):
                return {"kind": "paragraph", "runs": [{"text": mark(number)}, *self.runs(inline)]}

    def runs(self, inline: Runs, unbroken: int = _UNBROKEN) -> list[dict[str, Any]]:
        return [self._run(run, unbroken) for run in inline]

    def _run(self, run: Run, unbroken: int) -> dict[str, Any]:
        laid: dict[str, Any] = {"text": breakable(run.text, unbroken), "bold": run.bold, "italic": run.italic}
        if run.note:
            laid["mark"] = True
            if note := self._notes.pop(run.note, None):
                laid["note"] = [{"text": run.text}, *self.runs(note.runs)]
        return laid

    def _table(self, table: Table) -> dict[str, Any]:
        found = shape(table)
        head = self._row(table.head, found)
        waiting = [{"text": "", "note": run.pop("note")} for cell in head for run in cell if "note" in run]
        rows = [self._row(row, found) for row in table.rows]
        (rows[0] if rows else head)[0][:0] = waiting
        return {
            "kind": "table",
            "head": head,
            "rows": rows,
            "weights": found.weights,
            "aligns": found.aligns,
            "whole": found.whole,
            "landscape": found.landscape,
        }

    def _row(self, row: tuple[Runs, ...], found: Shape) -> list[list[dict[str, Any]]]:
        lay: list[Callable[[Runs], list[dict[str, Any]]]] = [partial(self.runs, unbroken=one) for one in found.unbroken]
        return [one(cell) for one, cell in zip(lay, row, strict=True)]

    def _figure(self, figure: Figure) -> dict[str, Any]:
        data = self._figures.get(figure.name)
        if data is None:
            raise FigureMissing(figure.name)
        made = picture(figure.name, data)
        return {
            "kind": "figure",
            "name": figure.name,
            "svg": made.svg,
            "width": made.width,
            "dpi": made.dpi,
            "alt": words(figure.runs)[:_LISTED],
            "runs": self.runs(figure.runs),
        }


def _parts(one: Block) -> int:
    match one:
        case Table(head, rows):
            return sum(max(1, len(cell)) for row in (head, *rows) for cell in row)
        case Code():
            return 1
        case _:
            return max(1, len(one.runs))


def _pieces(run: str, unbroken: int) -> Iterator[str]:
    for part in re.findall(r"[^/?&=._\-]*[/?&=._\-]+|[^/?&=._\-]+", run):
        yield from (part[at : at + unbroken] for at in range(0, len(part), unbroken))
