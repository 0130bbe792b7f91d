"""What is written: the pages as PDF, and of the same pages an OFD, pictures, numbered copies; HTML and docx of the text.

- Everything is made before anything is written, and nothing stands in the way is written over unless it was asked for.
- The OFD and the pictures come from the PDF; the text of the OFD is the PDF's, which is checked before it is written.
"""

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader

from crypto import sm3
from crypto.devices.files import make_folder, write_durably
from kernel.errors import StartRefused
from typeset import pdf
from typeset.document import Layout, Overlay, Printed
from typeset.engine import printed as laid
from typeset.export.docx import docx
from typeset.export.html import html
from typeset.fonts import FontSet
from typeset.ofd import reading, writing
from typeset.ofd.options import Attachment, Options, Profile

DPI = 150
EXPORTS: Mapping[str, Callable[[Layout, str, bytes], bytes]] = {"docx": docx, "html": html}
_UNSAFE = re.compile(r"[\\/:*?\"<>|\x00-\x1f\x7f]+")
_SUBSET = re.compile(r"^/?[A-Z]{6}\+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which files are asked for. `copies`: what each numbered copy adds, by the end of its file's name."""

    stem: str
    ofd: bool = False
    keeping: bool = False
    pictures: bool = False
    exports: tuple[str, ...] = ()
    key: bytes = b""
    attachments: tuple[Attachment, ...] = ()
    copies: Mapping[str, Overlay] | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """One file, and what is told of it."""

    name: str
    data: bytes
    pages: int = 0
    fonts: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SM3."""
        return sm3.hash(self.data).hex()


def pages(layout: Layout, printed: Printed, fonts: FontSet, wanted: Wanted) -> Iterator[Made]:
    """The files that show pages. Raises Refusals of typeset.ofd."""
    count, faces = told(printed.pdf)
    yield Made(f"{wanted.stem}.pdf", printed.pdf, count, faces)
    if wanted.ofd or wanted.keeping:
        profile = Profile.ARCHIVE if wanted.keeping else Profile.EXCHANGE
        data = writing.ofd(printed, layout, fonts, options=Options(profile=profile, attachments=wanted.attachments))
        if not reading.same_text(data, printed.pdf):
            raise StartRefused("typeset.ofd_differs")
        yield Made(f"{wanted.stem}.ofd", data, count)
    if wanted.pictures:
        for number, picture in enumerate(pdf.pages_png(printed.pdf, DPI), 1):
            yield Made(f"{wanted.stem}-{number:02}.png", picture)
    for form in wanted.exports:
        yield Made(f"{wanted.stem}.{form}", EXPORTS[form](layout, sm3.hash(printed.pdf).hex(), wanted.key))
    for ending, overlay in (wanted.copies or {}).items():
        copy = laid(layout, fonts, overlay)
        yield Made(f"{wanted.stem}-{safe(ending)}.pdf", copy.pdf, *told(copy.pdf))


def told(data: bytes) -> tuple[int, tuple[str, ...]]:
    """Pages of a PDF, and the faces embedded in it."""
    document = PdfReader(io.BytesIO(data))
    found: dict[str, None] = {}
    for page in document.pages:
        fonts = page["/Resources"].get_object().get("/Font", {})  # type: ignore[union-attr]
        for font in fonts.values():
            found[_SUBSET.sub("", str(font.get_object()["/BaseFont"])).removesuffix("-Identity-H")] = None
    return len(document.pages), tuple(sorted(found))


def safe(name: str) -> str:
    """A name that is one file on every system."""
    return _UNSAFE.sub("_", name).strip(". ") or "_"


def write(folder: Path, files: Sequence[Made], sources: Sequence[Path], *, replace: bool) -> None:
    """Put them there, all or none that would write over something. Raises StartRefused."""
    if folder.exists() and not folder.is_dir():
        raise StartRefused("cli.out_not_folder", path=str(folder))
    inputs = {path.resolve() for path in sources}
    for each in files:
        path = folder / each.name
        if path.resolve() in inputs or (path.exists() and not replace):
            raise StartRefused("typeset.exists", path=str(path))
    make_folder(folder.absolute())
    for each in files:
        write_durably(folder / each.name, each.data)
