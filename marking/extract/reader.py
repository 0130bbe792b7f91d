"""Everything a file says, whatever it is: the one entrance to reading.

- The content decides what a file is; its name is not looked at.
- Bad input never raises: what cannot be read is a hole, and reading goes on where it can.
- Nothing is written to disk. A picture that comes again in the same part is given once.
"""

import hashlib
from collections.abc import Callable, Iterator

from marking.extract import (
    archives,
    html,
    images,
    kinds,
    mail,
    markup,
    odf,
    ofd,
    office,
    ole,
    pdf,
    plain,
    rtf,
    sevenzip,
)
from marking.extract.kinds import Kind
from marking.extract.parts import Picture, Piece, Text
from marking.extract.source import MAX_TOTAL, Broken, Source
from marking.verdict import Part, Unreadable


def read(name: str, data: bytes) -> Iterator[Piece]:
    """The pieces of a file. `name` only says how messages call it; scanning it is the caller's part."""
    del name
    seen: set[tuple[bytes, bool, bool]] = set()
    for piece in _read(Source(data, _read)):
        if isinstance(piece, Picture):
            look = (hashlib.blake2b(piece.data, digest_size=16).digest(), piece.page, piece.preview)
            if look in seen:
                continue
            seen.add(look)
        if not isinstance(piece, Text) or piece.text:
            yield piece


def _read(source: Source) -> Iterator[Piece]:
    if len(source.data) > MAX_TOTAL:
        yield source.hole(Unreadable.TOO_LARGE)
        return
    kind = kinds.kind_of(source.data)
    try:
        if kinds.is_two(source.data, kind):
            yield source.hole(Unreadable.MIXED)
        yield from _opened(source, kind)
    except Broken as broken:
        yield source.hole(broken.reason)
    except MemoryError:
        yield source.hole(Unreadable.TOO_LARGE)
    except Exception:  # noqa: BLE001 - foreign bytes in foreign parsers: whatever they raise, the file is not read
        yield source.hole(Unreadable.DAMAGED)


def _opened(source: Source, kind: Kind) -> Iterator[Piece]:
    reader = _READERS.get(kind)
    if reader:
        yield from reader(source)
    else:
        yield source.hole(Unreadable.FORMAT)


def _zip(source: Source) -> Iterator[Piece]:
    try:
        archive = archives.Archive(source.data)
    except Broken as broken:
        yield source.hole(broken.reason)
        if broken.reason is Unreadable.DAMAGED:
            yield from archives.salvaged(source)
        return
    wrong = archive.layout()
    if wrong:
        yield source.hole(wrong)
    if wrong is Unreadable.UNSAFE:
        yield from source.lines(archive.names)
        return
    fitting = [reader for marker, reader in _PACKAGES.items() if marker in archive.names]
    if len(fitting) > 1:
        yield source.hole(Unreadable.MIXED)
    if fitting and any(archive.is_unsafe(member) for member in archive.members):
        yield source.hole(Unreadable.UNSAFE, Part.FILE_NAME)
    yield from (fitting[0] if fitting else archives.read)(source, archive)


def _xml(source: Source) -> Iterator[Piece]:
    """XML of no kind known here: its text, and a hole for what it may mean."""
    text = markup.source_of(source.data)
    yield from office.flowing(source, text, markup.root_of(text))
    yield source.hole(Unreadable.FORMAT)


_PACKAGES = {office.MARKER: office.read, odf.MARKER: odf.read, ofd.MARKER: ofd.read}
_READERS: dict[Kind, Callable[[Source], Iterator[Piece]]] = {
    Kind.ZIP: _zip,
    Kind.SEVEN_ZIP: sevenzip.read,
    Kind.PDF: pdf.read,
    Kind.OLE: ole.read,
    Kind.RTF: rtf.read,
    Kind.PICTURE: images.read,
    Kind.METAFILE: images.metafile,
    Kind.MAIL: mail.read,
    Kind.HTML: html.read,
    Kind.SVG: html.read_svg,
    Kind.XML: _xml,
    Kind.PLAIN: plain.read,
}
