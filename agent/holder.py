"""The one device of a terminal: found, looked at, unlocked for one signature or one stay, and let go.

- One thing at a time: tokens take no two calls at once.
- It signs sign-in challenges, sign-offs of texts and statements of presence, and nothing else: what is signed is made
  here from its fields (crypto/devices/statements.py), never taken from outside.
- A device that is gone is closed and its PIN forgotten; when it is back it is a new one and asks again.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from crypto.certificates.certificate import Certificate
from crypto.devices.base import Device, Tries
from crypto.devices.statements import Presence, SignIn, SignOff
from crypto.errors import DeviceRemoved, NoCertificate


@dataclass(frozen=True, slots=True)
class View:
    """What can be seen of the device without its PIN."""

    serial: str
    label: str
    holder: str
    not_after: datetime | None
    tries: Tries


@dataclass(frozen=True, slots=True)
class Signed:
    """An answer to a challenge. `certificate`: its serial number, hexadecimal."""

    device: str
    certificate: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class SignedOff:
    """Signatures over several statements, in their order. `certificate`: its serial number, hexadecimal."""

    device: str
    certificate: str
    signatures: tuple[bytes, ...]


class Holder:
    """Keeps the device of one address; safe to call from several threads."""

    def __init__(self, find: Callable[[], Device]) -> None:
        """`find` opens the device, or raises a DeviceError."""
        self._find = find
        self._device: Device | None = None
        self._guard = threading.RLock()

    def view(self) -> View:
        """The device now. Raises DeviceError: why there is none."""
        with self._guard:
            device = self._there()
            held = device.certificates().sign
            return View(
                device.serial, device.label, held.name if held else "", held.not_after if held else None, device.tries()
            )

    def sign_in(self, pin: str, said: SignIn) -> Signed:
        """Unlock with the PIN and sign the challenge; the device stays unlocked. Raises DeviceError."""
        with self._guard:
            device = self._there()
            certificate = _certificate(device)
            device.unlock(pin)
            return Signed(device.serial, f"{certificate.serial:x}", device.sign(said.message()))

    def sign_off(self, pin: str, said: Sequence[SignOff]) -> SignedOff:
        """Unlock with the PIN and sign every statement, or none is given out. Raises DeviceError."""
        with self._guard:
            device = self._there()
            certificate = _certificate(device)
            device.unlock(pin)
            return SignedOff(
                device.serial, f"{certificate.serial:x}", tuple(device.sign(each.message()) for each in said)
            )

    def sign_presence(self, service: str, serial: str, nonce: bytes) -> bytes:
        """Sign that this very device is there. Raises DeviceError: gone, another one, or locked meanwhile."""
        with self._guard:
            device = self._device
            if device is None or not device.present() or device.serial != serial:
                raise DeviceRemoved
            return device.sign(Presence(service, serial, nonce).message())

    def present(self) -> bool:
        """Whether the device that was found is still there."""
        with self._guard:
            return self._device is not None and self._device.present()

    def let_go(self) -> None:
        """Forget the PIN and the device; it is looked for anew when it is next needed."""
        with self._guard:
            device, self._device = self._device, None
            if device is not None:
                device.close()

    def _there(self) -> Device:
        if self._device is not None and not self._device.present():
            self.let_go()
        if self._device is None:
            self._device = self._find()
        return self._device


def _certificate(device: Device) -> Certificate:
    found = device.certificates().sign
    if found is None:
        raise NoCertificate
    return found
