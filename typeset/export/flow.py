"""A layout as a flow of parts for those who edit outside: each element's words, with their blocks where it has them.

- Whatever the kind of document: the blocks of an element are those in the template's data that say the same words. An
  element without blocks is its lines, and lines with tabs are a table.
- No word is lost: what is not found in the data stands as its lines.
"""

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from typeset.blocks import LINE_BREAK
from typeset.document import Element, Layout
from typeset.extract import drawn
from typeset.laying import BREAK

Block = Mapping[str, Any]
_KINDS: Final = frozenset(
    {"heading", "paragraph", "signature", "item", "note", "table", "figure", "code", "attachment"}
)
_HEAD: Final = frozenset(
    {"urgency", "marking", "mark", "masthead", "number", "signer", "office", "date", "day", "supplement"}
)
_FOOT: Final = frozenset({"colophon", "list", "carbon", "issuer", "issued"})
_MOST_HEAD = 6
_WIDE = 10  # columns that an upright page holds
_TOGETHER = 3  # elements whose words stand in one list of blocks: a text and its source
_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Part:
    """An element: its key, and its blocks in the form of typeset.laying. `rule`: the line that ends the head, or opens the foot."""

    key: str
    blocks: tuple[Block, ...]
    rule: Literal["", "head", "foot"] = ""


def parts(layout: Layout) -> Iterator[Part]:
    """The parts in reading order."""
    found = list(_parts(layout))
    head = next((at for at, one in enumerate(found) if one.key not in _HEAD), 0) - 1
    foot = next((at for at, one in enumerate(found) if one.key in _FOOT), -1)
    for at, one in enumerate(found):
        yield replace(one, rule="head" if at == head else "foot" if at == foot else "")


def _parts(layout: Layout) -> Iterator[Part]:
    waiting: dict[str, deque[tuple[Block, ...]]] = defaultdict(deque)
    for found in _lists(layout.data):
        waiting["".join(drawn(words) for block in found for words in _words(block))].append(found)
    elements = [element for element in layout.elements if element.text]
    at = 0
    while at < len(elements):
        taken, blocks = _taken(elements[at : at + _TOGETHER], waiting)
        yield Part(elements[at].key, blocks or tuple(_plain(_joined(elements[at]))))
        at += taken


def runs(block: Block) -> Iterator[Mapping[str, Any]]:
    """The runs of a block as any file can hold them."""
    for run in block.get("runs", ()):
        yield {**run, "text": clean(run["text"])}


def cells(row: Sequence[Any]) -> Iterator[Sequence[Mapping[str, Any]]]:
    """The cells of a row, each as runs."""
    for cell in row:
        yield tuple(runs({"runs": cell}))


def clean(text: str) -> str:
    """Without the places to break, which are for the page, and without what no XML holds."""
    return _NO_XML.sub("", text.replace(BREAK, ""))


def _taken(elements: Sequence[Element], waiting: dict[str, deque[tuple[Block, ...]]]) -> tuple[int, tuple[Block, ...]]:
    """How many elements the next list of blocks says, and the list."""
    said = ""
    for count, element in enumerate(elements, 1):
        said += drawn(element.text)
        if waiting.get(said):
            return count, waiting[said].popleft()
    return 1, _under_head(elements[0].text, waiting)


def _under_head(text: str, waiting: dict[str, deque[tuple[Block, ...]]]) -> tuple[Block, ...]:
    """The blocks of an annex, whose element begins with its label and its title."""
    lines = text.split("\n")
    for count in range(1, min(_MOST_HEAD, len(lines))):
        said = drawn("".join(lines[count:]))
        if waiting.get(said):
            head = ({"kind": "label" if at == 0 else "subtitle", "runs": [_run(lines[at])]} for at in range(count))
            return (*head, *waiting[said].popleft())
    return ()


def _lists(value: object) -> Iterator[tuple[Block, ...]]:
    if isinstance(value, Mapping):
        for one in value.values():
            yield from _lists(one)
    elif isinstance(value, list | tuple):
        if value and all(isinstance(one, Mapping) and one.get("kind") in _KINDS for one in value):
            yield tuple(value)
        else:
            for one in value:
                yield from _lists(one)


def _words(block: Block) -> Iterator[str]:
    yield str(block.get("marker", ""))
    for run in block.get("runs", ()):
        yield run["text"]
    for row in ([block["head"]] if "head" in block else []) + list(block.get("rows", ())):
        for cell in row:
            for run in cell:
                yield run["text"]


def _joined(element: Element) -> str:
    """A title of several lines is one paragraph."""
    return element.text.replace("\n", LINE_BREAK) if element.key == "title" else element.text


def _plain(text: str) -> Iterator[Block]:
    """Lines as paragraphs, lines with tabs beside each other as a table; a line between its rows names a group."""
    lines = text.split("\n")
    tabbed = [at for at, line in enumerate(lines) if "\t" in line]
    for at in range(tabbed[0] if tabbed else len(lines)):
        yield from _line(lines[at])
    if tabbed:
        yield _table([line.split("\t") for line in lines[tabbed[0] : tabbed[-1] + 1] if line])
        for line in lines[tabbed[-1] + 1 :]:
            yield from _line(line)


def _line(line: str) -> Iterator[Block]:
    if line:
        yield {"kind": "paragraph", "runs": [_run(line)]}


def _table(rows: list[list[str]]) -> Block:
    """A row of one cell goes over all columns."""
    columns = max(len(row) for row in rows)
    filled = [[[_run(cell)] for cell in (row if len(row) == 1 else row + [""] * (columns - len(row)))] for row in rows]
    return {"kind": "table", "head": filled[0], "rows": filled[1:], "landscape": columns > _WIDE}


def _run(text: str) -> dict[str, Any]:
    return {"text": text, "bold": False, "italic": False}
