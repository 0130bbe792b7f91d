"""Text as a reader sees it, with the way back to the text as it was typed.

- Folding runs to a fixed point: entities, tags and Markdown marks, compatibility forms, invisible and combining
  characters, digits of every script, star shapes, variants, traditional forms and look-alikes.
- Every folded character knows its range in the original; ranges never run backwards in a view read forwards.
- A text that can turn its own direction (bidi controls) is also read backwards, line by line.
- A tag is removed in one view and kept as text in the other, so that nothing hides inside one.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from marking.alphabet import BLANKS, INVISIBLE, STRONG_STARS, TWINS, WEAK_STARS

STAR, WEAK_STAR = "★", "✱"
MAX_ROUNDS = 12

_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
_TAG = re.compile(r"<!--(?:(?!<!--).){0,4000}?-->|</?[A-Za-z][^<>]{0,2000}>", re.DOTALL)
_BREAKING_TAG = re.compile(r"</?(?:p|div|br|li|ul|ol|tr|td|th|h[1-6]|table|blockquote|section)\b", re.IGNORECASE)
_EMPHASIS = re.compile(r"(?P<mark>\*{1,3}|_{1,3}|~~|`{1,3})(?=\S)(?P<inner>[^\n]{0,400}?\S)(?P=mark)")
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_BIDI = re.compile("[\u200f\u202a-\u202e\u2066-\u2069\u061c]")
_LINE_ENDS = {"\r": "\n", "\u0085": "\n", "\u2028": "\n", "\u2029": "\n"}

Edit: TypeAlias = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; `starts[i]` and `ends[i]` bound the original of character i."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The range in the original that the folded range start..end came from."""
        return min(self.starts[start:end]), max(self.ends[start:end])


def views(text: str, offset: int = 0) -> Iterator[Folded]:
    """Every way the text may be read; `offset` is where it begins in the original."""
    typed = Folded(text, tuple(range(offset, offset + len(text))), tuple(range(offset + 1, offset + len(text) + 1)))
    drawn = _fixed_point(typed, tags=True)
    yield drawn
    source = _fixed_point(typed, tags=False)
    if source.text != drawn.text:
        yield source
    if _BIDI.search(_unescaped(text)):
        yield _backwards(drawn)
        if source.text != drawn.text:
            yield _backwards(source)


def _fixed_point(folded: Folded, *, tags: bool) -> Folded:
    for _ in range(MAX_ROUNDS):
        after = _edit(folded, _ENTITY, _entity)
        if tags:
            after = _edit(after, _TAG, _tag)
        after = _edit(after, _ESCAPE, lambda found: [(found.start(), found.end(), "")])
        after = _characters(_edit(after, _EMPHASIS, _emphasis))
        if after.text == folded.text:
            return after
        folded = after
    return folded


def _entity(found: re.Match[str]) -> list[Edit]:
    plain = html.unescape(found[0])
    return [] if plain == found[0] else [(found.start(), found.end(), plain)]


def _tag(found: re.Match[str]) -> list[Edit]:
    return [(found.start(), found.end(), "\n" if _BREAKING_TAG.match(found[0]) else "")]


def _emphasis(found: re.Match[str]) -> list[Edit]:
    return [(*found.span("mark"), ""), (found.end("inner"), found.end(), "")]


def _edit(folded: Folded, pattern: re.Pattern[str], edits_of: Callable[[re.Match[str]], list[Edit]]) -> Folded:
    edits = [edit for found in pattern.finditer(folded.text) for edit in edits_of(found)]
    if not edits:
        return folded
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for start, end, put in [*edits, (len(folded.text), len(folded.text), "")]:
        parts += (folded.text[at:start], put)
        starts += folded.starts[at:start]
        ends += folded.ends[at:start]
        if put:
            first, last = folded.span(start, end)
            starts += [first] * len(put)
            ends += [last] * len(put)
        at = end
    return Folded("".join(parts), tuple(starts), tuple(ends))


def _characters(folded: Folded) -> Folded:
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for character, start, end in zip(folded.text, folded.starts, folded.ends, strict=True):
        seen = seen_as(character)
        parts.append(seen)
        starts += [start] * len(seen)
        ends += [end] * len(seen)
    return Folded("".join(parts), tuple(starts), tuple(ends))


@cache
def seen_as(character: str) -> str:
    """What a reader takes one character for; nothing for one that is not drawn."""
    if character in "\n\t":
        return character
    if character in _LINE_ENDS:
        return _LINE_ENDS[character]
    if character in INVISIBLE or unicodedata.category(character) in {"Cf", "Cc", "Mn", "Me"}:
        return ""
    if unicodedata.category(character) == "Zs" or character in BLANKS:
        return " "
    return "".join(_twin(part) for part in unicodedata.normalize("NFKC", character))


def _twin(character: str) -> str:
    if character in STRONG_STARS:
        return STAR
    if character in WEAK_STARS:
        return WEAK_STAR
    if unicodedata.combining(character) or character in INVISIBLE:
        return ""
    digit = unicodedata.decimal(character, None)
    return TWINS.get(character, character) if digit is None else str(digit)


def _unescaped(text: str) -> str:
    for _ in range(MAX_ROUNDS):
        plain = html.unescape(text)
        if plain == text:
            break
        text = plain
    return text


def _backwards(folded: Folded) -> Folded:
    order: list[int] = []
    at = 0
    for line in folded.text.split("\n"):
        order += range(at + len(line) - 1, at - 1, -1)
        at += len(line) + 1
        if at <= len(folded.text):
            order.append(at - 1)
    return Folded(
        "".join(folded.text[i] for i in order),
        tuple(folded.starts[i] for i in order),
        tuple(folded.ends[i] for i in order),
    )
