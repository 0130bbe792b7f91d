"""PDF: pages as their reader sees them, everything beside the pages, earlier versions.

- PDFium is held for a few pages at a time, never while somebody looks at what was given.
- Every object of the file is walked for text, files and actions (pdfobjects.py), whether a page uses it or not.
- What an incremental update replaced is still in the file: earlier versions are read as well.
"""

import re
from collections.abc import Iterator

from marking.extract import pdfpage
from marking.extract.kinds import has_directory, shows_page
from marking.extract.parts import Picture, Piece
from marking.extract.pdfobjects import Objects, pages_again
from marking.extract.source import Broken, Source
from marking.pdf import Unopened, opened
from marking.verdict import Part, Unreadable

MAX_PAGES, MAX_VERSIONS, AT_ONCE = 3_000, 4, 8
_END = re.compile(rb"startxref\s+\d+\s+%%EOF[\r\n]*")
_LAST_END = b"%%EOF"


def read(source: Source) -> Iterator[Piece]:
    """Pages first, then what stands beside them."""
    objects = Objects(source.data)
    if objects.heavy:
        yield source.hole(Unreadable.TOO_LARGE)
    else:
        yield from _pages(source, patterned=objects.patterned)
    rest = source.data
    for piece in objects.told(source):
        if isinstance(piece, bytes):
            rest = rest.replace(piece, b"") if piece and piece in rest else rest
        else:
            yield piece
    behind = rest[rest.rfind(_LAST_END) + len(_LAST_END) :] if _LAST_END in rest else b""
    if behind.strip(b"\0\r\n\t ") or has_directory(rest) or shows_page(rest):
        yield source.hole(Unreadable.MIXED)
    yield from _earlier(source)


def _pages(source: Source, *, patterned: bool) -> Iterator[Piece]:
    at, count = 0, 1
    lost: list[int] = []
    while at < count:
        pieces: list[Piece] = []
        try:
            with opened(source.data) as document:
                count = len(document)
                if count > MAX_PAGES:
                    raise Broken(Unreadable.TOO_LARGE)
                for number in range(at, min(at + AT_ONCE, count)):
                    found, incomplete = pdfpage.read(source, document, number, patterned=patterned)
                    pieces += found
                    lost += [number] if incomplete else []
                    if any(isinstance(piece, Picture) for piece in pieces):
                        at = number + 1 - AT_ONCE
                        break
        except Unopened as error:
            yield from pieces
            yield source.hole(error.reason)
            return
        yield from pieces
        at += AT_ONCE
    yield from pages_again(source, lost)


def _earlier(source: Source) -> Iterator[Piece]:
    """Strings and page texts of the versions before the last."""
    ends = [found.end() for found in _END.finditer(source.data)][:-1]
    for end in ends[-MAX_VERSIONS:]:
        version = source.same(source.data[:end])
        objects = Objects(version.data)
        yield from objects.words(version)
        if not objects.heavy:
            try:
                with opened(version.data) as document:
                    texts = [pdfpage.plain(page) for page in document]
            except Unopened:
                continue
            yield from source.lines(texts, Part.HIDDEN)
    if len(ends) > MAX_VERSIONS:
        yield source.hole(Unreadable.TOO_LARGE)
