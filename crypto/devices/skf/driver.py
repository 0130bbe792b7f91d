"""USB tokens behind GM/T 0016: find, open, PIN, sign, decrypt, install, events.

- Keys stay inside: SKF_ECCSignData signs the digest e (ZA is computed here), SKF_ImportSessionKey opens an envelope's
  key in the token and SKF_DecryptUpdate uses it there. The vendors' SKF_ECCDecrypt is never asked for.
- A signature is verified before it is given on: a token that was pulled out or fails half-way gives none.
- The token counts the tries. unlock() always asks the token, also when it is open: a session of another program
  must not stand for the PIN.
- A token pulled out is locked; after it is plugged in again unlock() connects anew and takes only the same token.
"""

import ctypes as c
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from crypto import sm2
from crypto.certificates import envelopedkey
from crypto.certificates.certificate import Certificate
from crypto.devices import pins
from crypto.devices.base import (
    PIN_LEAST,
    PIN_MOST,
    ContentCipher,
    Driver,
    Event,
    Mode,
    Pair,
    Role,
    Tries,
)
from crypto.devices.content import holding, unpadded, whole_blocks
from crypto.devices.native import PATIENCE, Caller
from crypto.devices.skf import abi
from crypto.devices.skf.connection import Connection, Place
from crypto.devices.skf.events import Watch
from crypto.devices.skf.library import Skf
from crypto.errors import (
    BadEncoding,
    DefaultPin,
    DeviceBusy,
    DeviceError,
    DeviceFailed,
    DeviceRemoved,
    DeviceTimeout,
    NotUnlocked,
    OtherDevice,
    OtherKey,
    Unsupported,
)

T = TypeVar("T")
TURN = 0.5  # seconds to wait for a token that is busy, when the question is only whether it is there
MODES = {Mode.CBC: abi.SM4_CBC, Mode.ECB: abi.SM4_ECB}
WHO = {Role.USER: abi.USER, Role.ADMIN: abi.ADMIN}


@dataclass(frozen=True, slots=True)
class Habits:
    """How a token is used: seconds a call may take, seconds after which it locks itself when idle, and by which clock."""

    patience: float = PATIENCE
    idle: float | None = None
    clock: Callable[[], float] = time.monotonic


