"""The one Markdown dialect of the house.

- CommonMark with tables; HTML is text.
- Emphasis closes beside Chinese text: in CommonMark `**一是加强领导。**各单位` would print its asterisks, since the
  rule about punctuation knows only words set apart by blanks.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

WIDE = re.compile("[\u2e80-\u9fff\u3000-\u303f\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’—…·]")


def parser() -> MarkdownIt:
    """A parser of the dialect."""
    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.inline.ruler.at("emphasis", _emphasis)
    return made


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
