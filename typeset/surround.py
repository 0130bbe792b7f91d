"""What stands around the texts of a bulletin: its masthead above them, the 版记 below.

- The kind's row says which of number, office and date stands where; what is not known leaves no gap.
- A row of 报, 送 or 发 that would make the 版记 taller than half a page becomes a list of its own before it.
- Fixed words come from templates/print/bulletin.toml.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Protocol

from msgspec import to_builtins

from typeset.document import TEMPLATES, Element
from typeset.laying import breakable
from typeset.mastheads import Imprint, Line, Masthead
from typeset.widths import width

# 156 mm hold three names of 10 characters of 小四 beside each other, or two of 15, broken once.
_THREE, _TWO = 10.0, 30.0
# A line of the 版记 holds 27 characters of 四号 beside its hanging 报：; 16 lines are half a page.
_LINE, _MOST_LINES = 27.0, 16


class Issued(Protocol):
    """What every issue has, whatever its texts are."""

    @property
    def masthead(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def total(self) -> int | None: ...
    @property
    def supplement(self) -> bool: ...
    @property
    def office(self) -> str: ...
    @property
    def dated(self) -> date: ...
    @property
    def reports(self) -> tuple[str, ...]: ...
    @property
    def sends(self) -> tuple[str, ...]: ...
    @property
    def copies(self) -> tuple[str, ...]: ...
    @property
    def extra(self) -> tuple[str, ...]: ...
    @property
    def print_run(self) -> int | None: ...
    @property
    def editor(self) -> str: ...
    @property
    def issuer(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def kind(self) -> Masthead: ...


@dataclass(frozen=True, slots=True)
class Surround:
    """Data for the template, and the same words as elements, in reading order, before and after the texts."""

    data: Mapping[str, Any]
    before: tuple[Element, ...]
    after: tuple[Element, ...]
    title: str


def surround(doc: Issued) -> Surround:
    """Masthead and 版记 of an issue."""
    head, foot = _head(doc), _foot(doc)
    data = {"head": head, "look": to_builtins(doc.kind), **foot, "note": breakable(doc.note)}
    after = [Element("list", f"{one['label']}\n" + "\n".join(one["names"])) for one in foot["lists"]]
    after.append(Element("colophon", "\n".join(part for row in foot["colophon"] for part in row)))
    after.append(Element("note", data["note"]))
    title = doc.masthead + _number(doc, total=False).strip()
    return Surround(data, tuple(_said(_head_elements(head))), tuple(_said(after)), title)


def said_number(doc: Issued) -> str:
    """The issue's number as it is printed."""
    return _number(doc, total=doc.kind.total)


@cache
def phrases() -> Mapping[str, Any]:
    """The fixed words."""
    return tomllib.loads((TEMPLATES / "bulletin.toml").read_text(encoding="utf-8"))


def _said(elements: Iterator[Element] | list[Element]) -> Iterator[Element]:
    return (one for one in elements if one.text)


def _number(doc: Issued, *, total: bool) -> str:
    say = phrases()["number"]
    style = "supplement" if doc.supplement else doc.kind.number
    if style == "running" and doc.total is None:
        style = "issue"
    facts = {"number": doc.number or phrases()["no_number"], "year": doc.dated.year, "total": doc.total}
    adds = total and doc.total is not None and style not in {"running", "supplement"}
    return str(say[style].format(**facts)) + (say["total"].format(**facts) if adds else "")


def _date(doc: Issued, form: str) -> str:
    say, day = phrases(), doc.dated
    weekday = say["weekdays"][day.weekday()]
    return str(say[form].format(year=day.year, month=day.month, day=day.day, weekday=weekday))


def _head(doc: Issued) -> dict[str, Any]:
    kind = doc.kind
    words = {
        "number": said_number(doc),
        "office": breakable(doc.office),
        "date": _date(doc, "date"),
        "day": _date(doc, "day"),
    }
    return {
        "marking": kind.marking,
        "masthead": breakable(doc.masthead),
        "above": list(_lines(kind.above, words)),
        "beside": [_cell(slot, words) for slot in kind.beside if words.get(slot)],
        "lines": list(_lines(kind.lines, words)),
    }


def _lines(lines: tuple[Line, ...], words: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        cells = {side: _cell(getattr(line, side), words) for side in ("left", "centre", "right")}
        if any(cells.values()):
            yield to_builtins(line) | cells


def _cell(slot: str, words: Mapping[str, str]) -> dict[str, str] | None:
    key = "date" if slot == "day" else slot
    return {"key": key, "words": words[slot]} if words.get(slot) else None


def _head_elements(head: Mapping[str, Any]) -> Iterator[Element]:
    yield Element("marking", head["marking"])
    yield from _cells(head["above"])
    yield Element("masthead", head["masthead"])
    yield from (Element(cell["key"], cell["words"]) for cell in head["beside"])
    yield from _cells(head["lines"])


def _cells(lines: list[dict[str, Any]]) -> Iterator[Element]:
    for line in lines:
        yield from (Element(cell["key"], cell["words"]) for side in ("left", "centre", "right") if (cell := line[side]))


def _foot(doc: Issued) -> dict[str, Any]:
    say = phrases()
    rows = {key: names for key in doc.kind.footer if (names := getattr(doc, key))}
    said = {key: say["footer"][key].format(names=say["name_separator"].join(names)) for key, names in rows.items()}
    lists = {}
    for key in sorted(rows, key=lambda one: -width(said[one])):
        if sum(-(-width(words) // _LINE) for words in said.values()) > _MOST_LINES:
            listed = say["listed"].format(count=len(rows[key]))
            said[key] = say["footer"][key].format(names=listed)
            lists[key] = {
                "label": say["footer"][key].format(names=say["list"]),
                "names": [breakable(name) for name in rows[key]],
                "columns": _columns(rows[key]),
            }
    ends = [_end(doc, line) for line in doc.kind.imprint]
    return {
        "colophon": [[breakable(words)] for words in said.values()] + [row for row in ends if any(row)],
        "lists": [lists[key] for key in rows if key in lists],
    }


def _columns(names: tuple[str, ...]) -> int:
    """How many names stand beside each other."""
    longest = max(width(name) for name in names)
    return 3 if longest <= _THREE else 2 if longest <= _TWO else 1


def _end(doc: Issued, line: Imprint) -> list[str]:
    say = phrases()
    has_run = any("run" in (one.left, one.right) for one in doc.kind.imprint)
    printed = "printed" if has_run or doc.print_run is None else "printed_run"
    run, dated = doc.print_run, _date(doc, "date")
    known = {"editor": doc.editor, "issuer": doc.issuer, "phone": doc.phone}
    people = (say["people"][key].format(name=name) for key, name in known.items() if name)
    words = {
        "": "",
        "office": doc.office,
        "printed": say[printed].format(date=dated, count=run),
        "run": say["run"].format(count=run) if run is not None else "",
        "people": say["people_separator"].join(people),
    }
    cells = [breakable(words[line.left]), breakable(words[line.right])]
    return cells if cells[1] else cells[:1]
