"""What happens to a token: by SKF_WaitForDevEvent, and by looking where a library has no events.

- The library's wait blocks without a deadline: it runs in a thread of its own, over as many calls of wait() as it
  takes, and is cancelled at the end.
- What the library says is only a hint that it is time to look: it may tell of another token, or of the same twice.
- A library that answers with an error is not asked again.
"""

import ctypes as c
import queue
import threading
import time
from collections.abc import Callable

from crypto.devices.base import Event
from crypto.devices.looking import EVERY, Look
from crypto.devices.skf import abi
from crypto.devices.skf.library import Skf

SUSPICIOUS = 0.03  # seconds: an answer that comes quicker may come for ever
ROOM = 256


class Watch:
    """The events of one token."""

    def __init__(self, library: Skf, present: Callable[[], bool]) -> None:
        """`present`: whether it is there now; it is taken to be there at this moment."""
        self._library, self._look = library, Look(present)
        self._waiting, self._useful = False, True
        self._answers: queue.SimpleQueue[int] = queue.SimpleQueue()

    def wait(self, timeout: float) -> Event | None:
        """The next event, None when there was none in time."""
        return self._look.wait(timeout, self._pause)

    def close(self) -> None:
        """Let the waiting thread end."""
        if self._waiting:
            self._library.code("SKF_CancelWaitForDevEvent")

    def _pause(self, seconds: float) -> None:
        if not self._hinted(seconds):
            time.sleep(min(EVERY, seconds))

    def _hinted(self, seconds: float) -> bool:
        """Let the library wait; False when looking has to do instead."""
        if not self._useful:
            return False
        if not self._waiting:
            self._waiting = True
            threading.Thread(target=self._ask, name="skf events", daemon=True).start()
        begun = time.monotonic()
        try:
            code = self._answers.get(timeout=seconds)
        except queue.Empty:
            return True
        self._waiting = False
        self._useful = code == 0
        return self._useful and time.monotonic() - begun > SUSPICIOUS

    def _ask(self) -> None:
        size, event, name = abi.ULONG(ROOM), abi.ULONG(), c.create_string_buffer(ROOM)
        self._answers.put(self._library.code("SKF_WaitForDevEvent", name, c.byref(size), c.byref(event)))
