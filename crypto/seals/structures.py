"""Seals and seal signatures as the standards lay them out, and the one reading of them the rest of the package works on.

- v1 = GM/T 0031-2014, v4 = GB/T 38540-2020, v5 = GM/T 0031-2025. Written is v4; read are all three.
- Which one it is: a seal of two parts is v1, of four v4 or v5 by its header, of five v5; a signature follows the seal inside it.
- The maker signs in v1 the sequence of info, certificate and algorithm, from v4 on the info alone; the signer signs toSign.
- Strict DER only, so what was signed is what the parts encode to again. Signatures and hashes fill their last byte.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from cryptography.hazmat import asn1
from cryptography.hazmat.asn1 import BitString, Explicit, GeneralizedTime, IA5String, PrintableString, UTCTime
from cryptography.x509 import ObjectIdentifier

from crypto.asn1 import decode, encode, tlv
from crypto.errors import BadEncoding

V1, V4, V5 = 1, 4, 5
WHOLE, DIGESTS = 1, 2  # certListType: certificates, or their SM3
PARTS_V1, PARTS_V5 = 2, 5
LIMIT = 8 << 20  # bytes of one seal or signature


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


@dataclass(frozen=True, slots=True)
class Picture:
    """What the seal looks like. `type`: PNG, OFD and so on, in capitals."""

    type: str
    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Signed:
    """Bytes, who signed them, and the signature: nothing of it checked yet."""

    message: bytes
    certificate: bytes
    algorithm: ObjectIdentifier
    signature: bytes
    stamp: bytes | None


@dataclass(frozen=True, slots=True)
class Seal:
    """One seal of any version, read and not yet checked."""

    der: bytes
    version: int
    vendor: str
    id: str
    type: int
    name: str
    list_type: int
    listed: tuple[bytes, ...]  # whole certificates or SM3 digests of them
    created: datetime
    start: datetime
    end: datetime
    picture: Picture
    critical: tuple[str, ...]  # extensions one must understand
    maker: Signed


@dataclass(frozen=True, slots=True)
class Sealed:
    """One seal signature of any version, read and not yet checked. `at` is None where v1 holds something else than a time."""

    version: int
    seal: Seal
    at: datetime | None
    hash: bytes
    covered: str
    critical: tuple[str, ...]
    signer: Signed


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
class _Moment:
    value: UTCTime | GeneralizedTime


def read_seal(der: bytes) -> Seal:
    """A seal in one of the three layouts. Raises BadEncoding."""
    if parts(der) == PARTS_V1:
        return _seal_v1(der, decode(SealDerV1, der))
    return _seal(der, decode(SealDer, der))


def read_signature(der: bytes) -> Sealed:
    """A seal signature in one of the three layouts. Raises BadEncoding."""
    if parts(der) == PARTS_V1:
        return _signature_v1(decode(SignatureDerV1, der))
    outer = decode(SignatureDer, der)
    inner = outer.to_sign
    seal = read_seal(encode(inner.seal))
    if seal.version == V1 or inner.version != seal.version:
        raise BadEncoding("the versions of seal and signature differ")
    signer = Signed(encode(inner), outer.certificate, outer.algorithm, whole(outer.signature), _stamp(outer.stamp))
    at, critical = inner.at.as_datetime(), _critical(inner.extensions)
    return Sealed(seal.version, seal, _utc(at), whole(inner.hash), inner.covered.as_str(), critical, signer)


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
    return len(decode(_Values, _held(tlv(der))).values)


def whole(bits: BitString) -> bytes:
    """The bytes of a bit string without unused bits. Raises BadEncoding."""
    if bits.padding_bits():
        raise BadEncoding("unused bits")
    return bits.as_bytes()


def _seal(der: bytes, outer: SealDer) -> Seal:
    info, version = outer.info, outer.info.header.version
    if version not in {V4, V5} or (version == V4 and outer.stamp is not None):
        raise BadEncoding("no such version of this layout")
    kind = info.property.list_type
    if kind == WHOLE:
        listed = decode(_Whole, _held(info.property.certificates)).values
    elif kind == DIGESTS:
        listed = [each.value for each in decode(_Digests, _held(info.property.certificates)).values]
    else:
        raise BadEncoding("no such kind of list")
    maker = Signed(encode(info), outer.certificate, outer.algorithm, whole(outer.signature), _stamp(outer.stamp))
    return _normal(der, info, kind, listed, maker)


def _seal_v1(der: bytes, outer: SealDerV1) -> Seal:
    info, sign = outer.info, outer.sign
    if info.header.version != V1:
        raise BadEncoding("no such version of this layout")
    message = encode(SignedPartV1(info=info, certificate=sign.certificate, algorithm=sign.algorithm))
    maker = Signed(message, sign.certificate, sign.algorithm, whole(sign.signature), None)
    return _normal(der, info, WHOLE, info.property.certificates, maker)


def _normal(der: bytes, info: Info | InfoV1, kind: int, listed: list[bytes], maker: Signed) -> Seal:
    if info.header.id.as_str() != "ES":
        raise BadEncoding("not the header of a seal")
    named, drawn = info.property, info.picture
    return Seal(
        der=der,
        version=info.header.version,
        vendor=info.header.vendor.as_str(),
        id=info.id.as_str(),
        type=named.type,
        name=named.name,
        list_type=kind,
        listed=tuple(listed),
        created=_utc(named.created.as_datetime()),
        start=_utc(named.start.as_datetime()),
        end=_utc(named.end.as_datetime()),
        picture=Picture(drawn.type.as_str().upper(), drawn.data, drawn.width, drawn.height),
        critical=_critical(info.extensions),
        maker=maker,
    )


def _signature_v1(outer: SignatureDerV1) -> Sealed:
    inner = outer.to_sign
    seal = read_seal(encode(inner.seal))
    if seal.version != V1 or inner.version != V1:
        raise BadEncoding("the versions of seal and signature differ")
    signer = Signed(encode(inner), inner.certificate, inner.algorithm, whole(outer.signature), None)
    return Sealed(V1, seal, _moment(whole(inner.at)), whole(inner.hash), inner.covered.as_str(), (), signer)


def _moment(octets: bytes) -> datetime | None:
    """The time in v1's timeInfo; None for a time stamp (or anything else)."""
    try:
        return _utc(decode(_Moment, _held(tlv(octets))).value.as_datetime())
    except BadEncoding:
        return None


def _held(value: asn1.TLV) -> bytes:
    return encode(_Any(value=value))


def _stamp(bits: BitString | None) -> bytes | None:
    return None if bits is None else whole(bits)


def _critical(extensions: list[Extension] | None) -> tuple[str, ...]:
    return tuple(each.id.dotted_string for each in extensions or () if each.critical)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
