"""OFD (GB/T 33190): pages by the places of their characters, everything beside the pages, seals.

- A page is read with the template under it: characters at one height are one line, whatever objects they come from.
- Every part of the package is read, referred to or not. Names and pictures of seals (GB/T 38540) are read.
- A page without text is what its pictures say; outlines that could be letters are a hole.
"""

import re
from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from marking.extract import archives, images, kinds, markup, ofdpage, office, sweep
from marking.extract.layout import rows
from marking.extract.parts import Piece
from marking.extract.source import Broken, Source
from marking.verdict import Part, Unreadable

MARKER = "OFD.xml"
_SEALED = (".esl", ".dat")
_FONTS = (".ttf", ".otf", ".ttc")
_WAY_OUT = re.compile(r"(?:\.\./){3}|[a-z]+://", re.IGNORECASE)
_LISTS = frozenset({"OFD", "Document", "Res", "Annotations", "Attachments", "Signatures", "CustomTags"})
_PAGED = frozenset({"Page", "PageAnnot"})


class _Package:
    """What the parts tell about each other."""

    def __init__(self) -> None:
        self.pages: dict[str, ofdpage.Page] = {}
        self.numbers: dict[str, int] = {}
        self.templates: dict[str, str] = {}
        self.media: dict[str, str] = {}
        self.scans: set[str] = set()

    def listed(self, name: str, index: ofdpage.Index) -> None:
        """Takes what a part of the package says where things are."""
        folder = dirname(name)
        for location in index.pages:
            self.numbers.setdefault(normpath(join(folder, location.lstrip("/"))), len(self.numbers) + 1)
        for number, location in index.templates.items():
            self.templates[number] = normpath(join(folder, location.lstrip("/")))
        self.media |= {number: basename(location) for number, location in index.media.items()}


def read(source: Source, archive: archives.Archive) -> Iterator[Piece]:
    """Everything in the package."""
    package, rest = _Package(), []
    for member in archive.members:
        if member.folder:
            continue
        try:
            body, wrong = archive.body(member, source)
            if markup.is_xml(body):
                yield from _xml(source, member.name, body, package)
            else:
                rest.append((member.name, body))
        except Broken as broken:
            wrong = broken.reason
        if wrong:
            yield source.hole(wrong)
        if wrong is Unreadable.TOO_LARGE:
            return
    yield from _pages(source, package)
    for name, body in rest:
        yield from _other(source, name, body, package)


def _xml(source: Source, name: str, body: bytes, package: _Package) -> Iterator[Piece]:
    text = markup.source_of(body)
    root = markup.root_of(text)
    if not name.isascii():
        yield source.text(name.replace("/", "\n"), Part.FILE_NAME)
    if root == "OFD" and "Encryptions>" in text:
        yield source.hole(Unreadable.ENCRYPTED)
    reader = ofdpage.Page() if root in _PAGED else ofdpage.Index()
    try:
        markup.walk(text, reader)
    except Broken as broken:
        yield source.hole(broken.reason)
        yield from source.lines(markup.stripped(text))
    if isinstance(reader, ofdpage.Page):
        package.pages[normpath(name)] = reader
    else:
        package.listed(name, reader)
    part = Part.PROPERTY if root == "OFD" else Part.ANNOTATION if root == "PageAnnot" else Part.BODY
    if root in _LISTS and any(_WAY_OUT.match(word) for word in reader.words):
        yield source.hole(Unreadable.UNSAFE)
    yield from source.lines(reader.words, part)
    yield from source.lines(reader.values, Part.OUTLINE if root == "Document" else Part.HIDDEN)


def _pages(source: Source, package: _Package) -> Iterator[Piece]:
    for name, page in package.pages.items():
        number = package.numbers.get(name, 0)
        under = [package.pages[where] for where in map(package.templates.get, page.used) if where in package.pages]
        glyphs = [glyph for one in (*under, page) for glyph in one.glyphs]
        shown = [glyph for glyph in glyphs if glyph.shown]
        yield from source.lines(rows(glyphs), Part.BODY, number)
        if len(shown) < len(glyphs):
            yield from source.lines(rows(shown), Part.BODY, number)
        if page.unknown:
            yield source.hole(Unreadable.FONT, Part.BODY, number)
        if not glyphs:
            package.scans |= {package.media.get(used, "") for used in page.media}
        if page.outlines:
            yield source.hole(Unreadable.IMAGE if glyphs else Unreadable.SCAN, Part.PICTURE, number)


def _other(source: Source, name: str, body: bytes, package: _Package) -> Iterator[Piece]:
    drawn = basename(name) in package.media.values()  # whatever a name says: a page may draw it
    if kinds.kind_of(body) is kinds.Kind.PICTURE:
        yield from images.read(source.same(body), page=basename(name) in package.scans)
    elif name.lower().endswith(_SEALED) and not drawn:
        yield from _seal(source, body)
    elif drawn or not name.lower().endswith(_FONTS):
        yield source.text(basename(name).rpartition(".")[0], Part.FILE_NAME)
        yield from office.other(source, name, body)


def _seal(source: Source, body: bytes) -> Iterator[Piece]:
    """The words in a seal or a signature, and the picture of the seal."""
    yield from source.lines([sweep.strings(body)], Part.PROPERTY)
    for picture in ofdpage.seal_pictures(body):
        if kinds.kind_of(picture) is kinds.Kind.PICTURE:
            # What a seal says is its owner's name: a marking in it is refused, the writing alone holds nothing.
            yield from images.read(source.same(picture), page=False, preview=True)
        else:
            yield from source.below("seal", picture)
