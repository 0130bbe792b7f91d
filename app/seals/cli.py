"""`zhengxun seal draw|make|show|sign`: seals on the command line (docs/seals.md).

- draw makes a picture and needs no key; make and sign ask for the PIN of a device and show first what will be signed.
- Exit codes: 0 done; 2 refused, nothing written; 3 and 4 likewise, by the marking gate (app/passing.py).
- Whether a seal or a sealed document holds is `zhengxun verify`'s to say; show only reads.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from app import subcommands
from app.handling import read_file, write_new
from app.seals import making, picture, signing
from app.seals import shown as seal_shown
from app.settings import Settings
from app.shown import say
from app.subcommands import Act
from app.templating import message
from crypto.errors import BadEncoding
from crypto.seals.reading import read_seal
from crypto.seals.structures import LIMIT
from kernel.errors import StartRefused
from typeset import fonts
from typeset.stamps.drawing import Drawing

FORMS: dict[str, Callable[[Drawing, int], bytes]] = {
    ".svg": lambda drawing, _: drawing.svg().encode(),
    ".png": lambda drawing, dpi: drawing.png(dpi),
    ".ofd": lambda drawing, _: drawing.ofd(),
}
LEAST_DPI, MOST_DPI = 72, 1200


def arguments(parser: argparse.ArgumentParser) -> None:
    """The acts as sub-commands."""
    subcommands.add(parser, ACTS, "seal.act")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do it, with the faces of this installation."""
    fonts.install(fonts.FontSet(settings.fonts, settings.system_fonts))
    return subcommands.run(ACTS, args, settings)


def _draw_arguments(parser: argparse.ArgumentParser) -> None:
    picture.arguments(parser)
    parser.add_argument("--out", type=Path, required=True, help=message("seal.argument.out"))
    parser.add_argument("--dpi", type=int, default=picture.DPI, help=message("seal.argument.dpi"))


def _draw(args: argparse.Namespace, _settings: Settings) -> int:
    form = FORMS.get(args.out.suffix.lower())
    if form is None:
        raise StartRefused("seal.bad_ending", path=str(args.out))
    if not LEAST_DPI <= args.dpi <= MOST_DPI:
        raise StartRefused("seal.bad_dpi", dpi=args.dpi, least=LEAST_DPI, most=MOST_DPI)
    drawing = picture.drawn(args)
    write_new(args.out, form(drawing, args.dpi))
    say("seal.drawn", path=args.out, width=drawing.width, height=drawing.height)
    return 0


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help=message("seal.argument.seal"))
    parser.add_argument("--picture", type=Path, help=message("seal.argument.save_picture"))


def _show(args: argparse.Namespace, _settings: Settings) -> int:
    data = read_file(args.file, LIMIT)
    try:
        seal = read_seal(data)
    except BadEncoding as error:
        raise StartRefused("seal.not_a_seal", path=str(args.file)) from error
    seal_shown.card(seal)
    if args.picture is not None:
        write_new(args.picture, seal.picture.data)
        say("seal.picture_saved", path=args.picture)
    return 0


ACTS = (
    Act("draw", _draw_arguments, _draw),
    Act("make", making.arguments, making.run),
    Act("show", _show_arguments, _show),
    Act("sign", signing.arguments, signing.run),
)
