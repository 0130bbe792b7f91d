"""SM2 (GM/T 0003-2012, GB/T 32918) on the recommended curve: sign, verify, encrypt, decrypt, make keys.

- Canonical raw forms in and out (crypto/encoding.py); DER only at the border, by the caller.
- The signer's id is always the standard's default "1234567812345678" (GM/T 0009 §10).
- A public key off the curve and a pair whose halves differ are refused on loading.
- Verification raises BadSignature; decryption raises BadCiphertext and releases nothing.
"""

from crypto import encoding, libcrypto
from crypto.errors import BadCiphertext, BadEncoding, BadSignature

SIGNER = b"1234567812345678"


class PublicKey:
    """A public key, checked and kept loaded."""

    __slots__ = ("_engine", "_key", "raw")

    def __init__(self, raw: bytes) -> None:
        """`raw`: 64 bytes X ‖ Y. Raises BadKey."""
        self.raw = raw
        self._engine = libcrypto.engine()
        self._key = self._engine.load_public(raw)

    def verify(self, message: bytes, signature: bytes) -> None:
        """Return only if the 64-byte `signature` over `message` is genuine. Raises BadSignature (GB/T 32918.2 §7)."""
        try:
            der = encoding.signature_to_der(signature)
        except BadEncoding:
            raise BadSignature from None
        if not self._engine.verified(self._key, message, der, SIGNER):
            raise BadSignature

    def encrypt(self, plaintext: bytes) -> bytes:
        """C1 ‖ C3 ‖ C2 of a non-empty plaintext (GB/T 32918.4 §6). Raises BadCiphertext for an empty one."""
        if not plaintext:
            raise BadCiphertext
        return encoding.ciphertext_from_der(self._engine.encrypt(self._key, plaintext))


class PrivateKey:
    """A key pair, checked and kept loaded. Its text form shows nothing of the key."""

    __slots__ = ("_engine", "_key", "public", "raw")

    def __init__(self, raw: bytes, public: bytes) -> None:
        """`raw`: 32 bytes, `public`: 64 bytes. Raises BadKey."""
        self.raw = raw
        self._engine = libcrypto.engine()
        self._key = self._engine.load_pair(raw, public)
        self.public = PublicKey(public)

    def sign(self, message: bytes) -> bytes:
        """64 bytes r ‖ s over SM3(ZA ‖ message) (GB/T 32918.2 §6). Signatures are random: compare by verifying."""
        return encoding.signature_from_der(self._engine.sign(self._key, message, SIGNER))

    def decrypt(self, ciphertext: bytes) -> bytes:
        """The plaintext of C1 ‖ C3 ‖ C2. Raises BadCiphertext (GB/T 32918.4 §7)."""
        try:
            der = encoding.ciphertext_to_der(ciphertext)
        except BadEncoding:
            raise BadCiphertext from None
        return self._engine.decrypt(self._key, der)


def generate() -> PrivateKey:
    """A fresh key pair from libcrypto's generator."""
    return PrivateKey(*libcrypto.engine().generate())
