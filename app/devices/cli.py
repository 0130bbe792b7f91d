"""`zhengxun device …`: key devices for the security administrator (docs/devices.md).

- A device is named by its address (crypto/devices/registry.py), and found again by its serial number.
- PINs are typed without echo, or come from files only their owner can read; never from an argument.
- Exit codes: 0 done; 2 refused, nothing changed; `show` and `list` alone: 1 when something asks for attention.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from app import pins, subcommands
from app.devices import certificates
from app.devices import shown as device_shown
from app.devices.given import address_argument, given, new_pin, opened, pin_files, whose, with_pin
from app.handling import device_words
from app.settings import Settings
from app.shown import say
from app.subcommands import Act
from app.templating import message
from crypto.devices import registry
from crypto.devices.base import Driver
from crypto.devices.registry import Address
from crypto.devices.skf import initialise
from crypto.devices.softtoken import SoftwareToken
from crypto.devices.software import SoftwareDevice
from crypto.errors import DeviceError, Unsupported
from kernel.errors import StartRefused

ATTENTION = 1
KEY_SIZE = 16


def arguments(parser: argparse.ArgumentParser) -> None:
    """The acts as sub-commands."""
    subcommands.add(parser, ACTS, "cli.device.act")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do it."""
    with device_words():
        return subcommands.run(ACTS, args, settings)


def _init_arguments(parser: argparse.ArgumentParser) -> None:
    address_argument(parser)
    parser.add_argument("--label", default="", help=message("cli.device.argument.label"))
    parser.add_argument("--module", action="store_true", help=message("cli.device.argument.module"))
    parser.add_argument("--auth-key-file", type=Path, help=message("cli.device.argument.auth_key_file"))
    pin_files(parser, "pin", "admin_pin")


def _init(args: argparse.Namespace, settings: Settings) -> int:
    address = registry.parse(args.address)
    if address.driver is Driver.SDF:
        raise Unsupported("made with the maker's tool")
    if address.driver is Driver.SOFTWARE and Path(address.path).exists():
        raise StartRefused("device.exists")
    pin, admin_pin = new_pin(args.pin_file, "user"), new_pin(args.admin_pin_file, "admin")
    if pin == admin_pin:
        raise StartRefused("cli.device.same_pin")
    if address.driver is Driver.SOFTWARE:
        kind = SoftwareDevice if args.module else SoftwareToken
        kind.create(Path(address.path).absolute(), pin, admin_pin=admin_pin, label=args.label).close()
    else:
        key = _auth_key(args.auth_key_file)
        setup = initialise.Setup(pin, admin_pin, args.label, key)
        serial = initialise.initialise(address.path, address.slot.partition("/")[0], setup)
        with opened(Address(address.driver, address.path, serial), settings) as device:
            with_pin(device, lambda: pin, device.generate)
    with opened(address, settings) as device:
        device_shown.card(device)
    say("cli.device.init_done")
    return 0


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("places", nargs="*", help=message("cli.device.argument.places"))


def _list(args: argparse.Namespace, settings: Settings) -> int:
    addresses = [each for place in args.places or [str(settings.device_address)] for each in _within(place)]
    rows = [_row(address, settings) for address in addresses]
    if not rows:
        say("cli.device.none")
        return ATTENTION
    device_shown.table(rows)
    return ATTENTION if any(row.attention for row in rows) else 0


def _row(address: Address, settings: Settings) -> device_shown.Row:
    try:
        with opened(address, settings) as device:
            return device_shown.row(address, device)
    except DeviceError as error:
        return device_shown.refused(address, message(error.code, **error.facts))


def _show(args: argparse.Namespace, settings: Settings) -> int:
    with given(args, settings) as device:
        return ATTENTION if device_shown.card(device) else 0


def _pin_arguments(parser: argparse.ArgumentParser) -> None:
    address_argument(parser)
    parser.add_argument("--admin", action="store_true", help=message("cli.device.argument.admin"))
    pin_files(parser, "pin", "new_pin")


def _pin(args: argparse.Namespace, settings: Settings) -> int:
    with given(args, settings) as device:
        if args.admin and not isinstance(device, SoftwareToken):
            raise Unsupported("set with the maker's tool")
        by_admin = isinstance(device, SoftwareToken) and args.admin and device.has_admin
        old = pins.read(whose("admin" if by_admin else "user"), args.pin_file)
        new = new_pin(args.new_pin_file, "admin" if args.admin else "user")
        if isinstance(device, SoftwareToken) and args.admin:
            device.set_admin_pin(old, new)
        else:
            device.change_pin(old, new)
    say("cli.device.pin_done", whose=whose("admin" if args.admin else "user"))
    return 0


def _unblock_arguments(parser: argparse.ArgumentParser) -> None:
    address_argument(parser)
    pin_files(parser, "admin_pin", "new_pin")


def _unblock(args: argparse.Namespace, settings: Settings) -> int:
    with given(args, settings) as device:
        admin_pin = pins.read(whose("admin"), args.admin_pin_file)
        device.unblock(admin_pin, new_pin(args.new_pin_file, "user"))
    say("cli.device.unblock_done")
    return 0


def _within(place: str) -> Iterator[Address]:
    """The devices at a place: a maker's library, a folder of files, or one address."""
    path = Path(place)
    if path.is_dir():
        yield from (Address(Driver.SOFTWARE, str(each)) for each in sorted(path.glob("*.json")))
        return
    address = registry.parse(place)
    if address.driver is Driver.SKF and not address.slot:
        for found in registry.plugged(address.path):
            yield Address(address.driver, address.path, found.serial)
        return
    yield address


def _auth_key(file: Path | None) -> bytes:
    if file is None:
        return initialise.DEFAULT_AUTH_KEY
    key = pins.read(message("cli.device.argument.auth_key_file"), file).encode()
    if len(key) != KEY_SIZE:
        raise StartRefused("cli.device.bad_auth_key", path=str(file))
    return key


ACTS = (
    Act("init", _init_arguments, _init),
    Act("list", _list_arguments, _list),
    Act("show", address_argument, _show),
    Act("pin", _pin_arguments, _pin),
    Act("unblock", _unblock_arguments, _unblock),
    Act("request", certificates.request_arguments, certificates.request),
    Act("install", certificates.install_arguments, certificates.install),
    Act("revoke", certificates.revoke_arguments, certificates.revoke),
)
