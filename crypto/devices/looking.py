"""Coming and going noticed by looking, for devices that do not tell."""

import time
from collections.abc import Callable

from crypto.devices.base import Event

EVERY = 0.2  # seconds between looks


class Look:
    """Measures changes from one call to the next; the device is taken to be there at first."""

    def __init__(self, present: Callable[[], bool]) -> None:
        """`present`: whether it is there now."""
        self._present, self._there = present, True

    def changed(self) -> Event | None:
        """What happened since the last look."""
        before, self._there = self._there, self._present()
        if before == self._there:
            return None
        return Event.PLUGGED if self._there else Event.REMOVED

    def wait(self, timeout: float, pause: Callable[[float], None] | None = None) -> Event | None:
        """The next event, None when there was none in `timeout` seconds. `pause`: sleeps at most so long."""
        end = time.monotonic() + timeout
        while True:
            if event := self.changed():
                return event
            left = end - time.monotonic()
            if left <= 0:
                return None
            (pause or _nap)(left)


def _nap(left: float) -> None:
    time.sleep(min(EVERY, left))
