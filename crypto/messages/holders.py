"""A holder of envelopes without a device: a private key in memory, for the service's own pair and for tests."""

from dataclasses import dataclass

from crypto import sm2, sm4
from crypto.certificates.certificate import Certificate
from crypto.devices.base import ContentCipher, Mode, Pair
from crypto.errors import BadCiphertext


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
        return decipher(self.private.decrypt(key), cipher, content)


def decipher(key: bytes, cipher: ContentCipher, content: bytes) -> bytes:
    """SM4 in the modes of GB/T 35275. Raises BadCiphertext, also for a key of another length."""
    match cipher.mode:
        case Mode.CBC:
            return sm4.cbc_decrypt(key, cipher.iv, content)
        case Mode.ECB:
            return sm4.ecb_decrypt(key, content)
        case Mode.GCM:
            raise BadCiphertext  # no message of ours is in GCM
