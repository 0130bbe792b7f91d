"""What a reader takes one character for.

- Compatibility forms, digits and numbers of every script, star shapes, variants and traditional forms become one form;
  accents, invisible and control characters go; letters are small.
- Direction marks stay: marking/display.py needs them.
- Plain text (one character for one) is folded in one pass, whatever its length.
"""

import re
import unicodedata
from functools import cache

from marking.alphabet import (
    ALIKE,
    BLANKS,
    BOXED,
    DESCRIBERS,
    INVISIBLE,
    SIGN,
    STAR,
    STRONG_STARS,
    TWINS,
    WEAK_STAR,
    WEAK_STARS,
)
from marking.folded import Folded, typed

DIRECTIONS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LINE_ENDS = "\n\r\u000c\u001c\u001d\u001e\u0085\u2028\u2029"
ESCAPE = "\x1b"

_KEPT = frozenset("\n\t" + ESCAPE) | DIRECTIONS
_HANGUL = (0xAC00, 0xD7A4)
# Every one of these is seen as exactly one character.
_SIMPLE = re.compile("[\n\t -~·—–‘’“”…★☆\u3000-\u3003\u3008-\u3011\u3014-\u301b\u4e00-\u9fff\uff01-\uff5e]+")
_SIGN = re.compile(SIGN)
_SECOND = re.compile(
    f"[^\\w★]{{0,40}}(?:[密ㄇ{''.join(chr(seen) for seen, shape in ALIKE.items() if shape == '密')}]|m[^\\w★]{{0,9}}i)"
)
_BIG = 10_000


def fold_characters(folded: Folded) -> Folded:
    """Every character as it is seen."""
    text, parts, at = folded.text, list[str](), 0
    if _SIMPLE.fullmatch(text):
        return Folded(text.translate(_TABLE), folded.starts, folded.ends)
    starts: list[int] = []
    ends: list[int] = []
    while at < len(text):
        run = _SIMPLE.match(text, at)
        if run:
            parts.append(run[0].translate(_TABLE))
            starts += folded.starts[at : run.end()]
            ends += folded.ends[at : run.end()]
            at = run.end()
            continue
        seen = seen_as(text[at])
        parts.append(seen)
        starts += [folded.starts[at]] * len(seen)
        ends += [folded.ends[at]] * len(seen)
        at += 1
    return Folded("".join(parts), starts, ends)


def seen(text: str) -> str:
    """Text as it is seen, where nobody asks for places."""
    return spoken(typed("".join(map(seen_as, text)))).text


def spoken(folded: Folded) -> Folded:
    """With the sign that says a word written out."""
    if SIGN not in folded.text:
        return folded
    return folded.replaced(
        (found.start(), found.end(), _said(folded.text, found.end())) for found in _SIGN.finditer(folded.text)
    )


def _said(text: str, at: int) -> str:
    return "秘" if _SECOND.match(text, at) else "秘密"


@cache
def seen_as(character: str) -> str:
    """What a reader takes one character for; nothing for one that is not drawn."""
    if character in _KEPT:
        return character
    if character in LINE_ENDS:
        return "\n"
    if character in TWINS:
        return TWINS[character]
    if _HANGUL[0] <= ord(character) < _HANGUL[1]:
        return character
    if number := _number(character):
        return number
    return "".join(_shape(part) for part in unicodedata.normalize("NFKD", character) if _drawn(part))


def _drawn(character: str) -> bool:
    if character in INVISIBLE or character in DESCRIBERS:
        return False
    return unicodedata.category(character) not in {"Cf", "Cc", "Cs", "Mn", "Me", "Mc"} and character not in _TONES


_TONES = frozenset(map(chr, range(0x2B0, 0x300))) | frozenset("˙´`¨¸") - {"`"}


def _number(character: str) -> str:
    """Digits, letters that are numbers and numbers in circles; not the Chinese numerals, which are words."""
    if unicodedata.category(character) not in {"Nd", "Nl", "No"}:
        return ""
    value = unicodedata.numeric(character, -1)
    return str(int(value)) if value == int(value) and 0 <= value < _BIG else ""


def _shape(character: str) -> str:
    if character in STRONG_STARS:
        return STAR
    if character in WEAK_STARS:
        return WEAK_STAR
    if unicodedata.category(character) == "Zs" or character in BLANKS:
        return " "
    small = character.lower()[:1]
    small = BOXED.get(small, small)
    return TWINS.get(small, small)


class _Table(dict[int, str]):
    """str.translate asks here for what it has not met yet."""

    def __missing__(self, code: int) -> str:
        self[code] = shape = seen_as(chr(code))
        return shape


_TABLE = _Table()
