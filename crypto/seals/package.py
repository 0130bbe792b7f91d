"""The package an OFD is: an archive opened for reading, and the one form this product writes.

- Opening checks the whole directory (crypto/seals/archive.py). Nothing is unpacked before it is asked for; hashes are
  made piece by piece and kept.
- Written is one form only: names sorted after OFD.xml, stored, without dates and attributes. So the same files always
  give the same bytes, whatever compresses elsewhere, and `canonical` tells whether any bit beside the contents differs.
"""

import zlib
from collections.abc import Mapping

from crypto import sm3
from crypto.errors import BadDocument
from crypto.seals import archive
from crypto.seals.archive import TOTAL, Entry
from crypto.seals.reasons import OfdReason

PACKAGE = 128 << 20  # bytes
FIRST = "OFD.xml"


class Package:
    """One archive. Reading its directory checks everything but the contents."""

    def __init__(self, data: bytes) -> None:
        """Raises BadDocument."""
        self._data = memoryview(data)
        if len(data) > PACKAGE:
            raise BadDocument(OfdReason.LIMIT, "bytes")
        self._entries = {each.name: each for each in archive.entries(self._data) if not each.name.endswith("/")}
        self._digests: dict[str, bytes] = {}
        self.canonical = _canonical(self._data, list(self._entries.values()))

    @property
    def names(self) -> tuple[str, ...]:
        """The files, in the order of the archive; folders are not listed."""
        return tuple(self._entries)

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def read(self, name: str, limit: int = TOTAL) -> bytes:
        """The content of a file of at most `limit` bytes. Raises BadDocument."""
        entry = self._entry(name)
        if entry.size > limit:
            raise BadDocument(OfdReason.LIMIT, name)
        return b"".join(archive.pieces(self._data, entry))

    def digest(self, name: str) -> bytes:
        """SM3 of a file. Raises BadDocument."""
        if name not in self._digests:
            running = sm3.hasher()
            for piece in archive.pieces(self._data, self._entry(name)):
                running.update(piece)
            self._digests[name] = running.digest()
        return self._digests[name]

    def _entry(self, name: str) -> Entry:
        if name not in self._entries:
            raise BadDocument(OfdReason.MISSING, name)
        return self._entries[name]


def pack(files: Mapping[str, bytes]) -> bytes:
    """The one form this product writes."""
    heads, bodies, at = [], [], 0
    for name in sorted(files, key=_order):
        body = files[name]
        if not archive.proper(name):
            raise BadDocument(OfdReason.NAME, name)
        head = archive.local(name.encode(), zlib.crc32(body), len(body))
        heads.append(archive.central(name.encode(), zlib.crc32(body), len(body), at))
        bodies += [head, body]
        at += len(head) + len(body)
    directory = b"".join(heads)
    return b"".join([*bodies, directory, archive.end(len(heads), len(directory), at)])


def _order(name: str) -> tuple[bool, str]:
    return (name != FIRST, name)


def _canonical(data: memoryview, entries: list[Entry]) -> bool:
    """Whether every header is, bit for bit, the one pack() writes; contents are the hashes' business."""
    if [each.name for each in entries] != sorted((each.name for each in entries), key=_order):
        return False
    heads = []
    for each in entries:
        if data[each.offset : each.start] != archive.local(each.raw_name, each.crc, each.size):
            return False
        heads.append(archive.central(each.raw_name, each.crc, each.size, each.offset))
    directory = b"".join(heads)
    start = len(data) - archive.END.size - len(directory)
    return start >= 0 and bytes(data[start:]) == directory + archive.end(len(heads), len(directory), start)
