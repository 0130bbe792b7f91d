"""What a seal looks like, from the command line: drawn from a name, or a picture made elsewhere.

- `draw`, and `make` for the seal itself, take the same words; the size comes from the unit's rank or is given.
- A picture that was made elsewhere is given with its size; the name then only names the seal.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

from app.handling import read_file
from app.templating import message
from crypto.seals.reading import Picture
from kernel.errors import StartRefused
from typeset.stamps import imported, person, ranks, unit
from typeset.stamps.drawing import Drawing
from typeset.stamps.person import Ink
from typeset.stamps.ranks import Rank

FORMS = ("unit", "person", "strip")
DPI = 300
PNG, OFD = "PNG", "OFD"


@dataclass(frozen=True, slots=True)
class Measure:
    """Width and height in mm."""

    width: float
    height: float


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is drawn."""
    parser.add_argument("name", help=message("seal.argument.name"))
    parser.add_argument("--form", choices=FORMS, default="unit", help=message("seal.argument.form"))
    parser.add_argument("--below", default="", help=message("seal.argument.below"))
    parser.add_argument("--inner", default="", help=message("seal.argument.inner"))
    parser.add_argument("--ink", choices=list(Ink), default=Ink.CHARACTERS, help=message("seal.argument.ink"))
    ranked = "；".join(f"{rank} {rank.label}" for rank in Rank)
    parser.add_argument("--rank", choices=list(Rank), metavar="RANK", help=message("seal.argument.rank", ranks=ranked))
    parser.add_argument("--size", type=measure, metavar="MM", help=message("seal.argument.size"))
    parser.add_argument("--demo", action="store_true", help=message("seal.argument.demo"))


def imported_arguments(parser: argparse.ArgumentParser) -> None:
    """A picture instead of a drawing."""
    parser.add_argument("--picture", type=Path, help=message("seal.argument.picture"))
    parser.add_argument("--clear", action="store_true", help=message("seal.argument.clear"))
    parser.add_argument("--vector", action="store_true", help=message("seal.argument.vector"))


def drawn(args: argparse.Namespace) -> Drawing:
    """The drawing asked for. Raises StampRefused."""
    wanted = args.size.height if args.size else None
    if args.form == "person":
        return person.square(args.name, wanted or person.SQUARE_MM, ink=Ink(args.ink), demo=args.demo)
    if args.form == "strip":
        return person.strip(args.name, wanted or person.STRIP_MM, demo=args.demo)
    size = ranks.diameter(Rank(args.rank), wanted, demo=args.demo) if args.rank else wanted or unit.DESIGN
    return unit.round_seal(args.name, args.below, size, inner=args.inner, demo=args.demo)


def picture(args: argparse.Namespace) -> Picture:
    """The picture of a seal to be made, its measures in whole mm. Raises StampRefused, StartRefused."""
    if args.picture is None:
        drawing = drawn(args)
        size = round(drawing.width), round(drawing.height)
        return Picture(OFD, drawing.ofd(), *size) if args.vector else Picture(PNG, drawing.png(DPI), *size)
    if args.size is None:
        raise StartRefused("seal.size_needed")
    size = round(args.size.width), round(args.size.height)
    found = imported.read(read_file(args.picture, imported.MOST_BYTES), *size, clear=args.clear, demo=args.demo)
    return Picture(PNG, found.data, *size)


def measure(text: str) -> Measure:
    """42, or 40x16."""
    numbers = [float(each) for each in text.lower().replace("×", "x").split("x")]
    if not 1 <= len(numbers) <= 2:  # noqa: PLR2004 - width and height
        raise ValueError(text)
    return Measure(numbers[0], numbers[-1])
