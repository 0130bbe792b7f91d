"""SM2 (GM/T 0003-2012, GB/T 32918) on the recommended curve: sign, verify, encrypt, decrypt, make keys.

- Canonical raw forms in and out (crypto/encoding.py); DER only at the border, by the caller.
- The signer's id is always the standard's default "1234567812345678" (GM/T 0009 §10).
- A public key off the curve and a pair whose halves differ are refused on loading.
- Verification raises BadSignature; decryption raises BadCiphertext and releases nothing.
"""

from crypto import encoding, engines, sm3
from crypto.errors import BadCiphertext, BadEncoding, BadKey, BadSignature

SIGNER = b"1234567812345678"
# ZA's constant part (GB/T 32918.2 §5.5): ENTL ‖ ID ‖ a ‖ b ‖ xG ‖ yG; the curve of GB/T 32918.5 §2.
_ZA_HEAD = (
    (len(SIGNER) * 8).to_bytes(2, "big")
    + SIGNER
    + bytes.fromhex(
        "fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc"
        "28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93"
        "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
        "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0"
    )
)


class PublicKey:
    """A public key, checked and kept loaded."""

    __slots__ = ("_key", "raw")

    def __init__(self, raw: bytes) -> None:
        """`raw`: 64 bytes X ‖ Y. Raises BadKey."""
        self.raw = raw
        self._key = engines.engine().load_public(raw)

    def verify(self, message: bytes, signature: bytes) -> None:
        """Return only if the 64-byte `signature` over `message` is genuine. Raises BadSignature (GB/T 32918.2 §7)."""
        try:
            der = encoding.signature_to_der(signature)
        except BadEncoding:
            raise BadSignature from None
        if not self._key.verified(message, der, SIGNER):
            raise BadSignature

    def verify_digest(self, digest: bytes, signature: bytes) -> None:
        """The same over a digest that was not made by SM3(ZA ‖ message): only for peers' forms that leave ZA out."""
        try:
            der = encoding.signature_to_der(signature)
        except BadEncoding:
            raise BadSignature from None
        if len(digest) != sm3.SIZE or not self._key.verified_digest(digest, der):
            raise BadSignature

    def encrypt(self, plaintext: bytes) -> bytes:
        """C1 ‖ C3 ‖ C2 of a non-empty plaintext (GB/T 32918.4 §6). Raises BadCiphertext for an empty one.

        The engine in use may have a limit (TooLong); every session key is far below it.
        """
        if not plaintext:
            raise BadCiphertext
        return encoding.ciphertext_from_der(self._key.encrypt(plaintext))


class PrivateKey:
    """A key pair, checked and kept loaded. Its text form shows nothing of the key."""

    __slots__ = ("_key", "public", "raw")

    def __init__(self, raw: bytes, public: bytes) -> None:
        """`raw`: 32 bytes, `public`: 64 bytes. Raises BadKey."""
        self.raw = raw
        self._key = engines.engine().load_pair(raw, public)
        self.public = PublicKey(public)

    def sign(self, message: bytes) -> bytes:
        """64 bytes r ‖ s over SM3(ZA ‖ message) (GB/T 32918.2 §6). Signatures are random: compare by verifying."""
        return encoding.signature_from_der(self._key.sign(message, SIGNER))

    def decrypt(self, ciphertext: bytes) -> bytes:
        """The plaintext of C1 ‖ C3 ‖ C2. Raises BadCiphertext (GB/T 32918.4 §7)."""
        try:
            der = encoding.ciphertext_to_der(ciphertext)
        except BadEncoding:
            raise BadCiphertext from None
        return self._key.decrypt(der)


def generate() -> PrivateKey:
    """A fresh key pair from the engine's generator."""
    return PrivateKey(*engines.engine().generate())


def digest(public: bytes, message: bytes) -> bytes:
    """The digest e = SM3(ZA ‖ message), which cards and tokens sign. Raises BadKey."""
    if len(public) != encoding.PUBLIC:
        raise BadKey
    return sm3.hash(sm3.hash(_ZA_HEAD + public) + message)
