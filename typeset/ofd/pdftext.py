"""The letters of a PDF page with their places, by the object that draws them.

- PDFium gives UTF-16 halves one by one, characters of one glyph at one place, and blanks of its own between lines: the
  halves and the characters of one glyph are put together; its own blanks and what draws nothing are left out.
- A character PDFium calls a hyphen is one.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from pypdfium2 import raw

from typeset.errors import NotConverted
from typeset.ofd.drawing import Letter, Matrix, Outline, Style, Text, apply, shown, times
from typeset.ofd.pdfpaint import colour_of, scale_of

_NAME: Final = 256
_SAME: Final = 0.001  # points
_INVISIBLE: Final = 3
_SUBSET: Final = "+"
_BREAKS: Final = frozenset("\r\n")
_UPPER, _LOWER = range(0xD800, 0xDC00), range(0xDC00, 0xE000)


@dataclass(frozen=True, slots=True)
class _Glyph:
    """Index of its first character, address of its object, place in points, characters."""

    at: int
    owner: int
    x: float
    y: float
    text: str

    def is_at(self, owner: int, x: float, y: float) -> bool:
        return self.owner == owner and abs(self.x - x) + abs(self.y - y) < _SAME


class Letters:
    """All letters of a page, by object."""

    def __init__(self, page: Any, base: Matrix) -> None:
        self._text, self._base = page.get_textpage(), base
        self._by_object: dict[int, list[tuple[int, Letter]]] = {}
        for at, owner, letter in self._all():
            self._by_object.setdefault(owner, []).append((at, letter))

    def of(self, each: Any, *, furniture: bool) -> Iterator[Text]:
        """What this object writes; blanks alone are nothing."""
        found = self._by_object.get(_address(each), [])
        mode = raw.FPDFTextObj_GetTextRenderMode(each)
        if found and mode != _INVISIBLE:
            style = self._style(each, found[0][0], mode)
            yield Text(style, tuple(letter for _, letter in found), furniture)

    def _all(self) -> Iterator[tuple[int, int, Letter]]:
        """Index of the first character, object, letter."""
        x, y = ctypes.c_double(), ctypes.c_double()
        waiting: _Glyph | None = None
        for at, character in self._characters():
            raw.FPDFText_GetCharOrigin(self._text, at, x, y)
            owner = _address(raw.FPDFText_GetTextObject(self._text, at))
            if waiting and waiting.is_at(owner, x.value, y.value):
                waiting = replace(waiting, text=waiting.text + character)
                continue
            if waiting:
                yield self._placed(waiting)
            waiting = _Glyph(at, owner, x.value, y.value, character)
        if waiting:
            yield self._placed(waiting)

    def _characters(self) -> Iterator[tuple[int, str]]:
        upper = 0
        for at in range(raw.FPDFText_CountChars(self._text)):
            if raw.FPDFText_IsGenerated(self._text, at) == 1:
                continue
            code = raw.FPDFText_GetUnicode(self._text, at)
            if code in _UPPER:
                upper = code
                continue
            if code in _LOWER and upper:
                code = 0x10000 + ((upper - _UPPER.start) << 10) + code - _LOWER.start
            upper = 0
            character = "-" if raw.FPDFText_IsHyphen(self._text, at) == 1 else chr(code)
            if character not in _BREAKS and (character.isspace() or shown(character)):
                yield at, character

    def _placed(self, glyph: "_Glyph") -> tuple[int, int, Letter]:
        box = raw.FS_RECTF()
        raw.FPDFText_GetLooseCharBox(self._text, glyph.at, box)
        size = raw.FPDFText_GetFontSize(self._text, glyph.at) or 1
        wide = (box.right - box.left) / size
        return glyph.at, glyph.owner, Letter(glyph.text, *apply(self._base, glyph.x, glyph.y), wide)

    def _style(self, each: Any, at: int, mode: int) -> Style:
        found, size = raw.FS_MATRIX(), ctypes.c_float()
        raw.FPDFText_GetMatrix(self._text, at, found)
        raw.FPDFTextObj_GetFontSize(each, size)
        a, b, c, d, _, _ = times((found.a, found.b, found.c, found.d, 0, 0), self._base)
        tall = (c * c + d * d) ** 0.5
        if not tall or not size.value:
            raise NotConverted("letters")
        colour, alpha = colour_of(raw.FPDFPageObj_GetFillColor, each)
        # The letters' own y points up in a PDF and down in an OFD.
        turn = tuple(round(value / tall, 5) + 0.0 for value in (a, b, -c, -d))
        return Style(
            _face(each),
            round(size.value * tall, 4),
            colour,
            alpha,
            self._outline(each, mode, (a, b, c, d, 0, 0)),
            (turn[0], turn[1], turn[2], turn[3]),
        )

    @staticmethod
    def _outline(each: Any, mode: int, matrix: Matrix) -> Outline | None:
        if mode != raw.FPDF_TEXTRENDERMODE_FILL_STROKE:
            return None
        width = ctypes.c_float()
        raw.FPDFPageObj_GetStrokeWidth(each, width)
        colour, _ = colour_of(raw.FPDFPageObj_GetStrokeColor, each)
        return Outline(round(width.value * scale_of(matrix), 4), colour)


def _face(each: Any) -> str:
    buffer = ctypes.create_string_buffer(_NAME)
    raw.FPDFFont_GetBaseFontName(raw.FPDFTextObj_GetFont(each), buffer, _NAME)
    name = buffer.value.decode("utf-8", "replace")
    return name.partition(_SUBSET)[2] or name


def _address(each: Any) -> int:
    return ctypes.addressof(each.contents) if each else 0
