"""The one reading of seals and seal signatures of all three versions that the rest of the package works on.

- Which one it is: a seal of two parts is v1, of four v4 or v5 by its header, of five v5; a signature follows the seal inside it.
- The maker signs in v1 the sequence of info, certificate and algorithm, from v4 on the info alone; the signer signs toSign.
- Reading believes nothing: every byte is kept for the checks (crypto/seals/checking.py).
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.asn1 import BitString
from cryptography.x509 import ObjectIdentifier

from crypto.asn1 import decode, encode, tlv
from crypto.errors import BadEncoding
from crypto.seals.structures import (
    DIGESTS,
    PARTS_V1,
    V1,
    V4,
    V5,
    WHOLE,
    Extension,
    Info,
    InfoV1,
    Moment,
    SealDer,
    SealDerV1,
    SignatureDer,
    SignatureDerV1,
    SignedPartV1,
    certificates_of,
    digests_of,
    held,
    parts,
    whole,
)


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


def _seal(der: bytes, outer: SealDer) -> Seal:
    info, version = outer.info, outer.info.header.version
    if version not in {V4, V5} or (version == V4 and outer.stamp is not None):
        raise BadEncoding("no such version of this layout")
    kind = info.property.list_type
    if kind == WHOLE:
        listed = certificates_of(info.property.certificates)
    elif kind == DIGESTS:
        listed = digests_of(info.property.certificates)
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
        return _utc(decode(Moment, held(tlv(octets))).value.as_datetime())
    except BadEncoding:
        return None


def _stamp(bits: BitString | None) -> bytes | None:
    return None if bits is None else whole(bits)


def _critical(extensions: list[Extension] | None) -> tuple[str, ...]:
    return tuple(each.id.dotted_string for each in extensions or () if each.critical)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
