"""Pages as pictures: exactly those that will be printed.

- PNG for previews: packed fast rather than small. WebP for pages that are only to be looked at.
- Fields are drawn too (`init_forms` before the first page): a seal's picture in a PDF may be one.
"""

import io
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final

from PIL import Image

from marking.pdf import opened

_POINTS_PER_INCH: Final = 72
PREVIEW_DPI: Final = 110
READING_DPI: Final = 150


class Kind(StrEnum):
    """How a picture is packed."""

    PNG = "png"
    WEBP = "webp"


_PACKING: Final[dict[Kind, dict[str, Any]]] = {
    Kind.PNG: {"compress_level": 1},
    Kind.WEBP: {"quality": 80, "method": 2},
}


def pages(pdf: bytes, dpi: int = PREVIEW_DPI, kind: Kind = Kind.PNG) -> tuple[bytes, ...]:
    """Every page of a PDF."""
    return tuple(packed(picture, kind) for picture in drawn(pdf, dpi))


def drawn(pdf: bytes, dpi: int) -> Iterator[Image.Image]:
    """Every page of a PDF as pixels, one after the other."""
    with opened(pdf) as document:
        document.init_forms()
        for page in document:
            yield page.render(scale=dpi / _POINTS_PER_INCH).to_pil()


def packed(picture: Image.Image, kind: Kind) -> bytes:
    """The picture as a file."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **_PACKING[kind])
    return buffer.getvalue()
