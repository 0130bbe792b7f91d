"""Text files: plain text and Markdown.

- What no encoding of the trade fits is a hole; what the usual ones make of it is given too, so that a marking
  in such a file is still refused.
- Pictures and files written into the text as data addresses are read.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from contextlib import suppress

from marking.encoding import Undecodable, decoded
from marking.extract.parts import Piece
from marking.extract.source import Source
from marking.verdict import Part, Unreadable

MAX_GUESSED = 200_000  # of bytes that may be no text at all
_GUESSES = ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be", "shift_jis")
_UUENCODED = re.compile(
    r"^begin [0-7]{3,4} ([^\r\n]+)\r?\n((?:[ -`]{1,61}[^\S\r\n]*\r?\n)+?)(?:`?\r?\n)?end\b", re.MULTILINE
)
_DATA = re.compile(r"data:([\w.+/-]*)(?:;[\w=.-]+)*;base64,([A-Za-z0-9+/=\s%]{16,})", re.IGNORECASE)
_TEST_VIRUS = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR"
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})")
_SEVEN_BITS = ((re.compile(rb"~\{[!-~]{2,}"), "hz"), (re.compile(rb"\+[A-Za-z0-9+/]{4,}-?"), "utf-7"))


def read(source: Source) -> Iterator[Piece]:
    """The text, or what can be made of it."""
    try:
        text = decoded(source.data)
    except Undecodable:
        yield source.hole(Unreadable.ENCODING)
        yield from undecoded(source)
        return
    yield source.text(text)
    if text.startswith(_TEST_VIRUS):
        yield source.hole(Unreadable.UNSAFE)
    yield from written_in(source, text)
    if _ESCAPED.search(text):
        yield source.text(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text), Part.HIDDEN)
    for pattern, name in _SEVEN_BITS:
        if source.data.isascii() and pattern.search(source.data):
            yield source.text(source.data.decode(name, "ignore"), Part.HIDDEN)


def undecoded(source: Source) -> Iterator[Piece]:
    """What the usual encodings make of bytes that none fits."""
    for name in _GUESSES:
        yield source.text(source.data[:MAX_GUESSED].decode(name, "replace"))


def written_in(source: Source, text: str) -> Iterator[Piece]:
    """The files that stand in a text as data addresses, or written out by uuencode."""
    for found in _UUENCODED.finditer(text):
        with suppress(binascii.Error):
            body = b"".join(binascii.a2b_uu(line) for line in found[2].splitlines() if line)
            source.budget.spend(len(body))
            yield source.text(found[1], Part.FILE_NAME)
            yield from source.below(found[1], body)
    for number, found in enumerate(_DATA.finditer(text), 1):
        try:
            body = base64.b64decode(found[2].replace("%2B", "+").replace("%2F", "/").replace("%3D", "=") + "==")
        except (binascii.Error, ValueError):
            yield source.hole(Unreadable.DAMAGED)
            continue
        source.budget.spend(len(body))
        yield from source.below(f"{found[1] or 'data'} {number}", body)
