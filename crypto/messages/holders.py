"""A holder of envelopes without a device: a private key in memory, for the service's own pair and for tests."""

from dataclasses import dataclass

from crypto import sm2
from crypto.certificates.certificate import Certificate
from crypto.devices.base import ContentCipher, Pair
from crypto.devices.content import deciphered


@dataclass(frozen=True, slots=True)
class LocalKey:
    """`certificate`: the encryption certificate of `private`."""

    private: sm2.PrivateKey
    certificate: Certificate

    def certificates(self) -> Pair:
        """Only the encryption certificate."""
        return Pair(sign=None, encrypt=self.certificate)

    def decrypt(self, key: bytes, cipher: ContentCipher, content: bytes) -> bytes:
        """The unverified plaintext. Raises BadCiphertext."""
        return deciphered(self.private.decrypt(key), cipher, content)
