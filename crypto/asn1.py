"""DER in and out: `cryptography`'s strict codec, with one refusal and one size limit.

- Only DER passes: indefinite lengths, padded lengths and integers, trailing bytes, wrong order in a SET are refused.
- What decodes re-encodes to the same bytes, so the bytes a signature covers can be made from a decoded part.
- Structures are classes decorated with `asn1.sequence`, one per type of the standards.
"""

from typing import Annotated, Any, TypeVar

from cryptography.hazmat import asn1
from cryptography.hazmat.asn1 import Explicit, Null
from cryptography.x509 import ObjectIdentifier

from crypto.errors import BadEncoding

LIMIT = 256 << 20  # bytes of one structure
T = TypeVar("T")


@asn1.sequence
class Algorithm:
    """AlgorithmIdentifier of the algorithms in use: parameters absent, NULL, a curve, or an IV."""

    algorithm: ObjectIdentifier
    parameters: ObjectIdentifier | bytes | Null | None = None


@asn1.sequence
class AnyContent:
    """ContentInfo of any type, for looking at the type first."""

    type: ObjectIdentifier
    content: Annotated[asn1.TLV, Explicit(0)]


def encode(value: object) -> bytes:
    """A structure as DER. Raises BadEncoding for values the type has no room for."""
    try:
        return asn1.encode_der(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise BadEncoding(str(error)) from None


def decode(kind: type[T], der: bytes) -> T:
    """The structure in `der`, all of it. Raises BadEncoding."""
    if len(der) > LIMIT:
        raise BadEncoding("too large")
    try:
        return asn1.decode_der(kind, der)
    except (ValueError, TypeError, OverflowError) as error:
        raise BadEncoding(str(error)) from None


def tlv(der: bytes) -> Any:
    """One already encoded value, for a field that takes any. Raises BadEncoding."""
    return decode(_Bare, _wrap(der)).value


@asn1.sequence
class _Bare:
    value: asn1.TLV


def _wrap(der: bytes) -> bytes:
    size = len(der)
    if size < 0x80:  # noqa: PLR2004 - X.690 §8.1.3: the short form of a length
        return b"\x30" + bytes([size]) + der
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return b"\x30" + bytes([0x80 | len(length)]) + length + der
