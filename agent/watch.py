"""A stay of the device at the service: begun by a sign-in, kept up by statements, ended at once on removal.

- Twice a second the device is looked at; every two seconds it signs that it is there. A statement that does not get
  through is made anew two seconds later.
- The stay ends when the device is gone (the service is told), when no session hangs on it any more, when the service
  refuses it, when the holder locks it, and with the program. Then the PIN is forgotten.
- What is signed and not yet opened counts as needed while the service waits for it; so that the moment between the
  answer and the session ends nothing, the device is let go when two answers in a row have no use for it.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from agent.holder import Holder, Signed, SignedOff
from agent.service import Service, ServiceAway, ServiceRefuses
from crypto.devices.statements import NONCE, SignIn, SignOff
from crypto.errors import DeviceError, NotUnlocked
from kernel.log import log

LOOK = 0.5  # seconds between looks at the device
SPEAK = 2.0  # seconds between statements; the service waits for three times as long
UNUSED = 2  # answers in a row


class End(StrEnum):
    """Why the last stay ended."""

    REMOVED = "removed"
    SIGNED_OUT = "signed_out"
    REFUSED = "refused"
    LOCKED = "locked"


@dataclass(slots=True)
class Stay:
    """One device at work. `nonce`: what the next statement names."""

    serial: str
    nonce: bytes = bytes(NONCE)
    unused: int = 0
    spoke: float = 0.0


class Watch:
    """Keeps the stay up in a thread of its own between start() and stop()."""

    def __init__(self, holder: Holder, service: Service, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing runs yet."""
        self.holder, self.service, self._clock = holder, service, clock
        self.stay: Stay | None = None
        self.ended: End | None = None
        self._guard = threading.RLock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="presence", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End the stay and the thread."""
        self._stopping.set()
        self._thread.join(timeout=10)
        self.lock()

    def sign_in(self, pin: str, said: SignIn) -> Signed:
        """Answer a challenge; the stay begins, or goes on. Raises DeviceError."""
        signed = self.holder.sign_in(pin, said)
        with self._guard:
            if self.stay is None or self.stay.serial != signed.device:
                self.stay = Stay(signed.device)
            self.stay.unused, self.ended = 0, None
        return signed

    def sign_off(self, pin: str, said: Sequence[SignOff]) -> SignedOff:
        """Sign texts off with one PIN. A device that opened nothing is let go afterwards. Raises DeviceError."""
        try:
            return self.holder.sign_off(pin, said)
        finally:
            with self._guard:
                staying = self.stay is not None
            if not staying:
                self.holder.let_go()

    def lock(self) -> None:
        """The holder leaves: tell the service, forget the PIN."""
        self._end(End.LOCKED)
        self.holder.let_go()

    def step(self) -> None:
        """What is due now: look, speak, end."""
        stay = self.stay
        if stay is None:
            return
        if not self.holder.present():
            self._end(End.REMOVED)
        elif self._clock() - stay.spoke >= SPEAK:
            stay.spoke = self._clock()
            self._speak(stay)

    def _speak(self, stay: Stay) -> None:
        for _ in range(2):  # the first may name a number that is no longer the last
            try:
                signature = self.holder.sign_presence(self.service.address, stay.serial, stay.nonce)
                heard = self.service.present(stay.serial, stay.nonce, signature)
            except ServiceAway:
                log.warning("service_away")
                return
            except ServiceRefuses:
                self._end(End.REFUSED, tell=False)
                return
            except DeviceError as error:
                log.warning("device", code=error.code)
                self._end(End.LOCKED if isinstance(error, NotUnlocked) else End.REMOVED)
                return
            stay.nonce = heard.nonce
            if heard.accepted:
                self._used(stay, needed=heard.sessions > 0 or heard.waiting)
                return

    def _used(self, stay: Stay, *, needed: bool) -> None:
        with self._guard:
            stay.unused = 0 if needed else stay.unused + 1
            unused = stay.unused >= UNUSED
        if unused:
            self._end(End.SIGNED_OUT)

    def _end(self, why: End, *, tell: bool = True) -> None:
        with self._guard:
            stay, self.stay = self.stay, None
            if stay is None:
                return
            self.ended = why
        self.holder.let_go()
        log.info("stay_ended", why=why.value)
        if tell:
            try:
                self.service.gone(stay.serial, stay.nonce)
            except (ServiceAway, ServiceRefuses):
                log.warning("service_not_told")  # it finds out by itself within six seconds

    def _run(self) -> None:
        while not self._stopping.wait(LOOK):
            self.step()
