"""The one Markdown dialect of the house.

- CommonMark with tables and footnotes ([^1]); HTML is text, and so is a link's definition elsewhere ([a]: address).
- Emphasis closes beside Chinese text: in CommonMark `**一是加强领导。**各单位` would print its asterisks, since the
  rule about punctuation knows only words set apart by blanks.
- No word is dropped: cells beyond a table's columns join the last one, lists and quotations nested beyond
  any reading are text of the last that holds them. In a cell, `<br>` ends a line.
- A text longer than MOST_CHARACTERS is refused before it is read.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, list_block, table
from markdown_it.rules_block.table import escapedSplit, getLine
from markdown_it.rules_inline import StateInline, image, link
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def

from typeset.errors import TextTooLong

WIDE = re.compile("[\u2e80-\u9fff\u3000-\u303f\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’—…·]")
# 325 full pages. Some texts cost the square of their length to read: 200,000 opening brackets cost seconds.
MOST_CHARACTERS = 200_000
# A list is two levels of nesting, a quotation one.
_DEEPEST, _NESTING, _DEEPEST_LINK = 24, 32, 4
_SURROGATE = re.compile("[\ud800-\udfff]")
# No place of a text, in markdown-it's memory of places.
_LAST_LINK = -1
_CELL_BREAK = re.compile(r"(?<!\\)<br\s*/?>", re.IGNORECASE)
_Rule: TypeAlias = Callable[[StateBlock, int, int, bool], bool]


def parser() -> MarkdownIt:
    """A parser of the dialect."""
    made = MarkdownIt("commonmark", {"html": False, "maxNesting": _NESTING}).disable("reference")
    footnote_plugin(made, inline=False, move_to_end=False)
    made.inline.ruler.at("emphasis", _emphasis)
    made.inline.ruler.at("link", _addressed(link))
    made.inline.ruler.at("image", _addressed(image))
    ends = ["paragraph", "reference"]
    made.block.ruler.at("table", _whole_table, {"alt": ends})
    made.block.ruler.at("blockquote", _shallow(blockquote), {"alt": [*ends, "blockquote", "list"]})
    made.block.ruler.at("list", _shallow(list_block), {"alt": [*ends, "blockquote"]})
    made.block.ruler.at("footnote_def", _shallow(footnote_def), {"alt": ends})
    return made.enable("table")


_parser = cache(parser)


def tokens(text: str) -> list[Token]:
    """The text as markdown-it's tokens. Raises TextTooLong."""
    if len(text) > MOST_CHARACTERS:
        raise TextTooLong(len(text), MOST_CHARACTERS)
    return _parser().parse(_SURROGATE.sub("\ufffd", text))


def _shallow(rule: _Rule) -> _Rule:
    def shallow(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's rules
        return state.level < _DEEPEST and rule(state, start, end, silent)

    return shallow


def _addressed(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """Spares the search for a link's end where none can be: it costs much for a row of brackets.

    Nested too deep, it ends where the text ends, as markdown-it's own limit has it.
    """

    def addressed(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's rules
        if state.src[state.pos] not in "![":
            return False
        if _LAST_LINK not in state.cache:
            state.cache[_LAST_LINK] = state.src.rfind("](")
        if state.pos >= state.cache[_LAST_LINK]:
            return False
        if silent and state.level >= _DEEPEST_LINK:
            state.pos = state.posMax
            return True
        return rule(state, silent)

    return addressed


def _whole_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's rules
    before = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    made = state.tokens[before:]
    columns = sum(token.type == "th_open" for token in made)
    for at, token in enumerate(made):
        if token.type == "inline" and "`" not in token.content:
            token.content = _CELL_BREAK.sub("\\\\\n", token.content)
        elif token.type == "tr_close" and (row := made[at - 2].map):
            # The last cell of the row is inline, td_close, tr_close.
            made[at - 2].content = " ".join([made[at - 2].content, *_excess(getLine(state, row[0]), columns)])
    return True


def _excess(line: str, columns: int) -> list[str]:
    cells = [cell.strip() for cell in escapedSplit(line.strip())]
    if cells[0] == "":
        cells.pop(0)
    return list(filter(None, cells[columns:]))


def _emphasis(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the signature of markdown-it's rules
    """markdown-it's own rule, with other ends for a run of asterisks beside a Chinese character."""
    marker = state.src[state.pos]
    if silent or marker not in "_*":
        return False
    scanned = state.scanDelims(state.pos, marker == "*")
    end = state.pos + scanned.length
    before, after = state.src[state.pos - 1 : state.pos], state.src[end : end + 1]
    can_open, can_close = scanned.can_open, scanned.can_close
    if marker == "*" and WIDE.search(before + after):
        can_open = can_open or bool(after.strip())
        can_close = can_close or bool(before.strip())
    for _ in range(scanned.length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=scanned.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=can_open,
                close=can_close,
            )
        )
    state.pos = end
    return True
