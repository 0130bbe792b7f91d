"""The printed pages, measured: where each character of the text stands, rules, pictures. Millimetres from the top left.

- Page furniture (page numbers, what a copy adds) is left out, as it is everywhere a page's text is read.
- Characters are in the order in which the page draws them: the same order as the elements of the document.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from marking.pdf import opened
from typeset.extract import drawn, is_artifact

MM = 25.4 / 72
_POINTS, _NOTHING = 72, 1e-6
_HIGH, _LOW, _END = 0xD800, 0xDC00, 0xE000
_THIN = 0.6  # mm: a path thinner than this is a rule
_SHORT = 2.0  # mm: a shorter one is a sign, not a rule


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character as it is drawn: its ink's box."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is printed, with the fewer of its dots per inch."""

    box: Box
    dpi: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page; `upright_rules` are the vertical lines of its tables."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    pictures: tuple[Picture, ...]
    upright_rules: tuple[Box, ...]


def measured(pdf: bytes) -> tuple[Page, ...]:
    """Every page of a PDF."""
    with opened(pdf) as document:
        return tuple(_page(page) for page in document)


def _page(page: pdfium.PdfPage) -> Page:
    height = page.get_height()
    glyphs = tuple(_glyphs(page, height))
    pictures: list[Picture] = []
    rules: list[Box] = []
    for one in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH)):
        if is_artifact(one.raw) and one.type == raw.FPDF_PAGEOBJ_IMAGE:
            continue
        box, scale = _placed(one, height)
        if one.type == raw.FPDF_PAGEOBJ_IMAGE:
            pictures.append(Picture(box, _dpi(one, scale)))
        elif box.right - box.left < _THIN and box.bottom - box.top > _SHORT:
            rules.append(box)
    return Page(page.get_width() * MM, height * MM, glyphs, tuple(pictures), tuple(rules))


def _glyphs(page: pdfium.PdfPage, height: float) -> Iterator[Glyph]:
    text_page = page.get_textpage()
    furniture: dict[int, bool] = {}
    high = 0
    for index in range(raw.FPDFText_CountChars(text_page)):
        unit = raw.FPDFText_GetUnicode(text_page, index)
        if raw.FPDFText_IsGenerated(text_page, index) == 1 or _furniture(text_page, index, furniture):
            continue
        if _HIGH <= unit < _LOW:
            high = unit
            continue
        if _LOW <= unit < _END and high:
            unit = 0x10000 + ((high - _HIGH) << 10) + (unit - _LOW)
        high = 0
        character = "-" if raw.FPDFText_IsHyphen(text_page, index) == 1 else chr(unit)
        for one in drawn(character):
            yield Glyph(one, _ink(text_page, index, height))


def _furniture(text_page: pdfium.PdfTextPage, index: int, known: dict[int, bool]) -> bool:
    written = raw.FPDFText_GetTextObject(text_page, index)
    key = ctypes.addressof(written.contents) if written else 0
    if key not in known:
        known[key] = bool(written) and is_artifact(written)
    return known[key]


def _ink(text_page: pdfium.PdfTextPage, index: int, height: float) -> Box:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
    return Box(left.value * MM, (height - top.value) * MM, right.value * MM, (height - bottom.value) * MM)


def _placed(one: pdfium.PdfObject, height: float) -> tuple[Box, tuple[float, float]]:
    """Its box on the page, and by how much the forms around it stretch it."""
    left, bottom, right, top = one.get_bounds()
    corners = [(left, bottom), (left, top), (right, bottom), (right, top)]
    across = down = 1.0
    outer = one.container
    while outer is not None:
        matrix = outer.get_matrix()
        corners = [matrix.on_point(*corner) for corner in corners]
        across *= (matrix.a**2 + matrix.b**2) ** 0.5
        down *= (matrix.c**2 + matrix.d**2) ** 0.5
        outer = outer.container
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    box = Box(min(xs) * MM, (height - max(ys)) * MM, max(xs) * MM, (height - min(ys)) * MM)
    return box, (across, down)


def _dpi(picture: pdfium.PdfObject, scale: tuple[float, float]) -> float:
    columns, rows = ctypes.c_uint(), ctypes.c_uint()
    raw.FPDFImageObj_GetImagePixelSize(picture.raw, columns, rows)
    matrix = picture.get_matrix()
    width = (matrix.a**2 + matrix.b**2) ** 0.5 * scale[0]
    length = (matrix.c**2 + matrix.d**2) ** 0.5 * scale[1]
    return float(min(columns.value / max(width, _NOTHING), rows.value / max(length, _NOTHING)) * _POINTS)
