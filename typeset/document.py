"""A bulletin as a value, and the words that will stand on its pages.

- The template prints the strings of `laid_out`, all of them, in the order of `printed`; nothing else is text on a page.
- Fixed words come from templates/print/bulletin.toml, numbers and names from the document.
- Long runs of ASCII get places to break, which are no characters; controls that turn the direction of reading are
  left out, so that a page reads as its text is stored.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from typeset.blocks import Block, Heading, Item, Paragraph, Runs, Table, blocks, plain, words
from typeset.errors import TableTooWide

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "print"
BREAK = "\u200b"
_UNBROKEN = 20
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LONG_RUN = re.compile(f"[!-~]{{{_UNBROKEN + 1},}}")
_NUMBERED = re.compile("[一二三四五六七八九十]{1,3}、")
# A table line holds 36 characters of 12 pt, less what the cells keep free at their sides.
_TABLE_LINE, _CELL_MARGIN, _NARROW = 36.0, 0.8, 1.2
_LONG_CELL = 12
MOST_COLUMNS = int(_TABLE_LINE / (_NARROW + _CELL_MARGIN))


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


def laid_out(doc: BulletinDoc) -> dict[str, Any]:
    """The document as the template takes it."""
    say = _phrases()
    dated = say["date"].format(year=doc.dated.year, month=doc.dated.month, day=doc.dated.day)
    number = say["number"].format(number=doc.number)
    several = len(doc.items) > 1
    return {
        "title": f"{doc.masthead}{number}",
        "masthead": doc.masthead,
        "number": number + (say["total"].format(total=doc.total) if doc.total is not None else ""),
        "office": doc.office,
        "date": dated,
        "ymd": [doc.dated.year, doc.dated.month, doc.dated.day],
        "contents": [say["contents"], *(breakable(item.title) for item in doc.items)] if several else [],
        "items": [_item(item, say) for item in doc.items],
        "colophon": [[breakable(part) for part in row] for row in _colophon(doc, dated, say)],
        "note": breakable(doc.note),
        "measures": asdict(doc.measures),
    }


def printed(doc: BulletinDoc) -> str:
    """Every word of the pages in reading order, page numbers apart."""
    page = laid_out(doc)
    parts = [page["masthead"], page["number"], page["office"], page["date"], *page["contents"]]
    for item, source in zip(page["items"], doc.items, strict=True):
        parts += [item["title"], item["units"], plain(source.markdown)]
    parts += [part for row in page["colophon"] for part in row]
    return "\n".join([*parts, page["note"]])


def breakable(text: str) -> str:
    """Lets a long run of ASCII break, and keeps the direction of reading; what a page shows stays the same words."""
    return _LONG_RUN.sub(lambda found: BREAK.join(_pieces(found[0])), _TURNS.sub("", text))


@cache
def _phrases() -> Mapping[str, str]:
    return tomllib.loads((TEMPLATES / "bulletin.toml").read_text(encoding="utf-8"))


def _pieces(run: str) -> Iterator[str]:
    for part in re.findall(r"[^/?&=._\-]*[/?&=._\-]+|[^/?&=._\-]+", run):
        yield from (part[at : at + _UNBROKEN] for at in range(0, len(part), _UNBROKEN))


def _item(item: BulletinItem, say: Mapping[str, str]) -> dict[str, Any]:
    units = say["unit_separator"].join(item.units)
    return {
        "title": breakable(item.title),
        "units": breakable(say["units"].format(units=units)) if units else "",
        "blocks": [_block(one) for one in blocks(item.markdown)],
    }


def _colophon(doc: BulletinDoc, dated: str, say: Mapping[str, str]) -> Iterator[list[str]]:
    for phrase, names in (("reports", doc.reports), ("sends", doc.sends), ("copies", doc.copies)):
        if names:
            yield [say[phrase].format(names=say["name_separator"].join(names))]
    run = say["print_run"].format(count=doc.print_run) if doc.print_run is not None else ""
    yield [doc.office, say["printed"].format(date=dated) + run]


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(level, inline):
            return {
                "kind": "heading",
                "level": level,
                "centred": level == 1 and not _is_numbered(inline),
                "runs": _runs(inline),
            }
        case Paragraph(inline, signature):
            return {"kind": "signature" if signature else "paragraph", "runs": _runs(inline)}
        case Item(depth, marker, inline, first):
            return {"kind": "item", "depth": depth, "marker": marker, "first": first, "runs": _runs(inline)}
        case Table():
            return _table(block)


def _table(table: Table) -> dict[str, Any]:
    if len(table.head) > MOST_COLUMNS:
        raise TableTooWide(len(table.head), MOST_COLUMNS)
    columns = list(zip(table.head, *table.rows, strict=True))
    widths = [max(_width(words(cell)) for cell in column) for column in columns]
    return {
        "kind": "table",
        "head": [_runs(cell) for cell in table.head],
        "rows": [[_runs(cell) for cell in row] for row in table.rows],
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


def _runs(inline: Runs) -> list[dict[str, Any]]:
    return [asdict(run) | {"text": breakable(run.text)} for run in inline]
