"""A software device's file on its medium: read, written and tried under one lock, its disappearance noticed.

- Six wrong PINs in a row lock a role. The counts stand in files beside the device: they stop guessing through the
  product, not someone who copies the files away.
- Every write is durable; other processes' writes are noticed before the next use.
- What the medium refuses is a typed refusal as well: gone, full, not writable.
"""

import errno
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from crypto.devices import softfile
from crypto.devices.base import Role
from crypto.devices.files import locked
from crypto.devices.softfile import Contents, Kind
from crypto.devices.tries import Counter
from crypto.errors import DeviceDamaged, DeviceReadOnly, DeviceRemoved, NoRoom, OtherDevice, Unsupported, WrongPin

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class Store:
    """One device file."""

    def __init__(self, path: Path, kind: Kind) -> None:
        """Raises DeviceRemoved, DeviceDamaged."""
        self.path = path
        self.guard = threading.RLock()
        self.contents, self._stamp = softfile.read(path), stamp(path)
        if self.contents.head.kind != kind:
            raise DeviceDamaged("a device of another kind")

    def present(self) -> bool:
        """Whether the file is there."""
        return self.path.is_file()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Alone with the file, and up to date with it."""
        with self.guard, held(self.path):
            self.refresh()
            yield

    def refresh(self) -> bool:
        """Read the file again when it was written since; whether it was. Raises DeviceRemoved, OtherDevice."""
        now = stamp(self.path)
        if now == self._stamp:
            return False
        contents = softfile.read(self.path)
        if (contents.head.serial, contents.head.kind) != (self.contents.head.serial, self.contents.head.kind):
            raise OtherDevice
        self.contents, self._stamp = contents, now
        return True

    def write(self, contents: Contents) -> None:
        """Put new contents there; inside exclusive() only."""
        softfile.write(self.path, contents)
        self.contents, self._stamp = contents, stamp(self.path)

    def enter(self, role: Role, pin: str) -> bytes:
        """The storage key, at the price of one try; inside exclusive() only. A file of format 1 becomes one of format 2.

        Raises WrongPin, DeviceLocked, Unsupported when there is no such role. The caller restores the tries when all
        he does with the key is done.
        """
        if role not in self.contents.doors:
            raise Unsupported("no administrator")
        left = self.counter(role).spend()
        key = softfile.enter(self.contents, role, pin)
        if key is None:
            raise WrongPin(left)
        if self.contents.head.format != softfile.FORMAT:
            contents, key = softfile.upgraded(self.contents, key, pin)
            self.write(contents)
        return key

    def new_door(self, by: Role, pin: str, role: Role, new: str) -> None:
        """Give `role` a new PIN, by the PIN of `by`; both get all their tries back."""
        with self.exclusive():
            key = self.enter(by, pin)
            door = softfile.door(self.contents.head, role, new, key)
            self.write(replace(self.contents, doors={**self.contents.doors, role: door}))
            for each in {by, role}:
                self.counter(each).restore()

    def counter(self, role: Role) -> Counter:
        """The tries of one PIN."""
        return Counter(_beside(self.path, ".tries" if role is Role.USER else ".admin-tries"))


@contextmanager
def held(path: Path) -> Iterator[None]:
    """The lock of the device at `path`, for making or changing it."""
    try:
        with locked(_beside(path, ".lock")):
            yield
    except OSError as error:
        if not path.parent.is_dir() or error.errno in {errno.EIO, errno.ENODEV, errno.ENXIO}:
            raise DeviceRemoved from error
        if error.errno in FULL:
            raise NoRoom from error
        raise DeviceReadOnly from error


def stamp(path: Path) -> tuple[int, int]:
    """What tells one writing of a file from another. Raises DeviceRemoved when there is none."""
    try:
        state = path.stat()
    except OSError:
        raise DeviceRemoved from None
    return state.st_ino, state.st_mtime_ns


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
