"""The key device behind a seal: found, its certificate read, unlocked for one signature, locked again.

- The PIN is asked immediately before each signature and the device is locked right after it: nobody seals with a device
  somebody left open. `--pin-file` is for tests and demonstrations.
- The certificate is the device's own, or a file where the device holds none; it must belong to the device's key.
- What the device refuses is one line in Chinese, exit code 2; an existing file is never written over.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app import pins
from app.devices import given
from app.handling import device_words, read_file, require_new
from app.settings import Settings
from app.templating import message
from crypto.certificates import certificate as certificates
from crypto.certificates.certificate import Certificate
from crypto.certificates.signer import Signer
from crypto.devices import registry
from crypto.devices.base import Device
from crypto.devices.stepup import StepUp
from crypto.errors import BadCertificate, BadDocument, BadSeal
from kernel.errors import StartRefused

DETAILS = ("detail", "file", "maker", "name", "page", "signer", "why")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which device, whose certificate, where to write."""
    parser.add_argument("--device", required=True, metavar="ADDRESS", help=message("seal.argument.device"))
    parser.add_argument("--certificate", type=Path, help=message("seal.argument.certificate"))
    parser.add_argument("--pin-file", type=Path, help=message("ca.argument.pin_file"))
    parser.add_argument("--out", type=Path, required=True, help=message("ca.argument.out_file"))
    parser.add_argument("--yes", action="store_true", help=message("ca.argument.yes"))


@contextmanager
def opened(args: argparse.Namespace, settings: Settings) -> Iterator[Device]:
    """The device, locked. Raises StartRefused."""
    require_new(args.out)
    with device_words(), given.opened(registry.parse(args.device), settings) as device:
        yield device


def certificate(args: argparse.Namespace, device: Device) -> Certificate:
    """The signing certificate. Raises StartRefused."""
    with device_words():
        held, key = device.certificates().sign, device.public_key
    if args.certificate is not None:
        try:
            held = certificates.load(read_file(args.certificate, certificates.LIMIT))
        except BadCertificate as error:
            raise StartRefused("seal.bad_certificate", path=str(args.certificate)) from error
    if held is None:
        raise StartRefused("seal.certificate_needed")
    if held.public_key != key:
        raise StartRefused("seal.other_key", name=held.name)
    return held


def signer(args: argparse.Namespace, device: Device, held: Certificate) -> Signer:
    """Whoever holds the PIN: it is asked for before each signature, and the device is locked after it."""
    return Signer(held, StepUp(device, lambda: pins.read(device.label or device.serial, args.pin_file)).sign)


@contextmanager
def seal_words() -> Iterator[None]:
    """A refusal of the seals package as a line of the command line."""
    try:
        yield
    except (BadSeal, BadDocument) as error:
        # The sentence was written for a report; there the one detail is known by the name of what it is.
        raise StartRefused(f"verify.{error.reason}.failed", **dict.fromkeys(DETAILS, error.detail)) from error
