"""Text back out of a PDF, to prove that the pages say what the document says.

- Characters are taken in the order in which the page draws them; artifacts (page numbers, rules, bullets) are left out.
- Compared is every character that draws something: blanks and invisible characters are not counted, nothing else is
  forgiven except that a ligature of Latin letters reads as its letters.
"""

import ctypes
import unicodedata
from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
from pypdfium2 import raw

from marking.pdf import opened
from typeset.blocks import plain
from typeset.bulletin import BulletinDoc

_LIGATURES = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_UNDRAWN = frozenset({"Cf", "Cc", "Zs", "Zl", "Zp"})
_MARK_NAME = 64


def text_of(pdf: bytes) -> str:
    """The text of all pages without page furniture, a line break between pages."""
    with opened(pdf) as document:
        units = "\n".join("".join(_characters(page)) for page in document)
    # PDFium hands out UTF-16 halves one by one.
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def same_text(markdowns: Sequence[str], pdf: bytes) -> bool:
    """Whether each text stands in the PDF, in this order, character for character and uninterrupted."""
    text, at = drawn(text_of(pdf)), 0
    for markdown in markdowns:
        wanted = drawn(plain(markdown))
        found = text.find(wanted, at)
        if found < 0:
            return False
        at = found + len(wanted)
    return True


def same_document(doc: BulletinDoc, pdf: bytes) -> bool:
    """Whether the pages say exactly what the document says: masthead, items, 版记, and nothing more."""
    return drawn(text_of(pdf)) == drawn(doc.layout().text)


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
