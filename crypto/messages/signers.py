"""SignerInfo (GM/T 0010 §8.2): one signature of a message, made and verified; for both kinds of signed message.

- With attributes the signature covers their DER; without, SM3(ZA ‖ content octets), neither tag nor length.
- Written: signature algorithm …301.1, parameters absent. Read: …501 as well, NULL or absent.
- A signer is named by issuer and serial number; exactly one certificate of the message must bear this name. One
  certificate signs once.
- Read as well, and told: the GmSSL program's form without attributes, a signature over SM3(ContentInfo) without ZA.
- Content that is itself a set of attributes is never signed nor accepted bare: a signature over somebody's attributes
  would pass for one over such content.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier

from crypto import encoding, oids, sm3
from crypto.asn1 import Algorithm, encode, tlv
from crypto.certificates.certificate import Certificate, verify_der
from crypto.certificates.signer import Signer
from crypto.errors import BadEncoding, BadMessage, BadSignature
from crypto.messages import attributes
from crypto.messages.reasons import MessageReason
from crypto.messages.structures import (
    VERSION,
    Attribute,
    DataInfo,
    IssuerSerial,
    SignerInfo,
    issuer_serial,
    named,
    require_algorithm,
    require_version,
)

SIGNERS = 16  # at most: each may cost a search for his path
SIGN_ALGORITHMS = (oids.SM2_SIGN, oids.SM2_WITH_SM3)
Others = Sequence[tuple[ObjectIdentifier, bytes]]


@dataclass(frozen=True, slots=True)
class SignerResult:
    """One signature that holds. `others`: further signed attributes, type → DER; `without_za`: in GmSSL's form."""

    certificate: Certificate
    at: datetime | None
    others: Mapping[ObjectIdentifier, bytes] = field(default_factory=dict)
    without_za: bool = False


class Content:
    """What the signatures of one message are about: octets, or only their SM3. Hashed once for all signers."""

    def __init__(self, octets: bytes | None, digest: bytes = b"") -> None:
        self.octets, self._digest = octets, digest

    @cached_property
    def digest(self) -> bytes:
        """Plain SM3."""
        return self._digest if self.octets is None else sm3.hash(self.octets)

    @cached_property
    def poses_as_attributes(self) -> bool:
        """Whether the octets are a set of signed attributes."""
        return self.octets is not None and attributes.looks_like(self.octets)


def bare(signers: Sequence[Signer], content: bytes) -> list[SignerInfo]:
    """Signatures without attributes. Raises ValueError for content that poses as a set of them."""
    if Content(content).poses_as_attributes:
        raise ValueError("such content needs attributes")
    return [_info(each, None, content) for each in signers]


def timed(signers: Sequence[Signer], digest: bytes, at: datetime, others: Others) -> list[SignerInfo]:
    """Signatures over attributes that name the content's digest and the time."""
    said = attributes.make(digest, at, others)
    covered = attributes.covered(said)
    return [_info(each, said, covered) for each in signers]


def packed(signers: Sequence[Signer], chain: Iterable[Certificate]) -> list[asn1.TLV]:
    """The bag of certificates."""
    return bag_of([*(each.certificate for each in signers), *chain])


def bag_of(certificates: Iterable[Certificate]) -> list[asn1.TLV]:
    """Each once, in DER's order of a set."""
    return [tlv(der) for der in sorted({each.der for each in certificates})]


def require(infos: Sequence[SignerInfo]) -> None:
    """Return only for at least one signer, none twice, not more than we take. Raises BadMessage."""
    if not infos:
        raise BadMessage(MessageReason.NO_SIGNER)
    if len(infos) > SIGNERS:
        raise BadMessage(MessageReason.LIMIT, "signers")
    if len({named(each.sid) for each in infos}) != len(infos):
        raise BadMessage(MessageReason.SAME_SIGNER)


def certificate_of(info: SignerInfo, certificates: Iterable[Certificate]) -> Certificate:
    """The one certificate of this name. Raises BadMessage."""
    found = [each for each in certificates if issuer_serial(each) == named(info.sid)]
    if len(found) != 1:
        raise BadMessage(MessageReason.CERTIFICATE, f"{len(found)}")
    return found[0]


def verify(info: SignerInfo, certificates: Iterable[Certificate], content: Content) -> SignerResult:
    """One signature. Raises BadMessage, BadSignature, BadKey."""
    require_version(info.version, VERSION)
    require_algorithm(info.digest, oids.SM3)
    require_algorithm(info.algorithm, *SIGN_ALGORITHMS)
    certificate = certificate_of(info, certificates)
    if info.attributes is None:
        return _verify_bare(certificate, info.signature, content)
    said = attributes.read(info.attributes)
    if said.digest != content.digest:
        raise BadMessage(MessageReason.DIGEST)
    verify_der(certificate.key, said.covered, info.signature)
    return SignerResult(certificate, said.at, said.others)


def _verify_bare(certificate: Certificate, signature: bytes, content: Content) -> SignerResult:
    if content.octets is None or content.poses_as_attributes:
        raise BadMessage(MessageReason.ATTRIBUTES, "none")
    try:
        verify_der(certificate.key, content.octets, signature)
    except BadSignature:
        _verify_without_za(certificate, signature, content.octets)
        return SignerResult(certificate, None, without_za=True)
    return SignerResult(certificate, None)


def _verify_without_za(certificate: Certificate, signature: bytes, octets: bytes) -> None:
    try:
        raw = encoding.signature_from_der(signature)
    except BadEncoding:
        raise BadSignature from None
    digest = sm3.hash(encode(DataInfo(type=oids.DATA, content=octets)))
    certificate.key.verify_digest(digest, raw)


def _info(signer: Signer, said: "asn1.SetOf[Attribute] | None", covered: bytes) -> SignerInfo:
    issuer, serial = issuer_serial(signer.certificate)
    return SignerInfo(
        version=VERSION,
        sid=IssuerSerial(issuer=tlv(issuer), serial=serial),
        digest=Algorithm(algorithm=oids.SM3),
        attributes=said,
        algorithm=Algorithm(algorithm=oids.SM2_SIGN),
        signature=signer.sign_der(covered),
    )
