"""What PDFium does not tell of a PDF: the masks of its pictures, and that something is filled with a pattern.

- A mask is found by what is stored: the mask of the picture with these bytes. Two masks for one picture are refused.
- Patterns and shadings are refused: PDFium calls them white.
"""

import io
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pypdf
from PIL import Image
from pypdf.generic import StreamObject

from crypto import sm3
from typeset.errors import NotConverted

_DEEPEST: Final = 16
_BITS: Final = 8
_SHADED: Final = ("/Pattern", "/Shading")


def masks(pdf: bytes) -> Mapping[bytes, Image.Image]:
    """The masks by the SM3 of the stored picture. Raises NotConverted."""
    found: dict[bytes, Image.Image] = {}
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        for picture in _pictures(page.get("/Resources"), _DEEPEST):
            # The stored bytes, not the pixels: what PDFium calls the raw data.
            key, mask = sm3.hash(picture._data), _mask(picture)  # noqa: SLF001 - pypdf has no public name for them
            if found.setdefault(key, mask).tobytes() != mask.tobytes():
                raise NotConverted("picture")
    return found


def _pictures(resources: Any, deep: int) -> Iterator[StreamObject]:
    """Every picture with a mask, in forms too. Raises NotConverted."""
    if resources is None or not deep:
        return
    named = resources.get_object()
    if any(named.get(each) for each in _SHADED):
        raise NotConverted("shading")
    for each in named["/XObject"].values() if "/XObject" in named else ():
        one = each.get_object()
        if one.get("/Subtype") == "/Form":
            yield from _pictures(one.get("/Resources"), deep - 1)
        elif "/SMask" in one:
            yield one


def _mask(picture: StreamObject) -> Image.Image:
    mask: Any = picture["/SMask"].get_object()
    if mask["/BitsPerComponent"] != _BITS:
        raise NotConverted("picture")
    return Image.frombytes("L", (mask["/Width"], mask["/Height"]), mask.get_data())
