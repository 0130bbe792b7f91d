"""OLE compound files: the office formats before 2007, and the objects inside newer ones.

- An old document is a hole; the strings of its streams are text, so that a marking inside is still refused.
- Packages and files inside streams are read as files. Macros are unsafe, an encrypted package is encrypted.
"""

import struct
from collections.abc import Iterator
from io import BytesIO

import olefile

from marking.extract import kinds, names, sweep
from marking.extract.parts import Piece
from marking.extract.source import Broken, Source
from marking.verdict import Part, Unreadable

MAX_STREAMS = 2_000
_KNOWN = frozenset(
    {"\x01ole", "\x03objinfo", "\x01compobj", "\x03linkinfo", "\x03eprint", "\x02olepres000", "\x02olepres001"}
)
_ENCRYPTED = frozenset({"encryptedpackage", "encryptioninfo"})
_MACROS = frozenset({"vba", "macros", "_vba_project_cur", "_vba_project"})
_FILES = frozenset(
    {kinds.Kind.ZIP, kinds.Kind.PDF, kinds.Kind.PICTURE, kinds.Kind.RTF, kinds.Kind.SEVEN_ZIP, kinds.Kind.OLE}
)
_WORD_MAGIC, _WORD_ENCRYPTED = b"\xec\xa5", 0x01


def read(source: Source) -> Iterator[Piece]:
    """Everything the streams hold."""
    try:
        opened = olefile.OleFileIO(BytesIO(source.data), raise_defects=olefile.DEFECT_INCORRECT)
        paths = opened.listdir(streams=True, storages=False)
    except (OSError, ValueError, IndexError, struct.error, TypeError, AttributeError, RecursionError):
        yield from source.lines([sweep.strings(source.data)])
        wide = "EncryptedPackage".encode("utf-16-le") in source.data
        yield source.hole(Unreadable.ENCRYPTED if wide else Unreadable.OLD_OFFICE)
        return
    with opened:
        lowered = {part.lower() for path in paths for part in path}
        if lowered & _ENCRYPTED:
            yield source.hole(Unreadable.ENCRYPTED)
        if lowered & _MACROS:
            yield source.hole(Unreadable.UNSAFE, Part.SCRIPT)
        yield from source.lines(
            ["\n".join(part for path in paths for part in path if not part.isascii())], Part.PROPERTY
        )
        left_over = False
        for path in paths[:MAX_STREAMS]:
            body = _stream(opened, path, source)
            known = path[-1].lower() in _KNOWN
            pieces = list(_embedded(source, path[-1], body))
            yield from pieces
            left_over |= not known and not pieces
            yield from _swept(source, path, body)
        if left_over or len(paths) > MAX_STREAMS:
            yield source.hole(Unreadable.OLD_OFFICE)


def native(source: Source, body: bytes) -> Iterator[Piece]:
    """A package as the old object packager wrote it: label, path, command, content."""
    parts = body[6:].split(b"\0", 2)
    label = _named(parts[0])
    yield source.text(names.as_text(label), Part.FILE_NAME)
    rest = parts[2] if len(parts) > 2 else b""  # noqa: PLR2004
    if len(rest) >= 8:  # noqa: PLR2004 - two numbers, then the path of the command
        size = int.from_bytes(rest[4:8], "little")
        command, content = rest[8 : 8 + size], rest[8 + size :]
        yield from source.lines([_named(parts[1]), _named(command.rstrip(b"\0"))], Part.PROPERTY)
        length = int.from_bytes(content[:4], "little")
        yield from source.below(label, content[4 : 4 + length])


def _embedded(source: Source, name: str, body: bytes) -> Iterator[Piece]:
    """The file a stream is, if it is one."""
    lowered = name.lower().strip("\x01\x02\x03")
    if lowered == "ole10native":
        yield from native(source, body)
    elif kinds.kind_of(body) in _FILES:
        yield from source.below(lowered, body)


def _swept(source: Source, path: list[str], body: bytes) -> Iterator[Piece]:
    if (
        path[-1].lower() == "worddocument"
        and body.startswith(_WORD_MAGIC)
        and body[11:12]
        and body[11] & _WORD_ENCRYPTED
    ):
        yield source.hole(Unreadable.ENCRYPTED)
    if path[-1].lower() in {"workbook", "book"} and b"\x2f\x00" in body[8:64] and body[20:22] == b"\x2f\x00":
        yield source.hole(Unreadable.ENCRYPTED)
    part = Part.PROPERTY if "summaryinformation" in path[-1].lower() else Part.BODY
    yield from source.lines([sweep.strings(body)], part)


def _stream(opened: olefile.OleFileIO, path: list[str], source: Source) -> bytes:
    try:
        body = bytes(opened.openstream(path).read(source.budget.part + 1))
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise Broken(Unreadable.DAMAGED) from error
    source.budget.spend(len(body))
    return body


def _named(raw: bytes) -> str:
    try:
        return raw.decode("gb18030")
    except UnicodeError:
        return raw.decode("latin-1")
