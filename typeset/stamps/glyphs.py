"""Characters as outlines of one size: the body of a Chinese character fills the unit square round (0, 0).

- The faces are those of the page's roles (typeset/fonts.py), the first face that has a character draws it.
- A face's body is measured on U+56FD, whose frame reaches from head to foot; its breadth is its height, and its middle
  the middle of the advance. Letters, digits and signs are centred on their ink and are as wide as it.
- Seals speak Chinese: Chinese characters, Latin letters, digits and few signs. Scripts that join, combine or run
  downwards are refused by name, never drawn wrong.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

import uharfbuzz as hb

from typeset import fonts as faces
from typeset.fonts import FontSet
from typeset.stamps.errors import StampRefused, Why
from typeset.stamps.paths import Contour, Point, bounds

_FRAME: Final = "\u56fd"
_USUAL: Final = (-0.83, 0.09)
_ZERO: Final = "\u3007"
# Full-width and plain brackets, middle dots, joiners; quotation marks of book and name.
_SIGNS: Final = frozenset("()\uff08\uff09\u3014\u3015\u300a\u300b\u201c\u201d\u00b7\u30fb\u2014-\uff0d\u3001&\uff06")
_HAN: Final = ("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH")
_LETTERS: Final = ("LATIN ", "FULLWIDTH LATIN ", "DIGIT ", "FULLWIDTH DIGIT ")
_BESIDE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character. `width` is what it takes of a line, in widths of a Chinese character."""

    character: str
    contours: tuple[Contour, ...]
    width: float


def glyphs(text: str, role: str, weight: float = 0) -> tuple[Glyph, ...]:
    """The characters of `text`; `weight` thickens strokes by that part of the em. Raises StampRefused."""
    check(text, role)
    return tuple(_glyph(each, role, weight, faces.current()) for each in text)


def check(text: str, role: str) -> None:
    """Raises StampRefused naming the characters that no seal can have, or that no face draws."""
    if strange := "".join(dict.fromkeys(each for each in text if not _spoken(each))):
        raise StampRefused(Why.SCRIPT, characters=_named(strange))
    if lacking := faces.missing(text, role, faces.current()):
        raise StampRefused(Why.GLYPHS, characters=_named(lacking))


def is_han(character: str) -> bool:
    """Whether it stands in a square of its own."""
    return character == _ZERO or unicodedata.name(character, "").startswith(_HAN)


def _spoken(character: str) -> bool:
    return is_han(character) or character in _SIGNS or unicodedata.name(character, "").startswith(_LETTERS)


def _named(characters: str) -> str:
    """Each with its code point; what has no shape of its own only by that."""
    shown = (f"{each} " if each.isprintable() and not unicodedata.combining(each) else "" for each in characters)
    return "、".join(f"{sight}U+{ord(each):04X}" for sight, each in zip(shown, characters, strict=True))


@cache
def _glyph(character: str, role: str, weight: float, fonts: FontSet) -> Glyph:
    where = faces.face(character, role, fonts)
    if where is None:
        raise StampRefused(Why.GLYPHS, characters=_named(character))
    top, bottom = _body(*where, weight)
    raw, advance = _outline(*where, character, weight)
    if not raw:  # a face may list a character and hold nothing for it
        raise StampRefused(Why.GLYPHS, characters=_named(character))
    body, middle, width = bottom - top, advance / 2, 1.0
    if not is_han(character):
        left, _, right, _ = bounds(point for each in raw for point in each.handles())
        middle, width = (left + right) / 2, min(1.0, (right - left) / body + _BESIDE)
    scaled = (1 / body, 0, 0, 1 / body, -middle / body, -(top + bottom) / 2 / body)
    return Glyph(character, tuple(each.under(scaled) for each in raw), width)


@cache
def _body(path: str, index: int, weight: float) -> tuple[float, float]:
    """Head and foot of the face's characters; as usual in a face of rare ones only."""
    frame, _ = _outline(path, index, _FRAME, weight)
    if not frame:
        return _USUAL
    _, top, _, bottom = bounds(point for each in frame for point in each.handles())
    return top, bottom


def _outline(path: str, index: int, character: str, weight: float) -> tuple[tuple[Contour, ...], float]:
    """The face's own outline in units of the em, y down, and its advance."""
    font = _font(path, index, weight)
    pen = _Pen(font.face.upem)
    glyph = font.get_nominal_glyph(ord(character))
    if glyph is None:
        return (), 0
    font.draw_glyph(glyph, pen.functions, None)
    return tuple(pen.contours), font.get_glyph_h_advance(glyph) / font.face.upem


@cache
def _font(path: str, index: int, weight: float) -> hb.Font:
    font = hb.Font(hb.Face(hb.Blob.from_file_path(path), index))
    font.synthetic_bold = (weight, weight, True)
    return font


class _Pen:
    """Collects what HarfBuzz draws; quadratic curves become cubic ones."""

    def __init__(self, em: int) -> None:
        self.contours: list[Contour] = []
        self.functions = hb.DrawFuncs()
        self.functions.set_move_to_func(self._move)
        self.functions.set_line_to_func(lambda x, y, _: self._add((x, y)))
        self.functions.set_quadratic_to_func(lambda a, b, x, y, _: self._raise((a, b), (x, y)))
        self.functions.set_cubic_to_func(lambda a, b, c, d, x, y, _: self._add((a, b), (c, d), (x, y)))
        self.functions.set_close_path_func(self._close)
        self._em = em
        self._start: Point = (0, 0)
        self._now: Point = (0, 0)
        self._segments: list[tuple[Point, ...]] = []

    def _move(self, x: float, y: float, _: object) -> None:
        self._start = self._now = (x, y)
        self._segments = []

    def _add(self, *points: Point) -> None:
        self._segments.append(tuple(self._unit(each) for each in points))
        self._now = points[-1]

    def _raise(self, by: Point, to: Point) -> None:
        first, second = (((end[0] + 2 * by[0]) / 3, (end[1] + 2 * by[1]) / 3) for end in (self._now, to))
        self._add(first, second, to)

    def _close(self, _: object) -> None:
        if self._segments:
            self.contours.append(Contour(self._unit(self._start), tuple(self._segments)))

    def _unit(self, at: Point) -> Point:
        return at[0] / self._em, -at[1] / self._em
