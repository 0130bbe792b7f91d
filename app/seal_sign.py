"""`zhengxun seal sign`: a seal put on an OFD or PDF, at a place given in mm or over words that stand on the page.

- The place names the middle of the seal. Words are looked for from the end of the document; without a page the last one
  is meant.
- Seal, period, list of users and document are looked at before the PIN is asked; what will be sealed is shown.
- The result is a new file; the original stays as it is.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app import seal_device, seal_places, seal_shown
from app.ca_shown import say
from app.seal_device import confirm, read_file, seal_words, write_new
from app.seal_places import Page, Spot
from app.settings import Settings
from app.templating import message
from crypto.seals import ofd, signing
from crypto.seals.documents import Box, Document
from crypto.seals.package import Package
from crypto.seals.placing import Stamp
from crypto.seals.reading import Seal
from crypto.seals.structures import LIMIT
from kernel import clock
from kernel.errors import StartRefused

LARGEST = 256 << 20
PDF_HEAD, ZIP_HEAD = b"%PDF-", b"PK\x03\x04"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which document, which seal, where."""
    parser.add_argument("file", type=Path, help=message("seal.argument.file"))
    parser.add_argument("--seal", type=Path, required=True, help=message("seal.argument.seal"))
    parser.add_argument("--page", type=int, help=message("seal.argument.page"))
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--at", type=_point, metavar="X,Y", help=message("seal.argument.at"))
    where.add_argument("--over", metavar="TEXT", help=message("seal.argument.over"))
    parser.add_argument("--closed", action="store_true", help=message("seal.argument.closed"))
    seal_device.arguments(parser)


def run(args: argparse.Namespace, _settings: Settings) -> int:
    """Show, confirm, ask for the PIN, seal, write."""
    data, seal_der = read_file(args.file, LARGEST), read_file(args.seal, LIMIT)
    with seal_device.opened(args) as device:
        holder = seal_device.certificate(args, device)
        with seal_words():
            seal = signing.usable(seal_der, holder, clock.now())
            target = _target(args.file, data)
            spot = _spot(args, target)
            seal_places.require_content(target.pages[spot.page - 1], spot.page)
        say("seal.will_sign")
        seal_shown.facts(
            [
                ("file", str(args.file)),
                ("name", seal.name),
                ("id", seal.id),
                ("place", message("seal.place", page=spot.page, x=spot.x, y=spot.y)),
                ("signer", seal_shown.user(holder.der)),
            ]
        )
        confirm(args)
        with seal_device.unlocked(args, device) as sign, seal_words():
            stamp = Stamp(target.ids[spot.page - 1], _box(seal, spot))
            made = target.sign(data, seal_der, sign(holder), (stamp,), clock.now(), closed=args.closed)
    write_new(args.out, made)
    say("seal.signed", path=args.out)
    return 0


@dataclass(frozen=True, slots=True)
class Target:
    """A document that can be sealed: the ids of its pages, what they show, how it is signed."""

    ids: tuple[str, ...]
    pages: list[Page]
    sign: Callable[..., bytes]


def _target(path: Path, data: bytes) -> Target:
    """Raises StartRefused, BadDocument."""
    if data.startswith(ZIP_HEAD):
        return Target(tuple(Document(Package(data)).pages()), seal_places.of_ofd(data), ofd.sign_ofd)
    raise StartRefused("seal.bad_document", path=str(path))


def _spot(args: argparse.Namespace, target: Target) -> Spot:
    """Where the middle of the seal goes. Raises StartRefused, BadDocument."""
    if args.page is not None and not 1 <= args.page <= len(target.pages):
        raise StartRefused("seal.no_page", page=args.page, pages=len(target.pages))
    if args.at is not None:
        return Spot(args.page or len(target.pages), *args.at)
    return seal_places.over(args.over, target.pages, args.page)


def _box(seal: Seal, spot: Spot) -> Box:
    width, height = seal.picture.width, seal.picture.height
    return Box(spot.x - width / 2, spot.y - height / 2, width, height)


def _point(text: str) -> tuple[float, float]:
    """140,220."""
    across, down = (float(each) for each in text.split(","))
    return across, down
