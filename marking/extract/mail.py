"""Letters: every header, every part in each of its forms, everything attached.

- Headers are decoded; unknown character sets are read in the usual ones.
- What stands before, between and behind the parts is text too. A letter in a letter is read as a letter.
"""

import email
import email.errors
import email.policy
import re
from collections.abc import Iterator
from email.header import decode_header
from email.message import Message

from marking.extract import html, names, plain
from marking.extract.parts import Piece
from marking.extract.source import Source
from marking.verdict import Part, Unreadable

MAX_LETTER_PARTS = 500
_ENCRYPTED = frozenset({"multipart/encrypted", "application/pgp-encrypted"})
_UNCODED = frozenset({"", "7bit", "8bit", "binary", "base64", "quoted-printable", "x-uuencode", "uuencode", "x-uue"})
_FOLDED = re.compile(r"\r?\n[ \t]+")
_GLUED = re.compile(r"\?=\s+=\?")


def read(source: Source) -> Iterator[Piece]:
    """The whole letter."""
    letter = email.message_from_bytes(source.data, policy=email.policy.compat32)
    budget = [MAX_LETTER_PARTS]
    yield from _part(source, letter, budget)
    if budget[0] < 0:
        yield source.hole(Unreadable.TOO_LARGE)


def _part(source: Source, part: Message, budget: list[int], depth: int = 0) -> Iterator[Piece]:
    budget[0] -= 1
    if budget[0] < 0:
        return
    yield from source.lines(_headers(part), Part.PROPERTY)
    if part.get_content_type() in _ENCRYPTED or part.get_param("smime-type") == "enveloped-data":
        yield source.hole(Unreadable.ENCRYPTED)
    for around in (part.preamble, part.epilogue):
        if around and around.strip():
            yield from plain.read(source.same(_bytes(around)))
    payload = part.get_payload()
    if isinstance(payload, list):
        if depth > 20:  # noqa: PLR2004 - no letter nests so deep
            yield source.hole(Unreadable.NESTED)
            return
        for inner in payload:
            if isinstance(inner, Message):
                yield from _part(source, inner, budget, depth + 1)
    else:
        yield from _body(source, part)


def _body(source: Source, part: Message) -> Iterator[Piece]:
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() not in _UNCODED:
        yield source.hole(Unreadable.ENCODING)
    raw = part.get_payload(decode=True)
    body = raw if isinstance(raw, bytes) else b""
    source.budget.spend(len(body))
    name = _filename(part)
    if name:
        yield source.text(names.as_text(name), Part.FILE_NAME)
        if names.is_unsafe(name):
            yield source.hole(Unreadable.UNSAFE, Part.FILE_NAME)
    kind = part.get_content_type()
    if kind.startswith("text/") and not _attached(part):
        yield from _text(source, part, body, kind)
    elif body:
        yield from source.below(name or kind, body)


def _text(source: Source, part: Message, body: bytes, kind: str) -> Iterator[Piece]:
    charset = (part.get_content_charset() or "").replace("gb2312", "gb18030").replace("gbk", "gb18030")
    try:
        text = body.decode(charset) if charset else ""
    except (LookupError, UnicodeError):
        text = ""
    inner = source.same(text.encode("utf-8", "replace") if text else body)
    if kind == "text/html":
        yield from html.read(inner)
    elif kind == "text/rtf" or body.startswith((b"{\\rtf", b"PK\x03\x04")):
        yield from source.below(kind, body)
    else:
        yield from plain.read(inner)


def _attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment"


def _headers(part: Message) -> Iterator[str]:
    """Each header as it is read and, where it is written otherwise, with its encoded words glued together."""
    for name, value in part.raw_items():
        text = _FOLDED.sub(" ", str(value))
        if name.lower() in {"content-type", "content-disposition"}:
            text += "\n" + _filename(part)
        yield f"{name}: {_decoded(text)}"
        yield _decoded(_GLUED.sub("?==?", text))
        if not name.isascii():
            yield name


def _filename(part: Message) -> str:
    found = part.get_filename() or ""
    if not found:
        named = part.get_param("name")
        found = named if isinstance(named, str) else ""
    return _decoded(found)


def _decoded(text: str) -> str:
    """Encoded words as their bytes joined while the character set stays the same."""
    out: list[str] = []
    try:
        words = decode_header(text)
    except (email.errors.HeaderParseError, ValueError):
        words = [(text, None)]
    for word, charset in words:
        out.append(word if isinstance(word, str) else _word(word, charset))
    return "".join(_recovered(one) for one in out)


def _word(word: bytes, charset: str | None) -> str:
    for name in (charset, "utf-8", "gb18030"):
        try:
            if name:
                return word.decode({"gb2312": "gb18030", "gbk": "gb18030"}.get(name.lower(), name))
        except (LookupError, UnicodeError):
            continue
    return word.decode("latin-1")


def _recovered(text: str) -> str:
    """Raw bytes in a header, which the parser keeps as surrogates."""
    return text if text.isprintable() else _word(text.encode("utf-8", "surrogateescape"), None)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
