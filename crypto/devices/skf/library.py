"""A token maker's library: calls that raise, names, and what is plugged in.

- Every handle that is opened is closed on every path.
- Lists and certificates come in two steps, size and then bytes; a library that can only answer in one gets room.
"""

import ctypes as c
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from crypto.devices.native import Library
from crypto.devices.skf import abi
from crypto.errors import NoCertificate

ROOM = 1024


@dataclass(frozen=True, slots=True)
class Found:
    """A token that is plugged in: the library's name for it, and what it says of itself."""

    name: str
    serial: str
    label: str
    applications: tuple[str, ...]


@dataclass(slots=True)
class Handle:
    """What the library gave for a device, an application, a container or a key, and how it is given back."""

    value: c.c_void_p
    close: str


class Skf:
    """One library."""

    def __init__(self, path: str) -> None:
        """Raises DriverMissing."""
        self._library = Library(path, abi.CALLS, stdcall=True)

    def do(self, name: str, *arguments: Any, left: c.c_uint32 | None = None) -> None:
        """One call; anything but success raises. `left`: where the call leaves the number of tries."""
        code = self._library.call(name, *arguments)
        if code:
            raise abi.refusal(code, name, left.value if left is not None else 0)

    def code(self, name: str, *arguments: Any) -> int:
        """One call; its return code."""
        return self._library.call(name, *arguments)

    def open(self, name: str, close: str, *arguments: Any) -> Handle:
        """A handle; the call's last argument is where it comes."""
        value = c.c_void_p()
        self.do(name, *arguments, c.byref(value))
        return Handle(value, close)

    def close(self, handle: Handle | None) -> None:
        """Give a handle back; whether the device is still there to take it does not matter."""
        if handle is not None:
            self._library.call(handle.close, handle.value)

    @contextmanager
    def opened(self, name: str, close: str, *arguments: Any) -> Iterator[c.c_void_p]:
        """A handle for the length of a block."""
        handle = self.open(name, close, *arguments)
        try:
            yield handle.value
        finally:
            self.close(handle)

    def given(self, name: str, *arguments: Any) -> bytes:
        """What a call with room and size at its end gives."""
        size = c.c_uint32(ROOM)
        room = c.create_string_buffer(ROOM)
        code = self._library.call(name, *arguments, room, c.byref(size))
        if code == abi.TOO_SMALL:
            room = c.create_string_buffer(max(size.value, 1))
            code = self._library.call(name, *arguments, room, c.byref(size))
        if code:
            raise abi.refusal(code, name)
        return room.raw[: size.value]

    def names(self, name: str, *arguments: Any) -> tuple[str, ...]:
        """A list of names, each ended by a zero, the list by one more."""
        listed = self.given(name, *arguments)
        return tuple(each.decode("utf-8", "replace") for each in listed.split(b"\0") if each)

    def certificate(self, container: c.c_void_p, *, sign: bool) -> bytes | None:
        """The DER of a certificate in a container, None when it holds none."""
        try:
            return self.given("SKF_ExportCertificate", container, int(sign)) or None
        except NoCertificate:
            return None

    def present(self) -> tuple[str, ...]:
        """The names of the tokens plugged in."""
        return self.names("SKF_EnumDev", 1)

    def info(self, device: c.c_void_p) -> abi.DevInfo:
        """What a device says of itself."""
        found = abi.DevInfo()
        self.do("SKF_GetDevInfo", device, c.byref(found))
        return found

    def listed(self) -> list[Found]:
        """The tokens plugged in."""
        return [self._found(name) for name in self.present()]

    def _found(self, name: str) -> Found:
        with self.opened("SKF_ConnectDev", "SKF_DisConnectDev", name.encode()) as device:
            info = self.info(device)
            return Found(name, text(info.serial), text(info.label), self.names("SKF_EnumApplication", device))


def text(field: bytes) -> str:
    """A field of characters as text."""
    return field.split(b"\0")[0].decode("utf-8", "replace").strip()
