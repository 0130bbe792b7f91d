"""Wrong PINs, counted in a file: the counts of devices that keep none themselves.

- A try is written down, durably, before it is made: ending the process does not win one.
- Whoever tries holds the device's lock from counting to outcome: tries made at once by many processes are counted
  one after the other and can't exceed the limit.
"""

from pathlib import Path

from crypto.devices.base import TRIES, Tries
from crypto.devices.files import remove_durably, write_durably
from crypto.errors import DeviceDamaged, DeviceLocked


class Counter:
    """The tries of one PIN."""

    def __init__(self, path: Path, limit: int = TRIES) -> None:
        """`path`: the file of the count; absent while nothing was tried in vain."""
        self._path, self._limit = path, limit

    def tries(self) -> Tries:
        """What is left."""
        return Tries(max(0, self._limit - self._used()), self._limit)

    def spend(self) -> int:
        """Write one try down; returns how many are left after it. Raises DeviceLocked when there is none to spend."""
        used = self._used()
        if used >= self._limit:
            raise DeviceLocked
        write_durably(self._path, str(used + 1).encode())
        return self._limit - used - 1

    def restore(self) -> None:
        """All tries again: the right PIN was given."""
        remove_durably(self._path)

    def _used(self) -> int:
        try:
            return int(self._path.read_bytes())
        except FileNotFoundError:
            return 0
        except ValueError:
            raise DeviceDamaged("unreadable count of tries") from None
