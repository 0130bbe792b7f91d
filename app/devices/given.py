"""A device as the command line names it: opened, closed again, its PIN asked for."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from app import pins
from app.settings import Settings
from app.templating import message
from crypto.devices import registry
from crypto.devices.base import Device
from crypto.devices.registry import Address

T = TypeVar("T")


@contextmanager
def given(args: argparse.Namespace, settings: Settings) -> Iterator[Device]:
    """The device of the argument, locked."""
    with opened(registry.parse(args.address), settings) as device:
        yield device


@contextmanager
def opened(address: Address, settings: Settings) -> Iterator[Device]:
    """The device at an address, locked."""
    device = registry.open(address, folder=settings.secrets_folder)
    try:
        yield device
    finally:
        device.close()


def with_pin(device: Device, pin: Callable[[], str], action: Callable[[], T]) -> T:
    """What `action` does while the device is unlocked."""
    device.unlock(pin())
    try:
        return action()
    finally:
        device.lock()


def address_argument(parser: argparse.ArgumentParser) -> None:
    """Which device."""
    parser.add_argument("address", help=message("cli.device.argument.address"))


def pin_files(parser: argparse.ArgumentParser, *names: str) -> None:
    """Files of PINs, for scripts."""
    for name in names:
        option = f"--{name.replace('_', '-')}-file"
        parser.add_argument(option, type=Path, metavar="FILE", help=message(f"cli.device.argument.{name}_file"))


def whose(who: str) -> str:
    """Whose PIN, in words."""
    return message(f"cli.device.whose.{who}")


def new_pin(file: Path | None, who: str) -> str:
    """A PIN that is to be set, typed twice."""
    return pins.read(whose(who), file, new=True)
