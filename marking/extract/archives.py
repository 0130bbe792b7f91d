"""ZIP archives: their layout, their members, their names.

- Every byte belongs to one member or to the list: members that overlap are unsafe, bytes before, between and behind
  make the file two at once.
- Members are unpacked into memory and counted as they come out. A wrong checksum is a hole; the text is read all the same.
- Office files, OpenDocument and OFD are archives too; which one, the members say (reader.py).
"""

import bz2
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from marking.extract import names
from marking.extract.parts import Piece
from marking.extract.source import Broken, Source
from marking.verdict import Part, Unreadable

MAX_LISTED = 20_000  # more would cost more memory than they are worth
_DESCRIPTOR = 24
_BITE = 2048
_LOCAL = re.compile(rb"PK\x03\x04(?=.{26})", re.DOTALL)
_STORED, _DEFLATED, _BZIP2, _AES = 0, 8, 12, 99
_ENCRYPTED, _DESCRIBED, _UTF8 = 0x1, 0x8, 0x800
_UNICODE_PATH = 0x7075


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive. `name` as a Chinese system reads it; `raw` as it is written."""

    name: str
    raw: bytes
    method: int
    flags: int
    packed: int
    size: int
    crc: int
    offset: int
    link: bool = False

    @property
    def folder(self) -> bool:
        return self.name.endswith("/") and not self.packed


class Archive:
    """The members of an archive and what is wrong with its layout. Raises Broken when it has no list."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        if data.count(b"PK\x01\x02") > MAX_LISTED:
            raise Broken(Unreadable.TOO_LARGE)
        try:
            with zipfile.ZipFile(BytesIO(data)) as opened:
                infos = opened.infolist()
                self.comments = [_decoded(one) for one in (opened.comment, *(info.comment for info in infos)) if one]
                self.comments += [_unicode_path(info.extra) for info in infos if info.extra]
                self._list_start, self._comment = opened.start_dir, len(opened.comment)
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, struct.error) as error:
            raise Broken(Unreadable.DAMAGED) from error
        self.members = [_member(info) for info in infos]
        self.names = frozenset(member.name for member in self.members)

    def layout(self) -> Unreadable | None:
        """What is wrong with where the members lie."""
        end, slack, wrong = 0, 0, None
        for member in sorted(self.members, key=lambda one: one.offset):
            if member.offset < end:
                return Unreadable.UNSAFE
            if member.offset > end + slack:
                wrong = Unreadable.MIXED
            end = self._start(member) + member.packed
            slack = _DESCRIPTOR if member.flags & _DESCRIBED else 0
        if end > self._list_start:
            return Unreadable.UNSAFE
        closing = self.data.rfind(b"PK\x05\x06")
        # Objects in office files are filled up with zeros.
        behind = bool(self.data[closing + 22 + self._comment :].strip(b"\0"))
        return Unreadable.MIXED if behind or self._list_start > end + slack else wrong

    def body(self, member: Member, source: Source) -> tuple[bytes, Unreadable | None]:
        """The content, and what is wrong with it. Raises Broken."""
        if member.flags & _ENCRYPTED or member.method == _AES:
            raise Broken(Unreadable.ENCRYPTED)
        start = self._start(member)
        if self.data[member.offset : member.offset + 4] != b"PK\x03\x04":
            raise Broken(Unreadable.DAMAGED)
        body, whole = _unpacked(self.data[start : start + member.packed], member.method, source.budget.part + 1)
        source.budget.spend(len(body))
        right = whole and len(body) == member.size and zlib.crc32(body) == member.crc
        return body, None if right else Unreadable.DAMAGED

    def is_unsafe(self, member: Member) -> bool:
        """Whether the member leads a program astray: by its name, as a link, or by two names."""
        return names.is_unsafe(member.name) or member.link or self.differs(member)

    def differs(self, member: Member) -> bool:
        """Whether the member's own head tells another name or method than the list."""
        head = self.data[member.offset : member.offset + 30]
        written = self.data[member.offset + 30 : member.offset + 30 + int.from_bytes(head[26:28], "little")]
        return written != member.raw or int.from_bytes(head[8:10], "little") != member.method

    def _start(self, member: Member) -> int:
        head = self.data[member.offset + 26 : member.offset + 30]
        return member.offset + 30 + sum(struct.unpack("<HH", head)) if len(head) == 4 else len(self.data)  # noqa: PLR2004


