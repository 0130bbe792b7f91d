"""The structures of GB/T 35275-2017, field for field, and what their readers have in common.

- Sets are in DER's order, signed ones must arrive so; a bag of certificates may arrive in any order, as peers write it.
- A field whose inside only another module knows is a TLV.
- A message is read in two steps: its type, then the structure of this type.
- Clauses are cited by their numbers in GM/T 0010-2012, which became this standard. GB/T 35275-2026 adds types; until
  their identifiers are known to us, they are refused as other types.
"""

from collections.abc import Callable
from typing import Annotated, TypeVar

from cryptography.hazmat import asn1
from cryptography.hazmat.asn1 import Explicit, Implicit, Null
from cryptography.x509 import ObjectIdentifier

from crypto import oids
from crypto.asn1 import Algorithm, AnyContent, decode, encode
from crypto.certificates.certificate import Certificate
from crypto.certificates.revocation import RevocationList
from crypto.errors import BadCertificate, BadEncoding, BadMessage
from crypto.messages.reasons import MessageReason

VERSION, CFCA_VERSION = 1, 2
CARRIED, BUNDLE = 64, 256  # certificates, lists: in a signed message, in one that holds nothing else
PKCS7_DATA = ObjectIdentifier("1.2.840.113549.1.7.1")
T = TypeVar("T")


@asn1.sequence
class IssuerSerial:
    """IssuerAndSerialNumber."""

    issuer: asn1.TLV
    serial: int


@asn1.sequence
class Attribute:
    """Attribute (PKCS#9)."""

    type: ObjectIdentifier
    values: asn1.SetOf[asn1.TLV]


@asn1.sequence
class DataInfo:
    """ContentInfo of type data; detached: without the content (§6.10, §7)."""

    type: ObjectIdentifier
    content: Annotated[bytes | None, Explicit(0)] = None


@asn1.sequence
class SignerInfo:
    """SignerInfo (§8.2)."""

    version: int
    sid: IssuerSerial
    digest: Algorithm
    attributes: Annotated[asn1.SetOf[Attribute] | None, Implicit(0)] = None
    algorithm: Algorithm
    signature: bytes
    unsigned: Annotated[asn1.SetOf[Attribute] | None, Implicit(1)] = None


@asn1.sequence
class SignedData:
    """SignedData (§8.1)."""

    version: int
    digests: asn1.SetOf[Algorithm]
    content: DataInfo
    certificates: Annotated[list[asn1.TLV] | None, Implicit(0)] = None
    lists: Annotated[list[asn1.TLV] | None, Implicit(1)] = None
    signers: asn1.SetOf[SignerInfo]


@asn1.sequence
class RecipientInfo:
    """RecipientInfo (§9.2); the CFCA dialect names the key by its identifier."""

    version: int
    rid: IssuerSerial | Annotated[bytes, Implicit(0)]
    algorithm: Algorithm
    key: bytes


@asn1.sequence
class EncryptedContent:
    """EncryptedContentInfo (§9.1)."""

    type: ObjectIdentifier
    algorithm: Algorithm
    content: Annotated[bytes | None, Implicit(0)] = None
    shared1: Annotated[bytes | None, Implicit(1)] = None
    shared2: Annotated[bytes | None, Implicit(2)] = None


@asn1.sequence
class EnvelopedData:
    """EnvelopedData (§9.1)."""

    version: int
    recipients: asn1.SetOf[RecipientInfo]
    content: EncryptedContent


@asn1.sequence
class SignedAndEnvelopedData:
    """SignedAndEnvelopedData (§10)."""

    version: int
    recipients: asn1.SetOf[RecipientInfo]
    digests: asn1.SetOf[Algorithm]
    content: EncryptedContent
    certificates: Annotated[list[asn1.TLV] | None, Implicit(0)] = None
    lists: Annotated[list[asn1.TLV] | None, Implicit(1)] = None
    signers: asn1.SetOf[SignerInfo]


@asn1.sequence
class EncryptedData:
    """EncryptedData (§11)."""

    version: int
    content: EncryptedContent


@asn1.sequence
class SignedMessage:
    """ContentInfo of SignedData."""

    type: ObjectIdentifier
    content: Annotated[SignedData, Explicit(0)]


@asn1.sequence
class EnvelopedMessage:
    """ContentInfo of EnvelopedData."""

    type: ObjectIdentifier
    content: Annotated[EnvelopedData, Explicit(0)]


@asn1.sequence
class SignedAndEnvelopedMessage:
    """ContentInfo of SignedAndEnvelopedData."""

    type: ObjectIdentifier
    content: Annotated[SignedAndEnvelopedData, Explicit(0)]


@asn1.sequence
class EncryptedMessage:
    """ContentInfo of EncryptedData."""

    type: ObjectIdentifier
    content: Annotated[EncryptedData, Explicit(0)]


def part(kind: type[T], der: bytes) -> T:
    """A structure whose outline was walked. Raises BadMessage."""
    try:
        return decode(kind, der)
    except BadEncoding as error:
        raise BadMessage(MessageReason.STRUCTURE, str(error)) from None


def type_of(der: bytes) -> ObjectIdentifier:
    """The content type of a message. Raises BadMessage."""
    return part(AnyContent, der).type


def issuer_serial(certificate: Certificate) -> tuple[bytes, int]:
    """What names a certificate in a message."""
    return certificate.issuer_der, certificate.serial


def named(name: IssuerSerial) -> tuple[bytes, int]:
    """The same, as it stands in a message."""
    return encode(name.issuer), name.serial


def bag(certificates: list[asn1.TLV] | None, most: int = CARRIED) -> tuple[tuple[Certificate, ...], int]:
    """The certificates of a message, and how many of others' kinds were passed over. Raises BadMessage for too many."""
    return _readable(Certificate, certificates, most)


def lists_of(lists: list[asn1.TLV] | None) -> tuple[RevocationList, ...]:
    """The revocation lists of a message that are of our kind. Raises BadMessage for too many."""
    return _readable(RevocationList, lists, CARRIED)[0]


def require_algorithm(algorithm: Algorithm, *allowed: ObjectIdentifier) -> None:
    """Return only for one of `allowed` with NULL or no parameters: peers write both. Raises BadMessage."""
    if algorithm.algorithm not in allowed or not (algorithm.parameters is None or algorithm.parameters == Null()):
        raise BadMessage(MessageReason.ALGORITHM, algorithm.algorithm.dotted_string)


def require_version(version: int, *allowed: int) -> None:
    """Raises BadMessage."""
    if version not in allowed:
        raise BadMessage(MessageReason.VERSION, str(version))


def require_data(content: DataInfo | EncryptedContent, *, also: ObjectIdentifier = oids.DATA) -> None:
    """Return only for content of type data. Raises BadMessage."""
    if content.type not in (oids.DATA, also):
        raise BadMessage(MessageReason.TYPE, content.type.dotted_string)


def _readable(kind: Callable[[bytes], T], parts: list[asn1.TLV] | None, most: int) -> tuple[tuple[T, ...], int]:
    if len(parts or ()) > most:
        raise BadMessage(MessageReason.LIMIT, "carried along")
    found, others = [], 0
    for each in parts or ():
        try:
            found.append(kind(encode(each)))
        except BadCertificate:
            others += 1
    return tuple(found), others
