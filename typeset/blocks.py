"""Markdown as blocks: the one reading of a text that print, page, search and difference share.

- CommonMark with tables; HTML in the text is text. Headings have four levels, deeper ones are the fourth.
- Soft line breaks inside a paragraph vanish beside Chinese characters and are a blank elsewhere; hard ones stay.
- No word is dropped: link addresses follow their text in brackets, images leave their description, code stays text.
- A paragraph that is only a date, and a short unpunctuated one before it, are a signature.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from markdown_it.tree import SyntaxTreeNode

from typeset.markdown import WIDE, parser

MAX_HEADING = 4
LINE_BREAK = "\u2028"
SIGNATURE_LENGTH = 30

_PARSER = parser()
_SIGNED_DATE = re.compile(
    r"(?:[12]\d{3}|[〇○零一二三四五六七八九]{4})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日"
)
_SENTENCE_END = re.compile(r"[。；：！？，、;:!?,.]$")
Align: TypeAlias = Literal["", "left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one style."""

    text: str
    bold: bool = False
    italic: bool = False


Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4."""

    level: int
    runs: Runs


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `signature` ones stand to the right."""

    runs: Runs
    signature: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A list item's paragraph: `marker` is its number as typed, or "" for a bullet or a further paragraph."""

    depth: int
    marker: str
    runs: Runs
    first: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; all rows have the head's number of cells."""

    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    aligns: tuple[Align, ...]


Block: TypeAlias = Heading | Paragraph | Item | Table


def blocks(markdown: str) -> tuple[Block, ...]:
    """The text as blocks, in reading order."""
    tree = SyntaxTreeNode(_PARSER.parse(markdown))
    return _signed(_block_nodes(tree.children, depth=0))


def plain(markdown: str) -> str:
    """The words only, a line for each block and a tab between cells: for counting, search and comparison."""
    return "\n".join(line for block in blocks(markdown) for line in _lines(block)).replace(LINE_BREAK, "\n")


def words(runs: Iterable[Run]) -> str:
    """The characters of some runs."""
    return "".join(run.text for run in runs)


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Table(head, rows):
            for row in (head, *rows):
                yield "\t".join(words(cell) for cell in row)
        case Item(_, marker, runs):
            yield f"{marker} {words(runs)}" if marker else words(runs)
        case Heading(_, runs) | Paragraph(runs):
            yield words(runs)


def _block_nodes(nodes: Iterable[SyntaxTreeNode], depth: int) -> Iterator[Block]:
    for node in nodes:
        match node.type:
            case "heading":
                yield Heading(min(MAX_HEADING, int(node.tag[1])), _inline(node))
            case "paragraph":
                yield Paragraph(_inline(node))
            case "bullet_list" | "ordered_list":
                yield from _list(node, depth + 1)
            case "table":
                yield _table(node)
            case "fence" | "code_block":
                yield from (Paragraph((Run(line),)) for line in node.content.splitlines() if line.strip())
            case "blockquote":
                yield from _block_nodes(node.children, depth)


def _list(node: SyntaxTreeNode, depth: int) -> Iterator[Block]:
    number = int(node.attrs.get("start", 1))
    for at, item in enumerate(node.children):
        marker = f"{number + at}{item.markup}" if node.type == "ordered_list" else ""
        first = True
        for block in _block_nodes(item.children, depth):
            if isinstance(block, Paragraph):
                yield Item(depth, marker if first else "", block.runs, first)
            elif first and marker and not isinstance(block, Item):
                yield Item(depth, marker, ())
                yield block
            else:
                yield block
            first = False
        if first and marker:
            yield Item(depth, marker, ())


def _table(node: SyntaxTreeNode) -> Table:
    rows = [row.children for part in node.children for row in part.children]
    head = tuple(_inline(cell) for cell in rows[0])
    body = tuple(tuple(_inline(cell) for cell in row) for row in rows[1:])
    return Table(head, body, tuple(_align(cell) for cell in rows[0]))


def _align(cell: SyntaxTreeNode) -> Align:
    match str(cell.attrs.get("style", "")).removeprefix("text-align:"):
        case "left":
            return "left"
        case "center":
            return "center"
        case "right":
            return "right"
        case _:
            return ""


def _inline(node: SyntaxTreeNode) -> Runs:
    inline = node.children[0].children if node.children else []
    runs: list[Run] = []
    for run in _runs(inline, Run("")):
        if runs and (runs[-1].bold, runs[-1].italic) == (run.bold, run.italic):
            runs[-1] = replace(run, text=runs[-1].text + run.text)
        elif run.text:
            runs.append(run)
    return tuple(_closed_up(runs))


def _runs(nodes: Iterable[SyntaxTreeNode], style: Run) -> Iterator[Run]:
    for node in nodes:
        match node.type:
            case "strong":
                yield from _runs(node.children, replace(style, bold=True))
            case "em":
                yield from _runs(node.children, replace(style, italic=True))
            case "link":
                inside = list(_runs(node.children, style))
                yield from inside
                address = str(node.attrs.get("href", ""))
                if address and not address.startswith("#") and node.markup != "autolink" and words(inside) != address:
                    yield replace(style, text=f"（{address}）")
            case "image":
                yield from _runs(node.children, style)
            case "softbreak":
                yield replace(style, text="\n")
            case "hardbreak":
                yield replace(style, text=LINE_BREAK)
            case _:
                yield replace(style, text=node.content)


def _closed_up(runs: list[Run]) -> Iterator[Run]:
    """Line breaks of the source become nothing beside Chinese text and a blank elsewhere."""
    whole = "".join(run.text for run in runs)
    at = 0
    for run in runs:
        text = ""
        for character in run.text:
            if character == "\n":
                beside = whole[max(0, at - 1) : at] + whole[at + 1 : at + 2]
                text += "" if not beside or WIDE.search(beside) else " "
            else:
                text += character
            at += 1
        if text:
            yield replace(run, text=text)


def _signed(found: Iterable[Block]) -> tuple[Block, ...]:
    out: list[Block] = []
    for block in found:
        if isinstance(block, Paragraph) and _SIGNED_DATE.fullmatch(words(block.runs).strip()):
            if out and isinstance(out[-1], Paragraph) and _may_sign(words(out[-1].runs)):
                out[-1] = replace(out[-1], signature=True)
            out.append(replace(block, signature=True))
        else:
            out.append(block)
    return tuple(out)


def _may_sign(text: str) -> bool:
    return len(text) <= SIGNATURE_LENGTH and not _SENTENCE_END.search(text)
