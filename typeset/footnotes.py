"""Footnotes of a text: which definition a mark means, and in what order they are numbered.

- Notes are numbered by their first mark, in reading order; a second mark of the same note repeats its number.
- A definition no mark asks for, a second one of the same name, and a mark inside a note stay in the text as typed: no
  word is dropped, and a note cannot contain another.
- Numbers are ①…㊿ and [51] from there on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

# The circled numbers of Unicode stand in three places: the first of each, and where it stands.
_CIRCLED = ((36, 0x32B1), (21, 0x3251), (1, 0x2460))
_LAST_CIRCLED = 50


@dataclass(frozen=True, slots=True)
class Noted:
    """A text with its notes apart: `notes` in the order of their numbers."""

    body: tuple[Token, ...]
    notes: tuple[tuple[Token, ...], ...]


def mark(number: int) -> str:
    """The sign of a note's number."""
    if number > _LAST_CIRCLED:
        return f"[{number}]"
    first, code = next(one for one in _CIRCLED if number >= one[0])
    return chr(code + number - first)


def apart(tokens: Sequence[Token], first: int = 1) -> Noted:
    """The body without the definitions, and these; every mark in the body holds its number in `meta`."""
    definitions, rest = _definitions(tokens)
    numbers: dict[str, int] = {}
    for token in _inside(rest):
        if token.type == "footnote_ref":
            token.meta["number"] = numbers.setdefault(token.meta["label"], first + len(numbers))
    body = tuple(_put_back(rest, definitions, numbers))
    notes = tuple(tuple(_as_typed(definitions[label])) for label in numbers)
    return Noted(body, notes)


def opened(tokens: Sequence[Token], words: str) -> tuple[Token, ...]:
    """The same blocks with `words` before the first of them."""
    head = Token("text", "", 0, content=words)
    for token in tokens:
        if token.type == "inline":
            token.children = [head, *(token.children or [])]
            return tuple(tokens)
    inline = Token("inline", "", 0, content=words, children=[head], level=1)
    return (Token("paragraph_open", "p", 1), inline, Token("paragraph_close", "p", -1), *tokens)


def _definitions(tokens: Sequence[Token]) -> tuple[dict[str, list[Token]], list[Token]]:
    """First definitions by name, and the rest, in which each leaves its opening token as a place holder."""
    found: dict[str, list[Token]] = {}
    rest: list[Token] = []
    inside: list[str] = []
    content: list[Token] = []
    for token in tokens:
        if token.type == "footnote_reference_open":
            inside.append(token.meta["label"])
            if len(inside) == 1:
                rest.append(token)
                content = []
        elif token.type == "footnote_reference_close":
            label = inside.pop()
            if not inside and label in found:
                rest[-1] = token
                rest.extend(opened(list(_as_typed(content)), _typed(label) + ": "))
            elif not inside:
                found[label] = content
        else:
            (content if inside else rest).append(token)
    return found, rest


def _put_back(rest: list[Token], definitions: dict[str, list[Token]], numbers: dict[str, int]) -> Iterator[Token]:
    for token in rest:
        if token.type == "footnote_reference_open":
            label = token.meta["label"]
            if label not in numbers:
                yield from opened(list(_as_typed(definitions[label])), _typed(label) + ": ")
        elif token.type != "footnote_reference_close":
            yield token


def _as_typed(tokens: Sequence[Token]) -> Sequence[Token]:
    for token in _inside(tokens):
        if token.type == "footnote_ref":
            token.type, token.content = "text", _typed(token.meta["label"])
    return tokens


def _typed(label: str) -> str:
    return f"[^{label}]"


def _inside(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _inside(token.children or ())
