"""The archive an OFD is: others' are read, ours have one form, and every known trick is refused by name, fast and small."""

import io
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import sm3
from crypto.errors import BadDocument
from crypto.findings import Reason
from crypto.seals import archive, markup
from crypto.seals.package import Package, pack
from crypto.seals.reasons import OfdReason
from tests.unit.crypto.seals.office import ofd

pytestmark = pytest.mark.thorough

VECTORS = Path(__file__).parents[3] / "vectors" / "ofd"
FILES = {"OFD.xml": b"<a/>", "Doc_0/b.xml": b"<b/>" * 50}
PLAIN = pack(FILES)


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        made.comment = comment
        for name, body in files.items():
            made.writestr(name, body)
    return out.getvalue()


def streamed(files: dict[str, bytes]) -> bytes:
    """As Java's archiver writes: sizes behind the data."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.got = b""

        def writable(self) -> bool:
            return True

        def write(self, data: object, /) -> int:
            piece = bytes(data)  # type: ignore[call-overload]
            self.got += piece
            return len(piece)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in files.items():
            made.writestr(name, body)
    return pipe.got


def deflated(seen: bytes, behind: bytes = b"", copies: int = 1) -> bytes:
    """An archive with the same content under several names, and what stands behind its compressed stream."""
    running = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = running.compress(seen) + running.flush() + behind
    bodies, lines = b"", b""
    for number in range(copies):
        name = f"{number:04}.xml".encode()
        fixed = (20, 0x800, 8, 0, 33, zlib.crc32(seen), len(packed), len(seen), len(name), 0)
        lines += archive.CENTRAL.pack(archive.CENTRAL_MARK, 20, *fixed, 0, 0, 0, 0, len(bodies)) + name
        bodies += archive.LOCAL.pack(archive.LOCAL_MARK, *fixed) + name + packed
    return bodies + lines + archive.end(copies, len(lines), len(bodies))


def reason(data: bytes) -> Reason | None:
    """Why the archive is refused, when all of it is looked at."""
    try:
        package = Package(data)
        for each in package.names:
            package.digest(each)
    except BadDocument as error:
        return error.reason
    return None


@pytest.mark.parametrize("name", ["helloworld.ofd", "test-ofda.ofd", "SESV4SignDoc.ofd"])
def test_others_packages_read_as_the_library_reads_them(name: str) -> None:
    data = (VECTORS / name).read_bytes()
    package = Package(data)
    with zipfile.ZipFile(io.BytesIO(data)) as library:
        expected = {each: library.read(each) for each in library.namelist() if not each.endswith("/")}
    assert {each: package.read(each) for each in package.names} == expected
    assert {each: package.digest(each) for each in package.names} == {n: sm3.hash(b) for n, b in expected.items()}
    assert not package.canonical


@pytest.mark.parametrize(
    "data",
    [
        zipped(FILES),
        zipped(FILES, zipfile.ZIP_STORED),
        streamed(FILES),
        zipped({"文件.xml": b"x"}),
        ofd(),
        PLAIN,
        deflated(b"x" * 99, copies=9),
    ],
)
def test_good_archives_pass(data: bytes) -> None:
    assert reason(data) is None


def test_ours_is_one_form_that_others_read() -> None:
    assert Package(PLAIN).canonical
    assert pack(dict(reversed(FILES.items()))) == PLAIN
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as library:
        assert library.testzip() is None
        assert {each: library.read(each) for each in library.namelist()} == FILES
    assert not Package(zipped(FILES, zipfile.ZIP_STORED)).canonical


def named(name: str) -> bytes:
    """An archive with a name the library would not write."""
    stand_in = "x" * len(name.encode())
    return zipped({"OFD.xml": b"", stand_in: b"body"}).replace(stand_in.encode(), name.encode())


def headed(offset: int, form: str, value: int, which: bytes = archive.CENTRAL_MARK) -> bytes:
    """Our archive with one field of its first header (directory or local) changed."""
    at = PLAIN.index(which) + offset
    return PLAIN[:at] + struct.pack(form, value) + PLAIN[at + struct.calcsize(form) :]


def both(central: int, local: int, form: str, value: int) -> bytes:
    data = bytearray(headed(central, form, value))
    struct.pack_into(form, data, local, value)
    return bytes(data)


def with_extra(extra: bytes) -> bytes:
    info = zipfile.ZipInfo("OFD.xml")
    info.extra = extra
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(info, b"x")
    return out.getvalue()


def commented_entry() -> bytes:
    info = zipfile.ZipInfo("OFD.xml")
    info.comment = b"more"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(info, b"x")
    return out.getvalue()


def twice(first: str, second: str) -> bytes:
    return zipped({"OFD.xml": b"", first: b"1", second: b"2"})


def same_name() -> bytes:
    return zipped({"OFD.xml": b"", "aaaa": b"1", "bbbb": b"2"}).replace(b"bbbb", b"aaaa")


def gap() -> bytes:
    """Bytes between the entries, the directory's offsets moved along."""
    at = PLAIN.index(archive.LOCAL_MARK, 4)
    data = bytearray(PLAIN[:at] + b"hidden" + PLAIN[at:])
    second = data.index(archive.CENTRAL_MARK, data.index(archive.CENTRAL_MARK) + 4)
    struct.pack_into("<L", data, second + 42, at + 6)
    struct.pack_into("<L", data, len(data) - 6, struct.unpack_from("<L", PLAIN, len(PLAIN) - 6)[0] + 6)
    return bytes(data)


