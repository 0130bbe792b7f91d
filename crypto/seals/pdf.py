"""A PDF sealed and checked: SES_Signature over byte ranges, in a signature dictionary of our own (ISO 32000-1 §12.8).

Sealing adds one incremental update: the bytes that were there stay first and untouched, a field, its picture if one is
wanted, and the dictionary follow. The range covers everything but the string of /Contents.

Checking reads no PDF at all, so a hostile one has nothing to play with: it looks for the dictionaries as bytes and asks that
- the range starts at the first byte, leaves out exactly the hexadecimal string of /Contents, and goes on to the last byte;
- the string is lower-case hexadecimal, one DER structure, and zeros behind it;
- whatever was appended after a signature is covered by a later one that holds, else the file was changed after signing.
Readers of PDF know neither SM2 nor this filter: they show the picture, and only this product can judge the signature.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from crypto import sm3
from crypto.certificates.signer import Signer
from crypto.certificates.trust import Trust
from crypto.errors import BadDocument
from crypto.findings import Finding, failed, notice, passed, sound
from crypto.seals import pdfwriting
from crypto.seals.checking import check_signature
from crypto.seals.pdfwriting import SUBFILTER, PdfStamp
from crypto.seals.reasons import PdfReason
from crypto.seals.signing import sign, usable

BYTES = 128 << 20
HASHED = 4 * BYTES  # bytes of all ranges together: bounds the time
SIGNATURES, LOOKED_AT = 32, 1000  # signatures taken; byte ranges of any kind looked at
RANGE = re.compile(
    rb"/ByteRange\s{0,8}\[\s{0,8}(\d{1,10})\s{1,8}(\d{1,10})\s{1,8}(\d{1,10})\s{1,8}(\d{1,10})\s{0,64}\]"
)
HEX = re.compile(rb"[0-9a-f]+")
AROUND = 4096  # bytes of a dictionary before and behind its string


@dataclass(frozen=True, slots=True)
class PdfSignature:
    """One signature: who, when, with which seal, and what was found. `end`: how far it covers the file."""

    findings: tuple[Finding, ...]
    end: int
    seal: str = ""
    seal_id: str = ""
    signer: str = ""
    at: datetime | None = None

    @property
    def sound(self) -> bool:
        """Whether it holds, for the file as it was then."""
        return sound(self.findings)


@dataclass(frozen=True, slots=True)
class PdfChecked:
    """The outcome. `findings`: about the file as a whole; each signature has its own."""

    findings: tuple[Finding, ...]
    signatures: tuple[PdfSignature, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing failed."""
        return sound([*self.findings, *(found for each in self.signatures for found in each.findings)])


def sign_pdf(data: bytes, seal: bytes, signer: Signer, stamp: PdfStamp | None, at: datetime) -> bytes:
    """The file with one more seal on it. Raises BadDocument, BadSeal."""
    read = usable(seal, signer.certificate, at)
    if len(data) > BYTES:
        raise BadDocument(PdfReason.LIMIT)
    room = len(seal) + len(signer.certificate.der) + 1024
    made, (start, end) = pdfwriting.with_room(
        data, pdfwriting.Wanted(room, signer.certificate.name, at), read.picture, stamp
    )
    ranges = 0, start, end, len(made) - end
    made = pdfwriting.with_ranges(made, ranges)
    digest = _digest(made, start, end)
    value = sign(seal, signer, digest, f"[{' '.join(map(str, ranges))}]", at).hex().encode()
    return made[:start] + b"<" + value.ljust(end - start - 2, b"0") + b">" + made[end:]


def check_pdf(data: bytes, trust: Trust, now: datetime) -> PdfChecked:
    """Everything there is to ask. Raises nothing on a bad file."""
    if len(data) > BYTES:
        return PdfChecked((failed(PdfReason.LIMIT),))
    found = list(islice(RANGE.finditer(data), LOOKED_AT))
    ranges = [tuple(map(int, each.groups())) for each in found if _is_ours(data, each)]
    if not ranges and len(found) < LOOKED_AT:
        return PdfChecked((failed(PdfReason.UNSIGNED),))
    if len(found) == LOOKED_AT or len(ranges) > SIGNATURES or sum(each[1] + each[3] for each in ranges) > HASHED:
        return PdfChecked((failed(PdfReason.LIMIT),))
    signatures = tuple(_signature(data, each, trust, now) for each in ranges)
    return PdfChecked(tuple(_whole(len(data), signatures)), signatures)


def _is_ours(data: bytes, found: re.Match[bytes]) -> bool:
    """Whether a range stands in a signature dictionary of ours; the string in it may be of any length."""
    start, end = int(found[2]), int(found[3])
    near = data[max(0, found.start() - AROUND) : found.end() + AROUND]
    return SUBFILTER in near or SUBFILTER in data[max(0, start - AROUND) : start] + data[end : end + AROUND]


def _signature(data: bytes, ranges: tuple[int, ...], trust: Trust, now: datetime) -> PdfSignature:
    first, start, end, rest = ranges
    if first or not 0 < start < end or end + rest > len(data):
        return PdfSignature((failed(PdfReason.RANGE, ranges=str(ranges)),), 0)
    value = _string(data, start, end)
    if value is None:
        return PdfSignature((failed(PdfReason.HOLE, start=start, end=end),), 0)
    result = check_signature(value, trust, _digest(data[: end + rest], start, end), now)
    findings, sealed = list(result.findings), result.sealed
    if sealed is None:
        return PdfSignature(tuple(findings), 0)
    stated = sealed.covered == f"[{' '.join(map(str, ranges))}]"
    findings.append((passed if stated else failed)(PdfReason.RANGE, ranges=sealed.covered))
    signer = result.signer.name if result.signer else ""
    return PdfSignature(tuple(findings), end + rest, sealed.seal.name, sealed.seal.id, signer, sealed.at)


def _string(data: bytes, start: int, end: int) -> bytes | None:
    """The DER in the hole; None unless the hole is exactly the string of /Contents."""
    inside = data[start + 1 : end - 1]
    framed = data[start : start + 1] == b"<" and data[end - 1 : end] == b">"
    if not framed or not data[max(0, start - 64) : start].rstrip().endswith(b"/Contents"):
        return None
    if len(inside) % 2 or not HEX.fullmatch(inside):
        return None
    octets = bytes.fromhex(inside.decode())
    size = pdfwriting.der_size(octets)
    return octets[:size] if 0 < size <= len(octets) and not any(octets[size:]) else None


def _digest(data: bytes, start: int, end: int) -> bytes:
    running, view = sm3.hasher(), memoryview(data)
    running.update(view[:start])  # type: ignore[arg-type]
    running.update(view[end:])  # type: ignore[arg-type]
    return running.digest()


def _whole(length: int, signatures: tuple[PdfSignature, ...]) -> Iterator[Finding]:
    reach = max(each.end for each in signatures)
    for each in signatures:
        if each.end and each.end < reach:
            yield notice(PdfReason.REVISION, signer=each.signer, bytes=each.end)
    covered = any(each.end == length for each in signatures)
    yield (passed if covered else failed)(PdfReason.LATER, bytes=length - reach)
