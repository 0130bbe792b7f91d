"""Opening PDF files with PDFium, for every package of the project.

- PDFium is not safe for threads: one lock for the whole process, held while a document is open.
- What a PDF says is read by marking/extract/pdf.py.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium
from pypdfium2 import raw

from marking.verdict import Unreadable

_LOCK = threading.RLock()


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
