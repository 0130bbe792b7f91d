"""The service's own crypto module in a PIN-protected file: a token's file, with a seed and KEKs in its sealed part.

- Journal heads name it, so its signing key is made once.
- When the file vanishes the module goes on unwrapping and deriving from memory: the service reads on while somebody
  mends the folder. It wraps nothing then: such a key could not come back.
- Another process's rotation is noticed before the next wrap, so no two processes disagree about the newest KEK.
"""

from dataclasses import replace
from pathlib import Path
from typing import Self

from crypto import sm3, sm4
from crypto.devices import softfile
from crypto.devices.base import MODULE_PIN_LEAST, MODULE_PIN_MOST, Wrapped
from crypto.devices.softfile import Contents, Kind, Secrets
from crypto.devices.softtoken import SoftwareToken
from crypto.errors import NotUnlocked, UnknownKey, Unsupported


class SoftwareDevice(SoftwareToken):
    """The service's crypto module in a file; implements crypto.devices.base.Module."""

    kind = Kind.MODULE
    pin_length = (MODULE_PIN_LEAST, MODULE_PIN_MOST)

    @classmethod
    def open(cls, path: Path, pin: str) -> Self:
        """Found and unlocked."""
        found = cls(path)
        found.unlock(pin)
        return found

    @classmethod
    def _first_keks(cls, serial: str) -> dict[str, bytes]:
        return {f"{serial}-1": sm4.new_key()}

    @property
    def newest(self) -> str:
        """The id of the KEK that wraps now, another process's rotation included."""
        return next(reversed(self._opened().keks))

    def wrap(self, key: bytes) -> Wrapped:
        """A data key under the newest KEK. Raises DeviceRemoved when the file is gone: the key could not come back."""
        keks = self._opened().keks
        kek = next(reversed(keks))
        return Wrapped(kek, sm4.seal(keks[kek], key, _wrap_place(kek)))

    def unwrap(self, wrapped: Wrapped) -> bytes:
        """The data key."""
        held = self._in_memory()
        if wrapped.kek not in held.keks:
            held = self._opened()
        try:
            kek = held.keks[wrapped.kek]
        except KeyError:
            raise UnknownKey(wrapped.kek) from None
        return sm4.open(kek, wrapped.sealed, _wrap_place(wrapped.kek))

    def derive(self, purpose: str) -> bytes:
        """32 bytes."""
        return sm3.hmac(self._in_memory().seed, b"zhengxun purpose\0" + purpose.encode())

    def rotate(self) -> str:
        """A new KEK."""

        def changed(contents: Contents, held: Secrets) -> tuple[Contents, Secrets]:
            keks = {**held.keks, f"{self.serial}-{len(held.keks) + 1}": sm4.new_key()}
            return contents, replace(held, keks=keks)

        self._change(changed)
        return self.newest

    def generate(self) -> bytes:
        """Refused: journal heads name this device, and must verify under one key for ever."""
        raise Unsupported("a module's signing key is made once")

    def _in_memory(self) -> Secrets:
        held = self._held
        if held is None:
            raise NotUnlocked
        return held

    def _vanished(self) -> None:
        """Keep what is in memory, see the rules above."""


def found(path: Path, *, idle: float | None = None) -> SoftwareToken:
    """The device in a file, of whichever kind, locked. Raises DeviceRemoved, DeviceDamaged."""
    kind = softfile.read(path).head.kind
    return SoftwareDevice(path) if kind is Kind.MODULE else SoftwareToken(path, idle=idle)


def _wrap_place(kek: str) -> bytes:
    return b"zhengxun data key\0" + kek.encode()
