"""SignedAndEnvelopedData (GM/T 0010 §10): read for CAs that deliver keys in it. We write sign-then-envelope (both.py).

- The signatures are over the plaintext: it is decrypted first, and released only when all signatures hold. Until then
  every failure is the one BadCiphertext, its cause with it, as in both.py.
- Nothing binds signer and recipients here: who opens it can envelope the content again under the same signature.
- Read as the gmcert CA writes it: recipient without issuer name, SM4 in ECB without padding.
"""

from dataclasses import dataclass

from crypto import oids
from crypto.certificates.certificate import Certificate
from crypto.certificates.revocation import RevocationList
from crypto.errors import BadCiphertext, BadKey, BadMessage, BadSignature
from crypto.messages import enveloped, recipients, shape, signers
from crypto.messages.enveloped import Holder
from crypto.messages.reasons import MessageReason
from crypto.messages.signers import Content, SignerResult
from crypto.messages.structures import (
    VERSION,
    EncryptedContent,
    RecipientInfo,
    SignedAndEnvelopedMessage,
    SignerInfo,
    bag,
    lists_of,
    part,
    require_algorithm,
    require_data,
    require_version,
    type_of,
)


@dataclass(frozen=True, slots=True)
class SignedAndEnveloped:
    """A message, read and not opened."""

    infos: tuple[RecipientInfo, ...]
    encrypted: EncryptedContent
    signer_infos: tuple[SignerInfo, ...]
    certificates: tuple[Certificate, ...]
    lists: tuple[RevocationList, ...] = ()

    def open(self, holder: Holder) -> tuple[bytes, tuple[SignerResult, ...]]:
        """Content and signers. Raises BadMessage, BadCiphertext, DeviceError."""
        content = self.unverified(holder)
        try:
            signers.require(self.signer_infos)
            subject = Content(content)
            found = tuple(signers.verify(each, self.certificates, subject) for each in self.signer_infos)
        except (BadMessage, BadSignature, BadKey) as error:
            raise BadCiphertext from error
        return content, found

    def unverified(self, holder: Holder) -> bytes:
        """The content, its signatures not looked at. Raises BadMessage, BadCiphertext, DeviceError."""
        return enveloped.opened(self.infos, self.encrypted, holder)


def read(data: bytes) -> SignedAndEnveloped:
    """A message in DER or PEM. Raises BadMessage."""
    der = shape.load(data)
    kind = type_of(der)
    if kind != oids.SIGNED_AND_ENVELOPED_DATA:
        raise BadMessage(MessageReason.TYPE, kind.dotted_string)
    body = part(SignedAndEnvelopedMessage, der).content
    require_version(body.version, VERSION)
    require_data(body.content)
    for each in body.digests.as_list():
        require_algorithm(each, oids.SM3)
    infos = tuple(body.recipients.as_list())
    recipients.require_number(infos)
    enveloped.cipher_of(body.content)
    certificates, _ = bag(body.certificates)
    return SignedAndEnveloped(infos, body.content, tuple(body.signers.as_list()), certificates, lists_of(body.lists))
