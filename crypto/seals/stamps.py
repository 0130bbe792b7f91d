"""Time stamps of others over a signature (GB/T 20520, RFC 3161): read and verified, never made here.

- The token is SignedData over TSTInfo, with SM3 and SM2; exactly one signer, whose certificate comes with the token.
- The imprint is SM3 of the signature; the signed attributes name TSTInfo and its digest.
- The authority's certificate leads to a trusted root at the stamped moment and is one for time stamping.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from cryptography.hazmat import asn1
from cryptography.hazmat.asn1 import Default, GeneralizedTime, Implicit
from cryptography.x509 import ObjectIdentifier
from cryptography.x509.oid import ExtendedKeyUsageOID

from crypto import oids, sm3
from crypto.asn1 import Algorithm, decode, encode
from crypto.certificates import path
from crypto.certificates.certificate import Certificate, Usage, verify_der
from crypto.certificates.trust import Trust
from crypto.errors import BadEncoding, BadSignature
from crypto.messages.structures import Attribute, SignedMessage, bag, issuer_serial, named

TST_INFO = ObjectIdentifier("1.2.840.113549.1.9.16.1.4")
LIMIT = 256 << 10


@asn1.sequence
class Imprint:
    """MessageImprint."""

    algorithm: Algorithm
    hash: bytes


@asn1.sequence
class Accuracy:
    """Accuracy, which nobody here looks at."""

    seconds: int | None = None
    millis: Annotated[int | None, Implicit(0)] = None
    micros: Annotated[int | None, Implicit(1)] = None


@asn1.sequence
class Info:
    """TSTInfo."""

    version: int
    policy: ObjectIdentifier
    imprint: Imprint
    serial: int
    at: GeneralizedTime
    accuracy: Accuracy | None = None
    ordering: Annotated[bool, Default(value=False)]
    nonce: int | None = None
    # One value under [0] EXPLICIT looks like a sequence of one under [0] IMPLICIT, which the codec can leave out.
    authority: Annotated[list[asn1.TLV] | None, Implicit(0)] = None
    extensions: Annotated[list[asn1.TLV] | None, Implicit(1)] = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stamp that holds."""

    at: datetime
    authority: Certificate


def verify(token: bytes, message: bytes, trust: Trust) -> Stamp:
    """What the token says about `message`. Raises BadEncoding, BadSignature, BadKey."""
    if len(token) > LIMIT:
        raise BadEncoding("too large")
    body = decode(SignedMessage, token).content
    content, signers = body.content.content or b"", body.signers.as_list()
    certificates, _ = bag(body.certificates)
    if body.content.type != TST_INFO or len(signers) != 1:
        raise BadEncoding("not a time stamp")
    info, signer = decode(Info, content), signers[0]
    found = [each for each in certificates if issuer_serial(each) == named(signer.sid)]
    if len(found) != 1 or signer.attributes is None or signer.digest.algorithm != oids.SM3:
        raise BadEncoding("not a time stamp with SM2 and SM3")
    _require_attributes(signer.attributes, content)
    verify_der(found[0].key, encode(signer.attributes), signer.signature)
    if info.imprint.algorithm.algorithm != oids.SM3 or info.imprint.hash != sm3.hash(message):
        raise BadSignature("stamped is something else")
    at = info.at.as_datetime().replace(tzinfo=UTC)
    known = trust.with_more(certificates)
    if not path.check(found[0], known, at, Usage.DIGITAL_SIGNATURE, purpose=ExtendedKeyUsageOID.TIME_STAMPING).sound:
        raise BadSignature("the authority's certificate")
    return Stamp(at, found[0])


def _require_attributes(attributes: "asn1.SetOf[Attribute]", content: bytes) -> None:
    values = {each.type: each.values.as_list() for each in attributes.as_list()}
    kinds, digests = values.get(oids.CONTENT_TYPE, []), values.get(oids.MESSAGE_DIGEST, [])
    if len(values) != len(attributes.as_list()) or len(kinds) != 1 or len(digests) != 1:
        raise BadEncoding("attributes")
    try:
        right = kinds[0].parse(ObjectIdentifier) == TST_INFO and digests[0].parse(bytes) == sm3.hash(content)
    except ValueError:
        raise BadEncoding("attributes") from None
    if not right:
        raise BadSignature("the attributes belong to another stamp")
