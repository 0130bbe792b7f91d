"""A person's key device in a PIN-protected file, on a USB stick or a disk.

- The file (crypto/devices/softfile.py) opens under the PIN, stretched by scrypt (32 MiB). Six wrong PINs in a row lock
  it; the administrator's PIN, with six tries of its own and nobody behind it, gives the user a new one.
- The device is the file. When it vanishes (the stick is pulled out) the keys are forgotten and the next operation says
  so; they are forgotten as well when the device was idle too long.
- Every change is durable and under a lock; other processes' changes are noticed before the next use.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Self

from crypto import sm2, sm4
from crypto.certificates import envelopedkey
from crypto.certificates.certificate import Certificate
from crypto.devices import pins, softfile, softstore
from crypto.devices.base import (
    PIN_LEAST,
    PIN_MOST,
    ContentCipher,
    Driver,
    Event,
    Pair,
    Role,
    Tries,
)
from crypto.devices.content import deciphered
from crypto.devices.files import make_folder
from crypto.devices.looking import Look
from crypto.devices.softfile import SEED, Contents, Head, Kind, Secrets
from crypto.devices.softstore import Store
from crypto.errors import (
    BadCiphertext,
    BadEncoding,
    DeviceExists,
    DeviceRemoved,
    NotUnlocked,
    OtherDevice,
    OtherKey,
    UnknownKey,
)

Change = Callable[[Contents, Secrets], tuple[Contents, Secrets]]


class SoftwareToken:
    """A person's device in a file; implements crypto.devices.base.Device."""

    driver = Driver.SOFTWARE
    kind: ClassVar[Kind] = Kind.TOKEN
    pin_length: ClassVar[tuple[int, int]] = (PIN_LEAST, PIN_MOST)

    def __init__(self, path: Path, *, idle: float | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        """`idle`: seconds after which an unused device locks itself. Raises DeviceRemoved, DeviceDamaged."""
        self._store = Store(path, self.kind)
        self._idle, self._clock, self._used = idle, clock, clock()
        self._held: Secrets | None = None
        self._key = b""
        self._look = Look(self.present)

    @classmethod
    def create(cls, path: Path, pin: str, *, admin_pin: str | None = None, label: str = "") -> Self:
        """A new device with a fresh signing key, unlocked. Raises DeviceExists rather than write over one, PinLength."""
        pins.checked(pin, *cls.pin_length)
        if admin_pin is not None:
            pins.checked(admin_pin, *cls.pin_length)
        make_folder(path.parent)
        with softstore.held(path):
            if path.exists():
                raise DeviceExists(path.name)
            pair, key = sm2.generate(), sm4.new_key()
            head = Head(cls.kind, secrets.token_hex(8), pair.public.raw)
            held = Secrets(pair, None, secrets.token_bytes(SEED), cls._first_keks(head.serial))
            doors = {Role.USER: softfile.door(head, Role.USER, pin, key)}
            if admin_pin is not None:
                doors[Role.ADMIN] = softfile.door(head, Role.ADMIN, admin_pin, key)
            softfile.write(path, Contents(head, doors, softfile.seal(key, head, held), label))
            made = cls(path)
            made._key, made._held = key, held
            return made

    @classmethod
    def _first_keks(cls, _serial: str) -> dict[str, bytes]:
        return {}

    @property
    def serial(self) -> str:
        """The device's number, random, given when it was made."""
        return self._store.contents.head.serial

    @property
    def label(self) -> str:
        """What it was called when it was made."""
        return self._store.contents.label

    @property
    def public_key(self) -> bytes:
        """64 bytes."""
        return self._store.contents.head.public

    @property
    def unlocked(self) -> bool:
        """Open, still there, and not idle too long."""
        with self._store.guard:
            if self._idle is not None and self._clock() - self._used > self._idle:
                self.lock()
            return self.present() and self._held is not None

    def certificates(self) -> Pair:
        """As installed."""
        self._there_now()
        with self._store.guard:
            self._refresh()
            found = {use: Certificate(der) for use, der in self._store.contents.certificates.items()}
        return Pair(found.get("sign"), found.get("encrypt"))

    def unlock(self, pin: str) -> None:
        """Open with the PIN; a file of an earlier version is brought up to date."""
        self._there_now()
        self.lock()
        with self._store.exclusive():
            key = self._store.enter(Role.USER, pin)
            held = softfile.unseal(key, self._store.contents)
            self._store.counter(Role.USER).restore()
            self._key, self._held, self._used = key, held, self._clock()

    def lock(self) -> None:
        """Forget the keys."""
        with self._store.guard:
            self._held, self._key = None, b""

    def tries(self, role: Role = Role.USER) -> Tries:
        """As counted beside the file."""
        self._there_now()
        return self._store.counter(role).tries()

    def sign(self, message: bytes) -> bytes:
        """64 bytes r ‖ s."""
        return self._opened().pair.sign(message)

    def decrypt(self, key: bytes, cipher: ContentCipher, content: bytes) -> bytes:
        """The unverified plaintext."""
        pair = self._opened().encrypt
        if pair is None:
            raise UnknownKey("encryption")
        return deciphered(pair.decrypt(key), cipher, content)

    def change_pin(self, old: str, new: str) -> None:
        """A new PIN for the user."""
        self._new_door(Role.USER, old, Role.USER, new)

    def unblock(self, admin_pin: str, new: str) -> None:
        """A new PIN for the user, all his tries given back. Raises Unsupported when it has no administrator."""
        self._new_door(Role.ADMIN, admin_pin, Role.USER, new)

    def set_admin_pin(self, pin: str, new: str) -> None:
        """Appoint an administrator by the user's PIN, or change his PIN by his own where there is one."""
        self._new_door(Role.ADMIN if self.has_admin else Role.USER, pin, Role.ADMIN, new)

    @property
    def has_admin(self) -> bool:
        """Whether an administrator's PIN was set."""
        return Role.ADMIN in self._store.contents.doors

    def present(self) -> bool:
        """Whether the file is there. A token that is found missing is locked."""
        there = self._store.present()
        if not there:
            self._vanished()
        return there

    def wait(self, timeout: float) -> Event | None:
        """By looking again and again."""
        return self._look.wait(timeout)

    def generate(self) -> bytes:
        """A new signing pair; the certificate of the old one goes with it."""
        pair = sm2.generate()

        def changed(contents: Contents, held: Secrets) -> tuple[Contents, Secrets]:
            head = replace(contents.head, public=pair.public.raw)
            kept = {use: der for use, der in contents.certificates.items() if use != "sign"}
            return replace(contents, head=head, certificates=kept), replace(held, pair=pair)

        self._change(changed)
        return pair.public.raw

    def install(self, sign: Certificate, encrypt: Certificate | None, enveloped_key: bytes | None) -> None:
        """Take certificates and the encryption pair."""

        def changed(contents: Contents, held: Secrets) -> tuple[Contents, Secrets]:
            if enveloped_key is not None:
                held = replace(held, encrypt=_delivered(held.pair, enveloped_key))
            second = held.encrypt.public.raw if held.encrypt else b""
            if sign.public_key != held.pair.public.raw or (encrypt is not None and encrypt.public_key != second):
                raise OtherKey
            found = {**contents.certificates, "sign": sign.der}
            if encrypt is not None:
                found["encrypt"] = encrypt.der
            head = replace(contents.head, encrypt_public=second)
            return replace(contents, head=head, certificates=found), held

        self._change(changed)

    def close(self) -> None:
        """Forget the keys; there is nothing else to free."""
        self.lock()

    def _opened(self) -> Secrets:
        """What the device may use now, other processes' changes included."""
        with self._store.guard:
            unlocked = self.unlocked
            self._there_now()
            if self._held is None or not unlocked:
                raise NotUnlocked
            self._used = self._clock()
            self._refresh()
            return self._held

    def _refresh(self) -> None:
        try:
            changed = self._store.refresh()
        except (DeviceRemoved, OtherDevice):
            self._vanished()
            raise
        if changed and self._held is not None:
            self._held = softfile.unseal(self._key, self._store.contents)

    def _change(self, changed: Change) -> None:
        self._opened()
        with self._store.exclusive():
            before = self._store.contents
            contents, held = changed(before, softfile.unseal(self._key, before))
            self._store.write(replace(contents, sealed=softfile.seal(self._key, contents.head, held)))
            self._held = held

    def _new_door(self, by: Role, pin: str, role: Role, new: str) -> None:
        self._there_now()
        pins.checked(new, *self.pin_length)
        self._store.new_door(by, pin, role, new)

    def _there_now(self) -> None:
        if not self.present():
            raise DeviceRemoved

    def _vanished(self) -> None:
        self.lock()


def _delivered(pair: sm2.PrivateKey, enveloped_key: bytes) -> sm2.PrivateKey:
    try:
        parts = envelopedkey.parts(enveloped_key)
        return envelopedkey.unsealed(parts, pair.decrypt(parts.key))
    except (BadEncoding, BadCiphertext):
        raise OtherKey from None
