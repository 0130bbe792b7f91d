"""SignedData (GM/T 0010 §8): content, or the promise of content beside it, under one or more signatures.

- With a time: attributes contentType, messageDigest (plain SM3), signingTime, and the signatures cover them. Without
  one: the signatures cover SM3(ZA ‖ content octets).
- All signers hold, or the message is refused. Trust in their certificates is a question for checking.py.
- Content that does not fit memory: sign_digest() and Signed.verify_digest() need only its SM3.
- A message without signers is a bag of certificates (PKCS#7's degenerate form): readable, never verified.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat import asn1

from crypto import oids, sm3
from crypto.asn1 import Algorithm, encode
from crypto.certificates.certificate import Certificate
from crypto.certificates.revocation import RevocationList
from crypto.certificates.signer import Signer
from crypto.errors import BadMessage
from crypto.messages import shape, signers
from crypto.messages.reasons import MessageReason
from crypto.messages.signers import Content, Others, SignerResult
from crypto.messages.structures import (
    BUNDLE,
    CARRIED,
    PKCS7_DATA,
    VERSION,
    DataInfo,
    SignedData,
    SignedMessage,
    SignerInfo,
    bag,
    issuer_serial,
    lists_of,
    named,
    part,
    require_algorithm,
    require_data,
    require_version,
    type_of,
)

TYPES = (oids.SIGNED_DATA, oids.PKCS7_SIGNED_DATA)


@dataclass(frozen=True, slots=True)
class Signed:
    """A message, read; nothing in it is verified yet. `unverified`: the content it carries, None when detached."""

    unverified: bytes | None
    infos: tuple[SignerInfo, ...]
    certificates: tuple[Certificate, ...]
    passed_over: int  # certificates of other kinds in the bag
    lists: tuple[RevocationList, ...] = ()

    def content(self, detached: bytes | Content | None = None) -> Content:
        """What is to be verified. Raises BadMessage when it is missing, or not the one beside the message."""
        beside = Content(detached) if isinstance(detached, bytes) else detached
        if self.unverified is None:
            if beside is None:
                raise BadMessage(MessageReason.CONTENT, "missing")
            return beside
        inside = Content(self.unverified)
        if beside is not None and beside.digest != inside.digest:
            raise BadMessage(MessageReason.CONTENT, "another one")
        return inside

    def verify(self, detached: bytes | None = None) -> tuple[SignerResult, ...]:
        """Every signer, or a refusal: BadMessage, BadSignature, BadKey. One bad signature refuses the message."""
        return self._all(self.content(detached))

    def verify_digest(self, digest: bytes) -> tuple[SignerResult, ...]:
        """The same for a detached message whose content has this SM3; its signers must have signed attributes."""
        return self._all(self.content(Content(None, digest)))

    def _all(self, content: Content) -> tuple[SignerResult, ...]:
        signers.require(self.infos)
        return tuple(signers.verify(each, self.certificates, content) for each in self.infos)


def sign(  # noqa: PLR0913 - the keywords have defaults
    content: bytes,
    by: Sequence[Signer],
    *,
    at: datetime | None,
    detached: bool = False,
    others: Others = (),
    chain: Iterable[Certificate] = (),
) -> bytes:
    """The message as DER. `others`: further signed attributes; `chain`: issuers' certificates to carry along."""
    if at is None and others:
        raise ValueError("attributes need a time")
    infos = signers.bare(by, content) if at is None else signers.timed(by, sm3.hash(content), at, others)
    return _message(None if detached else content, infos, signers.packed(by, chain))


def sign_digest(
    digest: bytes, by: Sequence[Signer], *, at: datetime, others: Others = (), chain: Iterable[Certificate] = ()
) -> bytes:
    """The detached message for content of this SM3, which may be larger than memory."""
    if len(digest) != sm3.SIZE:
        raise ValueError("not an SM3")
    return _message(None, signers.timed(by, digest, at, others), signers.packed(by, chain))


def digest_of(pieces: Iterable[bytes]) -> bytes:
    """SM3 of content that arrives in pieces."""
    running = sm3.hasher()
    for piece in pieces:
        running.update(piece)
    return running.digest()


def read(data: bytes) -> Signed:
    """A message in DER or PEM, its shape checked and nothing else. Raises BadMessage."""
    der = shape.load(data)
    kind = type_of(der)
    if kind not in TYPES:
        raise BadMessage(MessageReason.TYPE, kind.dotted_string)
    body = part(SignedMessage, der).content
    require_version(body.version, VERSION)
    require_data(body.content, also=PKCS7_DATA if kind == oids.PKCS7_SIGNED_DATA else oids.DATA)
    for each in body.digests.as_list():
        require_algorithm(each, oids.SM3)
    infos = tuple(body.signers.as_list())
    certificates, others = bag(body.certificates, CARRIED if infos else BUNDLE)
    return Signed(body.content.content, infos, certificates, others, lists_of(body.lists))


def rebuilt(message: Signed) -> bytes:
    """What we would have written for this: the same bytes, unless there is more in it, or another form."""
    plain = [
        SignerInfo(
            version=VERSION,
            sid=each.sid,
            digest=Algorithm(algorithm=oids.SM3),
            attributes=each.attributes,
            algorithm=Algorithm(algorithm=oids.SM2_SIGN),
            signature=each.signature,
        )
        for each in message.infos
    ]
    named_by = {named(each.sid) for each in message.infos}
    own = [each for each in message.certificates if issuer_serial(each) in named_by]
    return _message(message.unverified, plain, signers.bag_of(own))


def _message(content: bytes | None, infos: list[SignerInfo], certificates: list[asn1.TLV]) -> bytes:
    signers.require(infos)
    body = SignedData(
        version=VERSION,
        digests=asn1.SetOf([Algorithm(algorithm=oids.SM3)]),
        content=DataInfo(type=oids.DATA, content=content),
        certificates=certificates,
        signers=asn1.SetOf(infos),
    )
    return encode(SignedMessage(type=oids.SIGNED_DATA, content=body))
