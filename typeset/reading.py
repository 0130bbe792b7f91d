"""Markdown for the screen, and how long a text is.

- HTML leaves here only through the sanitiser: headings, paragraphs, lists, tables, emphasis, quotations, code, links.
- The sign of a footnote is a character; its words follow the text.
- No style attribute, no image, no address but http, https and mailto: nothing is fetched, the CSP stays strict.
- Headings start at `top`, since the page's own title is above them.
"""

import re

import nh3
from markdown_it.token import Token

from typeset import footnotes
from typeset.blocks import plain
from typeset.inline import inline, words
from typeset.markdown import WIDE, parser, tokens

# The one counting rule of the product; the editor in the browser counts by the same (tools/web): a Han character or a
# full-width sign is one; a run of Latin letters or digits with what joins it (3.14%, e-mail) is one; blanks and other
# signs are none. Marks of Markdown are no text.
COUNTED = (
    "[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uffee\u2014\u2018\u2019\u201c\u201d\u2026\u00b7\U00020000-\U0003ffff]"
    r"|[A-Za-z0-9]+(?:[.,'’-][A-Za-z0-9]+)*%?"
)

_TAGS = {"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}
_INLINE_TAGS = {"strong", "em", "code", "pre", "blockquote", "hr", "br", "a"}
_ATTRIBUTES = {"ol": {"start"}, "a": {"href"}}
_ALIGNED = {"left": "is-left", "center": "is-center", "right": "is-right"}
_LOWEST = 6
_COUNTED = re.compile(COUNTED)
_PARSER = parser()


def html(markdown: str, *, top: int = 2) -> str:
    """Safe HTML of a text, its footnotes after it. Raises TextTooLong."""
    found = footnotes.apart(tokens(markdown))
    notes = [footnotes.opened(note, f"{footnotes.mark(number)} ") for number, note in enumerate(found.notes, 1)]
    shown = [*found.body, *(token for note in notes for token in note)]
    for token in shown:
        _adapt(token, top)
    return nh3.clean(
        str(_PARSER.renderer.render(shown, _PARSER.options, {})),
        tags=_TAGS | _INLINE_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes={"th": set(_ALIGNED.values()), "td": set(_ALIGNED.values())},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


def length(text: str) -> int:
    """Characters of a Markdown text as the office counts them; the rule is the comment on COUNTED."""
    return len(_COUNTED.findall(plain(text)))


def _adapt(token: Token, top: int) -> None:
    if token.type in {"heading_open", "heading_close"}:
        token.tag = f"h{min(_LOWEST, int(token.tag[1]) + top - 1)}"
    style = str(token.attrs.pop("style", "")).removeprefix("text-align:")
    if style in _ALIGNED:
        token.attrs["class"] = _ALIGNED[style]
    children = token.children or []
    for at, child in enumerate(children):
        if child.type == "image":
            child.type, child.tag, child.content = "text", "", words(inline(child))
        elif child.type == "footnote_ref":
            child.type, child.content = "text", footnotes.mark(child.meta["number"])
        elif child.type == "softbreak" and _beside_wide(children[at - 1 : at] + children[at + 1 : at + 2]):
            child.type, child.content = "text", ""


def _beside_wide(tokens: list[Token]) -> bool:
    """A line break of the source draws a blank, which does not belong between Chinese characters."""
    return any(WIDE.search(token.content[:1] + token.content[-1:]) for token in tokens)
