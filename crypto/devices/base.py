"""What a key device does: one protocol for software files, USB tokens (SKF) and server modules (SDF).

- Private keys and key-encryption keys (KEKs) never leave the device; data keys are wrapped and unwrapped inside it.
- A device holds several KEKs: the newest wraps, every one it still has unwraps.
- Keys for other purposes are derived, so that no purpose shares a key with another and none is stored in the database.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A data key as it is stored: the id of the KEK, and the sealed bytes."""

    kek: str
    sealed: bytes


class Device(Protocol):
    """A key device, opened. Every method raises a subclass of crypto.errors.DeviceError or BadCiphertext."""

    @property
    def serial(self) -> str:
        """The device's own number; journal heads and receipts name it."""

    @property
    def public_key(self) -> bytes:
        """64 bytes: the key that verifies sign()."""

    @property
    def newest(self) -> str:
        """The id of the KEK that wrap() uses now."""

    def sign(self, message: bytes) -> bytes:
        """64 bytes r ‖ s over SM3(ZA ‖ message)."""

    def wrap(self, key: bytes) -> Wrapped:
        """A data key under the newest KEK."""

    def unwrap(self, wrapped: Wrapped) -> bytes:
        """The data key. Raises UnknownKey or BadCiphertext."""

    def derive(self, purpose: str) -> bytes:
        """32 bytes for one purpose: always the same for the same purpose, independent of every other."""
