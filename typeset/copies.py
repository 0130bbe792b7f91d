"""One copy of a document: its number, whose it is, and the code by which the office knows it again.

- The code says nothing: version, the tail of the document's id, the number, and a keyed check (HMAC-SM3, cut to 80 bits).
  No word of the document and no name stands in it; who reads it without the key learns what the paper shows anyway.
- A code is checked by computing it again and comparing in constant time. Nothing is looked up before it is genuine.
- A code may be typed from paper: case, blanks, full-width forms and letters that look like digits are read as meant.
- A copy is the document laid out once more with an Overlay, never a page changed afterwards; the same copy is the same
  bytes. A seal is grey until the copy is granted.
"""

import base64
import hmac
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import segno
from PIL import Image

from crypto import sm3
from typeset.document import Overlay, SealPicture
from typeset.errors import CopyCodeForged, NoCopyCode

VERSION: Final = "ZX1"
MOST_COPIES: Final = 999_999
PURPOSE: Final = "copy code 1"  # what the key is derived for; under another key no code written before is genuine
_SHORT, _DIGITS, _CHECK = 12, 6, 20
_LENGTH: Final = len(VERSION) + _SHORT + _DIGITS + _CHECK
_HEX: Final = re.compile(rf"[0-9A-F]{{{_SHORT},}}")
_MEANT: Final = str.maketrans({"O": "0", "Q": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "G": "6"})
_IN_NUMBER: Final = str.maketrans({"B": "8", "D": "0"})  # letters that are digits of the check elsewhere
_BETWEEN: Final = re.compile(r"[\s:.;,_/\u00b7\u2010-\u2015\u2212-]")
_READ: Final = re.compile(
    rf"(?P<version>[0-9A-Z]{{{len(VERSION)}}})(?P<short>[0-9A-F]{{{_SHORT}}})"
    rf"(?P<number>[0-9BD]{{{_DIGITS}}})(?P<check>[0-9A-F]{{{_CHECK}}})"
)
# Twice the characters of a code: what is longer is no code, whatever it is.
_LONGEST: Final = 2 * (_LENGTH + 3)
# Version 3 holds a code at level Q exactly; judging every mask would cost more than laying out a page.
_QR_VERSION, _QR_MASK = 3, 2
_COLOUR: Final = re.compile(r"#(?P<colour>[0-9a-fA-F]{6})\b")
_PICTURE: Final = re.compile(r"data:image/(?P<kind>png|jpeg);base64,(?P<data>[A-Za-z0-9+/=\s]+)")
_OPACITY: Final = re.compile(r' opacity="(?P<value>[0-9.]+)"')
# A grey seal is lighter than its red would be: nobody takes it for a black and white print of a granted one.
_PALE: Final = 150


@dataclass(frozen=True, slots=True)
class Copy:
    """Copy `number` of a document for `recipient` (unit and name; lines apart by a line feed). `document` is a UUID."""

    document: str
    number: int
    recipient: str

    def __post_init__(self) -> None:
        if not 1 <= self.number <= MOST_COPIES:
            raise ValueError("a copy's number has six digits at most")
        short(self.document)

    @property
    def digits(self) -> str:
        """份号 as it is printed."""
        return f"{self.number:0{_DIGITS}}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a genuine code says: the tail of the document's id, and the copy's number."""

    short: str
    number: int


def short(document: str) -> str:
    """The tail of the document's id that stands in a code. Raises ValueError for what is no id."""
    digits = document.replace("-", "").upper()
    if not _HEX.fullmatch(digits):
        raise ValueError("a document's id is hexadecimal")
    return digits[-_SHORT:]


def code(copy: Copy, key: bytes) -> str:
    """The copy's code."""
    return _code(short(copy.document), copy.number, key)


def check(text: str, key: bytes) -> Checked:
    """What the code says, if this house wrote it. Raises NoCopyCode, CopyCodeForged."""
    read = _READ.fullmatch(_folded(text))
    if read is None or read["version"] != VERSION.translate(_MEANT):
        raise NoCopyCode
    number = int(read["number"].translate(_IN_NUMBER))
    wanted = _code(read["short"], number, key)
    if not hmac.compare_digest(wanted.rpartition(":")[2], read["check"]):
        raise CopyCodeForged
    return Checked(read["short"], number)


def overlay(copy: Copy, key: bytes, seals: Sequence[SealPicture] = (), *, granted: bool = False) -> Overlay:
    """What this copy adds to the pages."""
    written = code(copy, key)
    pictures = tuple(seal if granted else replace(seal, svg=greyed(seal.svg), grey=True) for seal in seals)
    return Overlay(copy.digits, f"{copy.recipient} {copy.digits}".strip(), square(written), written, pictures)


def square(written: str) -> str:
    """The code as an SVG of a QR square with its quiet zone; a quarter of it may be lost."""
    packed = io.BytesIO()
    made = segno.make_qr(written, error="q", version=_QR_VERSION, mask=_QR_MASK, boost_error=False)
    made.save(packed, kind="svg", xmldecl=False, svgclass=None, lineclass=None, border=4, light="#ffffff")
    return packed.getvalue().decode()


def greyed(svg: str) -> str:
    """A seal's picture without its colour: every colour and every pixel a solid grey of the same darkness, paled."""
    found = _OPACITY.search(svg)
    thin = float(found["value"]) if found else 1.0
    lines = _COLOUR.sub(lambda each: _grey(bytes.fromhex(each["colour"]), thin), _OPACITY.sub("", svg))
    return _PICTURE.sub(lambda each: "data:image/png;base64," + _grey_pixels(each["data"]), lines)


def _code(tail: str, number: int, key: bytes) -> str:
    said = f"{VERSION}:{tail}:{number:0{_DIGITS}}"
    return f"{said}:{sm3.hmac(key, said.encode()).hex()[:_CHECK].upper()}"


def _folded(text: str) -> str:
    """The code's characters alone, as they were meant."""
    if len(text) > _LONGEST:
        return ""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text).upper())
    return plain.translate(_MEANT)


def _grey(colour: bytes, thin: float) -> str:
    red, green, blue = colour
    dark = (255 - (299 * red + 587 * green + 114 * blue) // 1000) * thin
    return "#" + bytes([255 - int(dark * (255 - _PALE) / 255)] * 3).hex() if dark else "#ffffff"


def _grey_pixels(data: str) -> str:
    with Image.open(io.BytesIO(base64.b64decode(data)), formats=("PNG", "JPEG")) as picture:
        grey, clear = picture.convert("LA").split()
    # Ink of any colour becomes one scale from white to the palest grey a print still shows.
    paled = grey.point([255 - (255 - level) * (255 - _PALE) // 255 for level in range(256)])
    white = Image.new("L", picture.size, 255)
    solid = Image.composite(paled, white, clear)
    packed = io.BytesIO()
    Image.merge("LA", (solid, clear.point([0 if level == 0 else 255 for level in range(256)]))).save(packed, "PNG")
    return base64.b64encode(packed.getvalue()).decode()
