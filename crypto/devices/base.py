"""What a key device does: one protocol for software files, USB tokens (SKF) and server cards (SDF).

- Private keys never leave the device: signatures are made and envelopes opened inside it. It holds two pairs, as
  GB/T 20518 and GM/T 0034 want: the signing pair is made in the device, the encryption pair is delivered by the CA.
- A device is locked until its PIN is given, and again after lock(), removal, or when it was idle too long.
- Wrong PINs are counted by the device; when the tries are used up it is locked, also after a restart.
- A service's module does more: it wraps data keys under key-encryption keys (KEKs) and derives keys for purposes. It
  holds several KEKs: the newest wraps, every one it still has unwraps.
- Every method raises a subclass of crypto.errors.DeviceError, decrypt() and unwrap() also BadCiphertext.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from crypto.certificates.certificate import Certificate

PIN_LEAST, PIN_MOST = 6, 16  # GM/T 0027: a token's PIN
MODULE_PIN_LEAST, MODULE_PIN_MOST = 8, 128  # a service's module: nobody types it
TRIES = 6


class Driver(StrEnum):
    """Kinds of device; the word that begins an address."""

    SOFTWARE = "software"
    SKF = "skf"
    SDF = "sdf"


class Role(StrEnum):
    """Whose PIN."""

    USER = "user"
    ADMIN = "admin"


class Event(StrEnum):
    """What may happen to a device."""

    PLUGGED = "plugged"
    REMOVED = "removed"


class Mode(StrEnum):
    """How a content is enciphered under a session key (GB/T 35275 §7.4 and its dialects)."""

    CBC = "cbc"  # PKCS#7 padding, taken off
    ECB = "ecb"  # whole blocks as they are: those who write ECB do not agree on padding
    GCM = "gcm"  # 12-byte nonce, tag at the end; software only


@dataclass(frozen=True, slots=True)
class ContentCipher:
    """SM4 in a mode; `iv` is empty for ECB."""

    mode: Mode
    iv: bytes = b""


@dataclass(frozen=True, slots=True)
class Pair:
    """The two certificates; None where none is installed yet."""

    sign: Certificate | None
    encrypt: Certificate | None


@dataclass(frozen=True, slots=True)
class Tries:
    """How many wrong PINs are left before the device locks."""

    left: int
    limit: int


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A data key as it is stored: the id of the KEK, and the sealed bytes."""

    kek: str
    sealed: bytes


class Device(Protocol):
    """A key device, found. Reading its names and certificates needs no PIN."""

    @property
    def driver(self) -> Driver:
        """What kind it is."""

    @property
    def serial(self) -> str:
        """The device's own number; journal heads and receipts name it."""

    @property
    def label(self) -> str:
        """What its holder calls it; may be empty."""

    @property
    def public_key(self) -> bytes:
        """64 bytes: the key that verifies sign(). Raises UnknownKey before generate()."""

    @property
    def unlocked(self) -> bool:
        """Whether sign() and decrypt() would be done now without a PIN."""

    def certificates(self) -> Pair:
        """The certificates of the two keys."""

    def unlock(self, pin: str) -> None:
        """Give the PIN. Raises WrongPin, DeviceLocked, DefaultPin; a device already open asks again all the same."""

    def lock(self) -> None:
        """Forget that the PIN was given. Does nothing to a device that is locked or gone."""

    def tries(self, role: Role = Role.USER) -> Tries:
        """How many tries are left."""

    def sign(self, message: bytes) -> bytes:
        """64 bytes r ‖ s over SM3(ZA ‖ message)."""

    def decrypt(self, key: bytes, cipher: ContentCipher, content: bytes) -> bytes:
        """The unverified plaintext of `content`; `key`: its session key as C1 ‖ C3 ‖ C2 for the encryption certificate.

        The session key is opened and used inside the device. Raises BadCiphertext, Unsupported (mode), UnknownKey.
        """

    def change_pin(self, old: str, new: str) -> None:
        """A new PIN for the user. A wrong `old` costs a try."""

    def unblock(self, admin_pin: str, new: str) -> None:
        """A new PIN for the user by the administrator's, who has tries of his own and nobody to unblock him."""

    def present(self) -> bool:
        """Whether the device is still there."""

    def wait(self, timeout: float) -> Event | None:
        """The next thing that happens to it, None when nothing did within `timeout` seconds."""

    def generate(self) -> bytes:
        """Make the signing pair inside the device, in place of an older one; returns its public key."""

    def install(self, sign: Certificate, encrypt: Certificate | None, enveloped_key: bytes | None) -> None:
        """Take what the CA delivers: certificates, and the encryption pair as SM2EnvelopedKey (GB/T 35276 §7.4).

        Raises OtherKey when a certificate or the delivered pair does not belong to the keys here.
        """

    def close(self) -> None:
        """Lock, and free everything. The object is of no more use."""


class Module(Device, Protocol):
    """The service's own crypto module, opened and unlocked."""

    @property
    def newest(self) -> str:
        """The id of the KEK that wrap() uses now."""

    def wrap(self, key: bytes) -> Wrapped:
        """A data key under the newest KEK."""

    def unwrap(self, wrapped: Wrapped) -> bytes:
        """The data key. Raises UnknownKey or BadCiphertext."""

    def derive(self, purpose: str) -> bytes:
        """32 bytes for one purpose: always the same for the same purpose, independent of every other."""

    def rotate(self) -> str:
        """Make a new KEK, which wraps from now on; the older ones stay for unwrapping. Returns its id."""
