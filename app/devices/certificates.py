"""Certificates of key devices on the command line: asked for, installed, revoked."""

import argparse
from pathlib import Path

from app import pins
from app.ca import cli as ca_cli
from app.devices import shown as device_shown
from app.devices.given import address_argument, given, pin_files, whose, with_pin
from app.handling import require_new, write_new
from app.settings import Settings
from app.shown import say
from app.templating import message
from crypto.certificates import certificate as certificates
from crypto.certificates import profiles, requests
from crypto.certificates.certificate import Certificate
from crypto.devices.base import Device
from crypto.errors import BadCertificate, BadName, NoCertificate, UnknownKey
from kernel.errors import StartRefused

SIGN, ENCRYPT, KEY = "sign.cer", "encrypt.cer", "encrypt.key"  # as `zhengxun ca issue` names them


def request_arguments(parser: argparse.ArgumentParser) -> None:
    """Of `request`."""
    address_argument(parser)
    for name in ("name", "organisation"):
        parser.add_argument(f"--{name}", required=True, help=message(f"ca.argument.{name}"))
    parser.add_argument("--unit", default="", help=message("ca.argument.unit"))
    parser.add_argument("--out", type=Path, required=True, help=message("ca.argument.out_file"))
    parser.add_argument("--new-key", action="store_true", help=message("cli.device.argument.new_key"))
    pin_files(parser, "pin")


def request(args: argparse.Namespace, settings: Settings) -> int:
    """Sign a request with the key in the device."""
    try:
        name = profiles.name(args.name, args.organisation, args.unit)
    except BadName as error:
        raise StartRefused("ca.bad_name") from error
    require_new(args.out)
    with given(args, settings) as device:

        def asked() -> bytes:
            public = device.generate() if args.new_key else _signing_key(device)
            return requests.make(name, public, device.sign)

        made = with_pin(device, lambda: pins.read(whose("user"), args.pin_file), asked)
    write_new(args.out, made)
    say("ca.request_done", path=args.out)
    return 0


def _signing_key(device: Device) -> bytes:
    try:
        return device.public_key
    except UnknownKey:
        return device.generate()


def install_arguments(parser: argparse.ArgumentParser) -> None:
    """Of `install`."""
    address_argument(parser)
    parser.add_argument("folder", type=Path, help=message("cli.device.argument.folder"))
    pin_files(parser, "pin")


def install(args: argparse.Namespace, settings: Settings) -> int:
    """Take what the authority delivered."""
    sign = _certificate(args.folder / SIGN)
    encrypt = _certificate(args.folder / ENCRYPT) if (args.folder / ENCRYPT).exists() else None
    key = (args.folder / KEY).read_bytes() if (args.folder / KEY).exists() else None
    with given(args, settings) as device:
        with_pin(device, lambda: pins.read(whose("user"), args.pin_file), lambda: device.install(sign, encrypt, key))
        device_shown.card(device)
    say("cli.device.install_done")
    return 0


def revoke_arguments(parser: argparse.ArgumentParser) -> None:
    """Of `revoke`."""
    address_argument(parser)
    parser.add_argument("--reason", choices=ca_cli.REASONS, required=True, help=message("ca.argument.reason"))
    parser.add_argument("--ca-pin-file", type=Path, help=message("cli.device.argument.ca_pin_file"))
    parser.add_argument("--yes", action="store_true", help=message("ca.argument.yes"))


def revoke(args: argparse.Namespace, settings: Settings) -> int:
    """Every certificate of the device's keys, by its authority. A device that is lost: `zhengxun ca revoke`."""
    with given(args, settings) as device:
        held = device.certificates().sign
        if held is None:
            raise NoCertificate
    if not settings.ca_folder.is_dir():
        raise StartRefused("cli.device.foreign_authority", serial=f"{held.serial:x}", issuer=held.issuer)
    order = ["revoke", f"{held.serial:x}", "--reason", args.reason, *(["--yes"] if args.yes else [])]
    order += ["--pin-file", str(args.ca_pin_file)] if args.ca_pin_file else []
    parser = argparse.ArgumentParser()
    ca_cli.arguments(parser)
    return ca_cli.run(parser.parse_args(order), settings)


def _certificate(file: Path) -> Certificate:
    try:
        return certificates.load(file.read_bytes())
    except OSError as error:
        raise StartRefused("seal.no_file", path=str(file)) from error
    except BadCertificate as error:
        raise StartRefused("seal.bad_certificate", path=str(file)) from error
