"""Office files of Microsoft's formats: every part of the package, whatever the relations between them say.

- XML parts are told apart by their outermost element, not by their names; each gives its text, fields and values.
- Pictures, embedded files and objects are read; macros, DDE, controls and contents fetched from elsewhere are unsafe;
  embedded fonts may draw other characters than they are written for.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from marking.extract import archives, images, kinds, markup, sheets, sweep
from marking.extract.flow import Flow
from marking.extract.parts import Piece
from marking.extract.previews import Previews, relations
from marking.extract.source import Broken, Source
from marking.verdict import Part, Unreadable

MARKER = "[Content_Types].xml"
_FIRST = ("sharedstrings", "styles", "workbook.xml", "/_rels/workbook")
_NUMBER = re.compile(r"(?:slide|notesSlide|sheet)(\d{1,4})\.xml$", re.IGNORECASE)
_REMOTE = re.compile(r"(?:https?|ftp|mhtml):|\\\\|//|file:(?:/{2}|\\{2})[^/\\]|file:/{4,}", re.IGNORECASE)
_FETCHED = re.compile(
    r"(?:^|\s)DDE(?:AUTO)?\s|\b(?:INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK)\b[^\n]*(?:https?:|\\\\\\\\|ftp:)",
    re.IGNORECASE,
)
_STATIC = frozenset({"styles", "theme", "fonts", "webSettings", "Types", "tblStyleLst", "presentationPr", "viewPr"})
_HARMLESS = frozenset({"hyperlink", "externalLinkPath"})
_UNSAFE_NAMES = re.compile(r"vbaproject|vbadata|activex|macrosheets", re.IGNORECASE)
_FONT = re.compile(r"\.(?:odttf|fntdata|ttf|otf)$", re.IGNORECASE)
_SILENT = re.compile(
    r"(?:[\w-]+/)*(?:printerSettings\d*\.bin|customProperty\d*\.bin|[\w-]+\.(?:sigs|psdsxs))", re.IGNORECASE
)
_SHAPELESS = frozenset({kinds.Kind.UNKNOWN, kinds.Kind.PLAIN})
_DDE = re.compile(r"<(?:\w+:)?ddeLink\b")
_CONTROL = re.compile(r"<(?:\w+:)?(?:altChunk|control)\b")


def read(source: Source, archive: archives.Archive) -> Iterator[Piece]:
    """Everything in the package."""
    book, previews, later = sheets.Book(), Previews(archive.names), []
    ordered = sorted(archive.members, key=lambda member: not any(one in member.name.lower() for one in _FIRST))
    for member in ordered:
        if not member.folder:
            try:
                body, wrong = archive.body(member, source)
                if previews.may_be(member.name):
                    later.append((member.name, body))
                else:
                    yield from _part(source, member.name, body, book, previews)
            except Broken as broken:
                wrong = broken.reason
            if wrong:
                yield source.hole(wrong)
            if wrong is Unreadable.TOO_LARGE:
                return
    for name, body in later:
        yield from other(source, name, body, preview=previews.is_one(name))


def _part(source: Source, name: str, body: bytes, book: sheets.Book, previews: Previews) -> Iterator[Piece]:
    if not name.isascii():
        yield source.text(name.replace("/", "\n"), Part.FILE_NAME)
    if _UNSAFE_NAMES.search(name):
        yield source.hole(Unreadable.UNSAFE, Part.SCRIPT)
    found = _NUMBER.search(name)
    if markup.is_xml(body) and kinds.kind_of(body) not in {kinds.Kind.HTML, kinds.Kind.SVG}:
        yield from _xml(source, name, body, book, previews)
    elif _FONT.search(name):
        yield source.hole(Unreadable.FONT)
        yield from source.lines([sweep.strings(body)], Part.PROPERTY)
    else:
        yield from other(source, name, body, int(found[1]) if found else 0)


def other(source: Source, name: str, body: bytes, number: int = 0, *, preview: bool = False) -> Iterator[Piece]:
    """A part that is no XML: a picture, an object, a file."""
    kind = kinds.kind_of(body)
    if not body or (name == "mimetype" and kind is kinds.Kind.PLAIN):
        return
    if kind is kinds.Kind.PICTURE:
        yield from images.read(source.same(body), page=False, preview=preview, number=number)
    elif kind is kinds.Kind.METAFILE:
        yield from images.metafile(source.same(body), number=number)
    elif kind in _SHAPELESS and _SILENT.fullmatch(name):
        yield from source.lines([sweep.strings(body)], Part.PROPERTY)
    elif kind in _SHAPELESS and name.endswith(".bin"):
        yield from source.lines([sweep.strings(body)], Part.HIDDEN)
        yield source.hole(Unreadable.FORMAT)
    else:
        yield from source.below(name, body)


def _xml(source: Source, name: str, body: bytes, book: sheets.Book, previews: Previews) -> Iterator[Piece]:
    text = markup.source_of(body)
    root = markup.root_of(text)
    previews.take(name, root, text)
    if root == "connections" or _DDE.search(text) or _CONTROL.search(text) or "macroEnabled" in text[:20_000]:
        yield source.hole(Unreadable.UNSAFE)
    if root in _STATIC:
        yield from source.lines(markup.values(text), Part.PROPERTY)
    elif root in sheets.ROOTS:
        yield from sheets.read(source, name, text, book)
    else:
        yield from flowing(source, text, root, name)
    if root == "Relationships":
        book.relations(name, text)
        yield from _relations(source, text)


def flowing(source: Source, text: str, root: str, name: str = "") -> Iterator[Piece]:
    """The text of a part, even where it is not well formed. Raises Broken where it is unsafe."""
    found = _NUMBER.search(name)
    number = int(found[1]) if found else 0
    flow = Flow(root)
    try:
        markup.walk(text, flow)
    except Broken as broken:
        if broken.reason is Unreadable.DAMAGED:
            yield from source.lines(markup.stripped(text), number=number)
        yield source.hole(broken.reason, number=number)
    for part, lines in flow.texts():
        yield from source.lines(lines, part, number)
    if any(_FETCHED.search(field) for field in flow.fields):
        yield source.hole(Unreadable.UNSAFE, number=number)


def _relations(source: Source, text: str) -> Iterator[Piece]:
    """Where the package points to outside of itself."""
    for given in relations(text):
        if given.get("TargetMode", "").lower() == "external":
            target = given.get("Target", "")
            yield from source.lines([target, unquote(target)], Part.HIDDEN)
            if given.get("Type", "").rpartition("/")[2] not in _HARMLESS and _REMOTE.match(target):
                yield source.hole(Unreadable.UNSAFE)
