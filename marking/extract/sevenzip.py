"""7z archives: sizes and dictionaries are looked at before anything is unpacked, and counted as it comes out."""

import lzma
import struct
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import py7zr
from py7zr.exceptions import ArchiveError
from py7zr.io import Py7zBytesIO, WriterFactory

from marking.extract import names
from marking.extract.parts import Piece
from marking.extract.source import Broken, Source
from marking.verdict import Part, Unreadable

MAX_HEADER, MAX_DICTIONARY = 4 << 20, 64 << 20
_HEAD = 32
_ERRORS = (ArchiveError, OSError, ValueError, EOFError, TypeError, KeyError, IndexError, AttributeError, AssertionError)
_LZMA, _LZMA2, _PPMD = b"\x03\x01\x01", b"\x21", b"\x03\x04\x01"


class _Memory(WriterFactory):
    """Keeps what comes out, in order, within the budget."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.files: list[tuple[str, Py7zBytesIO]] = []

    def create(self, filename: str) -> Py7zBytesIO:
        made = Py7zBytesIO(filename, self.limit)
        self.files.append((filename, made))
        return made


def read(source: Source) -> Iterator[Piece]:
    """Names, then files."""
    inner = source.as_archive()
    size = _checked(source.data)
    if size != len(source.data):
        yield source.hole(Unreadable.MIXED)
    try:
        with py7zr.SevenZipFile(BytesIO(source.data)) as archive:
            listed = archive.list()
            for entry in listed[: source.budget.parts_left]:
                yield source.text(names.as_text(entry.filename), Part.FILE_NAME)
                if names.is_unsafe(entry.filename) or getattr(entry, "is_symlink", False):
                    yield source.hole(Unreadable.UNSAFE, Part.FILE_NAME)
            _fits(source, archive, [entry.uncompressed or 0 for entry in listed])
            memory = _Memory(source.budget.part)
            archive.extractall(factory=memory)
    except py7zr.exceptions.PasswordRequired as error:
        raise Broken(Unreadable.ENCRYPTED) from error
    except py7zr.exceptions.UnsupportedCompressionMethodError as error:
        raise Broken(Unreadable.FORMAT) from error
    except (*_ERRORS, lzma.LZMAError, struct.error) as error:
        raise Broken(Unreadable.DAMAGED) from error
    for name, made in memory.files:
        made.seek(0)
        body = bytes(made.read())
        source.budget.spend(len(body))
        yield from inner.below(name, body)


def _checked(data: bytes) -> int:
    """How long the archive says it is. Raises Broken when its list is too long to be one."""
    if len(data) < _HEAD:
        raise Broken(Unreadable.DAMAGED)
    offset, size = struct.unpack_from("<QQ", data, 12)
    if size > MAX_HEADER:
        raise Broken(Unreadable.TOO_LARGE)
    return int(_HEAD + offset + size)


def _fits(source: Source, archive: py7zr.SevenZipFile, sizes: list[int]) -> None:
    if archive.needs_password():
        raise Broken(Unreadable.ENCRYPTED)
    if (
        len(sizes) > source.budget.parts_left
        or sum(sizes) > source.budget.bytes_left
        or max(sizes, default=0) > source.budget.part
    ):
        raise Broken(Unreadable.TOO_LARGE)
    streams: Any = archive.header.main_streams
    for folder in streams.unpackinfo.folders if streams else ():
        for coder in folder.coders:
            if _dictionary(coder["method"], coder.get("properties") or b"") > MAX_DICTIONARY:
                raise Broken(Unreadable.TOO_LARGE)


def _dictionary(method: bytes, properties: bytes) -> int:
    """How much memory the method takes ([7z] methods.txt)."""
    if method == _LZMA2 and properties:
        return (2 | (properties[0] & 1)) << (properties[0] // 2 + 11)
    if method in {_LZMA, _PPMD} and len(properties) >= 5:  # noqa: PLR2004 - one byte, then the size
        return int.from_bytes(properties[1:5], "little")
    return 0
