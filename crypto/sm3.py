"""SM3 (GM/T 0004-2012, GB/T 32905) and HMAC-SM3: 32 bytes.

- One engine for both: the interpreter's OpenSSL where it has SM3, else the one inside `cryptography`.
- Long input goes through Hasher piece by piece; both engines release the GIL on long pieces.
"""

import hashlib
import hmac as std_hmac
from collections.abc import Callable
from typing import Protocol, cast

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

SIZE = 32


class Hasher(Protocol):
    """A running hash."""

    def update(self, data: bytes, /) -> None:
        """Take the next piece."""

    def digest(self) -> bytes:
        """The hash of everything so far."""


class PortableHasher:
    """A running hash on `cryptography`, for interpreters whose OpenSSL has no SM3."""

    def __init__(self) -> None:
        self._running = hashes.Hash(hashes.SM3())

    def update(self, data: bytes) -> None:
        """Take the next piece."""
        self._running.update(data)

    def digest(self) -> bytes:
        """The hash of everything so far."""
        return self._running.copy().finalize()


def portable_hmac(key: bytes, message: bytes) -> bytes:
    """HMAC-SM3 on `cryptography`."""
    running = HMAC(key, hashes.SM3())
    running.update(message)
    return running.finalize()


def _interpreter_has_sm3() -> bool:
    # algorithms_available also lists what a provider policy then refuses: only making one tells.
    try:
        hashlib.new("sm3")
    except ValueError:
        return False
    return True


INTERPRETER = _interpreter_has_sm3()


class _Chosen:
    make: Callable[[], Hasher] | None = None


def use(make: Callable[[], Hasher] | None) -> None:
    """Take these running hashes; None puts the usual engine back. For the verifier's second opinion."""
    _Chosen.make = make


def hasher() -> Hasher:
    """A new running hash."""
    return (_Chosen.make or usual)()


def usual() -> Hasher:
    """A running hash of the engine in use."""
    return cast("Hasher", hashlib.new("sm3")) if INTERPRETER else PortableHasher()


def hash(data: bytes) -> bytes:
    """SM3 of `data`."""
    running = hasher()
    running.update(data)
    return running.digest()


def hmac(key: bytes, message: bytes) -> bytes:
    """HMAC-SM3 of `message` (GB/T 15852.2, RFC 2104 construction)."""
    return std_hmac.digest(key, message, "sm3") if INTERPRETER else portable_hmac(key, message)
