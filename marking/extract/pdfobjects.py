"""Every object of a PDF: names, fields, notes, outlines, properties, layers, scripts, actions, attached files.

- Objects are taken from the table of the file, not from the pages: nothing needs to be used to be read.
- Strings are text whatever they are for. Actions that start programs or scripts are unsafe.
- Content streams are the pages' business; other streams are unpacked within the limits.
"""

import logging
import zlib
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from typing import Any

import pypdf
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from marking.extract import markup
from marking.extract.layout import Glyph, rows
from marking.extract.parts import Piece, Text
from marking.extract.pdfweight import Weight
from marking.extract.source import Broken, Source
from marking.verdict import Part, Unreadable

MAX_OBJECTS, MAX_NESTING, MAX_AGAIN = 300_000, 40, 300
_PARTS = {
    "/Contents": Part.ANNOTATION,
    "/RC": Part.ANNOTATION,
    "/Subj": Part.ANNOTATION,
    "/T": Part.FORM_FIELD,
    "/TU": Part.FORM_FIELD,
    "/V": Part.FORM_FIELD,
    "/DV": Part.FORM_FIELD,
    "/Opt": Part.FORM_FIELD,
    "/CA": Part.FORM_FIELD,
    "/JS": Part.SCRIPT,
    "/URI": Part.HIDDEN,
    "/Alt": Part.ALT_TEXT,
    "/ActualText": Part.ALT_TEXT,
    "/Name": Part.HIDDEN,
}
_UNSAFE = frozenset({"/Launch", "/ImportData", "/JavaScript", "/RichMediaExecute", "/GoToE", "/GoToR", "/SubmitForm"})
_UNREAD = frozenset({"/RichMedia", "/3D", "/Movie", "/Sound", "/Screen"})
_ERRORS = (
    PyPdfError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
    OSError,
    zlib.error,
    AssertionError,
)
# It writes what it mends to standard error.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


class Objects:
    """The objects of a PDF, walked once. What is wrong with the file as a whole is in `hole`."""

    def __init__(self, data: bytes) -> None:
        self.hole: Unreadable | None = None
        self.walk = _Walk()
        try:
            reader = pypdf.PdfReader(BytesIO(data))
            if reader.is_encrypted and not reader.decrypt(""):
                self.hole = Unreadable.ENCRYPTED
                return
            numbers = sorted({(number, generation) for generation, table in reader.xref.items() for number in table})
            numbers += [(number, 0) for number in reader.xref_objStm]
            self.walk.take(DictionaryObject(reader.trailer), "", 0)
        except _ERRORS:
            self.hole = Unreadable.DAMAGED
            return
        for number, generation in numbers[:MAX_OBJECTS]:
            try:
                found = reader.get_object(IndirectObject(number, generation, reader))
            except _ERRORS:
                continue
            if found is not None:
                self.walk.take(found, "", 0)
                self.walk.weight.add(number, found)
        if len(numbers) > MAX_OBJECTS:
            self.hole = Unreadable.TOO_LARGE

    @property
    def heavy(self) -> bool:
        """Whether drawing the pages would take more than they are worth."""
        return self.walk.weight.heavy

    @property
    def patterned(self) -> bool:
        """Whether an area may be filled with words, which no text layer tells."""
        return self.walk.patterns

    def words(self, source: Source) -> Iterator[Text]:
        """The strings, by what they are for."""
        for part, words in self.walk.words.items():
            yield from source.lines(dict.fromkeys(words), part)

    def told(self, source: Source) -> Iterator[Piece | bytes]:
        """Everything; the bytes of attached files as well, since they belong to the file and are read."""
        if self.hole:
            yield source.hole(self.hole)
        yield from self.words(source)
        if self.walk.pictures and self.walk.layers_off:  # a layer that is off is not drawn
            yield source.hole(Unreadable.IMAGE, Part.HIDDEN)
        for reason in sorted(self.walk.holes):
            yield source.hole(reason, Part.SCRIPT if reason is Unreadable.UNSAFE else Part.BODY)
        for part, stream in self.walk.streams:
            text = _decoded(_unpacked(stream, source))
            yield from source.lines(markup.stripped(text) if "<" in text[:200] else [text], part)
        for name, stream in self.walk.files:
            body = _unpacked(stream, source)
            yield source.text(name, Part.FILE_NAME)
            yield from source.below(name, body)
            yield body


def pages_again(source: Source, numbers: list[int]) -> Iterator[Piece]:
    """The text of pages of which PDFium left some out, in the order drawn and in the order seen."""
    if not numbers:
        return
    if len(numbers) > MAX_AGAIN:
        yield source.hole(Unreadable.FONT)
    try:
        pages = pypdf.PdfReader(BytesIO(source.data)).pages
        for number in numbers[:MAX_AGAIN]:
            glyphs: list[Glyph] = []
            text = pages[number].extract_text(visitor_text=partial(_glyph, glyphs))
            yield source.text(text, Part.BODY, number + 1)
            yield source.text("\n".join(rows(glyphs)), Part.BODY, number + 1)
    except _ERRORS:
        yield source.hole(Unreadable.FONT)


