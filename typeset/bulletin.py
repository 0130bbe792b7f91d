"""A bulletin as a value, and the words that will stand on its pages.

- The kind's row (typeset.mastheads) says how masthead, items and 版记 are set; the document says what.
- The elements are all there is to read on the pages, in reading order; page numbers, copy numbers and rules are no text.
- Source units, time and author stand under an item's title, or after its last word: as the kind's row says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Any

from typeset.document import Element, Layout
from typeset.laying import Body, body, breakable
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
    figures: Mapping[str, bytes] = field(default_factory=dict)

    def layout(self) -> Layout:
        """The issue as its kind's template takes it. Raises what typeset.laying.body raises."""
        around, say, kind = surround(self), phrases(), self.kind
        listed = kind.contents == "always" or (kind.contents == "several" and len(self.items) > 1)
        contents = [breakable(item.title) for item in self.items] if listed and self.items else []
        opening = foreword(self.foreword, self.figures, 1)
        items, note = [], opening.next_note
        for at, item in enumerate(self.items, 1):
            made, note = _item(self, item, at, note)
            items.append(made)
        heads = [section or "" for section, same in groupby(item.section for item in self.items) for _ in same]
        for at, one in enumerate(items):
            one["section"] = breakable(heads[at]) if at == 0 or heads[at] != heads[at - 1] else ""
        data = {
            **around.data,
            "contents": [say["contents"], *contents] if contents else [],
            "foreword": opening.data,
            "items": items,
        }
        texts = [Element("contents", "\n".join(data["contents"])), *noted("foreword", opening)]
        texts += [element for one in items for element in _elements(one)]
        elements = (*around.before, *(one for one in texts if one.text), *around.after)
        return Layout(kind.template, around.title, self.office, self.dated, data, elements)


def foreword(markdown: str, figures: Mapping[str, bytes], first_note: int) -> Body:
    """编者按: a text that begins with its label."""
    made = body(markdown, figures, first_note=first_note)
    if not made.data:
        return made
    label = {"text": phrases()["foreword"], "bold": True}
    first, *rest = made.data
    if first["kind"] == "paragraph":
        data = [first | {"runs": [label, *first["runs"]]}, *rest]
    else:
        data = [{"kind": "paragraph", "runs": [label]}, *made.data]
    return replace(made, data=data, text=phrases()["foreword"] + made.text)


def noted(key: str, text: Body) -> tuple[Element, Element]:
    """A text's words, and those of its footnotes."""
    return Element(key, text.text), Element("footnotes", text.notes)


def marked(style: str, number: int) -> str:
    """What stands before an item's title."""
    say = phrases()["mark"].get(style, "")
    return str(say.format(number=number, han=_han(number)))


def _item(doc: BulletinDoc, item: BulletinItem, at: int, first_note: int) -> tuple[dict[str, Any], int]:
    say, kind = phrases(), doc.kind
    under = kind.source == "under"
    sources = say["time_separator"].join(part for part in (say["unit_separator"].join(item.units), item.time) if part)
    said = breakable(say["units"].format(units=sources)) if sources else ""
    opening = foreword(item.foreword, doc.figures, first_note)
    text = body(item.markdown, doc.figures, first_note=opening.next_note)
    blocks = text.data if under or not said else _with(text.data, said)
    made = {
        "mark": marked(kind.item_mark, at),
        "title": breakable(item.title),
        "lines": [breakable(line) for line in _title_lines(item.title, kind)],
        "units": said if under else "",
        "author": breakable(item.author),
        "foreword": opening.data,
        "blocks": blocks,
        "words": {"foreword": opening.text, "foreword_notes": opening.notes, "body": text.text, "notes": text.notes},
        "source": "" if under else said,
    }
    return made, text.next_note


def _title_lines(title: str, kind: Masthead) -> tuple[str, ...]:
    """A centred title is broken between words; one beyond every measure flows."""
    line = LINE * _TITLE / kind.item_size
    if kind.item != "centred" or width(title) > line * MOST_LINES:
        return (title,)
    return lines(title, line) or (title,)


def _with(text: list[dict[str, Any]], words: str) -> list[dict[str, Any]]:
    """A text with words after its last one, in 楷体, so that they never stand alone on a page."""
    run = {"text": words, "italic": True}
    if text and text[-1]["kind"] in {"paragraph", "item"}:
        return [*text[:-1], text[-1] | {"runs": [*text[-1]["runs"], run]}]
    return [*text, {"kind": "paragraph", "runs": [run]}]


def _elements(one: Mapping[str, Any]) -> Iterator[Element]:
    words = one["words"]
    yield Element("section", one["section"])
    yield Element("title", one["mark"] + one["title"])
    yield Element("units", one["units"])
    yield Element("author", one["author"])
    yield Element("foreword", words["foreword"])
    yield Element("footnotes", words["foreword_notes"])
    yield Element("body", words["body"])
    yield Element("source", one["source"])
    yield Element("footnotes", words["notes"])


def _han(number: int) -> str:
    """1 to 99 as headings count."""
    tens, ones = divmod(number, 10)
    if number >= _TENS:
        return "".join(_HAN[int(digit)] for digit in str(number))
    ten = ("" if tens == 1 else _HAN[tens]) + "十" if tens else ""
    return ten + (_HAN[ones] if ones else "")
