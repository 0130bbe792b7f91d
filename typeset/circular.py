"""The periodic circular (通报, PUB-08) as a value: narrative, statistics tables, 附件 on landscape pages.

- Masthead and 版记 are a bulletin's, by the kind's row; fixed words come from templates/print/circular.toml.
- A table's words are an element of their own. Of a table split between its columns every part is read whole, with its
  key columns: as it is printed.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any

from typeset.document import TEMPLATES, Element, Layout
from typeset.laying import body, breakable
from typeset.mastheads import MASTHEADS, Masthead
from typeset.official.titles import lines
from typeset.statistics import Column, Fitted, Kind, Line, Part, Table, fitted, room
from typeset.surround import surround
from typeset.widths import width

KIND = "circular"
_INSET = 0.6  # of a cell's width is kept free
_PAGE = 20  # lines of a cell that a landscape page holds under the head
_CENTRED = 8.0  # longer names stand at the left of their column


@dataclass(frozen=True, slots=True)
class CircularDoc:
    """One circular. `narrative` is Markdown and tables in reading order, `annexes` are tables behind it as 附件."""

    masthead: str
    number: int
    office: str
    dated: date
    title: str
    narrative: tuple[str | Table, ...]
    annexes: tuple[Table, ...] = ()
    addressees: tuple[str, ...] = ()
    total: int | None = None
    reports: tuple[str, ...] = ()
    sends: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    print_run: int | None = None
    editor: str = ""
    issuer: str = ""
    phone: str = ""
    note: str = ""
    supplement: bool = False
    kind: Masthead = field(default=MASTHEADS[KIND])
    figures: Mapping[str, bytes] = field(default_factory=dict)

    def layout(self) -> Layout:
        """The circular as its template takes it. Raises TableTooWide and what typeset.laying.body raises."""
        around, say = surround(self), _phrases()
        to = say["addressee_separator"].join(self.addressees)
        addressee = say["addressees"].format(names=breakable(to)) if to else ""
        texts = list(_texts(self, say))
        labels = _labels(len(self.annexes), say)
        annexes = [_table(one, say, label) for one, label in zip(self.annexes, labels, strict=True)]
        listed = _listed(self.annexes, say)
        data = {
            **around.data,
            "title": [breakable(line) for line in lines(self.title)],
            "addressee": addressee,
            "texts": [one for one, _ in texts],
            "annex_label": say["annex_note"],
            "annex_note": listed,
            "annexes": [one for one, _ in annexes],
        }
        note = "\n".join(label + words for label, words in listed)
        found = [Element("title", breakable(self.title)), Element("addressee", addressee)]
        found += [one for _, said in texts for one in said]
        found.append(Element("annex_note", say["annex_note"] + note if listed else ""))
        found += [one for _, one in annexes]
        elements = (*around.before, *(one for one in found if one.text), *around.after)
        return Layout(self.kind.template, around.title, self.office, self.dated, data, elements)


@cache
def _phrases() -> Mapping[str, str]:
    return tomllib.loads((TEMPLATES / "circular.toml").read_text(encoding="utf-8"))


def _labels(count: int, say: Mapping[str, str]) -> list[str]:
    return [say["annex"]] if count == 1 else [say["annex_number"].format(number=at + 1) for at in range(count)]


def _listed(annexes: Sequence[Table], say: Mapping[str, str]) -> list[list[str]]:
    if len(annexes) == 1:
        return [["", breakable(annexes[0].title)]]
    return [[say["annex_listed"].format(number=at), breakable(one.title)] for at, one in enumerate(annexes, 1)]


def _texts(doc: CircularDoc, say: Mapping[str, str]) -> Iterator[tuple[dict[str, Any], tuple[Element, ...]]]:
    note = 1
    for one in doc.narrative:
        if isinstance(one, Table):
            data, words = _table(one, say, "")
            yield data, (words,)
        else:
            text = body(one, doc.figures, first_note=note)
            note = text.next_note
            yield {"kind": "text", "blocks": text.data}, (Element("body", text.text), Element("footnotes", text.notes))


def _table(table: Table, say: Mapping[str, str], label: str) -> tuple[dict[str, Any], Element]:
    fit = fitted(table, say["subtotal"], say["total"], say["nothing"])
    titles = [
        say["continued"].format(title=table.title, number=at) if at else table.title for at in range(len(fit.parts))
    ]
    parts = [
        {**_part(table, fit, part), "title": breakable(title), "lines": [breakable(line) for line in lines(title)]}
        for title, part in zip(titles, fit.parts, strict=True)
    ]
    notes = [breakable(one) for one in table.notes]
    data = {
        "kind": "statistics",
        "label": label,
        "measure": breakable(table.measure),
        "notes": [say["note"], *notes] if notes else [],
        "landscape": fit.landscape,
        "size": fit.size,
        "parts": parts,
    }
    return data, Element("table", "\n".join(_words(data)))


def _part(table: Table, fit: Fitted, part: Part) -> dict[str, Any]:
    stretch = room(fit.size, landscape=fit.landscape) / sum(part.widths)
    columns = []
    for at, share in zip(part.at, part.widths, strict=True):
        number = table.columns[at].kind is Kind.NUMBER
        align = "right" if number else "center" if fit.figures[at] <= _CENTRED else "left"
        free = max(0.0, (share * stretch - fit.figures[at]) / 2)
        columns.append({"width": share, "number": number, "align": align, "free": free})
    rows = [_row(line, part, stretch) for line in fit.lines]
    return {"columns": columns, "head": _head([table.columns[at] for at in part.at], part.widths), "rows": rows}


def _row(line: Line, part: Part, stretch: float) -> dict[str, Any]:
    """A row, which stays whole on its page unless it is nearly as high as one."""
    if line.role == "group":
        return {"role": line.role, "cells": list(line.cells), "whole": True}
    cells = [line.cells[at] for at in part.at]
    high = max(width(cell) / (share * stretch - _INSET) for cell, share in zip(cells, part.widths, strict=True))
    return {"role": line.role, "cells": cells, "whole": high <= _PAGE}


def _head(columns: Sequence[Column], widths: Sequence[float], level: int = 0) -> list[dict[str, Any]]:
    """Heads beside each other: neighbours under one name stand inside its cell, a label reaches down to the last row."""
    made = []
    at = 0
    for name, same in groupby(columns, lambda column: column.group[level : level + 1]):
        under = list(same)
        shares = widths[at : at + len(under)]
        at += len(under)
        if name:
            inside = _head(under, shares, level + 1)
            made.append({"words": breakable(name[0]), "across": len(under), "width": sum(shares), "inside": inside})
        else:
            made += [
                {"words": breakable(one.label), "across": 1, "width": share, "inside": []}
                for one, share in zip(under, shares, strict=True)
            ]
    return made


def _said(head: Sequence[Mapping[str, Any]], over: str = "") -> Iterator[str]:
    """A cell's words a column, in the order of reading: the first column under a name has that name before its own."""
    for one in head:
        if one["inside"]:
            yield from _said(one["inside"], f"{over}{one['words']} ")
        else:
            yield over + one["words"]
        over = ""


def _words(table: Mapping[str, Any]) -> Iterator[str]:
    yield table["label"]
    for part in table["parts"]:
        yield part["title"]
        yield table["measure"]
        yield "\t".join(_said(part["head"]))
        yield from ("\t".join(row["cells"]) for row in part["rows"])
    yield "".join(table["notes"])
