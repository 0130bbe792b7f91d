"""gmssl-pyx (GmSSL 3, linked in): SM2 where the machine has no OpenSSL 3 with SM2. Never beside another engine.

- Its wheels exist for Linux on x86_64 and for Windows; elsewhere making the engine raises EngineMissing.
- One call holds the interpreter lock from begin to end: sealing for many recipients does not scale with threads.
- At most 255 bytes of plaintext: enough for every session key; longer ones are refused with TooLong.
- It keeps no key objects, so the checks of loading (curve, one pair) are made once here, not at each use.
- On every refusal GmSSL writes names of its own source lines to standard error: no content, no key. That cannot be
  switched off without closing standard error for the whole process, which would also lose the log.
"""

from dataclasses import dataclass, field

from crypto.encoding import PRIVATE, PUBLIC
from crypto.errors import BadCiphertext, BadKey, CryptoError, EngineMissing, TooLong

try:
    import gmssl_pyx
except ImportError:  # no wheel for this platform
    gmssl_pyx = None

LONGEST = 255
PROBE, PROBE_SIGNER = b"one pair?", b"pyx"


class Pyx:
    """The engine."""

    def __init__(self) -> None:
        """Raises EngineMissing."""
        if gmssl_pyx is None:
            raise EngineMissing("neither OpenSSL 3 with SM2 nor gmssl-pyx was found; name an OpenSSL")

    @property
    def version(self) -> str:
        """Name and version, for `doctor`."""
        return f"gmssl-pyx {gmssl_pyx.__version__}"

    def generate(self) -> tuple[bytes, bytes]:
        """(private 32 bytes, public 64 bytes) of a fresh pair."""
        public, private = gmssl_pyx.sm2_key_generate()
        return private, public

    def load_public(self, public: bytes) -> "PyxPublic":
        """A public key. Raises BadKey for a point off the curve."""
        if len(public) != PUBLIC:
            raise BadKey
        try:
            return PyxPublic(gmssl_pyx.normalize_sm2_public_key(public))
        except gmssl_pyx.GmsslInnerError:
            raise BadKey from None

    def load_pair(self, private: bytes, public: bytes) -> "PyxPair":
        """A key pair. Raises BadKey also when the halves are not one pair, which the library never looks at."""
        if len(private) != PRIVATE:
            raise BadKey
        half, pair = self.load_public(public), PyxPair(private, public)
        try:
            probe = pair.sign(PROBE, PROBE_SIGNER)
        except CryptoError:
            raise BadKey from None
        if not half.verified(PROBE, probe, PROBE_SIGNER):
            raise BadKey
        return pair


@dataclass(frozen=True, slots=True)
class PyxPublic:
    """A public key known to be on the curve."""

    raw: bytes

    def verified(self, message: bytes, signature: bytes, signer: bytes) -> bool:
        """Whether the DER `signature` is genuine."""
        try:
            return bool(gmssl_pyx.sm2_verify(self.raw, message, signature, signer))
        except gmssl_pyx.GmsslInnerError:
            return False

    def verified_digest(self, digest: bytes, signature: bytes) -> bool:
        """Whether the DER `signature` is genuine over a digest made by others' rules."""
        try:
            return bool(gmssl_pyx.sm2_verify_sm3_digest(self.raw, digest, signature))
        except gmssl_pyx.GmsslInnerError:
            return False

    def encrypt(self, plaintext: bytes) -> bytes:
        """SM2Cipher of a non-empty plaintext. Raises TooLong."""
        if len(plaintext) > LONGEST:
            raise TooLong(LONGEST)
        try:
            return bytes(gmssl_pyx.sm2_encrypt(self.raw, plaintext))
        except gmssl_pyx.GmsslInnerError:
            raise BadCiphertext from None


@dataclass(frozen=True, slots=True)
class PyxPair:
    """Two halves known to be one pair."""

    private: bytes = field(repr=False)
    public: bytes

    def sign(self, message: bytes, signer: bytes) -> bytes:
        """SM2Signature over SM3(ZA ‖ message)."""
        try:
            return bytes(gmssl_pyx.sm2_sign(self.private, self.public, message, signer))
        except gmssl_pyx.GmsslInnerError as error:
            raise CryptoError("refused by gmssl-pyx") from error

    def decrypt(self, ciphertext: bytes) -> bytes:
        """The plaintext of an SM2Cipher. Raises BadCiphertext."""
        try:
            return bytes(gmssl_pyx.sm2_decrypt(self.private, ciphertext))
        except gmssl_pyx.GmsslInnerError:
            raise BadCiphertext from None