def before_directory() -> bytes:
    at = PLAIN.index(archive.CENTRAL_MARK)
    data = bytearray(PLAIN[:at] + b"hidden" + PLAIN[at:])
    struct.pack_into("<L", data, len(data) - 6, at + 6)
    return bytes(data)


def overlapping() -> bytes:
    """Both lines of the directory point at one entry."""
    data = bytearray(pack({"OFD.xml": b"same", "OFE.xml": b"same"}))
    second = data.index(archive.CENTRAL_MARK, data.index(archive.CENTRAL_MARK) + 4)
    struct.pack_into("<L", data, second + 42, 0)
    return bytes(data)


def encrypted() -> bytes:
    return both(8, 6, "<H", 0x801)


def locator() -> bytes:
    """An end of directory of ZIP64 before the plain one."""
    return PLAIN[: -archive.END.size] + b"PK\x06\x07" + bytes(16) + PLAIN[-archive.END.size :]


HOSTILE: dict[str, tuple[Callable[[], bytes], OfdReason]] = {
    "nothing": (lambda: b"", OfdReason.ZIP),
    "text": (lambda: b"%PDF-1.7 " * 9, OfdReason.ZIP),
    "only an end": (lambda: PLAIN[-22:], OfdReason.ZIP),
    "cut": (lambda: PLAIN[:-1], OfdReason.ZIP),
    "a self-extracting head": (lambda: b"MZ" + PLAIN, OfdReason.ZIP),
    "bytes behind": (lambda: PLAIN + b"\0", OfdReason.HIDDEN),
    "a comment": (lambda: zipped(FILES, comment=b"hello"), OfdReason.HIDDEN),
    "a comment at an entry": (commented_entry, OfdReason.HIDDEN),
    "bytes between": (gap, OfdReason.HIDDEN),
    "bytes before the directory": (before_directory, OfdReason.HIDDEN),
    "bytes behind a stream": (lambda: deflated(b"seen", b"unseen"), OfdReason.HIDDEN),
    "a large extra field": (lambda: with_extra(struct.pack("<2H", 0x5455, 80) + bytes(80)), OfdReason.HIDDEN),
    "an unknown extra field": (lambda: with_extra(struct.pack("<2H", 0x7075, 4) + b"name"), OfdReason.HIDDEN),
    "entries that overlap": (overlapping, OfdReason.HIDDEN),
    "sizes of ZIP64": (lambda: both(24, 22, "<L", 0xFFFFFFFF), OfdReason.ZIP64),
    "an extra field of ZIP64": (lambda: with_extra(struct.pack("<2H", 1, 16) + bytes(16)), OfdReason.ZIP64),
    "a locator of ZIP64": (locator, OfdReason.HIDDEN),
    "a password": (encrypted, OfdReason.ENCRYPTED),
    "another method": (lambda: zipped(FILES, zipfile.ZIP_LZMA), OfdReason.METHOD),
    "two names in headers": (lambda: PLAIN.replace(b"OFD.xml", b"OFE.xml", 1), OfdReason.ZIP),
    "two sizes in headers": (lambda: headed(22, "<L", 3, archive.LOCAL_MARK), OfdReason.ZIP),
    "a wrong checksum": (lambda: both(16, 14, "<L", 1), OfdReason.DAMAGED),
    "two gigabytes declared": (lambda: both(24, 22, "<L", 0x7FFFFFFF), OfdReason.LIMIT),
    "an absolute name": (lambda: named("/etc/passwd"), OfdReason.NAME),
    "a name upwards": (lambda: named("../OFD.xml"), OfdReason.NAME),
    "a name over the top": (lambda: named("Doc_0/../../x"), OfdReason.NAME),
    "a backslash": (lambda: named("Doc_0\\x"), OfdReason.NAME),
    "a drive": (lambda: named("C:x"), OfdReason.NAME),
    "an empty step": (lambda: named("Doc_0//x"), OfdReason.NAME),
    "a line break": (lambda: named("a\nb"), OfdReason.NAME),
    "a turned reading direction": (lambda: named("a\u202eb"), OfdReason.NAME),
    "two files of one name": (same_name, OfdReason.DUPLICATE),
    "two names by case": (lambda: twice("Doc_0/a.xml", "doc_0/A.xml"), OfdReason.DUPLICATE),
    "two names by width": (lambda: twice("a.xml", "ａ.xml"), OfdReason.DUPLICATE),
    "a folder named as a file": (lambda: twice("a", "a/"), OfdReason.DUPLICATE),
    "a folder with content": (lambda: zipped({"OFD.xml": b"", "a/": b"body"}), OfdReason.ZIP),
    "a bomb": (lambda: zipped({"OFD.xml": bytes(20 << 20)}), OfdReason.LIMIT),
    "many bombs": (lambda: deflated(bytes(1 << 20), copies=300), OfdReason.LIMIT),
    "ten thousand and one files": (lambda: pack({f"{n}": b"" for n in range(10_001)}), OfdReason.LIMIT),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_trick_is_refused_by_name(name: str) -> None:
    make, expected = HOSTILE[name]
    data = make()
    started = time.process_time()
    assert reason(data) is expected
    assert time.process_time() - started < 2


def test_a_bomb_takes_no_room() -> None:
    data = zipped({"OFD.xml": bytes(20 << 20)})
    tracemalloc.start()
    assert reason(data) is OfdReason.LIMIT
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()


def test_a_stream_longer_than_it_says_stops_at_the_first_byte_too_many() -> None:
    honest = zipped({"OFD.xml": b"x" * 4096})
    at = honest.index(archive.CENTRAL_MARK)
    data = bytearray(honest)
    struct.pack_into("<L", data, at + 24, 4095)
    struct.pack_into("<L", data, 22, 4095)
    assert reason(bytes(data)) is OfdReason.DAMAGED


@given(st.binary(max_size=200) | st.integers(0, len(PLAIN)).map(lambda n: PLAIN[:n]))
@settings(deadline=None)
def test_other_bytes_are_refused(data: bytes) -> None:
    assert data == PLAIN or reason(data) is not None


NAMES = st.lists(st.text("abc01_一章", min_size=1, max_size=6), min_size=1, max_size=3).map("/".join)


@given(st.dictionaries(NAMES, st.binary(max_size=64), min_size=1, max_size=8))
@settings(deadline=None, max_examples=60)
def test_what_is_packed_is_read_again(files: dict[str, bytes]) -> None:
    package = Package(pack(files))
    assert {each: package.read(each) for each in package.names} == files
    assert package.canonical


XML = {
    "a document type": (b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>', OfdReason.DTD),
    "an entity": (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', OfdReason.DTD),
    "laughter": (
        b'<!DOCTYPE a [<!ENTITY a "ha">'
        + b"".join(b'<!ENTITY a%d "&a;&a;">' % n for n in range(30))
        + b"]><a>&a9;</a>",
        OfdReason.DTD,
    ),
    "a file from outside": (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', OfdReason.DTD),
    "no end": (b"<a>", OfdReason.XML),
    "two roots": (b"<a/><b/>", OfdReason.XML),
    "an unknown encoding": (b'<?xml version="1.0" encoding="klingon"?><a/>', OfdReason.XML),
    "an undefined entity": (b"<a>&b;</a>", OfdReason.XML),
    "depth": (b"<a>" * 100_000, OfdReason.LIMIT),
    "breadth": (b"<a>" + b"<b/>" * 200_000 + b"</a>", OfdReason.LIMIT),
    "size": (b"<a>" + b" " * (9 << 20) + b"</a>", OfdReason.LIMIT),
    "nothing": (b"", OfdReason.XML),
}


@pytest.mark.parametrize("name", XML)
def test_such_xml_is_refused(name: str) -> None:
    data, expected = XML[name]
    started = time.process_time()
    with pytest.raises(BadDocument) as caught:
        markup.parse(data, "OFD.xml")
    assert caught.value.reason is expected
    assert time.process_time() - started < 2


def test_what_is_written_is_escaped_and_what_was_there_stays() -> None:
    root = markup.make("Signature", None, Name='"<&\n>')
    root.text = "</ofd:Signature><!-- "
    back = markup.parse(markup.document(root), "x")
    assert (back.get("Name"), back.text) == ('"<&\n>', root.text)
    odd = b"<?xml version='1.0'  encoding='UTF-8'?>\r\n<o:OFD xmlns:o='u' a = '1'><o:DocBody >\n <o:DocRoot/></o:DocBody ></o:OFD>"
    added = markup.with_last_child(odd, "DocBody", "Signatures", "/a&b")
    assert added.replace(b"<o:Signatures>/a&amp;b</o:Signatures>", b"") == odd
    for refused in (
        b"<OFD/>",
        b"<OFD><DocBody/></OFD>",
        b'<?xml version="1.0" encoding="ascii"?><D><DocBody></DocBody></D>',
    ):
        with pytest.raises(BadDocument, match=OfdReason.LAYOUT):
            markup.with_last_child(refused, "DocBody", "Signatures", "x")
