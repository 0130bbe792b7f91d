"""Devices by address: `software:/path/file`, `skf:/path/lib.so[#serial/application/container]`, `sdf:/path/lib.so[#index]`.

- A path without a driver is a software device's file.
- What is opened is locked; the PIN is the caller's business.
- A card keeps what is sealed to it in a folder of the service: only whoever knows the folder can open a card.
"""

from dataclasses import dataclass
from pathlib import Path

from crypto.devices import software
from crypto.devices.base import Device, Driver, Module
from crypto.devices.sdf.driver import SdfModule
from crypto.devices.skf.connection import Place
from crypto.devices.skf.driver import Habits, SkfToken
from crypto.devices.skf.library import Found, Skf
from crypto.devices.software import SoftwareDevice
from crypto.errors import BadAddress, DeviceExists, Unsupported

SLOT = "#"
DEPTH = 3  # serial, application, container


@dataclass(frozen=True, slots=True)
class Address:
    """Which device. `slot`: what stands after the path, as the driver wants it."""

    driver: Driver
    path: str
    slot: str = ""

    def __str__(self) -> str:
        return f"{self.driver}:{self.path}" + (f"{SLOT}{self.slot}" if self.slot else "")


def parse(text: str) -> Address:
    """Raises BadAddress."""
    head, colon, rest = text.partition(":")
    if not colon or head not in set(Driver):
        known = {"/", "\\"} & set(text) or "." in text  # C:\keys\device.json is a path, ftp:device is not
        if not known or (colon and len(head) > 1):
            raise BadAddress(text)
        return Address(Driver.SOFTWARE, text)
    driver = Driver(head)
    path, _, slot = (rest, "", "") if driver is Driver.SOFTWARE else rest.partition(SLOT)
    bad_slot = driver is Driver.SDF and slot and not slot.isdecimal()
    if not path or bad_slot or slot.count("/") >= DEPTH:
        raise BadAddress(text)
    return Address(driver, path, slot)


def open(address: Address, *, idle: float | None = None, folder: Path | None = None) -> Device:
    """A person's device, or a service's module as one. `idle`: seconds after which a token locks itself.

    Raises DeviceRemoved, DriverMissing, DeviceDamaged, NotInitialised; Unsupported for a card without `folder`.
    """
    match address.driver:
        case Driver.SOFTWARE:
            return software.found(Path(address.path), idle=idle)
        case Driver.SKF:
            return SkfToken(address.path, _place(address), Habits(idle=idle))
        case Driver.SDF:
            if folder is None:
                raise Unsupported("a card belongs to a service")
            return open_module(address, folder)


def open_module(address: Address, folder: Path) -> Module:
    """The service's module. `folder`: where what is sealed to a card stands. Raises as open() does."""
    match address.driver:
        case Driver.SOFTWARE:
            return SoftwareDevice(Path(address.path))
        case Driver.SDF:
            return SdfModule(address.path, int(address.slot or 1), folder)
        case Driver.SKF:
            raise Unsupported("a token wraps no data keys")


def unlocked_module(address: Address, folder: Path, pin: str) -> Module:
    """The service's module, open; one in a file is made at the first start."""
    path = Path(address.path)
    if address.driver is Driver.SOFTWARE and not path.exists():
        try:
            return SoftwareDevice.create(path, pin)
        except DeviceExists:  # another process of this installation was a moment faster
            return SoftwareDevice.open(path, pin)
    found = open_module(address, folder)
    try:
        found.unlock(pin)
    except BaseException:
        found.close()
        raise
    return found


def plugged(library: str) -> list[Found]:
    """The tokens a maker's library sees. Raises DriverMissing."""
    return Skf(library).listed()


def _place(address: Address) -> Place:
    return Place(*address.slot.split("/")) if address.slot else Place()
