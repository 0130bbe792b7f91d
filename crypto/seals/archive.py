"""A ZIP archive taken apart strictly: every byte belongs to something, and everything is said once or twice alike.

- Entries stand in order without gaps from the first byte, then the directory, then its end (APPNOTE 6.3, ISO/IEC 21320-1).
  Comments, bytes before, between and behind, data behind a compressed stream, large extra fields are refused.
- The directory and the header before each entry say the same. Encryption, ZIP64, other methods than stored and deflated
  are refused.
- A name leads nowhere outside: no absolute path, no drive, no "..", no backslash, no control character. Two names that
  one reader may take for the same (case, form of Unicode) are refused.
- Sizes are believed only as far as they come true, entry by entry, within the limits.
"""

import struct
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from crypto.errors import BadDocument
from crypto.seals.reasons import OfdReason

TOTAL = 256 << 20  # bytes of everything in it unpacked
ENTRIES = 10_000
NAME = 512  # bytes of one name
RATIO, SMALL = 200, 1 << 20  # times an entry may grow, once it is larger than SMALL
EXTRA = 64  # bytes: time stamps and owners; more could carry something
PIECE, SLICE = 1 << 20, 64 << 10
COMMENT = 1 << 16  # bytes a comment behind everything can have: where to look for what stands before it

LOCAL, CENTRAL, END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
LOCAL_MARK, CENTRAL_MARK, END_MARK, AFTER_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x07\x08"
STORED, DEFLATED = 0, 8
ENCRYPTED, SIZES_AFTER, UTF8 = 0x1, 0x8, 0x800
FLAGS = ENCRYPTED | 0x6 | SIZES_AFTER | UTF8  # 0x6: how hard the deflater tried
ZIP64_EXTRA, ZIP64_SIZE, ZIP64_COUNT = 0x0001, 0xFFFFFFFF, 0xFFFF
HARMLESS = {0x5455, 0x5855, 0x7855, 0x7875, 0x000A, 0xCAFE}  # extra fields: times, owners, the mark of Java's archiver
VERSION, MIDNIGHT, FIRST_DAY = 20, 0, 0x21  # 1 January 1980, the first date the format has


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, as the directory describes it."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int  # of its header
    start: int  # of its data


def entries(data: memoryview) -> list[Entry]:
    """The entries, folders too, each in its place. Raises BadDocument."""
    found, expected, seen, total = [], 0, set[str](), 0
    start, listed = _directory(data)
    for each in sorted(listed, key=lambda entry: entry.offset):
        if each.offset != expected:
            raise BadDocument(OfdReason.HIDDEN, each.name)
        entry, expected = _located(data, each, start)
        total += entry.size
        alike = unicodedata.normalize("NFKC", entry.name).casefold().rstrip("/")
        if alike in seen:
            raise BadDocument(OfdReason.DUPLICATE, entry.name)
        seen.add(alike)
        _require_size(entry, total)
        found.append(entry)
    if expected != start:
        raise BadDocument(OfdReason.HIDDEN)
    return found


def proper(name: str) -> bool:
    """Whether a path stays inside and means the same everywhere."""
    parts = name.removesuffix("/").split("/")
    clean = all(unicodedata.category(each) not in {"Cc", "Cf", "Cs"} for each in name)
    return clean and not {"", ".", ".."} & set(parts) and "\\" not in name and ":" not in name


def _directory(data: memoryview) -> tuple[int, list[Entry]]:
    """Where the directory starts, and its entries; `start` of their data is not known yet."""
    at = len(data) - END.size
    if at < 0 or data[:4] != LOCAL_MARK:
        raise BadDocument(OfdReason.ZIP)
    mark, disk, first_disk, here, count, size, start, comment = END.unpack_from(data, at)
    if mark != END_MARK:
        tail = bytes(data[-COMMENT - END.size :])
        raise BadDocument(OfdReason.HIDDEN if 0 <= tail.rfind(END_MARK) < len(tail) - END.size else OfdReason.ZIP)
    if ZIP64_SIZE in {size, start} or count == ZIP64_COUNT:
        raise BadDocument(OfdReason.ZIP64)
    if disk or first_disk or comment or here != count or start + size != at:
        raise BadDocument(OfdReason.HIDDEN)
    if not 0 < count <= ENTRIES:
        raise BadDocument(OfdReason.LIMIT, "entries")
    found, place = [], start
    for _ in range(count):
        entry, place = _described(data, place, at)
        found.append(entry)
    if place != at:
        raise BadDocument(OfdReason.HIDDEN)
    return start, found


def _described(data: memoryview, at: int, limit: int) -> tuple[Entry, int]:
    if at + CENTRAL.size > limit:
        raise BadDocument(OfdReason.ZIP)
    values = CENTRAL.unpack_from(data, at)
    (
        mark,
        _made,
        _needed,
        flags,
        method,
        _time,
        _date,
        crc,
        packed,
        size,
        long,
        extra,
        comment,
        disk,
        _in,
        _ex,
        offset,
    ) = values
    end = at + CENTRAL.size + long + extra + comment
    if mark != CENTRAL_MARK or end > limit or disk:
        raise BadDocument(OfdReason.ZIP)
    raw = bytes(data[at + CENTRAL.size :][:long])
    name = _name(raw, flags)
    if comment:
        raise BadDocument(OfdReason.HIDDEN, name)
    if flags & ENCRYPTED:
        raise BadDocument(OfdReason.ENCRYPTED, name)
    if flags & ~FLAGS or method not in {STORED, DEFLATED}:
        raise BadDocument(OfdReason.METHOD, name)
    if ZIP64_SIZE in {packed, size, offset}:
        raise BadDocument(OfdReason.ZIP64, name)
    _require_extra(data[at + CENTRAL.size + long :][:extra], name)
    return Entry(name, raw, flags, method, crc, packed, size, offset, 0), end


