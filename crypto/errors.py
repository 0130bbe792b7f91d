"""Why an operation of this package was refused: one class per reason a caller can act on.

- No message carries a key, a PIN, plaintext or ciphertext.
- Verification and decryption raise; nothing here returns False for "not genuine".
"""


class CryptoError(Exception):
    """Base of every refusal of this package."""


class EngineMissing(CryptoError):
    """A library an algorithm needs is absent, too old, or built without it. Name another one, see libcrypto.use()."""


class SelfTestFailed(CryptoError):
    """An engine gave a wrong known answer. The program must not start."""

    def __init__(self, failed: tuple[str, ...]) -> None:
        super().__init__("known answers failed: " + ", ".join(failed))
        self.failed = failed


class BadKey(CryptoError):
    """Not a key: wrong length, a point off the curve, or two halves that are not one pair."""


class BadEncoding(CryptoError):
    """Not the one canonical form of a signature, key or ciphertext."""


class BadCertificate(CryptoError):
    """Not an SM2 certificate, request or revocation list this product can read."""


class BadSignature(CryptoError):
    """The signature does not belong to this message and this public key."""


class BadCiphertext(CryptoError):
    """Damaged, cut, re-ordered, or sealed under another key or for another place. No plaintext was released."""


class DeviceError(CryptoError):
    """Base of what a key device refuses."""


class WrongPin(DeviceError):
    """The PIN is wrong; `left` tries remain before the device locks."""

    def __init__(self, left: int) -> None:
        super().__init__(f"wrong PIN, {left} tries left")
        self.left = left


class DeviceLocked(DeviceError):
    """Too many wrong PINs. The device opens again only after an administrator's reset."""


class DeviceDamaged(DeviceError):
    """The device's storage is unreadable, altered, or not such a device."""


class DeviceExists(DeviceError):
    """A device is already there; making one over it would destroy its keys."""


class UnknownKey(DeviceError):
    """No key of this id is in the device: it was destroyed, or lives in another one."""