def _glyph(glyphs: list[Glyph], text: str, *state: Any) -> None:
    """Keeps a run with its place on the page."""
    outer, inner, _, size = state
    if text.strip():
        left = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
        middle = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        height = max(abs(size * inner[3] * outer[3]), 2.0)
        glyphs.append(Glyph(text.strip(), left, left + height * len(text), middle, height))


class _Walk:
    """Collects what the objects hold; references are not followed, since every object comes by itself."""

    def __init__(self) -> None:
        self.words: dict[Part, list[str]] = {}
        self.holes: set[Unreadable] = set()
        self.streams: list[tuple[Part, StreamObject]] = []
        self.files: list[tuple[str, StreamObject]] = []
        self.weight = Weight()
        self.patterns = self.pictures = self.layers_off = False

    def take(self, found: PdfObject, key: str, depth: int) -> None:
        if depth > MAX_NESTING:
            self.holes.add(Unreadable.TOO_LARGE)
        elif isinstance(found, DictionaryObject):
            self._dictionary(found, depth)
        elif isinstance(found, ArrayObject):
            for one in found:
                self.take(one, key, depth + 1)
        elif isinstance(found, (TextStringObject, ByteStringObject)):
            self._string(found, _PARTS.get(key, Part.PROPERTY))
        elif isinstance(found, NameObject) and not found.isascii():
            self._word(str(found), Part.PROPERTY)

    def _dictionary(self, found: DictionaryObject, depth: int) -> None:
        kind = found.get("/Type")
        self._look(found)
        outline = "/Title" in found and ("/Parent" in found or "/Dest" in found)
        for name, value in found.items():
            if not name.isascii():
                self._word(str(name), Part.PROPERTY)
            signed = name in {"/Cert", "/ByteRange"} or (name == "/Contents" and kind == "/Sig")
            if outline and name == "/Title" and isinstance(value, (TextStringObject, ByteStringObject)):
                self._string(value, Part.OUTLINE)
            elif not signed and not isinstance(value, IndirectObject):
                self.take(value, str(name), depth + 1)

    def _look(self, found: DictionaryObject) -> None:
        """What the object does beside holding words."""
        if found.get("/S") in _UNSAFE:
            self.holes.add(Unreadable.UNSAFE)
        if found.get("/Subtype") in _UNREAD or "/XFA" in found:
            self.holes.add(Unreadable.FORMAT)
        if "/EF" in found:
            self._file(found)
        self.patterns |= found.get("/PatternType") == 1
        self.pictures |= found.get("/Subtype") == "/Image"
        self.layers_off |= bool(found.get("/OFF")) or found.get("/BaseState") == "/OFF"
        if isinstance(found, StreamObject) and found.get("/Type") == "/Metadata":
            self.streams.append((Part.PROPERTY, found))
        script = _resolved(found, "/JS")
        if isinstance(script, StreamObject):
            self.streams.append((Part.SCRIPT, script))

    def _file(self, found: DictionaryObject) -> None:
        streams = _resolved(found, "/EF")
        names = [str(found[key]) for key in ("/UF", "/F", "/Desc") if isinstance(found.get(key), str)]
        if not isinstance(streams, DictionaryObject):
            return
        for key in streams:
            stream = _resolved(streams, key)
            if isinstance(stream, StreamObject) and all(stream is not one for _, one in self.files):
                self.files.append((names[0] if names else "", stream))

    def _string(self, found: PdfObject, part: Part) -> None:
        if isinstance(found, TextStringObject):
            self._word(str(found), part)
            raw = found.original_bytes
        else:
            raw = bytes(found) if isinstance(found, bytes) else b""
        if not raw.isascii() and not raw.startswith((b"\xfe\xff", b"\xff\xfe")):
            for name in ("utf-8", "gb18030"):
                try:
                    self._word(raw.decode(name), part)
                except UnicodeError:
                    continue
                break

    def _word(self, text: str, part: Part) -> None:
        if text:
            self.words.setdefault(part, []).append(text)


def _decoded(body: bytes) -> str:
    try:
        return markup.source_of(body)
    except Broken:
        return body.decode("gb18030", "replace")


def _resolved(found: DictionaryObject, key: str) -> PdfObject | None:
    try:
        value = found.raw_get(key) if key in found else None
        return value.get_object() if value is not None else None
    except _ERRORS:
        return None


def _unpacked(stream: StreamObject, source: Source) -> bytes:
    """The content, counted as it comes out where it is packed in the usual way."""
    if stream.get("/Filter") in {"/FlateDecode", "/Fl"} and "/DecodeParms" not in stream:
        try:
            body = zlib.decompressobj().decompress(stream._data, source.budget.part + 1)  # noqa: SLF001 - packed bytes
        except zlib.error:
            body = b""
    else:
        try:
            body = stream.get_data()
        except _ERRORS:
            body = b""
    source.budget.spend(len(body))
    return body
