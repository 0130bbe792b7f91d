"""A PDF of the engine as sheets: every object PDFium knows of a page, in the order of drawing, forms opened.

- Only what the engine writes is taken. A shading and a clipping that cuts something off
  are refused by name: an OFD never shows less than the PDF.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pypdfium2 as pdfium
from PIL.Image import Image
from pypdfium2 import raw

from marking.pdf import opened
from typeset.errors import NotConverted
from typeset.extract import is_artifact
from typeset.ofd import clipping
from typeset.ofd.drawing import MM, UNIT, Drawn, Matrix, Place, Sheet, clearer, times
from typeset.ofd.pdfmasks import masks
from typeset.ofd.pdfpaint import opacity, pictures, shapes
from typeset.ofd.pdftext import Letters


def sheets(pdf: bytes) -> tuple[Sheet, ...]:
    """The pages. Raises NotConverted."""
    hidden = masks(pdf)
    with opened(pdf) as document:
        return tuple(_Reading(document, page, hidden).sheet() for page in document)


def places(pdf: bytes, sheets: Sequence[Sheet]) -> tuple[Place, ...]:
    """The outline the PDF has of its headings."""
    with opened(pdf) as document:
        return tuple(_place(mark, sheets) for mark in document.get_toc() if mark.get_dest() is not None)


def _place(mark: Any, sheets: Sequence[Sheet]) -> Place:
    target = mark.get_dest()
    page = target.get_index()
    _, view = target.get_view()  # left, top, zoom; PDF counts upwards
    top = sheets[page].height - view[1] * MM if len(view) > 1 and view[1] else 0.0
    return Place(mark.get_title(), mark.level, page, top)


class _Reading:
    """One page."""

    def __init__(self, document: Any, page: Any, hidden: Mapping[bytes, Image]) -> None:
        self._document, self._page, self._hidden = document, page, hidden
        width, height = page.get_size()
        self._base: Matrix = (MM, 0, 0, -MM, 0, height * MM)
        self._size = width * MM, height * MM
        self._letters = Letters(page, self._base)

    def sheet(self) -> Sheet:
        inside = (raw.FPDFPage_GetObject(self._page, at) for at in range(raw.FPDFPage_CountObjects(self._page)))
        drawn = [one for each in inside for one in self._walked(each, UNIT, clear=1.0, furniture=False)]
        return Sheet(*self._size, tuple(drawn))

    def _walked(self, each: Any, outer: Matrix, *, clear: float, furniture: bool) -> Iterator[Drawn]:
        furniture = furniture or is_artifact(each)
        kind = raw.FPDFPageObj_GetType(each)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            inner = times(matrix_of(each), outer)
            clear *= opacity(each)
            for at in range(raw.FPDFFormObj_CountObjects(each)):
                yield from self._walked(raw.FPDFFormObj_GetObject(each, at), inner, clear=clear, furniture=furniture)
            return
        to_page = times(outer, self._base)
        clippings = clipping.boxes(each, to_page)
        drawn = tuple(self._drawn(each, kind, to_page, furniture=furniture))
        if clipping.cuts(clippings, drawn):
            raise NotConverted("clipped")
        yield from drawn if clear == 1 else (clearer(one, clear) for one in drawn)

    def _drawn(self, each: Any, kind: int, to_page: Matrix, *, furniture: bool) -> Iterator[Drawn]:
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            yield from self._letters.of(each, furniture=furniture)
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            yield from shapes(each, times(matrix_of(each), to_page), furniture=furniture)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            image = pdfium.PdfImage(each, page=self._page, pdf=self._document)
            yield pictures(image, to_page, self._hidden, furniture=furniture)
        else:
            raise NotConverted("shading")


def matrix_of(each: Any) -> Matrix:
    """The object's own matrix."""
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(each, found)
    return found.a, found.b, found.c, found.d, found.e, found.f
