"""Markdown as blocks: the one reading of a text that print, page, search and difference share.

- CommonMark with tables and footnotes; HTML in the text is text. Headings have four levels, deeper ones are the fourth.
- Soft line breaks inside a paragraph vanish beside Chinese characters and are a blank elsewhere; hard ones stay.
- No word is dropped: link addresses follow their text in brackets, images leave their description, code stays text.
- A paragraph that is only a picture is a figure, its description the caption; a quotation is a note.
- A paragraph that is only a date, and a short unpunctuated one before it, are a signature; 附件：… before it is a list
  of attachments.
- Footnotes follow all other blocks, in the order of their numbers; their marks stand in the text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias
from urllib.parse import unquote

from markdown_it.token import Token

from typeset import footnotes
from typeset.inline import LINE_BREAK, Run, Runs, inline, words
from typeset.markdown import tokens

__all__ = ["LINE_BREAK", "Run", "Runs", "words"]

MAX_HEADING: Final = 4
SIGNATURE_LENGTH: Final = 30

_SIGNED_DATE = re.compile(
    r"(?:[12]\d{3}|[〇○零一二三四五六七八九]{4})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日"
)
_SENTENCE_END = re.compile(r"[。；：！？，、;:!?,.]$")
_ATTACHED = re.compile(r"附件(?:[1-9]\d?)?[：:]")
Align: TypeAlias = Literal["", "left", "center", "right"]


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
class Attachment:
    """The list of attachments under a text, 附件：1. and so on."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph of a quotation."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Code:
    """A line of code, blanks kept."""

    text: str


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


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture of the document's, by its name; `runs` is the caption as the author wrote it."""

    name: str
    runs: Runs


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note at the page's foot."""

    number: int
    runs: Runs


Block: TypeAlias = Heading | Paragraph | Attachment | Note | Code | Item | Table | Figure | Footnote


def blocks(markdown: str, first_note: int = 1) -> tuple[Block, ...]:
    """The text as blocks, in reading order, footnotes numbered from `first_note`. Raises TextTooLong."""
    found = footnotes.apart(tokens(markdown), first_note)
    notes = (_footnote(number, note) for number, note in enumerate(found.notes, first_note))
    return (*_signed(_blocks(found.body, depth=0)), *notes)


def plain(markdown: str) -> str:
    """The words only, a line for each block and a tab between cells: for counting, search and comparison."""
    return plain_of(blocks(markdown))


def plain_of(some: Iterable[Block]) -> str:
    """The words of some blocks, a line for each and a tab between cells."""
    return "\n".join(line for block in some for line in _lines(block)).replace(LINE_BREAK, "\n")


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Table(head, rows):
            for row in (head, *rows):
                yield "\t".join(words(cell) for cell in row)
        case Item(_, marker, runs):
            yield f"{marker} {words(runs)}" if marker else words(runs)
        case Code(text):
            yield text
        case Footnote(number, runs):
            yield f"{footnotes.mark(number)} {words(runs)}"
        case Heading() | Paragraph() | Attachment() | Note() | Figure():
            yield words(block.runs)


def _siblings(some: Sequence[Token]) -> Iterator[tuple[Token, Sequence[Token]]]:
    """Each token of the outermost level with what stands between it and its end."""
    at = 0
    while at < len(some):
        start, token = at, some[at]
        if token.nesting == 1:
            at += 1
            while some[at].nesting != -1 or some[at].level != token.level:
                at += 1
        yield token, some[start + 1 : at]
        at += 1


def _blocks(some: Sequence[Token], depth: int) -> Iterator[Block]:
    for token, inside in _siblings(some):
        match token.type:
            case "heading_open":
                yield Heading(min(MAX_HEADING, int(token.tag[1])), inline(inside[0]))
            case "paragraph_open":
                yield _paragraph(inside[0])
            case "bullet_list_open" | "ordered_list_open":
                yield from _list(token, inside, depth + 1)
            case "table_open":
                yield _table(inside)
            case "fence" | "code_block":
                yield from (Code(line) for line in token.content.splitlines() if line.strip())
            case "blockquote_open":
                yield from (_noted(block) for block in _blocks(inside, depth))


def _paragraph(line: Token) -> Block:
    children = [child for child in line.children or [] if child.type != "text" or child.content]
    if len(children) == 1 and children[0].type == "image":
        return Figure(unquote(str(children[0].attrs.get("src", ""))), inline(children[0]))
    return Paragraph(inline(line))


def _noted(block: Block) -> Block:
    return Note(block.runs) if isinstance(block, Paragraph) else block


def _list(opening: Token, inside: Sequence[Token], depth: int) -> Iterator[Block]:
    number = int(opening.attrs.get("start", 1))
    for at, (item, content) in enumerate(_siblings(inside)):
        marker = f"{number + at}{item.markup}" if opening.type == "ordered_list_open" else ""
        first = True
        for block in _blocks(content, depth):
            if isinstance(block, Paragraph | Note):
                yield Item(depth, marker if first else "", block.runs, first)
            elif first and marker and not isinstance(block, Item):
                yield Item(depth, marker, ())
                yield block
            else:
                yield block
            first = False
        if first and marker:
            yield Item(depth, marker, ())


def _table(inside: Sequence[Token]) -> Table:
    rows = [
        [(cell, inline(line[0])) for cell, line in _siblings(row)]
        for _, part in _siblings(inside)
        for _, row in _siblings(part)
    ]
    head, *body = ([runs for _, runs in row] for row in rows)
    return Table(tuple(head), tuple(tuple(row) for row in body), tuple(_align(cell) for cell, _ in rows[0]))


def _footnote(number: int, content: Sequence[Token]) -> Footnote:
    """A note is one paragraph: what its definition has more is set off by line breaks."""
    runs: list[Run] = []
    for block in _blocks(content, depth=0):
        runs += [Run(LINE_BREAK)] if runs else []
        runs += block.runs if isinstance(block, Paragraph | Note) else [Run(LINE_BREAK.join(_lines(block)))]
    return Footnote(number, tuple(runs))


def _align(cell: Token) -> Align:
    match str(cell.attrs.get("style", "")).removeprefix("text-align:"):
        case "left":
            return "left"
        case "center":
            return "center"
        case "right":
            return "right"
        case _:
            return ""


def _signed(found: Iterable[Block]) -> tuple[Block, ...]:
    out: list[Block] = []
    for block in found:
        if isinstance(block, Paragraph) and _SIGNED_DATE.fullmatch(words(block.runs).strip()):
            if out and isinstance(out[-1], Paragraph) and _may_sign(words(out[-1].runs)):
                out[-1] = replace(out[-1], signature=True)
            out.append(replace(block, signature=True))
        elif isinstance(block, Paragraph) and _ATTACHED.match(words(block.runs)):
            out.append(Attachment(block.runs))
        else:
            out.append(block)
    return tuple(out)


def _may_sign(text: str) -> bool:
    return len(text) <= SIGNATURE_LENGTH and not _SENTENCE_END.search(text)
