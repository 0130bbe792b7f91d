"""One page of a PDF: its text in the order it is drawn and in the order it is seen, its notes, its pictures.

- Notes are drawn into the page first, so what they show is read with it.
- A replacement text hides what is drawn: text is read with and without it. Invisible and white characters are
  left out of one reading and kept in another.
- What is drawn beside text (pictures, outlines that could be letters) is given as one picture without the text;
  a page that draws and says nothing, or says it in characters without a meaning, is given whole.
"""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pypdfium2 as pdfium
from PIL import ImageOps
from pypdfium2 import raw

from marking.extract.layout import Glyph, rows
from marking.extract.parts import Piece
from marking.extract.source import Broken, Source
from marking.verdict import Part, Unreadable

DPI, MAX_PIXELS, MAX_OBJECTS, MAX_CHARACTERS = 200, 12_000_000, 200_000, 200_000
_NOTE_KEYS = (b"Contents", b"T", b"TU", b"V", b"DV", b"Subj", b"RC")
_MEANINGLESS = re.compile("[\ue000-\uefff\uf100-\uf8ff\ufffd\0]")
_STAR = "\uf0ab"  # of the usual symbol font
_HYPHEN = "\ufffe"
_READ_AS = {0x02: "-", 0xFFFE: "-", ord(_STAR): "★"}
_OUTLINE, _SMALL = 12, 8
_SPECKS, _SPECK, _BULLET = 60, 12, 5  # how many make a drawing; points
_INVISIBLE = frozenset({raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP})
_WHITE = 250
_ACTUAL_TEXT = b"ActualText"


@dataclass(slots=True)
class _Drawn:
    """What a page draws beside and as text."""

    texts: list[Any] = field(default_factory=list)
    unseen: set[int] = field(default_factory=set)
    replaced: list[tuple[Any, Any]] = field(default_factory=list)
    any: bool = False
    pictured: bool = False
    lost: bool = False


def read(source: Source, document: pdfium.PdfDocument, index: int, *, patterned: bool) -> tuple[list[Piece], bool]:
    """All of the page `index`, and whether PDFium left text of it out."""
    number = index + 1
    page = document[index]
    pieces: list[Piece] = []
    try:
        notes = list(_notes(page))
        pieces += source.lines(notes, Part.ANNOTATION, number)
        if raw.FPDFPage_GetAnnotCount(page):
            page = _flattened(document, page, index)
        drawn = _drawn(page)
        drawn.pictured |= patterned
        pieces += _texts(source, page, drawn, number)
    finally:
        page.close()
    return pieces, drawn.lost


def plain(page: pdfium.PdfPage) -> str:
    """The text of a page as PDFium orders it."""
    text_page = page.get_textpage()
    try:
        count = raw.FPDFText_CountChars(text_page)
        text = str(text_page.get_text_range()) if count > 0 else ""
    finally:
        text_page.close()
    return text.replace(_HYPHEN, "-").replace(_STAR, "★")


def _texts(source: Source, page: pdfium.PdfPage, drawn: _Drawn, number: int) -> Iterator[Piece]:
    views = [plain(page)]
    for written, mark in drawn.replaced:
        raw.FPDFPageObj_RemoveMark(written, mark)
    glyphs, unknown = _glyphs(page, drawn)
    if drawn.replaced:
        views.append(plain(page))
    shown = [glyph for glyph in glyphs if glyph.shown]
    views += ["\n".join(rows(glyphs)), "\n".join(rows(shown)) if len(shown) < len(glyphs) else ""]
    seen: set[str] = set()
    for index, view in enumerate(views):
        bare = "".join(view.split())
        if bare and bare not in seen:
            seen.add(bare)
            yield source.text(view, Part.BODY, number)
            if index == 0:  # a line may end inside a marking
                yield source.text("".join(view.splitlines()), Part.BODY, number)
    if unknown:
        yield source.hole(Unreadable.FONT, Part.BODY, number)
    if drawn.any and (unknown or not shown):
        yield from _picture(source, page, number, whole=True)
    elif drawn.pictured:
        for written in drawn.texts:
            raw.FPDFTextObj_SetTextRenderMode(written, raw.FPDF_TEXTRENDERMODE_INVISIBLE)
        yield from _picture(source, page, number, whole=False)


