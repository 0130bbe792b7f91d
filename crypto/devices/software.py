"""A key device in a PIN-protected file: the service's own crypto module, and a stand-in where no hardware is bought.

- The file holds a signing pair, a seed for derived keys and the KEKs, sealed with SM4-GCM under a key made from the PIN
  (scrypt, 32 MiB). Its head (serial, public key, salt) is readable and authenticated.
- Six wrong PINs in a row lock it. Each try is written down before it is made: ending the process does not win one.
  The count stands in a file beside it: it stops guessing through the product, not someone who copies the files away.
- Only create() and rotate() write the keys, durably and under a lock: another process that rotates is noticed before
  the next wrap, so no two processes disagree for long about which KEK is the newest.
"""

import json
import secrets
import threading
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from crypto import sm2, sm3, sm4
from crypto.devices.base import Wrapped
from crypto.devices.files import locked, make_folder, remove_durably, write_durably
from crypto.errors import (
    BadCiphertext,
    BadKey,
    DeviceDamaged,
    DeviceExists,
    DeviceLocked,
    UnknownKey,
    WrongPin,
)

FORMAT = 1
TRIES = 6
PIN_LENGTH = 8
SCRYPT = {"n": 1 << 15, "r": 8, "p": 1}
SALT, SEED = 16, 32


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """What the file seals. `keks` in order of making: the last is the newest."""

    pair: sm2.PrivateKey
    seed: bytes
    keks: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Head:
    """The readable part of the file."""

    serial: str
    public: bytes
    salt: bytes

    def message(self) -> bytes:
        """The authenticated bytes."""
        return json.dumps([FORMAT, self.serial, self.public.hex(), self.salt.hex()]).encode()


class SoftwareDevice:
    """An opened file device; implements crypto.devices.base.Device."""

    def __init__(self, path: Path, head: Head, pin_key: bytes, held: Secrets) -> None:
        """Use create() or open()."""
        self._path, self._head, self._pin_key, self._held = path, head, pin_key, held
        self._stamp = _stamp(path)
        self._guard = threading.Lock()

    @classmethod
    def create(cls, path: Path, pin: str) -> "SoftwareDevice":
        """A new device with fresh keys. Raises DeviceExists rather than write over one, BadKey for a PIN under 8."""
        if len(pin) < PIN_LENGTH:
            raise BadKey("the PIN must have 8 characters or more")
        make_folder(path.parent)
        with locked(_beside(path, ".lock")):
            if path.exists():
                raise DeviceExists(path.name)
            pair = sm2.generate()
            head = Head(secrets.token_hex(8), pair.public.raw, secrets.token_bytes(SALT))
            held = Secrets(pair, secrets.token_bytes(SEED), {f"{head.serial}-1": sm4.new_key()})
            pin_key = _pin_key(pin, head.salt)
            _write(path, head, pin_key, held)
            return cls(path, head, pin_key, held)

    @classmethod
    def open(cls, path: Path, pin: str) -> "SoftwareDevice":
        """Open with the PIN. Raises WrongPin, DeviceLocked, DeviceDamaged."""
        tries = _beside(path, ".tries")
        if not path.is_file():
            raise DeviceDamaged("no device file")
        with locked(_beside(path, ".lock")):
            used = _count(tries)
            if used >= TRIES:
                raise DeviceLocked
            head, check, sealed = _read(path)
            write_durably(tries, str(used + 1).encode())
            pin_key = _pin_key(pin, head.salt)
            if not secrets.compare_digest(check, _check(pin_key, head)):
                raise WrongPin(TRIES - used - 1)
            device = cls(path, head, pin_key, _unseal(head, pin_key, sealed))
            remove_durably(tries)
            return device

    @property
    def serial(self) -> str:
        """The device's number, random, given when it was made."""
        return self._head.serial

    @property
    def public_key(self) -> bytes:
        """64 bytes."""
        return self._head.public

    @property
    def newest(self) -> str:
        """The id of the KEK that wraps now, another process's rotation included."""
        self._refresh()
        return next(reversed(self._held.keks))

    def sign(self, message: bytes) -> bytes:
        """64 bytes r ‖ s."""
        return self._held.pair.sign(message)

    def wrap(self, key: bytes) -> Wrapped:
        """A data key under the newest KEK. Raises DeviceDamaged when the file is gone: the key could not come back."""
        kek = self.newest
        return Wrapped(kek, sm4.seal(self._held.keks[kek], key, _wrap_place(kek)))

    def unwrap(self, wrapped: Wrapped) -> bytes:
        """The data key. Raises UnknownKey, BadCiphertext."""
        if wrapped.kek not in self._held.keks:
            self._refresh()
        try:
            kek = self._held.keks[wrapped.kek]
        except KeyError:
            raise UnknownKey(wrapped.kek) from None
        return sm4.open(kek, wrapped.sealed, _wrap_place(wrapped.kek))

    def derive(self, purpose: str) -> bytes:
        """32 bytes."""
        return sm3.hmac(self._held.seed, b"zhengxun purpose\0" + purpose.encode())

    def rotate(self) -> str:
        """Make a new KEK, which wraps from now on; the older ones stay for unwrapping. Returns its id."""
        with locked(_beside(self._path, ".lock")):
            self._refresh()
            kek = f"{self.serial}-{len(self._held.keks) + 1}"
            held = Secrets(self._held.pair, self._held.seed, {**self._held.keks, kek: sm4.new_key()})
            _write(self._path, self._head, self._pin_key, held)
            self._held, self._stamp = held, _stamp(self._path)
            return kek

    def _refresh(self) -> None:
        with self._guard:
            stamp = _stamp(self._path)
            if stamp == self._stamp:
                return
            head, _, sealed = _read(self._path)
            if head != self._head:
                raise DeviceDamaged("another device has taken this one's place")
            self._held, self._stamp = _unseal(head, self._pin_key, sealed), stamp


