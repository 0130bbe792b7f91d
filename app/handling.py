"""What the verbs that use keys have in common: somebody looked before, a device's refusal in words, files handled with care."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.templating import message
from crypto.devices.files import make_folder, write_durably
from crypto.errors import DeviceError
from kernel.errors import StartRefused


@contextmanager
def device_words() -> Iterator[None]:
    """A device's refusal as a line of the command line."""
    try:
        yield
    except DeviceError as error:
        raise StartRefused(error.code, **error.facts) from error


def confirm(args: argparse.Namespace) -> None:
    """Go on only when somebody looked. Raises StartRefused."""
    if args.yes:
        return
    if not sys.stdin.isatty():
        raise StartRefused("ca.not_confirmed")
    if input(message("ca.confirm")).strip().lower() not in {"y", "yes"}:
        raise StartRefused("ca.declined")


def read_file(path: Path, limit: int, refusal: str = "seal.no_file") -> bytes:
    """The file's bytes, at most one more than `limit`. Raises StartRefused with the code `refusal`."""
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise StartRefused(refusal, path=str(path)) from error


def require_new(path: Path) -> None:
    """Raises StartRefused where a file would be written over."""
    if path.exists():
        raise StartRefused("seal.exists", path=str(path))


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet. Raises StartRefused."""
    require_new(path)
    make_folder(path.absolute().parent)
    write_durably(path, data)
