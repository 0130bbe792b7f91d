"""Archives that lie, explode or lead out of their folder."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import py7zr

from tests.corpus.carriers.parts import ORDINARY, archive
from tests.corpus.carriers.word import para, word

MARK = "机密★10年"
_ENTRY, _CENTRAL, _LAST = 0x04034B50, 0x02014B50, 0x06054B50
_UTF8 = 0x800
MB = 1 << 20
_ZEROS = bytes(MB)


@dataclass(frozen=True, slots=True)
class Member:
    """A member as its local header and the directory tell it; `told` is the size they claim."""

    name: bytes
    body: bytes
    size: int = 0
    crc: int = 0
    method: int = 8
    flags: int = _UTF8
    told: int | None = None

    def fields(self) -> tuple[int, ...]:
        told = self.size if self.told is None else self.told
        return (20, self.flags, self.method, 0, 0x5C21, self.crc, len(self.body), told, len(self.name), 0)

    def local(self) -> bytes:
        return struct.pack("<IHHHHHIIIHH", _ENTRY, *self.fields()) + self.name + self.body

    def central(self, at: int) -> bytes:
        head = struct.pack("<IHHHHHHIIIHHHHHII", _CENTRAL, 20, *self.fields(), 0, 0, 0, 0, at)
        return head + self.name


def packed(name: str, body: bytes, **how: int) -> Member:
    raw = zlib.compressobj(1, zlib.DEFLATED, -15)
    return Member(name.encode(), raw.compress(body) + raw.flush(), len(body), zlib.crc32(body), **how)


def nothing(megabytes: int) -> bytes:
    """So many megabytes of zeros, deflated: one compressed megabyte, repeated."""
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (raw.compress(_ZEROS) + raw.flush(zlib.Z_FULL_FLUSH)) * megabytes + b"\x03\0"


def zeros(name: str, megabytes: int) -> Member:
    crc = 0
    for _ in range(megabytes):
        crc = zlib.crc32(_ZEROS, crc)
    return Member(name.encode(), nothing(megabytes), megabytes * MB, crc)


def assembled(members: Iterable[Member], listed: Iterable[int] | None = None, tail: bytes = b"") -> bytes:
    """A ZIP of these members; `listed` are those the directory names (again)."""
    members, out, offsets = list(members), bytearray(), []
    for member in members:
        offsets.append(len(out))
        out += member.local()
    at = len(out)
    rows = [*range(len(members))] if listed is None else [*listed]
    for row in rows:
        out += members[row].central(offsets[row])
    count = min(len(rows), 0xFFFF)
    out += struct.pack("<IHHHHIIH", _LAST, 0, 0, count, count, len(out) - at, at, len(tail)) + tail
    return bytes(out)


def _nested(levels: int, wide: int) -> bytes:
    inner = assembled([zeros("0.txt", 32)])
    for level in range(levels):
        inner = archive({f"{level}-{n}.zip": inner for n in range(wide)})
    return inner


def _deep(levels: int) -> bytes:
    inner = archive({"a.txt": MARK})
    for _ in range(levels):
        inner = archive({"r.zip": inner})
    return inner


def _many(count: int) -> bytes:
    return assembled(Member(b"%06d.txt" % n, b"", method=0) for n in range(count))


def _named(name: str) -> bytes:
    return assembled([packed(name, ORDINARY.encode())])


def _link() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        entry = zipfile.ZipInfo("a.txt", (2026, 1, 1, 0, 0, 0))
        entry.create_system, entry.external_attr = 3, 0o120777 << 16
        made.writestr(entry, "/etc/passwd")
    return out.getvalue()


def _locked() -> bytes:
    return assembled([Member(b"a.txt", bytes(40), 28, 1, method=0, flags=_UTF8 | 1)])


def _strong() -> bytes:
    return assembled([Member(b"a.txt", bytes(60), 28, 0, method=99, flags=_UTF8 | 1)])


def _overlapping() -> bytes:
    """Every row of the directory leads to the same member."""
    return assembled([zeros("a.txt", 16)], [0] * 4000)


def _hidden() -> bytes:
    """A second member that no row of the directory names."""
    return assembled([packed("a.txt", ORDINARY.encode()), packed("b.txt", MARK.encode())], [0])


def _two_faces() -> bytes:
    """The directory calls it a picture of another length; the local header tells the truth."""
    made = bytearray(assembled([packed("a.txt", f"{ORDINARY}{MARK}".encode())]))
    at = made.rindex(b"a.txt")
    made[at : at + 5] = b"a.png"
    return bytes(made)


def _with_method(method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        made.writestr(zipfile.ZipInfo("a.txt", (2026, 1, 1, 0, 0, 0)), f"{ORDINARY}\n{MARK}", compress_type=method)
    return out.getvalue()


def _wrong_sum() -> bytes:
    body = ORDINARY.encode()
    return assembled([Member(b"a.txt", body, len(body), 1, method=0)])


def _seven(password: str = "", *, header: bool = False, body: bytes = ORDINARY.encode()) -> bytes:
    out = io.BytesIO()
    fast = None if password else [{"id": py7zr.FILTER_LZMA2, "preset": 0}]
    with py7zr.SevenZipFile(out, "w", filters=fast, password=password or None, header_encryption=header) as made:
        made.writef(io.BytesIO(body), "a.txt")
    return out.getvalue()


MAKERS: dict[str, Callable[[], bytes]] = {
    "zip-nested-bomb": lambda: _nested(4, 10),
    "zip-flat-bomb": lambda: assembled([zeros("a.txt", 1000)]),
    "zip-many-bombs": lambda: assembled([zeros(f"{n}.txt", 40) for n in range(8)]),
    "zip-overlapping": _overlapping,
    "zip-hundred-deep": lambda: _deep(100),
    "zip-six-deep-marked": lambda: _deep(6),
    "zip-100k-members": lambda: _many(100_000),
    "zip-lying-small": lambda: assembled([replace(zeros("a.txt", 300), told=10)]),
    "zip-lying-large": lambda: assembled([packed("a.txt", ORDINARY.encode(), told=0xFFFFFFF0)]),
    "zip-slip": lambda: _named("../../../../etc/cron.d/a.txt"),
    "zip-slip-windows": lambda: _named("..\\..\\a.txt"),
    "zip-absolute": lambda: _named("/etc/passwd.txt"),
    "zip-drive": lambda: _named("C:\\Windows\\a.txt"),
    "zip-symlink": _link,
    "zip-nul-name": lambda: _named("a.txt\0.exe"),
    "zip-rlo-name": lambda: _named(f"\u202e{MARK[::-1]}\u202c.txt"),
    "zip-rlo-ending": lambda: _named("报告\u202etxt.exe"),
    "zip-con-name": lambda: _named("CON.txt"),
    "zip-long-name": lambda: _named("长" * 20_000 + ".txt"),
    "zip-same-name-twice": lambda: assembled([packed("a.txt", ORDINARY.encode()), packed("a.txt", MARK.encode())]),
    "zip-encrypted": _locked,
    "zip-aes": _strong,
    "zip-bzip2-marked": lambda: _with_method(zipfile.ZIP_BZIP2),
    "zip-lzma-marked": lambda: _with_method(zipfile.ZIP_LZMA),
    "zip-unlisted-member": _hidden,
    "zip-two-faces": _two_faces,
    "zip-wrong-checksum": _wrong_sum,
    "zip-truncated": lambda: archive({"a.txt": ORDINARY * 200, "b.txt": "x"})[:-30],
    "zip-cut-in-half": lambda: archive({"a.docx": word(para(ORDINARY))})[:400],
    "zip-no-directory": lambda: assembled([packed("a.txt", MARK.encode())])[:-70],
    "zip-behind-program": lambda: b"MZ" + bytes(510) + archive({"a.txt": ORDINARY}),
    "zip-appended-to-docx": lambda: word(para(ORDINARY)) + archive({"a.txt": MARK}),
    "7z-encrypted": lambda: _seven("x1"),
    "7z-encrypted-header": lambda: _seven("x1", header=True),
    "7z-bomb": lambda: _seven(body=bytes(300 * MB)),
    "7z-truncated": lambda: _seven()[:-8],
    "7z-huge-header": lambda: b"7z\xbc\xaf\x27\x1c\0\4" + bytes(4) + struct.pack("<QQI", 0, 1 << 40, 0),
}