def _name(raw: bytes, flags: int) -> str:
    if not 0 < len(raw) <= NAME:
        raise BadDocument(OfdReason.NAME)
    for encoding in ("utf-8",) if flags & UTF8 else ("utf-8", "gb18030"):
        try:
            name = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if proper(name):
            return name
        break
    raise BadDocument(OfdReason.NAME, ascii(raw[:80]))


def _located(data: memoryview, entry: Entry, limit: int) -> tuple[Entry, int]:
    """The entry with the place of its data, and where the next one starts."""
    if entry.offset + LOCAL.size > limit:
        raise BadDocument(OfdReason.ZIP, entry.name)
    mark, _needed, flags, method, _time, _date, crc, packed, size, long, extra = LOCAL.unpack_from(data, entry.offset)
    after_name = entry.offset + LOCAL.size + long
    start = after_name + extra
    end = start + entry.packed
    if mark != LOCAL_MARK or end > limit or bytes(data[after_name - long : after_name]) != entry.raw_name:
        raise BadDocument(OfdReason.ZIP, entry.name)
    said, known = (flags, method, crc, packed, size), (entry.flags, entry.method, entry.crc, entry.packed, entry.size)
    if entry.flags & SIZES_AFTER:
        # The three values may stand behind the data only; where they stand in front, they are the same.
        if said[:2] != known[:2] or any(
            each not in {0, right} for each, right in zip(said[2:], known[2:], strict=True)
        ):
            raise BadDocument(OfdReason.ZIP, entry.name)
        end = _after(data, entry, end, limit)
    elif said != known:
        raise BadDocument(OfdReason.ZIP, entry.name)
    _require_extra(data[after_name:start], entry.name)
    return replace(entry, start=start), end


def _after(data: memoryview, entry: Entry, at: int, limit: int) -> int:
    """The end of the sizes written behind the data, with or without their mark."""
    values = struct.pack("<3L", entry.crc, entry.packed, entry.size)
    for expected in (AFTER_MARK + values, values):
        if bytes(data[at : min(at + len(expected), limit)]) == expected:
            return at + len(expected)
    raise BadDocument(OfdReason.ZIP, entry.name)


def _require_extra(extra: memoryview, name: str) -> None:
    if len(extra) > EXTRA:
        raise BadDocument(OfdReason.HIDDEN, name)
    at = 0
    while at < len(extra):
        if at + 4 > len(extra):
            raise BadDocument(OfdReason.HIDDEN, name)
        kind, size = struct.unpack_from("<2H", extra, at)
        if kind == ZIP64_EXTRA:
            raise BadDocument(OfdReason.ZIP64, name)
        if kind not in HARMLESS or at + 4 + size > len(extra):
            raise BadDocument(OfdReason.HIDDEN, name)
        at += 4 + size


def _require_size(entry: Entry, total: int) -> None:
    if total > TOTAL or (entry.size > SMALL and entry.size > RATIO * entry.packed):
        raise BadDocument(OfdReason.LIMIT, entry.name)
    wrong = entry.method == STORED and entry.size != entry.packed
    if wrong or (entry.name.endswith("/") and (entry.size or entry.packed > 2)):  # noqa: PLR2004 - an empty stream
        raise BadDocument(OfdReason.ZIP, entry.name)


def pieces(data: memoryview, entry: Entry) -> Iterator[bytes]:
    """The content, as large as it says and with its checksum. Raises BadDocument at the first byte too many."""
    packed, crc, left = data[entry.start : entry.start + entry.packed], 0, entry.size
    for piece in _inflated(packed, entry) if entry.method == DEFLATED else _stored(packed):
        crc, left = zlib.crc32(piece, crc), left - len(piece)
        if left < 0:
            raise BadDocument(OfdReason.DAMAGED, entry.name)
        yield piece
    if left or crc != entry.crc:
        raise BadDocument(OfdReason.DAMAGED, entry.name)


def _stored(packed: memoryview) -> Iterator[bytes]:
    for at in range(0, len(packed), PIECE):
        yield bytes(packed[at : at + PIECE])


def _inflated(packed: memoryview, entry: Entry) -> Iterator[bytes]:
    running = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for at in range(0, len(packed), SLICE):
            # In slices: what is left over is handed back as a copy, which must stay small.
            rest = bytes(packed[at : at + SLICE])
            while rest and not running.eof:
                yield running.decompress(rest, PIECE)
                rest = running.unconsumed_tail
            if running.eof and (running.unused_data or at + SLICE < len(packed)):
                raise BadDocument(OfdReason.HIDDEN, entry.name)
        yield running.flush()
    except zlib.error:
        raise BadDocument(OfdReason.DAMAGED, entry.name) from None
    if not running.eof:
        raise BadDocument(OfdReason.DAMAGED, entry.name)


def local(name: bytes, crc: int, size: int) -> bytes:
    """The header before an entry, as this product writes it."""
    return LOCAL.pack(LOCAL_MARK, VERSION, UTF8, STORED, MIDNIGHT, FIRST_DAY, crc, size, size, len(name), 0) + name


def central(name: bytes, crc: int, size: int, at: int) -> bytes:
    """The entry's line in the directory, as this product writes it."""
    fixed = CENTRAL_MARK, VERSION, VERSION, UTF8, STORED, MIDNIGHT, FIRST_DAY, crc, size, size
    return CENTRAL.pack(*fixed, len(name), 0, 0, 0, 0, 0, at) + name


def end(count: int, size: int, start: int) -> bytes:
    """The end of the directory, as this product writes it."""
    return END.pack(END_MARK, 0, 0, count, count, size, start, 0)
