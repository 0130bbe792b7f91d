"""Opening PDF files with PDFium, for every package of the project.

- PDFium is not safe for threads: one lock for the whole process, held while a document is open.
- Text is the text layer, form fields, annotations, properties and file attachments. A page that draws something
  without text, an image, or a character without a Unicode value cannot be read here: held.
"""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium
from pypdfium2 import raw

from marking.verdict import Unreadable

MAX_PAGES = 3_000
_LOCK = threading.RLock()
_ANNOTATION_KEYS = (b"Contents", b"T", b"TU", b"V", b"DV", b"Subj", b"RC")


class Unopened(Exception):
    """PDFium cannot open or finish the file."""

    def __init__(self, reason: Unreadable) -> None:
        super().__init__(reason.value)
        self.reason = reason


@contextmanager
def opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    """The document, alone in PDFium for the time of the block."""
    with _LOCK:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            encrypted = error.err_code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}
            raise Unopened(Unreadable.ENCRYPTED if encrypted else Unreadable.DAMAGED) from error
        try:
            yield document
        except pdfium.PdfiumError as error:
            raise Unopened(Unreadable.DAMAGED) from error
        finally:
            document.close()


def texts(data: bytes) -> Iterator[tuple[str, str]]:
    """(part, text) of a PDF; a page twice, as lines and joined, since a line break may fall inside a marking."""
    parts: list[tuple[str, str]] = []
    with opened(data) as document:
        if len(document) > MAX_PAGES:
            raise Unopened(Unreadable.TOO_LARGE)
        parts.extend(("properties", value) for value in document.get_metadata_dict().values() if value)
        for number, page in enumerate(document, 1):
            text = _page_text(page)
            parts += [(f"p{number}", text), (f"p{number}", "".join(text.splitlines()))]
            parts.extend((f"p{number}", note) for note in _annotations(page))
    yield from parts


def attachments(data: bytes) -> list[tuple[str, bytes]]:
    """Files that travel inside the PDF."""
    with opened(data) as document:
        found = [document.get_attachment(i) for i in range(document.count_attachments())]
        return [(one.get_name(), bytes(one.get_data())) for one in found]


def _page_text(page: pdfium.PdfPage) -> str:
    kinds = {found.type for found in page.get_objects(max_depth=8)}
    if raw.FPDF_PAGEOBJ_IMAGE in kinds:
        raise Unopened(Unreadable.IMAGE)
    text_page = page.get_textpage()
    count = raw.FPDFText_CountChars(text_page)
    if any(raw.FPDFText_HasUnicodeMapError(text_page, i) == 1 for i in range(count)):
        raise Unopened(Unreadable.ENCODING)
    text = str(text_page.get_text_range()) if count > 0 else ""
    if kinds and not text.strip():
        raise Unopened(Unreadable.SCAN)
    return text.replace("\ufffe", "-")


def _annotations(page: pdfium.PdfPage) -> Iterator[str]:
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        try:
            for key in _ANNOTATION_KEYS:
                length = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
                if length > ctypes.sizeof(raw.FPDF_WCHAR):
                    buffer = (raw.FPDF_WCHAR * (length // 2))()
                    raw.FPDFAnnot_GetStringValue(annotation, key, buffer, length)
                    yield bytes(buffer).decode("utf-16-le").rstrip("\0")
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