def _notes(page: pdfium.PdfPage) -> Iterator[str]:
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        try:
            for key in _NOTE_KEYS:
                length = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
                if length > ctypes.sizeof(raw.FPDF_WCHAR):
                    buffer = (raw.FPDF_WCHAR * (length // 2))()
                    raw.FPDFAnnot_GetStringValue(annotation, key, buffer, length)
                    yield bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
            raw.FPDFAnnot_SetFlags(annotation, raw.FPDF_ANNOT_FLAG_PRINT)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def _flattened(document: pdfium.PdfDocument, page: pdfium.PdfPage, index: int) -> pdfium.PdfPage:
    """The page with its notes drawn into it; hidden ones were made visible."""
    raw.FPDFPage_Flatten(page, raw.FLAT_PRINT)
    page.close()
    return document[index]


def _drawn(page: pdfium.PdfPage) -> _Drawn:
    drawn, specks = _Drawn(), 0
    for count, one in enumerate(page.get_objects(max_depth=8)):
        if count > MAX_OBJECTS:
            raise Broken(Unreadable.TOO_LARGE)
        drawn.any |= one.type != raw.FPDF_PAGEOBJ_FORM
        if one.type == raw.FPDF_PAGEOBJ_TEXT:
            _written(drawn, one.raw)
        elif one.type == raw.FPDF_PAGEOBJ_PATH:
            size = _size(one.raw)
            specks += size < _SPECK
            drawn.pictured |= specks > _SPECKS or (size > _BULLET and _could_be_letter(one.raw))
        elif one.type == raw.FPDF_PAGEOBJ_IMAGE:
            drawn.pictured |= _is_large(one.raw)
        elif one.type == raw.FPDF_PAGEOBJ_SHADING:
            drawn.pictured = True
    return drawn


def _written(drawn: _Drawn, written: Any) -> None:
    drawn.texts.append(written)
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(written, left, bottom, right, top)
    # PDFium leaves out single characters whose face it does not have.
    drawn.lost |= left.value == right.value and not raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(written))
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    coloured = raw.FPDFPageObj_GetFillColor(written, red, green, blue, alpha)
    white = coloured and (min(red.value, green.value, blue.value) >= _WHITE or alpha.value == 0)
    if white or raw.FPDFTextObj_GetTextRenderMode(written) in _INVISIBLE:
        drawn.unseen.add(ctypes.addressof(written.contents))
    for index in range(raw.FPDFPageObj_CountMarks(written)):
        mark = raw.FPDFPageObj_GetMark(written, index)
        if raw.FPDFPageObjMark_GetParamValueType(mark, _ACTUAL_TEXT) == raw.FPDF_OBJECT_STRING:
            drawn.replaced.append((written, mark))


def _size(path: Any) -> float:
    """The longer side. Many specks may be a character drawn dot by dot; a few are bullets."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(path, left, bottom, right, top)
    return float(max(right.value - left.value, top.value - bottom.value))


def _could_be_letter(path: Any) -> bool:
    """Whether a path has a slanted or bent stroke; frames, rules and bars have none."""
    count = raw.FPDFPath_CountSegments(path)
    if count > _OUTLINE:
        return True
    x, y, last = ctypes.c_float(), ctypes.c_float(), (0.0, 0.0)
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        slanted = abs(x.value - last[0]) > 1 and abs(y.value - last[1]) > 1
        if kind == raw.FPDF_SEGMENT_BEZIERTO or (kind == raw.FPDF_SEGMENT_LINETO and slanted):
            return True
        last = (x.value, y.value)
    return False


def _is_large(image: Any) -> bool:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    known = raw.FPDFImageObj_GetImagePixelSize(image, width, height)
    return not known or min(width.value, height.value) > _SMALL


def _glyphs(page: pdfium.PdfPage, drawn: _Drawn) -> tuple[list[Glyph], bool]:
    """Every character that is drawn, and whether one of them has no meaning."""
    text_page = page.get_textpage()
    box, found, unknown = raw.FS_RECTF(), [], False
    try:
        count = raw.FPDFText_CountChars(text_page)
        if count > MAX_CHARACTERS:
            raise Broken(Unreadable.TOO_LARGE)
        for index in range(count):
            code = raw.FPDFText_GetUnicode(text_page, index)
            if raw.FPDFText_IsGenerated(text_page, index) == 1:
                continue
            character = _READ_AS.get(code) or chr(code)
            unknown |= raw.FPDFText_HasUnicodeMapError(text_page, index) == 1 or bool(_MEANINGLESS.match(character))
            if character.isspace() or not raw.FPDFText_GetLooseCharBox(text_page, index, box):
                continue
            shown = not drawn.unseen or not _is_unseen(text_page, index, drawn)
            found.append(
                Glyph(character, box.left, box.right, (box.top + box.bottom) / 2, abs(box.top - box.bottom), shown)
            )
    finally:
        text_page.close()
    return found, unknown


def _is_unseen(text_page: pdfium.PdfTextPage, index: int, drawn: _Drawn) -> bool:
    written = raw.FPDFText_GetTextObject(text_page, index)
    return bool(written) and ctypes.addressof(written.contents) in drawn.unseen


def _picture(source: Source, page: pdfium.PdfPage, number: int, *, whole: bool) -> Iterator[Piece]:
    """The page in grey, cut to what is drawn; nothing when it is blank, a hole when enough were drawn."""
    source.budget.drawings_left -= 1
    if source.budget.drawings_left < 0:
        yield source.hole(Unreadable.SCAN if whole else Unreadable.IMAGE, Part.PICTURE, number)
        return
    width, height = (max(side, 1.0) for side in page.get_size())
    scale = DPI / 72
    if width * height * scale * scale > MAX_PIXELS:
        scale = (MAX_PIXELS / (width * height)) ** 0.5
    picture = page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil().convert("L")
    edge = ImageOps.invert(picture).getbbox()
    if not edge:
        return
    out = BytesIO()
    picture.crop(edge).save(out, "PNG", compress_level=1)
    yield source.picture(out.getvalue(), number, page=whole)
