"""A layout as a flow of parts for those who edit outside: each element's words, with their blocks where it has them.

- Whatever the kind of document: the blocks of an element are those in the template's data that say the same words. An
  element without blocks is its lines, and lines with tabs are a table.
- No word is lost: what is not found in the data stands as its lines.
"""

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from typeset.document import Element, Layout
from typeset.extract import drawn
from typeset.laying import BREAK

Block = Mapping[str, Any]
_TOGETHER = 3  # elements whose words stand in one list of blocks: a text and its source
_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Part:
    """An element: its key, and its blocks in the form of typeset.laying."""

    key: str
    blocks: tuple[Block, ...]


def parts(layout: Layout) -> Iterator[Part]:
    """The parts in reading order."""
    waiting: dict[str, deque[tuple[Block, ...]]] = defaultdict(deque)
    for found in _lists(layout.data):
        waiting["".join(drawn(words) for block in found for words in _words(block))].append(found)
    elements = [element for element in layout.elements if element.text]
    at = 0
    while at < len(elements):
        taken, blocks = _taken(elements[at : at + _TOGETHER], waiting)
        yield Part(elements[at].key, blocks or tuple(_plain(elements[at].text)))
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
    return 1, ()


def _lists(value: object) -> Iterator[tuple[Block, ...]]:
    if isinstance(value, Mapping):
        for one in value.values():
            yield from _lists(one)
    elif isinstance(value, list | tuple):
        if value and all(isinstance(one, Mapping) and ("runs" in one or "head" in one) for one in value):
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


def _plain(text: str) -> Iterator[Block]:
    """Lines as paragraphs, lines with tabs beside each other as a table."""
    rows: list[list[str]] = []
    for line in (*text.split("\n"), None):
        if line is not None and "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            yield _table(rows)
            rows = []
        if line:
            yield {"kind": "paragraph", "runs": [_run(line)]}


def _table(rows: list[list[str]]) -> Block:
    columns = max(len(row) for row in rows)
    filled = [[[_run(cell)] for cell in row + [""] * (columns - len(row))] for row in rows]
    return {"kind": "table", "head": filled[0], "rows": filled[1:], "weights": [1.0] * columns}


def _run(text: str) -> dict[str, Any]:
    return {"text": text, "bold": False, "italic": False}
