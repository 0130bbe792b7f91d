"""A bulletin as a value, and the words that will stand on its pages.

- The kind's row (typeset.mastheads) says how masthead, items and 版记 are set; the document says what.
- The elements are all there is to read on the pages, in reading order; page numbers, copy numbers and rules are no text.
- Source units, time and author stand under an item's title, or after its last word: as the kind's row says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from typeset.blocks import blocks, plain
from typeset.document import Element, Layout
from typeset.laying import block, breakable
from typeset.mastheads import MASTHEADS, PLAIN, Masthead
from typeset.official.titles import LINE, MOST_LINES, lines
from typeset.surround import phrases, surround
from typeset.widths import width

_HAN = "〇一二三四五六七八九"
_TITLE = 21.0  # 二号, of which a line holds LINE
_TENS = 100  # from here on numbers are read digit by digit


@dataclass(frozen=True, slots=True)
class BulletinItem:
    """One 稿件: `units` are the source units, `markdown` the body without its title.

    `time` is printed with the units as it is typed; `foreword` is the item's own 编者按; items of the same `section`
    (栏目) that follow each other stand under one head.
    """

    title: str
    markdown: str
    units: tuple[str, ...] = ()
    author: str = ""
    time: str = ""
    section: str = ""
    foreword: str = ""


@dataclass(frozen=True, slots=True)
class BulletinDoc:
    """One issue. `reports`, `sends`, `copies`, `extra` are 报, 送, 发, 本期增发; `note` is the journal head in small print.

    Number 0 is an issue that has none yet: room is left for it. `supplement` is a 增刊, numbered by itself.
    """

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
    extra: tuple[str, ...] = ()
    editor: str = ""
    issuer: str = ""
    phone: str = ""
    foreword: str = ""
    supplement: bool = False
    kind: Masthead = field(default=MASTHEADS[PLAIN])

    def layout(self) -> Layout:
        """The issue as its kind's template takes it. Raises TableTooWide."""
        around, say, kind = surround(self), phrases(), self.kind
        listed = kind.contents == "always" or (kind.contents == "several" and len(self.items) > 1)
        contents = [breakable(item.title) for item in self.items] if listed and self.items else []
        opening = foreword(self.foreword, say)
        items = [_item(item, at, kind) for at, item in enumerate(self.items, 1)]
        heads = [section or "" for section, same in groupby(item.section for item in self.items) for _ in same]
        for at, one in enumerate(items):
            one["section"] = breakable(heads[at]) if at == 0 or heads[at] != heads[at - 1] else ""
        data = {
            **around.data,
            "contents": [say["contents"], *contents] if contents else [],
            "foreword": opening["blocks"],
            "items": items,
        }
        texts = [Element("contents", "\n".join(data["contents"])), Element("foreword", opening["words"])]
        texts += [element for one in items for element in _elements(one)]
        elements = (*around.before, *(one for one in texts if one.text), *around.after)
        return Layout(kind.template, around.title, self.office, self.dated, data, elements)


def foreword(markdown: str, say: Mapping[str, Any]) -> dict[str, Any]:
    """编者按 as blocks that begin with their label, and its words."""
    if not markdown.strip():
        return {"blocks": [], "words": ""}
    made = [block(one) for one in blocks(markdown)]
    label = {"text": say["foreword"], "bold": True, "italic": False}
    if made[0]["kind"] == "paragraph":
        made[0] = made[0] | {"runs": [label, *made[0]["runs"]]}
    else:
        made.insert(0, {"kind": "paragraph", "runs": [label]})
    return {"blocks": made, "words": say["foreword"] + plain(markdown)}


def marked(style: str, number: int) -> str:
    """What stands before an item's title."""
    say = phrases()["mark"].get(style, "")
    return str(say.format(number=number, han=_han(number)))


def _item(item: BulletinItem, number: int, kind: Masthead) -> dict[str, Any]:
    say, under = phrases(), kind.source == "under"
    sources = say["time_separator"].join(part for part in (say["unit_separator"].join(item.units), item.time) if part)
    said = breakable(say["units"].format(units=sources)) if sources else ""
    text = [block(one) for one in blocks(item.markdown)]
    if said and not under:
        _append(text, said)
    opening = foreword(item.foreword, say)
    return {
        "mark": marked(kind.item_mark, number),
        "title": breakable(item.title),
        "lines": [breakable(line) for line in _title_lines(item.title, kind)],
        "units": said if under else "",
        "author": breakable(item.author),
        "foreword": opening["blocks"],
        "foreword_words": opening["words"],
        "blocks": text,
        "words": plain(item.markdown),
        "source": "" if under else said,
    }


def _title_lines(title: str, kind: Masthead) -> tuple[str, ...]:
    """A centred title is broken between words; one beyond every measure flows."""
    line = LINE * _TITLE / kind.item_size
    if kind.item != "centred" or width(title) > line * MOST_LINES:
        return (title,)
    return lines(title, line) or (title,)


def _append(text: list[dict[str, Any]], words: str) -> None:
    """Puts words after the last one of a text, in 楷体, so that they never stand alone on a page."""
    run = {"text": words, "bold": False, "italic": True}
    if text and text[-1]["kind"] in {"paragraph", "item"}:
        text[-1] = text[-1] | {"runs": [*text[-1]["runs"], run]}
    else:
        text.append({"kind": "paragraph", "runs": [run]})


def _elements(one: Mapping[str, Any]) -> Iterator[Element]:
    yield Element("section", one["section"])
    yield Element("title", one["mark"] + one["title"])
    yield Element("units", one["units"])
    yield Element("author", one["author"])
    yield Element("foreword", one["foreword_words"])
    yield Element("body", one["words"])
    yield Element("source", one["source"])


def _han(number: int) -> str:
    """1 to 99 as headings count."""
    tens, ones = divmod(number, 10)
    if number >= _TENS:
        return "".join(_HAN[int(digit)] for digit in str(number))
    ten = ("" if tens == 1 else _HAN[tens]) + "十" if tens else ""
    return ten + (_HAN[ones] if ones else "")
