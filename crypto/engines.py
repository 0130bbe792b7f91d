"""Which code computes SM2: one engine for the whole process.

- libcrypto of OpenSSL 3 where there is one with SM2; else gmssl-pyx where its wheel is installed; else EngineMissing.
- All engines take and give the same forms: raw keys, DER signatures and ciphertexts, the signer's id on every call.
- A key belongs to the engine that loaded it; use() therefore comes before the first key.
"""

from typing import Protocol

from crypto import libcrypto, pyx
from crypto.errors import EngineMissing


class PublicHalf(Protocol):
    """A loaded public key; may be shared by threads."""

    def verified(self, message: bytes, signature: bytes, signer: bytes) -> bool:
        """Whether the DER `signature` is genuine; crypto/sm2.py makes an exception of False."""

    def verified_digest(self, digest: bytes, signature: bytes) -> bool:
        """Whether the DER `signature` is genuine over this digest."""

    def encrypt(self, plaintext: bytes) -> bytes:
        """SM2Cipher of a non-empty plaintext. Raises TooLong."""


class Pair(Protocol):
    """A loaded key pair; may be shared by threads."""

    def sign(self, message: bytes, signer: bytes) -> bytes:
        """SM2Signature over SM3(ZA ‖ message)."""

    def decrypt(self, ciphertext: bytes) -> bytes:
        """The plaintext of an SM2Cipher. Raises BadCiphertext."""


class Engine(Protocol):
    """What an SM2 library must do. Every other outcome is a CryptoError."""

    @property
    def version(self) -> str:
        """The library's name and version, for `doctor`."""

    def generate(self) -> tuple[bytes, bytes]:
        """(private 32 bytes, public 64 bytes) of a fresh pair."""

    def load_public(self, public: bytes) -> PublicHalf:
        """A public key. Raises BadKey for a point off the curve."""

    def load_pair(self, private: bytes, public: bytes) -> Pair:
        """A key pair. Raises BadKey also when the halves are not one pair."""


class _Chosen:
    engine: Engine | None = None


def use(chosen: Engine) -> None:
    """Take this engine instead of looking for one."""
    _Chosen.engine = chosen


def engine() -> Engine:
    """The engine in use. Raises EngineMissing when there is none."""
    if _Chosen.engine is None:
        _Chosen.engine = find()
    return _Chosen.engine


def find() -> Engine:
    """The best engine of this machine. Raises EngineMissing."""
    try:
        return libcrypto.find()
    except EngineMissing:
        return pyx.Pyx()
