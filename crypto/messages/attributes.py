"""Signed attributes of a SignerInfo (GM/T 0010 §8.2, PKCS#9): what the signer says beside the content.

- contentType and messageDigest (plain SM3 of the content, without ZA) stand in every set; signingTime where asked for.
- Each attribute once, with one value. Others' attributes are kept and not interpreted: they are signed all the same.
- signingTime is UTCTime up to 2049 and GeneralizedTime after it, whole seconds (RFC 5652 §11.3).
- The signature covers the DER of the set under the tag SET, not under the [0] it travels in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier

from crypto import oids
from crypto.asn1 import encode, tlv
from crypto.errors import BadEncoding, BadMessage
from crypto.messages.reasons import MessageReason
from crypto.messages.structures import Attribute, part

LAST_UTC_YEAR = 2049
UTC_TAG, SET_TAG = b"\x17", b"\x31"


@dataclass(frozen=True, slots=True)
class Attributes:
    """One set, read. `covered`: the bytes that are signed; `others`: type → DER of the value."""

    covered: bytes
    digest: bytes
    at: datetime | None
    others: Mapping[ObjectIdentifier, bytes]


def make(digest: bytes, at: datetime, others: Iterable[tuple[ObjectIdentifier, bytes]] = ()) -> asn1.SetOf[Attribute]:
    """The set for content of this digest. `others`: type and DER value of further attributes."""
    values = [
        (oids.CONTENT_TYPE, encode(oids.DATA)),
        (oids.MESSAGE_DIGEST, encode(digest)),
        (oids.SIGNING_TIME, encode(_time(at))),
        *others,
    ]
    return asn1.SetOf([Attribute(type=kind, values=asn1.SetOf([tlv(value)])) for kind, value in values])


def covered(attributes: asn1.SetOf[Attribute]) -> bytes:
    """The bytes a signature over `attributes` covers."""
    return encode(attributes)


def read(attributes: asn1.SetOf[Attribute]) -> Attributes:
    """Raises BadMessage for a set that is incomplete, says a thing twice, or is about another type of content."""
    values: dict[ObjectIdentifier, asn1.TLV] = {}
    for each in attributes.as_list():
        found = each.values.as_list()
        if len(found) != 1 or each.type in values:
            raise BadMessage(MessageReason.ATTRIBUTES, each.type.dotted_string)
        values[each.type] = found[0]
    try:
        kind = values.pop(oids.CONTENT_TYPE).parse(ObjectIdentifier)
        digest = values.pop(oids.MESSAGE_DIGEST).parse(bytes)
        at = _moment(values.pop(oids.SIGNING_TIME, None))
    except (KeyError, ValueError):
        raise BadMessage(MessageReason.ATTRIBUTES) from None
    if kind != oids.DATA:
        raise BadMessage(MessageReason.ATTRIBUTES, "content type")
    return Attributes(covered(attributes), digest, at, {kind: encode(value) for kind, value in values.items()})


def looks_like(content: bytes) -> bool:
    """Whether `content` is a set of signed attributes, as the bytes a signature covers."""
    if not content.startswith(SET_TAG):
        return False
    try:
        read(part(_Travelling, encode(_Any(value=tlv(content)))).attributes)
    except BadEncoding:
        return False
    return True


@asn1.sequence
class _Any:
    value: asn1.TLV


@asn1.sequence
class _Travelling:
    attributes: asn1.SetOf[Attribute]


def _time(at: datetime) -> asn1.UTCTime | asn1.GeneralizedTime:
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    moment = at.astimezone(UTC).replace(microsecond=0)
    return asn1.UTCTime(moment) if moment.year <= LAST_UTC_YEAR else asn1.GeneralizedTime(moment)


def _moment(value: asn1.TLV | None) -> datetime | None:
    if value is None:
        return None
    if value.tag_bytes == UTC_TAG:
        return value.parse(asn1.UTCTime).as_datetime()  # type: ignore[no-any-return]
    moment: datetime = value.parse(asn1.GeneralizedTime).as_datetime()
    if moment.year <= LAST_UTC_YEAR or moment.microsecond:
        raise BadMessage(MessageReason.ATTRIBUTES, "signing time")
    return moment
