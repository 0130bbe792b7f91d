"""EnvelopedData (GM/T 0010 §9): content under a fresh SM4 key, and this key under each recipient's.

- Written: SM4-CBC (…104.2), fresh key and IV for each envelope. Read as well: …104 with an IV (CBC), without (ECB, whole
  blocks), …104.1; the CFCA dialect of recipients (recipients.py).
- CBC proves nothing: what open() gives is unverified. Ours always holds a SignedData (both.py): sign first, then envelope.
- A holder is any device: it opens the session key and the content inside, the session key is never given out.
- Whatever is wrong with a key's copy, its length, the padding or the blocks is the one BadCiphertext.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat import asn1

from crypto import encoding, oids, sm3, sm4
from crypto.asn1 import Algorithm, encode
from crypto.certificates.certificate import Certificate
from crypto.devices.base import ContentCipher, Mode, Pair
from crypto.errors import BadCiphertext, BadEncoding, BadMessage
from crypto.messages import recipients, shape
from crypto.messages.reasons import MessageReason
from crypto.messages.structures import (
    CFCA_VERSION,
    VERSION,
    EncryptedContent,
    EnvelopedData,
    EnvelopedMessage,
    RecipientInfo,
    part,
    require_data,
    require_version,
    type_of,
)

BLOCK = 16


class Holder(Protocol):
    """Who opens an envelope: a device, or LocalKey."""

    def certificates(self) -> Pair:
        """Its certificates; envelopes are addressed to the encryption certificate."""

    def decrypt(self, key: bytes, cipher: ContentCipher, content: bytes) -> bytes:
        """The unverified plaintext; `key`: the session key as C1 ‖ C3 ‖ C2. Raises BadCiphertext."""


@dataclass(frozen=True, slots=True, repr=False)
class Session:
    """An envelope addressed and not yet filled. For one content."""

    key: bytes
    recipients: "asn1.SetOf[RecipientInfo]"

    @property
    def addressed(self) -> bytes:
        """SM3 over the set of recipients: to whom, by which copies of the key."""
        return sm3.hash(encode(self.recipients))


@dataclass(frozen=True, slots=True)
class Enveloped:
    """An envelope, read. `addressed`: as Session.addressed; `holds_signed`: its content type says SignedData."""

    infos: tuple[RecipientInfo, ...]
    addressed: bytes
    content: EncryptedContent

    @property
    def holds_signed(self) -> bool:
        """Whether the content is a SignedData without its ContentInfo around it."""
        return self.content.type == oids.SIGNED_DATA

    def open(self, holder: Holder) -> bytes:
        """The unverified content. Raises BadMessage when it is not for this holder, BadCiphertext, DeviceError."""
        return opened(self.infos, self.content, holder)


def address(certificates: Iterable[Certificate]) -> Session:
    """A fresh key for these. Raises BadCertificate for one that is not for encryption."""
    key = sm4.new_key()
    return Session(key, recipients.make(key, certificates))


def fill(session: Session, content: bytes) -> bytes:
    """The envelope as DER."""
    body = EnvelopedData(version=VERSION, recipients=session.recipients, content=enciphered(session.key, content))
    return encode(EnvelopedMessage(type=oids.ENVELOPED_DATA, content=body))


def seal(content: bytes, certificates: Iterable[Certificate]) -> bytes:
    """The content for these, unsigned. Raises BadCertificate, BadKey, BadMessage for none or too many."""
    return fill(address(certificates), content)


def read(data: bytes) -> Enveloped:
    """An envelope in DER or PEM. Raises BadMessage."""
    der = shape.load(data)
    kind = type_of(der)
    if kind != oids.ENVELOPED_DATA:
        raise BadMessage(MessageReason.TYPE, kind.dotted_string)
    body = part(EnvelopedMessage, der).content
    require_version(body.version, VERSION, CFCA_VERSION)
    require_data(body.content, also=oids.SIGNED_DATA)
    infos = tuple(body.recipients.as_list())
    recipients.require_number(infos)
    cipher_of(body.content)
    return Enveloped(infos, sm3.hash(encode(body.recipients)), body.content)


def open(data: bytes, holder: Holder) -> bytes:
    """The unverified content of an envelope. Raises BadMessage, BadCiphertext, DeviceError."""
    return read(data).open(holder)


def opened(infos: tuple[RecipientInfo, ...], content: EncryptedContent, holder: Holder) -> bytes:
    """The unverified content for this holder. Raises BadMessage, BadCiphertext, DeviceError."""
    certificate = holder.certificates().encrypt
    if certificate is None:
        raise BadMessage(MessageReason.ADDRESSED, "no certificate")
    info = recipients.own(infos, certificate)
    cipher, ciphertext = cipher_of(content)
    try:
        key = encoding.ciphertext_from_der(info.key)
    except BadEncoding:
        raise BadCiphertext from None
    return holder.decrypt(key, cipher, ciphertext)


def enciphered(key: bytes, content: bytes) -> EncryptedContent:
    """EncryptedContentInfo in SM4-CBC under a fresh IV."""
    iv = secrets.token_bytes(BLOCK)
    return EncryptedContent(
        type=oids.DATA,
        algorithm=Algorithm(algorithm=oids.SM4_CBC, parameters=iv),
        content=sm4.cbc_encrypt(key, iv, content),
    )


def cipher_of(content: EncryptedContent) -> tuple[ContentCipher, bytes]:
    """How the content is enciphered, and the ciphertext. Raises BadMessage."""
    if content.content is None or content.shared1 is not None or content.shared2 is not None:
        raise BadMessage(MessageReason.CONTENT, "missing, or with shared information")
    kind, iv = content.algorithm.algorithm, content.algorithm.parameters
    if isinstance(iv, bytes):
        if kind in (oids.SM4, oids.SM4_CBC) and len(iv) == BLOCK:
            return ContentCipher(Mode.CBC, iv), content.content
    elif kind in (oids.SM4, oids.SM4_ECB) and (iv is None or iv == asn1.Null()):
        return ContentCipher(Mode.ECB), content.content
    raise BadMessage(MessageReason.ALGORITHM, kind.dotted_string)
