"""A document value in, PDF bytes out; pages as the pictures that show exactly what will be printed."""

import io
from typing import Final

from marking.pdf import opened
from typeset import engine
from typeset.document import Printable
from typeset.fonts import DEFAULT, FontSet

_POINTS_PER_INCH: Final = 72


def document(doc: Printable, fonts: FontSet = DEFAULT) -> bytes:
    """The pages as PDF/A-2b; raises a Refusal of typeset.errors."""
    return engine.printed(doc.layout(), fonts).pdf


def pages_png(pdf: bytes, dpi: int = 96) -> list[bytes]:
    """The very pages that will be printed, as pictures."""
    pictures = []
    with opened(pdf) as document:
        for page in document:
            picture = page.render(scale=dpi / _POINTS_PER_INCH).to_pil()
            buffer = io.BytesIO()
            picture.save(buffer, "PNG", optimize=False)
            pictures.append(buffer.getvalue())
    return pictures
