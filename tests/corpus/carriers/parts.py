"""What the makers of files share: archives without a clock, XML around a mark, a compound file (OLE).

Every maker takes the words to carry and gives the whole file's bytes; the same words give the same bytes.
"""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from typing import TypeAlias
from xml.sax.saxutils import escape, quoteattr

Maker: TypeAlias = Callable[[str], bytes]
Parts: TypeAlias = Mapping[str, str | bytes]

_EPOCH = (2026, 1, 1, 0, 0, 0)
_SECTOR, _FREE, _END, _FAT = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NO_ENTRY = 0xFFFFFFFF
ORDINARY = "各单位要认真落实春季农业生产各项措施。"

__all__ = ["ORDINARY", "Maker", "Parts", "archive", "compound", "escape", "quoteattr", "xml"]


def xml(root: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{root}'


def archive(parts: Parts, comment: bytes = b"", notes: Mapping[str, bytes] | None = None) -> bytes:
    """A ZIP; `notes` are comments of single members. The first member is stored when it is called mimetype."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name, body in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.comment = (notes or {}).get(name, b"")
            made.writestr(entry, body)
        made.comment = comment
    return out.getvalue()


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of version 3 ([MS-CFB]) with these streams below its root, each in whole sectors."""
    bodies = [body.ljust(max(4096, -(-len(body) // _SECTOR) * _SECTOR), b"\0") for body in streams.values()]
    table = _sectors(128 * (len(streams) + 1))
    total = table + sum(map(_sectors, map(len, bodies)))
    fats = _sectors((total + _sectors(total * 4) + 1) * 4)
    fat = [_FAT] * fats + _chain(fats, table)
    entries = [_entry("Root Entry", 5, _END, 0, child=1 if streams else _NO_ENTRY)]
    at = fats + table
    for number, (name, body) in enumerate(zip(streams, bodies, strict=True), 1):
        fat += _chain(at, _sectors(len(body)))
        right = number + 1 if number < len(streams) else _NO_ENTRY
        entries.append(_entry(name, 2, at, len(body), right=right))
        at += _sectors(len(body))
    fat += [_FREE] * (fats * 128 - len(fat))
    counts = (0, fats, fats, 0, 4096, _END, 0, _END, 0)
    header = struct.pack("<8s16xHHHHH6x9I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, *counts)
    header += struct.pack("<109I", *range(fats), *[_FREE] * (109 - fats))
    directory = b"".join(entries).ljust(table * _SECTOR, b"\0")
    return header + struct.pack(f"<{len(fat)}I", *fat) + directory + b"".join(bodies)


def _sectors(length: int) -> int:
    return -(-length // _SECTOR)


def _chain(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), _END]


def _entry(name: str, kind: int, start: int, size: int, *, child: int = _NO_ENTRY, right: int = _NO_ENTRY) -> bytes:
    raw = name.encode("utf-16-le")
    return struct.pack("<64sHBBIII36xIII", raw, len(raw) + 2, kind, 1, _NO_ENTRY, right, child, start, size, 0)
