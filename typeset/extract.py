"""Text back out of a PDF or another print, to prove that the pages say what the document says.

- Characters are taken in the order in which the page draws them; artifacts (page numbers, rules, bullets) are left out.
- Footnotes are drawn at the feet of pages, between the text and 版记; all else stands in the order of its elements.
- Compared is every character that draws something: blanks and invisible characters are not counted, nothing else is
  forgiven except that a ligature of Latin letters reads as its letters.
"""

import ctypes
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

import pypdfium2 as pdfium
from pypdfium2 import raw

from marking.pdf import opened
from typeset.blocks import Footnote, blocks, plain_of
from typeset.document import Layout, Printable

_LIGATURES = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_UNDRAWN = frozenset({"Cf", "Cc", "Zs", "Zl", "Zp"})
_MARK_NAME = 64
PAGE_END: Final = "\f"
FOOTNOTES: Final = "footnotes"


def text_of(pdf: bytes) -> str:
    """The text of all pages without page furniture, a form feed between pages."""
    with opened(pdf) as document:
        units = PAGE_END.join("".join(_characters(page)) for page in document)
    # PDFium hands out UTF-16 halves one by one.
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def same_text(markdowns: Sequence[str], pdf: bytes) -> bool:
    """Whether each text stands in the PDF; see `holds`."""
    return holds(markdowns, text_of(pdf))


def same_document(doc: Printable, pdf: bytes) -> bool:
    """Whether the pages say exactly what the document says: masthead, items, 版记, and nothing more."""
    return says(doc.layout(), text_of(pdf))


def holds(markdowns: Sequence[str], text: str) -> bool:
    """Whether each text stands in `text`, in this order, character for character and uninterrupted.

    Footnotes stand at the feet of pages, whole, each once; their numbers go on from text to text.
    """
    found, at, number = drawn(text), 0, 1
    for markdown in markdowns:
        parts = blocks(markdown, number)
        notes = [part for part in parts if isinstance(part, Footnote)]
        number += len(notes)
        for note in notes:
            before, foot, after = found.partition(drawn(plain_of([note])))
            if not foot:
                return False
            found = before + after
        wanted = drawn(plain_of(part for part in parts if not isinstance(part, Footnote)))
        at = found.find(wanted, at)
        if at < 0:
            return False
        at += len(wanted)
    return True


def says(layout: Layout, text: str) -> bool:
    """Whether pages of this text (a form feed between them) say exactly what the layout says.

    Its footnotes stand in their order at the feet of pages, there in one piece or going on at the next foot.
    """
    body = drawn("".join(one.text for one in layout.elements if one.key != FOOTNOTES))
    notes = drawn("".join(one.text for one in layout.elements if one.key == FOOTNOTES))
    read = {0}
    done = 0
    for page in map(drawn, text.split(PAGE_END)):
        read = {after for at in read for after in _read_on(page, body, at, notes[done - at :])}
        done += len(page)
    return len(body) in read and done == len(body) + len(notes)


def _read_on(page: str, body: str, at: int, notes: str) -> Iterator[int]:
    """How far in the body one may be after a page: body, then a piece of the notes, then what follows the notes."""
    upper = _common(page, body[at : at + len(page)])
    if upper == len(page):
        yield at + upper
    starts = (start for start in range(upper + 1) if notes[:1] and page[start : start + 1] == notes[0])
    for start in starts:
        foot = _common(page[start:], notes)
        for end in range(start + foot, start, -1):
            if body.startswith(page[end:], at + start):
                yield at + start + len(page) - end


def _common(one: str, other: str) -> int:
    """The length of what two texts begin with alike."""
    return next(
        (at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right),
        min(len(one), len(other)),
    )


def drawn(text: str) -> str:
    """The characters of a text that draw something."""
    return "".join(_LIGATURES.get(one, one) for one in text if not _undrawn(one))


def _undrawn(character: str) -> bool:
    return unicodedata.category(character) in _UNDRAWN or "\ufe00" <= character <= "\ufe0f"


def _characters(page: pdfium.PdfPage) -> Iterator[str]:
    text_page = page.get_textpage()
    furniture: dict[int, bool] = {}
    for index in range(raw.FPDFText_CountChars(text_page)):
        if raw.FPDFText_IsGenerated(text_page, index) == 1:
            yield chr(raw.FPDFText_GetUnicode(text_page, index))
            continue
        written = raw.FPDFText_GetTextObject(text_page, index)
        key = ctypes.addressof(written.contents) if written else 0
        if key not in furniture:
            furniture[key] = bool(written) and is_artifact(written)
        if furniture[key]:
            continue
        hyphen = raw.FPDFText_IsHyphen(text_page, index) == 1
        yield "-" if hyphen else chr(raw.FPDFText_GetUnicode(text_page, index))


def is_artifact(written: object) -> bool:
    """Whether a text object of PDFium is page furniture, no text of the document."""
    length = ctypes.c_ulong()
    for index in range(raw.FPDFPageObj_CountMarks(written)):
        buffer = (raw.FPDF_WCHAR * _MARK_NAME)()
        mark = raw.FPDFPageObj_GetMark(written, index)
        raw.FPDFPageObjMark_GetName(mark, buffer, ctypes.sizeof(buffer), length)
        if bytes(buffer)[: length.value].decode("utf-16-le").rstrip("\0") == "Artifact":
            return True
    return False
