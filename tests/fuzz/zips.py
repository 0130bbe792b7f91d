"""Archives that say one thing here and another there."""

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache

FOLDER = {"OFD.xml": b"<a/>", "manifest.json": b"{}", "signature.json": b"{}"}


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {each.filename: archive.read(each) for each in archive.infolist()}


def packed(files: Mapping[str, bytes] | list[tuple[str, bytes]], method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", method) as archive:
        warnings.simplefilter("ignore")  # the same name twice is what some of these are about
        for name, body in files.items() if isinstance(files, Mapping) else files:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), body, method)
    return out.getvalue()


@cache
def zeros(size: int) -> bytes:
    """A deflated stream of this many zero bytes, made without having them."""
    running, piece = zlib.compressobj(9, zlib.DEFLATED, -15), bytes(1 << 20)
    parts = [running.compress(piece) for _ in range(size >> 20)]
    return b"".join([*parts, running.flush()])


def bomb(name: str, size: int, beside: Mapping[str, bytes]) -> bytes:
    """One entry that unpacks to `size` zeros, beside honest ones."""
    return by_hand([(name, 8, zeros(size), 0, size), *((n, 0, b, zlib.crc32(b), len(b)) for n, b in beside.items())])


def by_hand(entries: list[tuple[str, int, bytes, int, int]]) -> bytes:
    """An archive of (name, method, stream, checksum, size) as said."""
    out, listed = b"", b""
    for name, method, stream, crc, size in entries:
        said = struct.pack("<5H3L2H", 20, 0x800, method, 0, 0x21, crc, len(stream), size, len(name.encode()), 0)
        listed += (
            b"PK\x01\x02" + struct.pack("<H", 20) + said + struct.pack("<3H2L", 0, 0, 0, 0, len(out)) + name.encode()
        )
        out += b"PK\x03\x04" + said + name.encode() + stream
    return (
        out
        + listed
        + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(entries), len(entries), len(listed), len(out), 0)
    )


def named(name: str) -> bytes:
    """An OFD by its looks, with an entry of this name."""
    return by_hand([("OFD.xml", 0, b"<a/>", zlib.crc32(b"<a/>"), 4), (name, 0, b"", 0, 0)])


def overlapping(name: str, copies: int, body: bytes) -> bytes:
    """Many entries of the directory over one stream."""
    one = by_hand([(name, 0, body, zlib.crc32(body), len(body))])
    start = one.rindex(b"PK\x01\x02")
    end = one.rindex(b"PK\x05\x06")
    line = one[start:end]
    lines = b"".join(line[:46] + f"{number:0{len(name)}}".encode() for number in range(copies - 1)) + line
    counts = (0, 0, copies, copies, len(lines), start, 0)
    return one[:start] + lines + struct.pack("<4s4H2LH", b"PK\x05\x06", *counts)


def nested(levels: int) -> bytes:
    """An archive in an archive …, the outermost an OFD by its looks."""
    data = packed({"OFD.xml": b"<a/>"})
    for _ in range(levels):
        data = packed({"OFD.xml": data})
    return data
