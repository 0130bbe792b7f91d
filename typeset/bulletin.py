"""A bulletin as a value, and the words that will stand on its pages.

- Fixed words come from templates/print/bulletin.toml, numbers and names from the document.
- The elements are all there is to read on the pages, in reading order; page numbers are no text.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from typing import Any

from typeset.blocks import blocks, plain
from typeset.document import TEMPLATES, Element, Layout
from typeset.laying import block, breakable


@dataclass(frozen=True, slots=True)
class BulletinItem:
    """One 稿件: `units` are the source units, `markdown` the body without its title."""

    title: str
    markdown: str
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measures:
    """What differs between kinds: size of the masthead in points and its distance from the 版心's top in mm."""

    masthead: float = 54
    drop: float = 12


@dataclass(frozen=True, slots=True)
class BulletinDoc:
    """One issue. `reports`, `sends`, `copies` are 报, 送, 发; `note` is the journal head in small print."""

    masthead: str
    number: int
    office: str
    dated: date
    items: tuple[BulletinItem, ...]
    total: int | None = None
    reports: tuple[str, ...] = ()
    sends: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    print_run: int | None = None
    note: str = ""
    measures: Measures = field(default_factory=Measures)

    def layout(self) -> Layout:
        """The issue as the template takes it. Raises TableTooWide."""
        say = _phrases()
        dated = say["date"].format(year=self.dated.year, month=self.dated.month, day=self.dated.day)
        number = say["number"].format(number=self.number)
        several = len(self.items) > 1
        data: dict[str, Any] = {
            "masthead": self.masthead,
            "number": number + (say["total"].format(total=self.total) if self.total is not None else ""),
            "office": self.office,
            "date": dated,
            "contents": [say["contents"], *(breakable(item.title) for item in self.items)] if several else [],
            "items": [_item(item, say) for item in self.items],
            "colophon": [[breakable(part) for part in row] for row in _colophon(self, dated, say)],
            "note": breakable(self.note),
            "measures": asdict(self.measures),
        }
        title = f"{self.masthead}{number}"
        return Layout("bulletin.typ", title, self.office, self.dated, data, tuple(_elements(data, self.items)))


def _elements(data: dict[str, Any], items: tuple[BulletinItem, ...]) -> Iterator[Element]:
    for key in ("masthead", "number", "office", "date"):
        yield Element(key, data[key])
    yield Element("contents", "\n".join(data["contents"]))
    for item, source in zip(data["items"], items, strict=True):
        yield Element("title", item["title"])
        yield Element("units", item["units"])
        yield Element("body", plain(source.markdown))
    yield Element("colophon", "\n".join(part for row in data["colophon"] for part in row))
    yield Element("note", data["note"])


@cache
def _phrases() -> Mapping[str, str]:
    return tomllib.loads((TEMPLATES / "bulletin.toml").read_text(encoding="utf-8"))


def _item(item: BulletinItem, say: Mapping[str, str]) -> dict[str, Any]:
    units = say["unit_separator"].join(item.units)
    return {
        "title": breakable(item.title),
        "units": breakable(say["units"].format(units=units)) if units else "",
        "blocks": [block(one) for one in blocks(item.markdown)],
    }


def _colophon(doc: BulletinDoc, dated: str, say: Mapping[str, str]) -> Iterator[list[str]]:
    for phrase, names in (("reports", doc.reports), ("sends", doc.sends), ("copies", doc.copies)):
        if names:
            yield [say[phrase].format(names=say["name_separator"].join(names))]
    run = say["print_run"].format(count=doc.print_run) if doc.print_run is not None else ""
    yield [doc.office, say["printed"].format(date=dated) + run]
