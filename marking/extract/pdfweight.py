"""What drawing a PDF would cost, before PDFium is asked to: it has no limits of its own.

- A stream that swells, one packing inside another, a picture of too many pixels, forms that draw themselves or nest deep:
  each makes the file too heavy, and its pages are not drawn.
"""

import zlib

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

MAX_STREAM, MAX_PIXELS, MAX_NESTING = 64 << 20, 60_000_000, 8
_SWELLS = 1032  # what DEFLATE can gain at most
_BITE = 1 << 20
_UNPACKING = frozenset({"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"})


class Weight:
    """Adds up object by object."""

    def __init__(self) -> None:
        self._over = False
        self._forms: dict[int, set[int]] = {}

    @property
    def heavy(self) -> bool:
        return self._over or any(self._deep(number, 0) for number in self._forms)

    def add(self, number: int, found: PdfObject) -> None:
        """Takes one object into account."""
        if not isinstance(found, StreamObject):
            return
        filters = found.get("/Filter")
        chain = sum(1 for one in filters if one in _UNPACKING) if isinstance(filters, ArrayObject) else 1
        if found.get("/Subtype") == "/Image":
            width, height = (found.get(key, 0) for key in ("/Width", "/Height"))
            whole = isinstance(width, int) and isinstance(height, int)
            self._over |= not whole or int(width) * int(height) > MAX_PIXELS
        elif len(found._data) * _SWELLS > MAX_STREAM:  # noqa: SLF001 - as it is written
            self._over |= _swollen(found._data)  # noqa: SLF001
        self._over |= chain > 1
        inner = _dictionary(_dictionary(found, "/Resources"), "/XObject")
        if found.get("/Subtype") == "/Form" and inner:
            self._forms[number] = {
                value.idnum for value in map(inner.raw_get, inner) if isinstance(value, IndirectObject)
            }

    def _deep(self, number: int, depth: int) -> bool:
        return depth > MAX_NESTING or any(self._deep(one, depth + 1) for one in self._forms.get(number, ()))


def _dictionary(found: DictionaryObject, key: str) -> DictionaryObject:
    value = found.get(key)
    inner = value.get_object() if isinstance(value, IndirectObject) else value
    return inner if isinstance(inner, DictionaryObject) else DictionaryObject()


def _swollen(data: bytes) -> bool:
    """Whether more comes out than a page needs."""
    stream, size, rest = zlib.decompressobj(), 0, data
    try:
        while rest and size <= MAX_STREAM:
            size += len(stream.decompress(rest, _BITE))
            rest = stream.unconsumed_tail
    except zlib.error:
        return False
    return size > MAX_STREAM
