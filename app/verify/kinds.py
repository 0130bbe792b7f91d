"""What the verifier knows, told by content alone: a name or an ending proves nothing.

- Recognition looks at tags and first members only; whether the file keeps its standard is for the check of its kind.
- A kind that nothing can be verified about still has a name, so that the answer can say what the file is.
"""

import base64
import binascii
import io
import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from cryptography.x509 import ObjectIdentifier

from archive.package import MANIFEST, SIGNATURE
from crypto import oids
from crypto.asn1 import encode
from crypto.devices import evidence

PDF_WITHIN = 1024  # ISO 32000-1, annex H.3.4.1: readers find the header in the first 1024 bytes
LINE = 64 << 10  # bytes of the first line of a journal
DIRECTORY = 4 << 20  # bytes of a zip directory worth looking at
ENDING = (1 << 16) + 22  # bytes the end of a zip can take with its comment
BLOCKS = 64  # PEM blocks of one file
INTEGER, OCTETS, OID, IA5, SEQUENCE, LONG = 0x02, 0x04, 0x06, 0x16, 0x30, 0x80
BEGIN = re.compile(rb"-----BEGIN ([A-Z0-9 #]{1,40})-----")
BASE64 = re.compile(rb"[A-Za-z0-9+/\s]+={0,2}\s*")


class Kind(StrEnum):
    """Everything that is told apart."""

    OFD = "ofd"
    PDF = "pdf"
    PACKAGE = "package"
    CERTIFICATE = "certificate"
    REQUEST = "request"
    REVOCATION_LIST = "revocation_list"
    MESSAGE = "message"
    RECEIPT = "receipt"  # a message by its outside
    SEAL = "seal"
    SEAL_SIGNATURE = "seal_signature"
    JOURNAL = "journal"
    HEAD = "head"
    SIGN_OFF = "sign_off"
    SECRET = "secret"  # noqa: S105 - a kind of file: somebody's private key
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to verify: its kind, and its bytes without armour."""

    kind: Kind
    data: bytes


LABELS = {
    b"CERTIFICATE": Kind.CERTIFICATE, b"X509 CERTIFICATE": Kind.CERTIFICATE, b"TRUSTED CERTIFICATE": Kind.CERTIFICATE,
    b"CERTIFICATE REQUEST": Kind.REQUEST, b"NEW CERTIFICATE REQUEST": Kind.REQUEST, b"X509 CRL": Kind.REVOCATION_LIST,
    b"PKCS7": Kind.MESSAGE, b"CMS": Kind.MESSAGE, b"PKCS #7 SIGNED DATA": Kind.MESSAGE,
}  # fmt: skip
# The arcs all message types stand under: GM/T 0010's, and PKCS #7's own.
MESSAGES = tuple(encode(ObjectIdentifier(arc))[2:] for arc in ("1.2.156.10197.6.1.4.2", "1.2.840.113549.1.7"))
EC_KEY = encode(oids.EC_PUBLIC_KEY)


def recognise(data: bytes) -> tuple[Found, ...]:
    """What is in a file; several only for a bundle in PEM. Raises nothing."""
    bare = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if bare.startswith(b"PK"):
        return (Found(_zip(bare), data),)
    if data[:1] == bytes([SEQUENCE]):
        return (Found(_der(data), data),)
    if b"%PDF-" in data[:PDF_WITHIN]:
        return (Found(Kind.PDF, data),)
    if bare.startswith(b"{"):
        return (Found(_json(bare), data),)
    if b"-----BEGIN " in data:
        return tuple(_pem(data))
    return (_unarmoured(bare),)


def _pem(data: bytes) -> Iterator[Found]:
    found = [block for _, block in zip(range(BLOCKS + 1), _blocks(data), strict=False)]
    if not found or len(found) > BLOCKS:
        yield Found(Kind.UNKNOWN, b"")
    for label, body in found[:BLOCKS]:
        der = _base64(body)
        told = Kind.SECRET if label.endswith(b"PRIVATE KEY") else _der(der)
        # The label decides what is checked: content of another kind is then refused by that check.
        yield Found(told, b"") if told is Kind.SECRET else Found(LABELS.get(label, told), der)


def _blocks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while opened := BEGIN.search(data, at):
        end = data.find(b"-----END " + opened[1] + b"-----", opened.end())
        if end < 0:
            return
        yield opened[1], data[opened.end() : end]
        at = end


def _unarmoured(bare: bytes) -> Found:
    """Base64 without lines around it, as some vendors store seals and messages."""
    if bare.startswith(b"MI") and BASE64.fullmatch(bare) and (der := _base64(bare)):
        return Found(_der(der), der)
    return Found(Kind.UNKNOWN, bare)


def _base64(text: bytes) -> bytes:
    try:
        return base64.b64decode(b"".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _json(text: bytes) -> Kind:
    first = text[:LINE].split(b"\n", 1)[0]
    if b'"public_key"' in first and b'"serial"' in first:
        return Kind.JOURNAL
    if evidence.FORM.encode() in first:
        return Kind.SIGN_OFF
    return Kind.HEAD if all(b'"%s"' % name in first for name in (b"seq", b"hash", b"signature")) else Kind.UNKNOWN


def _zip(data: bytes) -> Kind:
    names = _names(data)
    if MANIFEST in names and SIGNATURE in names:
        return Kind.PACKAGE
    return Kind.OFD if "OFD.xml" in names else Kind.UNKNOWN


def _names(data: bytes) -> frozenset[str]:
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - ENDING))
    if end < 0 or len(data) < end + 22 or struct.unpack_from("<I", data, end + 12)[0] > DIRECTORY:
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(info.filename.lstrip("/") for info in archive.infolist())
    except (zipfile.BadZipFile, struct.error, ValueError, EOFError, OSError, NotImplementedError):
        return frozenset()


# --- DER: the shape of the first members ---


@dataclass(frozen=True, slots=True)
class _Member:
    tag: int
    start: int  # of the content
    end: int  # of the content; a lie is cut to the data


def _der(data: bytes) -> Kind:
    whole = _member(data, 0)
    if whole is None or whole.tag != SEQUENCE:
        return Kind.UNKNOWN
    first = _member(data, whole.start)
    if first is None:
        return Kind.UNKNOWN
    if first.tag == OID:
        message = any(data[first.start : first.end].startswith(arc) for arc in MESSAGES)
        return Kind.MESSAGE if message else Kind.UNKNOWN
    if first.tag == INTEGER:
        return Kind.SECRET if _holds_key(data, first) else Kind.UNKNOWN
    return _signed(data, first) if first.tag == SEQUENCE else Kind.UNKNOWN


def _holds_key(data: bytes, version: _Member) -> bool:
    """PKCS #12 (version 3), PKCS #8 and SEC 1 private keys (0 and 1)."""
    number, second = data[version.start : version.end], _member(data, version.end)
    return second is not None and (
        (number == b"\x03" and second.tag == SEQUENCE)
        or (number == b"\x00" and second.tag == SEQUENCE and data[second.start : second.end].startswith(EC_KEY))
        or (number == b"\x01" and second.tag == OCTETS)
    )


