"""Seals and seal signatures as the standards lay them out, field for field.

- v1 = GM/T 0031-2014, v4 = GB/T 38540-2020, v5 = GM/T 0031-2025.
- Strict DER only, so what was signed is what the parts encode to again. Signatures and hashes fill their last byte.
"""

from typing import Annotated

from cryptography.hazmat import asn1
from cryptography.hazmat.asn1 import BitString, Explicit, GeneralizedTime, IA5String, PrintableString, UTCTime
from cryptography.x509 import ObjectIdentifier

from crypto.asn1 import decode, encode, tlv
from crypto.errors import BadEncoding

V1, V4, V5 = 1, 4, 5
WHOLE, DIGESTS = 1, 2  # certListType: certificates, or their SM3
PARTS_V1, PARTS_V5 = 2, 5
LIMIT = 2 << 20  # bytes of one seal or signature


@asn1.sequence
class Header:
    """SES_Header."""

    id: IA5String
    version: int
    vendor: IA5String


@asn1.sequence
class CertDigest:
    """One entry of CertDigestList."""

    type: PrintableString
    value: bytes


@asn1.sequence
class Property:
    """SES_ESPropertyInfo from v4 on; `certificates` is a CertInfoList or a CertDigestList, by `list_type`."""

    type: int
    name: str
    list_type: int
    certificates: asn1.TLV
    created: GeneralizedTime
    start: GeneralizedTime
    end: GeneralizedTime


@asn1.sequence
class PropertyV1:
    """SES_ESPropertyInfo of v1."""

    type: int
    name: str
    certificates: list[bytes]
    created: UTCTime | GeneralizedTime
    start: UTCTime | GeneralizedTime
    end: UTCTime | GeneralizedTime


@asn1.sequence
class PictureInfo:
    """SES_ESPictureInfo; sizes in millimetres."""

    type: IA5String
    data: bytes
    width: int
    height: int


@asn1.sequence
class Extension:
    """ExtData. Vendors write the default of `critical`, so absent and false are two things here."""

    id: ObjectIdentifier
    critical: bool | None
    value: bytes


@asn1.sequence
class Info:
    """SES_SealInfo from v4 on."""

    header: Header
    id: IA5String
    property: Property
    picture: PictureInfo
    extensions: list[Extension] | None = None


@asn1.sequence
class InfoV1:
    """SES_SealInfo of v1."""

    header: Header
    id: IA5String
    property: PropertyV1
    picture: PictureInfo
    extensions: list[Extension] | None = None


@asn1.sequence
class SealDer:
    """SESeal of v4 and, with a time stamp over the maker's signature, of v5."""

    info: Info
    certificate: bytes
    algorithm: ObjectIdentifier
    signature: BitString
    stamp: Annotated[BitString | None, Explicit(0)] = None


@asn1.sequence
class SignInfoV1:
    """SES_SignInfo of v1."""

    certificate: bytes
    algorithm: ObjectIdentifier
    signature: BitString


@asn1.sequence
class SealDerV1:
    """SESeal of v1."""

    info: InfoV1
    sign: SignInfoV1


@asn1.sequence
class SignedPartV1:
    """What the maker of a v1 seal signs."""

    info: InfoV1
    certificate: bytes
    algorithm: ObjectIdentifier


@asn1.sequence
class ToSign:
    """TBS_Sign from v4 on."""

    version: int
    seal: asn1.TLV
    at: GeneralizedTime
    hash: BitString
    covered: IA5String
    extensions: Annotated[list[Extension] | None, Explicit(0)] = None


@asn1.sequence
class SignatureDer:
    """SES_Signature from v4 on."""

    to_sign: ToSign
    certificate: bytes
    algorithm: ObjectIdentifier
    signature: BitString
    stamp: Annotated[BitString | None, Explicit(0)] = None


@asn1.sequence
class ToSignV1:
    """TBS_Sign of v1; `at` holds a time or a time stamp."""

    version: int
    seal: asn1.TLV
    at: BitString
    hash: BitString
    covered: IA5String
    certificate: bytes
    algorithm: ObjectIdentifier


@asn1.sequence
class SignatureDerV1:
    """SES_Signature of v1."""

    to_sign: ToSignV1
    signature: BitString


# The codec decodes sequences of named fields only: a bare value is put into a sequence of one field first.
@asn1.sequence
class _Any:
    value: asn1.TLV


@asn1.sequence
class _Values:
    values: list[asn1.TLV]


@asn1.sequence
class _Whole:
    values: list[bytes]


@asn1.sequence
class _Digests:
    values: list[CertDigest]


@asn1.sequence
class Moment:
    """A time by itself."""

    value: UTCTime | GeneralizedTime


def certificate_list(certificates: list[bytes]) -> asn1.TLV:
    """CertInfoList."""
    return decode(_Any, encode(_Whole(values=certificates))).value


def digest_list(kind: str, digests: list[bytes]) -> asn1.TLV:
    """CertDigestList; `kind` names the hash."""
    entries = [CertDigest(type=PrintableString(kind), value=each) for each in digests]
    return decode(_Any, encode(_Digests(values=entries))).value


def parts(der: bytes) -> int:
    """How many values the outer sequence holds. Raises BadEncoding."""
    if len(der) > LIMIT:
        raise BadEncoding("too large")
    return len(decode(_Values, held(tlv(der))).values)


def whole(bits: BitString) -> bytes:
    """The bytes of a bit string without unused bits. Raises BadEncoding."""
    if bits.padding_bits():
        raise BadEncoding("unused bits")
    return bits.as_bytes()


def held(value: asn1.TLV) -> bytes:
    """A value as the only field of a sequence."""
    return encode(_Any(value=value))


def certificates_of(value: asn1.TLV) -> list[bytes]:
    """A CertInfoList's. Raises BadEncoding."""
    return decode(_Whole, held(value)).values


def digests_of(value: asn1.TLV) -> list[bytes]:
    """A CertDigestList's, whatever they say they are digests by. Raises BadEncoding."""
    return [each.value for each in decode(_Digests, held(value)).values]