def _write(path: Path, head: Head, pin_key: bytes, held: Secrets) -> None:
    keks = {kek: key.hex() for kek, key in held.keks.items()}
    inside = json.dumps({"private": held.pair.raw.hex(), "seed": held.seed.hex(), "keks": keks})
    outside = {
        "format": FORMAT,
        "serial": head.serial,
        "public": head.public.hex(),
        "salt": head.salt.hex(),
        "check": _check(pin_key, head).hex(),
        "sealed": sm4.seal(pin_key, inside.encode(), head.message()).hex(),
    }
    write_durably(path, json.dumps(outside, indent=1).encode())


def _read(path: Path) -> tuple[Head, bytes, bytes]:
    try:
        outside = json.loads(path.read_bytes())
        if outside["format"] != FORMAT:
            raise DeviceDamaged("unknown format")
        head = Head(outside["serial"], bytes.fromhex(outside["public"]), bytes.fromhex(outside["salt"]))
        return head, bytes.fromhex(outside["check"]), bytes.fromhex(outside["sealed"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DeviceDamaged("unreadable device file") from error


def _unseal(head: Head, pin_key: bytes, sealed: bytes) -> Secrets:
    try:
        inside = json.loads(sm4.open(pin_key, sealed, head.message()))
        pair = sm2.PrivateKey(bytes.fromhex(inside["private"]), head.public)
        keks = {kek: bytes.fromhex(key) for kek, key in inside["keks"].items()}
        return Secrets(pair, bytes.fromhex(inside["seed"]), keks)
    except (BadCiphertext, BadKey, ValueError, KeyError) as error:
        raise DeviceDamaged("the sealed part does not open") from error


def _pin_key(pin: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=sm4.KEY, **SCRYPT).derive(pin.encode())


def _check(pin_key: bytes, head: Head) -> bytes:
    # Tells a wrong PIN from a damaged file. It helps no guesser: the sealed part answers the same question.
    return sm3.hmac(pin_key, b"zhengxun pin" + head.message())


def _wrap_place(kek: str) -> bytes:
    return b"zhengxun data key\0" + kek.encode()


def _count(tries: Path) -> int:
    try:
        return int(tries.read_bytes())
    except FileNotFoundError:
        return 0
    except ValueError as error:
        raise DeviceDamaged("unreadable count of tries") from error


def _stamp(path: Path) -> tuple[int, int]:
    try:
        state = path.stat()
    except OSError as error:
        raise DeviceDamaged("the device file is gone") from error
    return state.st_ino, state.st_mtime_ns


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