def read(source: Source, archive: Archive) -> Iterator[Piece]:
    """An archive that is nothing else: its names and its files."""
    inner = source.as_archive()
    yield from source.lines(archive.comments, Part.PROPERTY)
    too_many = len(archive.members) > source.budget.parts_left
    for member in archive.members[: source.budget.parts_left]:
        yield from _named(source, archive, member)
        if not member.folder:
            try:
                body, wrong = archive.body(member, source)
            except Broken as broken:
                yield source.hole(broken.reason)
                if broken.reason is Unreadable.TOO_LARGE:
                    return
                continue
            if wrong:
                yield source.hole(wrong)
            yield from inner.below(member.name, body)
    if too_many:
        yield source.hole(Unreadable.TOO_LARGE)


def salvaged(source: Source) -> Iterator[Piece]:
    """What can be had of an archive without its list."""
    inner = source.as_archive()
    for found in _LOCAL.finditer(source.data):
        method, packed, size, extra = struct.unpack_from("<8xH8xI4xHH", source.data, found.start())
        start = found.start() + 30 + size
        name = _name(source.data[found.start() + 30 : start], 0)
        yield source.text(names.as_text(name), Part.FILE_NAME)
        raw = source.data[start + extra : start + extra + packed if packed else None]
        try:
            body, _ = _unpacked(raw, method, source.budget.part + 1)
        except Broken:
            continue
        source.budget.spend(len(body))
        yield from inner.below(name, body)


def _named(source: Source, archive: Archive, member: Member) -> Iterator[Piece]:
    yield source.text(names.as_text(member.name), Part.FILE_NAME)
    if archive.is_unsafe(member):
        yield source.hole(Unreadable.UNSAFE, Part.FILE_NAME)


def _unpacked(raw: bytes, method: int, limit: int) -> tuple[bytes, bool]:
    """At most `limit` bytes, and whether the packed data came to their end."""
    if method == _STORED:
        return raw[:limit], True
    if method == _DEFLATED:
        return _inflated(raw, limit)
    if method != _BZIP2:
        raise Broken(Unreadable.FORMAT)
    stream = bz2.BZ2Decompressor()
    try:
        return stream.decompress(raw, limit), stream.eof
    except (OSError, EOFError) as error:
        raise Broken(Unreadable.DAMAGED) from error


def _inflated(raw: bytes, limit: int) -> tuple[bytes, bool]:
    """What comes out before the first wrong bit is given as well."""
    stream, out = zlib.decompressobj(-15), bytearray()
    for at in range(0, len(raw), _BITE):
        try:
            out += stream.decompress(raw[at : at + _BITE], limit - len(out))
        except zlib.error:
            return bytes(out), False
        if stream.eof or len(out) >= limit:
            break
    return bytes(out), stream.eof


def _member(info: zipfile.ZipInfo) -> Member:
    raw = info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437", "replace")
    return Member(
        _name(raw, info.flag_bits),
        raw,
        info.compress_type,
        info.flag_bits,
        info.compress_size,
        info.file_size,
        info.CRC,
        info.header_offset,
        stat.S_ISLNK(info.external_attr >> 16),
    )


def _name(raw: bytes, flags: int) -> str:
    return raw.decode("utf-8", "replace") if flags & _UTF8 else _decoded(raw)


def _decoded(raw: bytes) -> str:
    """Names without the UTF-8 flag were written by a Chinese system more often than by a Western one."""
    for name in ("utf-8", "gb18030"):
        try:
            return raw.decode(name)
        except UnicodeError:
            continue
    return raw.decode("cp437")


def _unicode_path(extra: bytes) -> str:
    """The name an Info-ZIP field gives instead."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == _UNICODE_PATH:
            return extra[at + 9 : at + 4 + size].decode("utf-8", "replace")
        at += 4 + size
    return ""