class SkfToken:
    """A token; implements crypto.devices.base.Device."""

    driver = Driver.SKF

    def __init__(self, path: str, place: Place | None = None, habits: Habits | None = None) -> None:
        """The token `place` names, the first one found where it names none. Raises DriverMissing, DeviceRemoved."""
        self._habits = habits or Habits()
        self._library = Skf(path)
        self._caller = Caller(f"skf {path}", self._habits.patience)
        self._unlocked, self._used = False, self._habits.clock()
        self._connection = Connection(self._library, place or Place())
        self._watch = Watch(self._library, self.present)
        try:
            self._caller.run(self._connection.open)
        except DeviceError:
            self._caller.stop()
            raise

    @property
    def serial(self) -> str:
        """The maker's number."""
        return self._connection.serial

    @property
    def label(self) -> str:
        """As set in the token."""
        return self._connection.label

    @property
    def public_key(self) -> bytes:
        """64 bytes."""
        return self._run(lambda: self._connection.public(sign=True))

    @property
    def unlocked(self) -> bool:
        """The PIN was given to this object, the token is there, and it was not idle too long."""
        idle = self._habits.idle
        if self._unlocked and idle is not None and self._habits.clock() - self._used > idle:
            self.lock()
        return self._unlocked and self.present()

    def certificates(self) -> Pair:
        """As installed; none where the token has no container of ours yet."""

        def read() -> Pair:
            if self._connection.container is None:
                return Pair(None, None)
            sign, encrypt = (self._library.certificate(self._container(), sign=sign) for sign in (True, False))
            return Pair(Certificate(sign) if sign else None, Certificate(encrypt) if encrypt else None)

        return self._run(read)

    def unlock(self, pin: str) -> None:
        """SKF_VerifyPIN."""
        text = _text(pin)

        def verify() -> None:
            self._library.code("SKF_ClearSecureState", self._application())
            left = c.c_uint32()
            self._library.do("SKF_VerifyPIN", self._application(), abi.USER, text, c.byref(left), left=left)
            if self._connection.pin_info(abi.USER)[1]:
                self._library.do("SKF_ClearSecureState", self._application())
                raise DefaultPin

        self._unlocked = False
        self._run(verify)
        self._unlocked, self._used = True, self._habits.clock()

    def lock(self) -> None:
        """SKF_ClearSecureState."""
        self._unlocked = False
        try:
            self._caller.run(lambda: self._library.code("SKF_ClearSecureState", self._application()))
        except DeviceError:
            return  # gone or not answering: it can't be open

    def tries(self, role: Role = Role.USER) -> Tries:
        """SKF_GetPINInfo."""
        return self._run(lambda: self._connection.pin_info(WHO[role])[0])

    def sign(self, message: bytes) -> bytes:
        """64 bytes r ‖ s."""
        public = self._opened(lambda: self._connection.public(sign=True))
        digest = sm2.digest(public, message)

        def sign() -> bytes:
            blob = abi.EccSignature()
            self._library.do("SKF_ECCSignData", self._container(), digest, len(digest), c.byref(blob))
            return abi.signature_of(blob)

        return holding(public, message, self._opened(sign))

    def decrypt(self, key: bytes, cipher: ContentCipher, content: bytes) -> bytes:
        """The unverified plaintext; the session key never leaves the token."""
        if cipher.mode not in MODES:
            raise Unsupported(cipher.mode)
        whole_blocks(cipher, content)
        blob, algorithm = abi.cipher_blob(key), MODES[cipher.mode]

        def decipher() -> bytes:
            wrapped = (self._container(), algorithm, blob, len(blob))
            with self._library.opened("SKF_ImportSessionKey", "SKF_CloseHandle", *wrapped) as session:
                return self._connection.deciphered(session, cipher.iv, content)

        blocks = self._opened(decipher)
        return unpadded(blocks) if cipher.mode is Mode.CBC else blocks

    def change_pin(self, old: str, new: str) -> None:
        """SKF_ChangePIN."""
        before, after = _text(old), _text(new)

        def change() -> None:
            left = c.c_uint32()
            arguments = (self._application(), abi.USER, before, after, c.byref(left))
            self._library.do("SKF_ChangePIN", *arguments, left=left)

        self._run(change)

    def unblock(self, admin_pin: str, new: str) -> None:
        """SKF_UnblockPIN."""
        admin, after = _text(admin_pin), _text(new)

        def unblock() -> None:
            left = c.c_uint32()
            self._library.do("SKF_UnblockPIN", self._application(), admin, after, c.byref(left), left=left)

        self._run(unblock)

    def present(self) -> bool:
        """Whether the token is plugged in. One found missing is locked."""
        try:
            there = self._caller.run(self._connection.present, turn=TURN)
        except DeviceBusy:
            return True  # it is just doing something
        except DeviceError:
            there = False
        if not there:
            self._gone()
        return there

    def wait(self, timeout: float) -> Event | None:
        """SKF_WaitForDevEvent, where the library has it; else by looking."""
        event = self._watch.wait(timeout)
        if event is Event.REMOVED:
            self._gone()
        return event

    def generate(self) -> bytes:
        """SKF_GenECCKeyPair; makes the container when there is none."""
        return self._opened(self._connection.generate)

    def install(self, sign: Certificate, encrypt: Certificate | None, enveloped_key: bytes | None) -> None:
        """SKF_ImportECCKeyPair and SKF_ImportCertificate."""
        if sign.public_key != self.public_key:
            raise OtherKey
        try:
            parts = envelopedkey.parts(enveloped_key) if enveloped_key is not None else None
        except BadEncoding:
            raise OtherKey from None

        def take() -> None:
            self._connection.take(sign, encrypt, parts)

        self._opened(take)

    def close(self) -> None:
        """Lock, and give every handle back."""
        self.lock()
        self._watch.close()
        self._gone()
        self._caller.stop()

    def _opened(self, action: Callable[[], T]) -> T:
        """An operation that needs the PIN."""
        if not self.unlocked:
            if not self.present():
                raise DeviceTimeout if self._caller.failed else DeviceRemoved
            raise NotUnlocked
        self._used = self._habits.clock()
        return self._run(action)

    def _run(self, action: Callable[[], T]) -> T:
        def connected() -> T:
            self._connection.open()
            return action()

        try:
            return self._caller.run(connected)
        except (DeviceTimeout, NotUnlocked):
            self._unlocked = False
            raise
        except (DeviceRemoved, OtherDevice):
            self._gone()
            raise
        except DeviceFailed:
            # Some libraries answer with a general error when the token went away in the middle.
            if not self.present():
                raise DeviceRemoved from None
            raise

    def _gone(self) -> None:
        self._unlocked = False
        with suppress(DeviceTimeout, DeviceRemoved):  # hung for good, or closed: nothing can be given back
            self._caller.run(self._connection.close)

    def _application(self) -> c.c_void_p:
        return self._connection.application_handle()

    def _container(self) -> c.c_void_p:
        return self._connection.container_handle()


def _text(pin: str) -> bytes:
    return pins.checked(pin, PIN_LEAST, PIN_MOST).encode()
