"""What a file is, by its content; never by its name.

- Every kind is known by how it must begin. A ZIP directory or a PDF head in another kind makes the file two at once.
"""

import re
import zipfile
from enum import Enum, auto
from io import BytesIO


class Kind(Enum):
    """The kinds that are told apart; what none fits is PLAIN or UNKNOWN."""

    ZIP = auto()
    SEVEN_ZIP = auto()
    PDF = auto()
    OLE = auto()
    RTF = auto()
    PICTURE = auto()
    METAFILE = auto()
    MAIL = auto()
    HTML = auto()
    SVG = auto()
    XML = auto()
    PLAIN = auto()
    UNKNOWN = auto()


_STARTS = (
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"7z\xbc\xaf\x27\x1c", Kind.SEVEN_ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLE),
    (b"{\\rtf", Kind.RTF),
    (b"\x89PNG", Kind.PICTURE),
    (b"\xff\xd8\xff", Kind.PICTURE),
    (b"GIF87a", Kind.PICTURE),
    (b"GIF89a", Kind.PICTURE),
    (b"II*\0", Kind.PICTURE),
    (b"MM\0*", Kind.PICTURE),
    (b"II+\0", Kind.PICTURE),
    (b"MM\0+", Kind.PICTURE),
    (b"\0\0\1\0", Kind.PICTURE),
    (b"\0\0\0\x0cjP  ", Kind.PICTURE),
    (b"\xff\x4f\xff\x51", Kind.PICTURE),
    (b"8BPS", Kind.PICTURE),
    (b"\x01\0\0\0", Kind.METAFILE),
    (b"\xd7\xcd\xc6\x9a", Kind.METAFILE),
    (b"\x01\0\x09\0\0", Kind.METAFILE),
    (b"\x02\0\x09\0\0", Kind.METAFILE),
    (b"Rar!", Kind.UNKNOWN),
    (b"\x1f\x8b", Kind.UNKNOWN),
    (b"BZh", Kind.UNKNOWN),
    (b"\xfd7zXZ", Kind.UNKNOWN),
    (b"\x28\xb5\x2f\xfd", Kind.UNKNOWN),
    (b"\x7fELF", Kind.UNKNOWN),
    (b"MZ\x90", Kind.UNKNOWN),
    (b"\xca\xfe\xba\xbe", Kind.UNKNOWN),
    (b"!<arch>", Kind.UNKNOWN),
    (b"ITSF", Kind.UNKNOWN),
    (b"MSCF", Kind.UNKNOWN),
    (b"%!PS", Kind.UNKNOWN),
    (b"SQLite format 3\0", Kind.UNKNOWN),
    (b"ID3", Kind.UNKNOWN),
    (b"OggS", Kind.UNKNOWN),
    (b"\x1aE\xdf\xa3", Kind.UNKNOWN),
)
_HEAD = 1024
_PDF = re.compile(rb"%PDF-\d")
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script|table|div|p|h[1-6]|meta|title|style)(?=[\s>/])",
    re.IGNORECASE | re.DOTALL,
)
_SVG = re.compile(
    rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?\s*>\s*)*<(?:\w+:)?svg\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(rb"\s*<\?xml[\s?]")
_HEADER = re.compile(rb"(?:From |[!-9;-~]+:)[^\n]*\r?\n(?:[ \t][^\n]*\n)*")
_MAIL_HEADER = re.compile(
    rb"(?:MIME-Version|Content-Transfer-Encoding|Content-Type|Received|Message-ID):", re.IGNORECASE
)
_WIDE_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_WEB = re.compile(rb"<(?:html|!doctype\s+html|script)\b", re.IGNORECASE)
_DIRECTORY_END = b"PK\x05\x06"


def kind_of(data: bytes) -> Kind:
    """The kind the file begins as."""
    for start, kind in _STARTS:
        if data.startswith(start) and (start != b"\x01\0\0\0" or data[40:44] == b" EMF"):
            return kind
    if _is_picture(data):
        return Kind.PICTURE
    if data[4:8] == b"ftyp" or data[257:262] == b"ustar":
        return Kind.UNKNOWN
    return Kind.PDF if _PDF.search(data[:_HEAD]) else _of_text(data[: _HEAD * 16])


def _is_picture(data: bytes) -> bool:
    """Pictures that are known by more than their first bytes."""
    return (
        (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
        or (data.startswith(b"BM") and data[6:10] == bytes(4))
        or (data[4:8] == b"ftyp" and data[8:11] in {b"hei", b"avi", b"mif"})
    )


def _of_text(head: bytes) -> Kind:
    for mark, name in _WIDE_MARKS:
        if head.startswith(mark):
            head = head[: len(head) & ~1].decode(name, "replace").encode()
    head = head.removeprefix(b"\xef\xbb\xbf")
    if _SVG.match(head):
        return Kind.SVG
    if _HTML.match(head):
        return Kind.HTML
    if _XML.match(head):
        return Kind.XML
    if _is_mail(head):
        return Kind.MAIL
    return Kind.PLAIN


def _is_mail(head: bytes) -> bool:
    """Whether it begins with lines of headers, one of which only mail has."""
    at, headers = len(head) - len(head.lstrip(b"\r\n")), b""
    while found := _HEADER.match(head, at):
        at, headers = found.end(), headers + found[0]
    return any(_MAIL_HEADER.match(line) for line in headers.splitlines())


def is_two(data: bytes, kind: Kind) -> bool:
    """Whether the file can be opened as another kind as well."""
    if kind is Kind.PDF:
        found = _PDF.search(data[:_HEAD])
        return bool(data[: found.start() if found else 0].strip(b"\xef\xbb\xbf\0 \r\n\t"))
    if kind is Kind.ZIP:
        return _pdf_beside_member(data)
    if _PDF.search(data[:_HEAD]) and (kind is not Kind.PLAIN or b"endobj" in data):
        return True
    if kind in {Kind.OLE, Kind.SEVEN_ZIP}:  # what they hold they may hold as it is, and it is read there
        return _DIRECTORY_END in data[-22:]
    return has_directory(data) or (kind is Kind.PICTURE and shows_page(data))


def has_directory(data: bytes) -> bool:
    """Whether a ZIP program would find an archive in it."""
    return _DIRECTORY_END in data and zipfile.is_zipfile(BytesIO(data))


def shows_page(data: bytes) -> bool:
    """Whether a browser would find a page in it."""
    return _WEB.search(data) is not None


def _pdf_beside_member(data: bytes) -> bool:
    """A PDF head that a PDF reader would take, unless it is the first member itself, stored."""
    found = _PDF.search(data[:_HEAD])
    if not found:
        return False
    name, extra = int.from_bytes(data[26:28], "little"), int.from_bytes(data[28:30], "little")
    return data[8:10] != b"\0\0" or found.start() != 30 + name + extra
