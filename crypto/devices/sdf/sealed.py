"""What a card does not keep itself: a file beside the service, useless without the card.

- KEKs and the seed's key are SM4 keys made in the card and sealed to its encryption pair (ECCCipher): only this card
  can take them back in. The seed is enciphered under its key and carries an HMAC, so that a wrong one is noticed.
- The certificates of the card's two public keys stand here too; they prove themselves.
- Every write is durable and under a lock; other processes' writes are noticed before the next use.
"""

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from crypto.devices.files import write_durably
from crypto.devices.softstore import stamp
from crypto.errors import DeviceDamaged, DeviceRemoved

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Seed:
    """The sealed seed: its key for the card, the iv, what is enciphered, the check."""

    key: bytes
    iv: bytes
    sealed: bytes
    check: bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    """The file. `keks` in order of making: the last is the newest."""

    serial: str
    index: int
    seed: Seed | None = None
    keks: dict[str, bytes] = field(default_factory=dict)
    certificates: dict[str, bytes] = field(default_factory=dict)


class SealedFile:
    """The file on its disk. What is not there yet is empty."""

    def __init__(self, path: Path, serial: str, index: int) -> None:
        """Raises DeviceDamaged."""
        self.path = path
        self.contents, self._stamp = Sealed(serial, index), (0, 0)
        self.refresh()

    def refresh(self) -> None:
        """Read it again when it was written since."""
        try:
            now = stamp(self.path)
        except DeviceRemoved:
            if self.contents.keks:
                raise DeviceDamaged("the sealed keys are gone") from None
            return
        if now != self._stamp:
            self.contents, self._stamp = _read(self.path, self.contents), now

    def write(self, contents: Sealed) -> None:
        """Put new contents there; under the lock only."""
        seed = contents.seed
        outside = {
            "format": FORMAT,
            "serial": contents.serial,
            "index": contents.index,
            "seed": [part.hex() for part in (seed.key, seed.iv, seed.sealed, seed.check)] if seed else [],
            "keks": {kek: cipher.hex() for kek, cipher in contents.keks.items()},
            "certificates": {use: der.hex() for use, der in contents.certificates.items()},
        }
        write_durably(self.path, json.dumps(outside, indent=1).encode())
        self.contents, self._stamp = contents, stamp(self.path)


def _read(path: Path, expected: Sealed) -> Sealed:
    try:
        outside: dict[str, Any] = json.loads(path.read_bytes())
        if (outside["format"], outside["serial"], outside["index"]) != (FORMAT, expected.serial, expected.index):
            raise DeviceDamaged("of another card")
        seed = Seed(*map(bytes.fromhex, outside["seed"])) if outside["seed"] else None
        keks = {kek: bytes.fromhex(cipher) for kek, cipher in outside["keks"].items()}
        certificates = {use: bytes.fromhex(der) for use, der in outside["certificates"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DeviceDamaged("unreadable sealed keys") from error
    return replace(expected, seed=seed, keks=keks, certificates=certificates)
