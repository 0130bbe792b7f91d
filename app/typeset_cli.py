"""`zhengxun typeset`: a text as an official document or a bulletin, without a service (docs/typeset.md).

- The marking gate comes first; what does not pass is not read. Then preflight, then the files.
- Exit codes: 0 written and nothing wrong; 3 preflight found errors (what can be printed is written all the same), or a
  marking; 4 what the gate holds for people; 2 refused, nothing written.
- It needs no database and keeps nothing; faces are those of this installation.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from app import passing
from app.handling import read_file
from app.settings import Settings
from app.templating import message
from app.typesetting import copying, fields, forms, making, naming, output, shown, texts
from app.typesetting.fields import Given
from app.typesetting.output import Wanted
from kernel import clock
from kernel.errors import StartRefused
from typeset import engine, fonts
from typeset.document import Layout, Printable, Printed
from typeset.errors import MissingGlyphs
from typeset.fonts import FontSet
from typeset.importing import MAX_BYTES
from typeset.ofd.options import Attachment
from typeset.origin import PURPOSE
from typeset.preflight import run as preflight
from typeset.preflight.context import Context
from typeset.preflight.problem import Level, Problem

FOUND = 3


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which text, as what, into which files."""

    def option(name: str, **how: object) -> None:
        parser.add_argument(name, help=message(f"typeset.argument.{name.lstrip('-').replace('-', '_')}"), **how)  # type: ignore[arg-type]

    option("files", nargs="*", type=Path, metavar="FILE")
    option("--as", dest="form", default="", metavar="FORM")
    option("--list", action="store_true")
    option("--fields", type=Path, metavar="FIELDS.toml")
    option("--out", type=Path, metavar="DIR")
    for flag in ("--ofd", "--ofd-a", "--docx", "--html", "--png", "--no-preflight", "--replace"):
        option(flag, action="store_true")
    option("--attach", type=Path, action="append", default=[], metavar="FILE")
    option("--copies", type=int, metavar="N")
    option("--to", default="", metavar="NAMES")
    passing.argument(parser)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Lay it out, look at it, write it. Raises StartRefused and the refusals of typeset."""
    if args.list:
        shown.forms(forms.rows())
        return 0
    _complete(args)
    faces = FontSet(settings.fonts, settings.system_fonts)
    fonts.require_folder(faces)
    fonts.install(faces)
    doc = _document(args, partial(copying.derived, settings, PURPOSE))
    layout = doc.layout()
    passing.require_pages(layout.seen)
    printed, refusal = _printed(layout, faces)
    found: Sequence[Problem] = ()
    if not args.no_preflight:
        found = preflight.problems(doc, printed, Context(clock.local(clock.now()).date(), fonts=faces))
        shown.problems(found)
    if printed is None:
        if refusal and not found:
            raise refusal
        return FOUND
    files = [*output.pages(layout, printed, faces, _wanted(args, printed, settings))]
    output.write(args.out, files, [*args.files, *([args.fields] if args.fields else [])], replace=args.replace)
    shown.files(files)
    return FOUND if any(problem.level is Level.ERROR for problem in found) else 0


def _complete(args: argparse.Namespace) -> None:
    if not args.files or not args.form or args.out is None:
        raise StartRefused("typeset.incomplete")
    if args.attach and not (args.ofd or args.ofd_a):
        raise StartRefused("typeset.attach_needs_ofd")


def _document(args: argparse.Namespace, key: Callable[[], bytes]) -> Printable:
    row = forms.named(args.form)
    given: Given = fields.read(args.fields)
    if given.data:
        passing.require(given.name, given.data, declare=args.declare)
    sources = [texts.imported(path, key, declare=args.declare) for path in args.files]
    for source in sources:
        if source.origin:
            how = "changed" if source.origin.changed else "unchanged"
            print(message(f"typeset.origin_{how}", digest=source.origin.digest), file=sys.stderr)
        for warning in source.warnings:
            print(message("typeset.dropped", what=warning.label), file=sys.stderr)
    return making.document(
        row, sources, texts.taken_in(naming.coded(row, given.values), given.folder, declare=args.declare)
    )


def _printed(layout: Layout, faces: FontSet) -> tuple[Printed | None, MissingGlyphs | None]:
    try:
        return engine.printed(layout, faces), None
    except MissingGlyphs as refusal:
        return None, refusal


def _wanted(args: argparse.Namespace, printed: Printed, settings: Settings) -> Wanted:
    attached = []
    for path in args.attach:
        data = read_file(path, MAX_BYTES, "typeset.no_file")
        passing.require(path.name, data, declare=args.declare)
        attached.append(Attachment(path.name, data))
    exports = tuple(form for form in output.EXPORTS if getattr(args, form))
    return Wanted(
        args.files[0].stem,
        exports=exports,
        key=copying.derived(settings, PURPOSE) if exports else b"",
        ofd=args.ofd,
        keeping=args.ofd_a,
        pictures=args.png,
        attachments=tuple(attached),
        copies=copying.overlays(printed, args.copies, args.to, settings, declare=args.declare),
    )
