"""`zhengxun seal sign`: a seal put on an OFD or PDF, at a place given in mm or over words that stand on the page.

- The place names the middle of the seal. Words are looked for from the end of the document; without a page the last one
  is meant.
- The document passes the marking gate (app/passing.py) before anything else happens to it.
- Seal, period, list of users and document are looked at before the PIN is asked; what will be sealed is shown.
- The result is a new file; the original stays as it is.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app import passing
from app.handling import confirm, device_words, read_file, require_new, write_new
from app.seals import keys
from app.seals import shown as seal_shown
from app.seals.keys import seal_words
from app.settings import Settings
from app.shown import say
from app.templating import message
from crypto.certificates.signer import Signer
from crypto.seals import ofd, pdf, signing
from crypto.seals.documents import Box, Document
from crypto.seals.package import Package
from crypto.seals.pdfwriting import PdfStamp
from crypto.seals.placing import Stamp
from crypto.seals.reading import Seal
from crypto.seals.structures import LIMIT
from kernel import clock
from kernel.errors import StartRefused
from marking.pdf import Unopened
from typeset.stamps import places
from typeset.stamps.places import Page, Spot

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
    passing.argument(parser)
    keys.arguments(parser)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Show, confirm, ask for the PIN, seal, write."""
    data, seal_der = read_file(args.file, LARGEST), read_file(args.seal, LIMIT)
    require_new(args.out)
    passing.require(args.file.name, data, declare=args.declare)
    with keys.opened(args, settings) as device:
        holder = keys.certificate(args, device)
        with seal_words():
            seal = signing.usable(seal_der, holder, clock.now())
            target = _target(args, data)
            spot = _spot(args, target)
            places.require_content(target.pages[spot.page - 1], spot.page)
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
        with device_words(), seal_words():
            made = target.sign(seal_der, keys.signer(args, device, holder), spot.page - 1, _box(seal, spot))
    write_new(args.out, made)
    say("seal.signed", path=args.out)
    return 0


@dataclass(frozen=True, slots=True)
class Target:
    """A document that can be sealed: what its pages show, how it is sealed on one of them (from 0)."""

    pages: list[Page]
    sign: Callable[[bytes, Signer, int, Box], bytes]


def _target(args: argparse.Namespace, data: bytes) -> Target:
    """Raises StartRefused, BadDocument."""
    if data.startswith(ZIP_HEAD):
        ids = tuple(Document(Package(data)).pages())

        def on_ofd(seal: bytes, signer: Signer, page: int, box: Box) -> bytes:
            return ofd.sign_ofd(data, seal, signer, (Stamp(ids[page], box),), clock.now(), closed=args.closed)

        return Target(places.of_ofd(data), on_ofd)
    if not data.startswith(PDF_HEAD):
        raise StartRefused("seal.bad_document", path=str(args.file))
    if args.closed:
        raise StartRefused("seal.closed_pdf")

    def on_pdf(seal: bytes, signer: Signer, page: int, box: Box) -> bytes:
        return pdf.sign_pdf(data, seal, signer, PdfStamp(page, box), clock.now())

    try:
        return Target(places.of_pdf(data), on_pdf)
    except Unopened as error:
        raise StartRefused("seal.bad_document", path=str(args.file)) from error


def _spot(args: argparse.Namespace, target: Target) -> Spot:
    """Where the middle of the seal goes. Raises StartRefused, BadDocument."""
    if args.page is not None and not 1 <= args.page <= len(target.pages):
        raise StartRefused("seal.no_page", page=args.page, pages=len(target.pages))
    if args.at is not None:
        return Spot(args.page or len(target.pages), *args.at)
    return places.over(args.over, target.pages, args.page)


def _box(seal: Seal, spot: Spot) -> Box:
    width, height = seal.picture.width, seal.picture.height
    return Box(spot.x - width / 2, spot.y - height / 2, width, height)


def _point(text: str) -> tuple[float, float]:
    """140,220."""
    across, down = (float(each) for each in text.split(","))
    return across, down
