"""Sign, then envelope, for many recipients (GM/T 0010 §8, §9): the way every document and text leaves us.

- Inside: one SignedData with attributes, the content in it. Outside: EnvelopedData whose content is this message.
- The recipients are bound: a signed attribute holds SM3 over the envelope's set of RecipientInfo. A recipient who
  envelopes the signed message again for somebody else (surreptitious forwarding), and anyone who adds, drops or changes
  a recipient, is found out by whoever opens it. The price: an envelope for one more recipient needs the signer again.
- The attribute is ours, no standard has one: its type is under 2.25 (a UUID, X.667: no registration needed), readers
  that do not know it pass it over. Messages of others come without it: they open, and `bound` says so.
- Content is released when all signatures hold. Whom the certificates belong to and whether to trust them: checking.py.
- Until a signature holds, every failure behind the decryption is the one BadCiphertext: an answer that told a broken
  message from a broken padding would let others decrypt by asking. The cause goes with it, for the holder's own eyes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.x509 import ObjectIdentifier

from crypto import oids
from crypto.asn1 import AnyContent, encode, tlv
from crypto.certificates.certificate import Certificate
from crypto.certificates.signer import Signer
from crypto.errors import BadCiphertext, BadEncoding, BadKey, BadMessage, BadSignature
from crypto.messages import enveloped, signed
from crypto.messages.enveloped import Enveloped, Holder
from crypto.messages.reasons import MessageReason
from crypto.messages.signers import SignerResult

RECIPIENTS_BOUND = ObjectIdentifier("2.25.287501945227380125537572852705170601302")


@dataclass(frozen=True, slots=True)
class Unsealed:
    """The message found inside an envelope, its signatures not verified. `addressed`: the envelope's recipients."""

    message: bytes
    addressed: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """Content under valid signatures. `bound`: every signer named the recipients of this envelope."""

    content: bytes
    signers: tuple[SignerResult, ...]
    bound: bool


def seal(
    content: bytes,
    by: Sequence[Signer],
    certificates: Iterable[Certificate],
    *,
    at: datetime,
    chain: Iterable[Certificate] = (),
) -> bytes:
    """The envelope as DER. Raises BadCertificate, BadKey, BadMessage for nobody or too many."""
    session = enveloped.address(certificates)
    others = [(RECIPIENTS_BOUND, encode(session.addressed))]
    return enveloped.fill(session, signed.sign(content, by, at=at, others=others, chain=chain))


def open(data: bytes, holder: Holder) -> Opened:
    """The content, once its signatures hold. Raises BadMessage, BadCiphertext, DeviceError."""
    inside = unseal(data, holder)
    try:
        message = signed.read(inside.message)
        results = message.verify()
    except (BadMessage, BadSignature, BadKey) as error:
        raise BadCiphertext from error
    bound = [require_bound(each, inside.addressed) for each in results]
    return Opened(message.unverified or b"", results, all(bound))


def unseal(data: bytes, holder: Holder) -> Unsealed:
    """The unverified message inside. Raises BadMessage, BadCiphertext, DeviceError."""
    return unsealed(enveloped.read(data), holder)


def unsealed(envelope: Enveloped, holder: Holder) -> Unsealed:
    """The same of an envelope that was read before."""
    inside = envelope.open(holder)
    return Unsealed(_complete(inside) if envelope.holds_signed else inside, envelope.addressed)


def _complete(inside: bytes) -> bytes:
    # PKCS#7's way: the SignedData without the ContentInfo around it.
    try:
        return encode(AnyContent(type=oids.SIGNED_DATA, content=tlv(inside)))
    except BadEncoding as error:
        raise BadCiphertext from error


def require_bound(result: SignerResult, addressed: bytes) -> bool:
    """Whether the signer named recipients. Raises BadMessage when they are others than these."""
    said = result.others.get(RECIPIENTS_BOUND)
    if said is not None and said != encode(addressed):
        raise BadMessage(MessageReason.BOUND)
    return said is not None
