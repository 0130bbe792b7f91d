"""Why an operation of this package was refused: one class per reason a caller can act on.

- No message carries a key, a PIN, plaintext or ciphertext.
- Verification and decryption raise; nothing here returns False for "not genuine".
"""

from crypto.findings import Reason


class CryptoError(Exception):
    """Base of every refusal of this package."""


class EngineMissing(CryptoError):
    """A library an algorithm needs is absent, too old, or built without it. Name another one, see engines.use()."""


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


class BadName(CryptoError):
    """Not a name a certificate can carry: empty, longer than 64 characters, or with control characters."""


class BadTrust(CryptoError):
    """A file of the trust folder cannot be used; `file` names it. Nothing of the folder is trusted meanwhile."""

    def __init__(self, file: str, why: str) -> None:
        super().__init__(f"{file}: {why}")
        self.file, self.why = file, why


class BadSignature(CryptoError):
    """The signature does not belong to this message and this public key."""


class TooLong(CryptoError):
    """The SM2 engine in use encrypts at most `limit` bytes: encrypt a session key instead."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"at most {limit} bytes")
        self.limit = limit


class BadCiphertext(CryptoError):
    """Damaged, cut, re-ordered, or sealed under another key or for another place. No plaintext was released."""


class DeviceError(CryptoError):
    """Base of what a key device refuses. `code` names the sentence in the message table, `facts` fill it."""

    code = "device.failed"

    @property
    def facts(self) -> dict[str, object]:
        """What the sentence may name; never a PIN or a key."""
        return {}


class WrongPin(DeviceError):
    """The PIN is wrong; `left` tries remain before the device locks."""

    code = "device.wrong_pin"

    def __init__(self, left: int) -> None:
        super().__init__(f"wrong PIN, {left} tries left")
        self.left = left
        if not left:
            self.code = "device.wrong_pin_last"

    @property
    def facts(self) -> dict[str, object]:
        return {"left": self.left}


class DeviceLocked(DeviceError):
    """Too many wrong PINs. The user's PIN is given anew with the administrator's; the administrator's never is."""

    code = "device.locked"


class NotUnlocked(DeviceError):
    """The operation needs the PIN first, or the device was locked meanwhile (idle too long, another program)."""

    code = "device.not_unlocked"


class DefaultPin(DeviceError):
    """The PIN is the one the maker delivered it with: it must be changed before the device does anything."""

    code = "device.default_pin"


class BadPin(DeviceError):
    """A PIN no device takes: control characters, or something the device itself refuses."""

    code = "device.bad_pin"


class PinLength(DeviceError):
    """A PIN shorter or longer than the device allows."""

    code = "device.pin_length"

    def __init__(self, least: int, most: int) -> None:
        super().__init__(f"a PIN has {least} to {most} characters")
        self.least, self.most = least, most

    @property
    def facts(self) -> dict[str, object]:
        return {"least": self.least, "most": self.most}


class DeviceRemoved(DeviceError):
    """The device is not there, or was taken out during the operation: nothing of it may be relied on."""

    code = "device.removed"


class DeviceBusy(DeviceError):
    """Another program or call holds the device; it did not come free in time."""

    code = "device.busy"


class DeviceTimeout(DeviceError):
    """The device did not answer in time. It is treated as failed until it is opened again."""

    code = "device.timeout"


class NoRoom(DeviceError):
    """No free session, container or storage in the device."""

    code = "device.no_room"


class DeviceReadOnly(DeviceError):
    """The device's storage cannot be written: tries could not be counted, so nothing is tried."""

    code = "device.read_only"


class NotInitialised(DeviceError):
    """The device carries no application, container or PIN of ours yet."""

    code = "device.not_initialised"


class NoCertificate(DeviceError):
    """The device holds no certificate for this key yet."""

    code = "device.no_certificate"


class Unsupported(DeviceError):
    """A device of this kind, or of this model, cannot do it."""

    code = "device.unsupported"


class DriverMissing(DeviceError):
    """The maker's library cannot be loaded, or lacks a function of the standard; `file` names it."""

    code = "device.driver_missing"

    def __init__(self, file: str, lacks: str = "") -> None:
        super().__init__(f"{file} {lacks}".strip())
        self.file, self.lacks = file, lacks

    @property
    def facts(self) -> dict[str, object]:
        return {"file": self.file, "lacks": self.lacks}


class DeviceFailed(DeviceError):
    """The device reported an error that nobody can act on but its maker; `number` is its return code.

    Number 0: it reported success, and what it gave is wrong.
    """

    code = "device.failed"

    def __init__(self, number: int) -> None:
        super().__init__(f"device error 0x{number:08X}")
        self.number = number
        if not number:
            self.code = "device.faulty"

    @property
    def facts(self) -> dict[str, object]:
        return {"number": f"0x{self.number:08X}"}


class DeviceDamaged(DeviceError):
    """The device's storage is unreadable, altered, or not such a device."""

    code = "device.damaged"


class OtherDevice(DeviceError):
    """Another device stands where this one was: its serial number or key differs."""

    code = "device.other"


class OtherKey(DeviceError):
    """The certificate or delivered key does not belong to the key in this device."""

    code = "device.other_key"


class DeviceExists(DeviceError):
    """A device is already there; making one over it would destroy its keys."""

    code = "device.exists"


class BadAddress(DeviceError):
    """Not an address of a device: driver:path, where the driver is software, skf or sdf."""

    code = "device.bad_address"


class UnknownKey(DeviceError):
    """No key of this id is in the device: it was destroyed, never made, or lives in another one."""

    code = "device.unknown_key"


class BadMessage(BadEncoding):
    """Not a message of GB/T 35275 this product accepts; `reason` is the code of its sentence."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail


class BadSeal(CryptoError):
    """A seal or seal signature that may not be made; `reason` is the code of its sentence."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail


class BadDocument(CryptoError):
    """A package or file that is refused before anything in it counts; `reason` is the code of its sentence."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail
