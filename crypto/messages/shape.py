"""What may enter a parser of messages: PEM taken off, and the outline of the DER walked before anything is built of it.

- One value, no byte behind it; definite lengths; nothing longer than what holds it.
- At most LIMIT bytes, ELEMENTS values and DEPTH levels: 10,000 recipients fit; a bomb is refused before it takes memory.
- The outline says which of these is wrong; the strict codec (crypto/asn1.py) then says the rest.
"""

import base64
import binascii
import re

from crypto.errors import BadMessage
from crypto.messages.reasons import MessageReason

LIMIT = 128 << 20
ELEMENTS = 400_000
DEPTH = 32
ARMOR = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----\s(.*?)\s-----END ([A-Z0-9 ]{1,40})-----\s*(.*)", re.DOTALL)
CONSTRUCTED, LONG_TAG, LONG_LENGTH, INDEFINITE = 0x20, 0x1F, 0x80, 0x80
SIZE_OCTETS = 4  # of a length


def load(data: bytes) -> bytes:
    """The DER in `data`, which may be PEM; its outline is sound. Raises BadMessage."""
    if len(data) > LIMIT * 3 // 2:
        raise BadMessage(MessageReason.LIMIT)
    der = _unarmored(data) if data[:64].lstrip().startswith(b"-----BEGIN") else data
    walk(der)
    return der


def walk(der: bytes) -> None:
    """Return only if the outline of `der` is sound. Raises BadMessage."""
    if len(der) > LIMIT:
        raise BadMessage(MessageReason.LIMIT)
    tag, at, end = _head(der, 0, len(der))
    if end < len(der):
        raise BadMessage(MessageReason.TRAILING)
    ends, count = [end], 1
    at = at if tag & CONSTRUCTED else end
    while ends:
        if at == ends[-1]:
            ends.pop()
            continue
        tag, start, stop = _head(der, at, ends[-1])
        count += 1
        at = stop
        if tag & CONSTRUCTED:
            ends.append(stop)
            at = start
        if count > ELEMENTS or len(ends) > DEPTH:
            raise BadMessage(MessageReason.LIMIT)


def _head(der: bytes, at: int, end: int) -> tuple[int, int, int]:
    """Tag, start and end of the value at `at`."""
    if end - at < 2:  # noqa: PLR2004 - a tag and a length
        raise BadMessage(MessageReason.STRUCTURE, "cut off")
    tag, size = der[at], der[at + 1]
    at += 2
    if tag & LONG_TAG == LONG_TAG:
        raise BadMessage(MessageReason.STRUCTURE, "tag")
    if size == INDEFINITE:
        raise BadMessage(MessageReason.INDEFINITE)
    if size > LONG_LENGTH:
        octets = size - LONG_LENGTH
        if octets > SIZE_OCTETS or octets > end - at:
            raise BadMessage(MessageReason.STRUCTURE, "length")
        size = int.from_bytes(der[at : at + octets], "big")
        at += octets
    if size > end - at:
        raise BadMessage(MessageReason.STRUCTURE, "cut off")
    return tag, at, at + size


def _unarmored(data: bytes) -> bytes:
    found = ARMOR.fullmatch(data.lstrip())
    if not found or found[1] != found[3]:
        raise BadMessage(MessageReason.STRUCTURE, "PEM")
    if found[4]:
        raise BadMessage(MessageReason.TRAILING)
    text = b"".join(found[2].split())
    try:
        der = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise BadMessage(MessageReason.STRUCTURE, "PEM") from None
    if base64.b64encode(der) != text:  # the spare bits of the last character carry nothing
        raise BadMessage(MessageReason.STRUCTURE, "PEM")
    return der
