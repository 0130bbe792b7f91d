"""A document value in, PDF bytes out; pages as the pictures that show exactly what will be printed."""

from typeset import engine, views
from typeset.document import Printable
from typeset.fonts import DEFAULT, FontSet


def document(doc: Printable, fonts: FontSet = DEFAULT) -> bytes:
    """The pages as PDF/A-2b; raises a Refusal of typeset.errors."""
    return engine.printed(doc.layout(), fonts).pdf


def pages_png(pdf: bytes, dpi: int = 96) -> list[bytes]:
    """The very pages that will be printed, as pictures."""
    return list(views.pages(pdf, dpi))