def _signed(data: bytes, body: _Member) -> Kind:
    """A SEQUENCE whose first member is a SEQUENCE: X.509 structures and seals."""
    first = _member(data, body.start)
    if first is None:
        return Kind.UNKNOWN
    if first.tag == SEQUENCE:
        if _seal_head(data, first):
            return Kind.SEAL
        return Kind.REVOCATION_LIST if _is(data, first.start, OID) else Kind.UNKNOWN
    if first.tag == 0xA0:  # noqa: PLR2004 - version [0] of a certificate
        return Kind.CERTIFICATE
    second = _member(data, first.end) if first.tag == INTEGER else None
    return _versioned(data, first, second) if second is not None and second.tag == SEQUENCE else Kind.UNKNOWN


def _versioned(data: bytes, version: _Member, second: _Member) -> Kind:
    inner = _member(data, second.start)
    if inner is not None and inner.tag == SEQUENCE and _sealed(data, inner):
        return Kind.SEAL_SIGNATURE
    if data[version.start : version.end] == b"\x00":
        return Kind.REQUEST
    return Kind.REVOCATION_LIST if inner is not None and inner.tag == OID else Kind.UNKNOWN


def _sealed(data: bytes, info: _Member) -> bool:
    head = _member(data, info.start)
    return head is not None and head.tag == SEQUENCE and _seal_head(data, head)


def _seal_head(data: bytes, head: _Member) -> bool:
    """SES_Header: starts with IA5String "ES" (GB/T 38540 §6.1)."""
    mark = _member(data, head.start)
    return mark is not None and mark.tag == IA5 and data[mark.start : mark.end] == b"ES"


def _is(data: bytes, at: int, tag: int) -> bool:
    return data[at : at + 1] == bytes([tag])


def _member(data: bytes, at: int) -> _Member | None:
    """The member at an offset. Indefinite and impossible lengths reach to the end: enough for telling kinds apart."""
    if at + 2 > len(data):
        return None
    tag, length, start = data[at], data[at + 1], at + 2
    if length & LONG:
        size = length & 0x7F
        start += size
        length = int.from_bytes(data[at + 2 : start], "big") if size else len(data)
    return _Member(tag, start, min(start + length, len(data)))
