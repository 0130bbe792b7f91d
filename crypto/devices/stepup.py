"""Step-up: the PIN before every single signature, for seals.

- The device is locked before and after, so neither an earlier nor a later use can borrow the PIN.
- The PIN is asked for after it is clear what will be signed, and is held no longer than the signature takes.
"""

from collections.abc import Callable

from crypto.certificates.certificate import Certificate
from crypto.certificates.signer import Signer
from crypto.devices.base import Device
from crypto.errors import NoCertificate


class StepUp:
    """A device that asks each time."""

    def __init__(self, device: Device, ask: Callable[[], str]) -> None:
        """`ask`: gets the PIN from the person in front of the machine."""
        self._device, self._ask = device, ask

    def sign(self, message: bytes) -> bytes:
        """64 bytes r ‖ s. Raises WrongPin, DeviceLocked, DeviceRemoved."""
        self._device.lock()
        try:
            self._device.unlock(self._ask())
            return self._device.sign(message)
        finally:
            self._device.lock()

    def certificate(self) -> Certificate:
        """The signing certificate in the device. Raises NoCertificate."""
        found = self._device.certificates().sign
        if found is None:
            raise NoCertificate
        return found

    def signer(self) -> Signer:
        """For everything that signs."""
        return Signer(self.certificate(), self.sign)
