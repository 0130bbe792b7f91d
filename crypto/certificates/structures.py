"""The parts that certificates, requests and revocation lists share (X.509, RFC 5280 §4.1, §5.1; GB/T 20518).

- What is signed is the DER of the body; the algorithm is SM2-with-SM3 without parameters, inside and outside.
- Moments are whole seconds in UTC: UTCTime up to 2049, GeneralizedTime after (RFC 5280 §4.1.2.5).
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Annotated

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.asn1 import BitString, Default, GeneralizedTime, Null, UTCTime
from cryptography.x509 import ObjectIdentifier

from crypto import oids
from crypto.asn1 import Algorithm, decode, encode, tlv
from crypto.errors import BadEncoding

LAST_UTC_TIME = 2049
LONG_FORM = 0x80  # X.690 §8.1.3.5: the length takes further bytes
Time = UTCTime | GeneralizedTime


@asn1.sequence
class Signed:
    """SIGNED{}: a body, and the signature over its DER."""

    body: asn1.TLV
    algorithm: Algorithm
    signature: BitString


@asn1.sequence
class Validity:
    """From and until, both included."""

    not_before: UTCTime | GeneralizedTime
    not_after: UTCTime | GeneralizedTime


@asn1.sequence
class Extension:
    """One extension."""

    id: ObjectIdentifier
    critical: Annotated[bool, Default(value=False)]
    value: bytes


def algorithm() -> Algorithm:
    """SM2-with-SM3."""
    return Algorithm(algorithm=oids.SM2_WITH_SM3)


def signed(body: object, sign_der: Callable[[bytes], bytes]) -> bytes:
    """A body with its signature. `sign_der`: message → SM2Signature."""
    der = encode(body)
    return encode(Signed(body=tlv(der), algorithm=algorithm(), signature=BitString(sign_der(der), 0)))


def require_octets(der: bytes) -> None:
    """Return only if what the signature does not cover has its one form: whole octets, an algorithm without parameters.

    Raises BadEncoding.
    """
    read = decode(Signed, der)
    if read.signature.padding_bits():
        raise BadEncoding("a signature is whole octets")
    if read.algorithm.parameters not in (None, Null()):
        raise BadEncoding("parameters of the algorithm")


def header(der: bytes | memoryview, place: int) -> int:
    """How many bytes tag and length of the value at `place` take."""
    length = der[place + 1]
    return 2 + (length & 0x7F if length & LONG_FORM else 0)


def elements(content: memoryview) -> Iterator[memoryview]:
    """The values that stand one after another, in an encoding that was found sound already."""
    place = 0
    while place < len(content):
        head, size = header(content, place), content[place + 1]
        if size & LONG_FORM:
            size = int.from_bytes(content[place + 2 : place + head], "big")
        yield content[place : place + head + size]
        place += head + size


def extension(value: x509.ExtensionType, *, critical: bool = False) -> Extension:
    """An extension of `cryptography` as a field."""
    return Extension(id=value.oid, critical=critical, value=value.public_bytes())


def time(moment: datetime) -> Time:
    """A moment as a field."""
    whole = moment.astimezone(UTC).replace(microsecond=0)
    return UTCTime(whole) if whole.year <= LAST_UTC_TIME else GeneralizedTime(whole)
