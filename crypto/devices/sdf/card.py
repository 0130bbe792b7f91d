"""A server's crypto card: one connection, a pool of sessions, each used by one thread of its own.

- A session belongs to one call at a time; where the card gives no more, callers wait for one to come free, then NoRoom.
- The password of the key is given to every session. It is kept in memory while the module is open, for new sessions.
- A call that does not come back in time marks the card as failed: nothing more is asked of it until it is opened again.
- A card that was gone is connected to again by the next call, if it is the same card.
"""

import ctypes as c
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from crypto import sm4
from crypto.devices.native import PATIENCE, Library
from crypto.devices.sdf import abi
from crypto.devices.sdf.session import Session
from crypto.devices.skf.library import text
from crypto.errors import (
    CryptoError,
    DeviceFailed,
    DeviceRemoved,
    DeviceTimeout,
    NoRoom,
    NotUnlocked,
    OtherDevice,
)

T = TypeVar("T")
MOST = 16  # sessions of one process; a card has hundreds, for all its users
CLOSE_PATIENCE = 2.0
PIECE_MOST = 1 << 14  # bytes in one call


class Card:
    """A card and the key pair `index` in it."""

    def __init__(self, path: str, index: int, patience: float = PATIENCE) -> None:
        """Raises DriverMissing, DeviceRemoved."""
        self._library, self.index, self._patience = Library(path, abi.CALLS), index, patience
        self._free = threading.Condition()
        self._idle: list[Session] = []
        self._count = self._connections = 0
        self._pin: bytes | None = None
        self._control: Session | None = None
        self._device = c.c_void_p()
        self._failed = self._hung = False
        self.serial, self._piece = "", sm4.BLOCK
        self._connect()

    @property
    def failed(self) -> bool:
        """A call did not come back in time; unlock() opens the card anew."""
        return self._failed

    def unlock(self, pin: bytes) -> None:
        """Take the password after a session has accepted it. Raises NotUnlocked when none does."""
        if self._failed:
            self.close()
        with self._free:
            self._connect()
            session = self._new_session(pin)
            self._pin = pin
            self._count += 1
            self._idle.append(session)

    def lock(self) -> None:
        """Forget the password; its sessions end when their calls do."""
        with self._free:
            self._pin = None
            idle, self._idle = self._idle, []
            self._count -= len(idle)
        for session in idle:
            _ended(session)

    def control(self, action: Callable[[Session], T]) -> T:
        """What `action` does in a session without the password."""
        with suppress(DeviceRemoved):
            return self._guarded(self._connect(), action)
        return self._guarded(self._connect(), action)

    def run(self, action: Callable[[Session], T]) -> T:
        """What `action` does in a session with the password. Raises NotUnlocked, NoRoom, DeviceRemoved, DeviceTimeout."""
        session = self._leased()
        kept = False
        try:
            answer = self._guarded(session, action)
            kept = True
        except (DeviceRemoved, DeviceTimeout):
            raise
        except CryptoError:
            kept = True
            raise
        finally:
            self._given_back(session, kept=kept)
        return answer

    def present(self) -> bool:
        """Whether the card answers."""
        try:
            self.control(lambda session: session.do("SDF_GetDeviceInfo", c.byref(abi.DeviceInfo())))
        except CryptoError:
            return False
        return True

    def close(self) -> None:
        """Give everything back; a hung session can't be."""
        self.lock()
        self._disconnect()
        self._failed = self._hung = False

    def _guarded(self, session: Session, action: Callable[[Session], T]) -> T:
        try:
            return session.caller.run(lambda: action(session))
        except DeviceTimeout:
            self._failed, self._hung = True, self._hung or session.caller.failed
            raise
        except DeviceRemoved:
            self._disconnect()
            raise
        except DeviceFailed:
            # A card that was reset no longer knows its handles; it says so with whatever code its maker likes.
            if session is not self._control and self.present():
                raise
            self._disconnect()
            raise DeviceRemoved from None

    def _leased(self) -> Session:
        end = time.monotonic() + self._patience
        with self._free:
            while True:
                self._connect()
                if self._pin is None:
                    raise NotUnlocked
                if self._idle:
                    return self._idle.pop()
                with suppress(NoRoom):
                    return self._another()
                if self._count == 0 or not self._free.wait(end - time.monotonic()):
                    raise NoRoom

    def _another(self) -> Session:
        if self._count >= MOST or self._pin is None:
            raise NoRoom
        session = self._new_session(self._pin)
        self._count += 1
        return session

    def _given_back(self, session: Session, *, kept: bool) -> None:
        with self._free:
            # The connection it belonged to may be gone by now, or the password taken away.
            kept = kept and self._pin is not None and session.connection == self._connections
            if kept:
                self._idle.append(session)
            else:
                self._count -= 1
            self._free.notify()
        if not kept:
            _ended(session)

    def _connect(self) -> Session:
        """The session without the password, of a connection that is made when there is none."""
        with self._free:
            if self._failed:
                raise DeviceTimeout
            if self._control is None:
                self._control = self._connected()
            return self._control

    def _connected(self) -> Session:
        session = Session(self._library, self._patience, self._connections)

        def connect() -> abi.DeviceInfo:
            code = self._library.call("SDF_OpenDevice", c.byref(self._device))
            if code:
                raise abi.refusal(code, "SDF_OpenDevice")
            session.open(self._device)
            info = abi.DeviceInfo()
            session.do("SDF_GetDeviceInfo", c.byref(info))
            return info

        try:
            info = session.caller.run(connect)
            serial = text(info.serial)
            if self.serial not in {"", serial}:
                raise OtherDevice
        except CryptoError as error:
            self._failed, self._hung = isinstance(error, DeviceTimeout), session.caller.failed
            _ended(session)
            self._close_device()
            raise
        self.serial = serial
        self._piece = max(sm4.BLOCK, min(info.buffer or PIECE_MOST, PIECE_MOST) // sm4.BLOCK * sm4.BLOCK)
        return session

    def _disconnect(self) -> None:
        with self._free:
            idle, self._idle = self._idle, []
            self._count -= len(idle)
            control, self._control = self._control, None
            self._connections += 1
        for session in [*idle, *([control] if control else [])]:
            _ended(session)
        self._close_device()

    def _close_device(self) -> None:
        device, self._device = self._device, c.c_void_p()
        if device.value and not self._hung:  # closing it under a call that hangs may never return either
            self._library.call("SDF_CloseDevice", device)

    def _new_session(self, pin: bytes) -> Session:
        session = Session(self._library, self._patience, self._connections)

        def begin(new: Session) -> None:
            new.open(self._device)
            new.do("SDF_GetPrivateKeyAccessRight", self.index, pin, len(pin))
            new.piece = self._piece

        try:
            self._guarded(session, begin)
        except CryptoError:
            _ended(session)
            raise
        return session


def _ended(session: Session) -> None:
    with suppress(CryptoError):
        session.caller.run(session.close, turn=CLOSE_PATIENCE)
    session.caller.stop()
