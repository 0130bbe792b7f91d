"""All text of a file, for scanning.

- The content decides what a file is, never its name.
- docx, xlsx, pptx, odt: every XML part, tags stripped, split where a paragraph ends, unescaped, attribute values too:
  a document model shows headers, text boxes or hidden sheets only in part. No XML parser runs.
- zip: the files inside, one level; names of members are text too.
- Decompressed bytes are counted as they come out, whatever the archive declares.
- Whatever else there is (images, OLE, encrypted, mail, web pages, damaged) raises CannotExtract.
"""

import html
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from marking import pdf
from marking.encoding import Undecodable, decoded
from marking.verdict import Unreadable

MAX_PART, MAX_TOTAL, MAX_PARTS = 32 << 20, 128 << 20, 5_000
MAX_DEPTH = 2
_DESCRIPTOR = 24

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG\r", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"\0\0\1\0", b"\xd7\xcd\xc6\x9a")
_BINARIES = (_OLE, b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x7fELF")
_MARKUP = re.compile(r"\s*<(?:!doctype|\?xml|html|svg|head|body)\b", re.IGNORECASE)
_MAIL = re.compile(r"^(?:MIME-Version|Content-Transfer-Encoding|Content-Type):", re.IGNORECASE | re.MULTILINE)
_PARAGRAPH_END = re.compile(
    r"</(?:\w+:)?(?:p|h|si|c|row|tr|t(?=>\s*</(?:\w+:)?is)|author|sheet|comment|oddHeader|oddFooter|evenHeader|evenFooter"
    r"|firstHeader|firstFooter|definedName|title|subject|creator|keywords|description|category)>"
    r"|<(?:\w+:)?(?:br|cr|line-break)\b[^>]*>"
)
_TAB = re.compile(r"<(?:\w+:)?(?:tab|s)/>")
_ATTRIBUTE = re.compile(r"=\s*(?:\"([^\"<>]*[^\x00-\x7f][^\"<>]*|[^\"<>]*&[^\"<>]*)\"|'([^'<>]*[^\x00-\x7f][^'<>]*)')")
# The preview of a document's first page, whose text is scanned as text.
_THUMBNAIL = re.compile(r"(?:docProps/thumbnail|Thumbnails/thumbnail)\.\w+")
_XML_DECLARED = re.compile(rb"<\?xml[^>]*encoding=[\"']([A-Za-z0-9_-]+)")


class CannotExtract(Exception):
    """The text of `part` cannot be had, for this reason."""

    def __init__(self, reason: Unreadable, part: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.part = part


@dataclass(slots=True)
class _Budget:
    bytes_left: int = MAX_TOTAL
    parts_left: int = MAX_PARTS

    def take(self, info: zipfile.ZipInfo, archive: zipfile.ZipFile) -> bytes:
        with archive.open(info) as part:
            body = part.read(min(MAX_PART, self.bytes_left) + 1)
        self.bytes_left -= len(body)
        self.parts_left -= 1
        if len(body) > MAX_PART or self.bytes_left < 0 or self.parts_left < 0:
            raise CannotExtract(Unreadable.TOO_LARGE, info.filename)
        return body


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a file the reader stands: path of parts, depth, and what may still be unpacked."""

    path: str = ""
    depth: int = 0
    budget: _Budget = field(default_factory=_Budget)

    def below(self, name: str) -> "_Place":
        return _Place(f"{self.path}/{name}" if self.path else name, self.depth + 1, self.budget)


def texts(data: bytes, place: _Place | None = None) -> Iterator[tuple[str, str]]:
    """(part, text) for everything in the file that can be read; raises CannotExtract at the first thing that cannot."""
    place = place or _Place()
    if len(data) > MAX_TOTAL:
        raise CannotExtract(Unreadable.TOO_LARGE, place.path)
    if data.startswith(_IMAGES) or (data.startswith(b"BM") and data[6:10] == bytes(4)):
        raise CannotExtract(Unreadable.IMAGE, place.path)
    if data.startswith(_BINARIES):
        encrypted = data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data
        raise CannotExtract(Unreadable.ENCRYPTED if encrypted else Unreadable.FORMAT, place.path)
    if data.startswith(_ZIP) or zipfile.is_zipfile(io.BytesIO(data)):
        yield from _archive(data, place)
    elif b"%PDF-" in data[:1024]:
        yield from _pdf(data, place)
    else:
        yield place.path, _plain(data, place)


def _plain(data: bytes, place: _Place) -> str:
    try:
        text = decoded(data)
    except Undecodable as error:
        raise CannotExtract(Unreadable.ENCODING, place.path) from error
    if _MARKUP.match(text) or _MAIL.search(text[:20_000]):
        raise CannotExtract(Unreadable.FORMAT, place.path)
    return text


def _pdf(data: bytes, place: _Place) -> Iterator[tuple[str, str]]:
    try:
        for part, text in pdf.texts(data):
            yield f"{place.path} {part}".strip(), text
        inside = pdf.attachments(data)
    except pdf.Unopened as error:
        raise CannotExtract(error.reason, place.path) from error
    for name, body in inside:
        yield place.path, name
        yield from texts(body, _deeper(place, name))


def _archive(data: bytes, place: _Place) -> Iterator[tuple[str, str]]:
    if place.depth > MAX_DEPTH:
        raise CannotExtract(Unreadable.NESTED, place.path)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if not _whole(data, archive):
                raise CannotExtract(Unreadable.DAMAGED, place.path)
            office = any(info.filename in {"[Content_Types].xml", "content.xml"} for info in infos)
            if len(infos) > place.budget.parts_left:
                raise CannotExtract(Unreadable.TOO_LARGE, place.path)
            yield place.path, archive.comment.decode("utf-8", "replace")
            for info in infos:
                yield from _member(archive, info, place, office=office)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, zlib.error) as error:
        raise CannotExtract(Unreadable.DAMAGED, place.path) from error


def _whole(data: bytes, archive: zipfile.ZipFile) -> bool:
    """Whether every byte belongs to a listed member or to the list itself: nothing rides along unseen."""
    end, slack = 0, 0
    for info in sorted(archive.infolist(), key=lambda one: one.header_offset):
        if not end <= info.header_offset <= end + slack:
            return False
        name, extra = struct.unpack_from("<HH", data, info.header_offset + 26)
        end = info.header_offset + 30 + name + extra + info.compress_size
        slack = _DESCRIPTOR if info.flag_bits & 0x8 else 0
    closing = data.rfind(b"PK\x05\x06")
    return end <= archive.start_dir <= end + slack and closing + 22 + len(archive.comment) == len(data)


def _member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, place: _Place, *, office: bool
) -> Iterator[tuple[str, str]]:
    name = _member_name(info)
    inner = place.below(name)
    if not office:
        yield inner.path, re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name.replace("/", "\n"))
    if info.is_dir():
        return
    if info.flag_bits & 0x1:
        raise CannotExtract(Unreadable.ENCRYPTED, inner.path)
    if office and _THUMBNAIL.fullmatch(name):
        return
    body = place.budget.take(info, archive)
    if office and _is_xml(body):
        yield inner.path, _xml_text(body, inner.path)
    elif body and not (office and name == "mimetype"):
        if not office and _is_plain_archive(body):
            raise CannotExtract(Unreadable.NESTED, inner.path)
        yield from texts(body, inner)


def _deeper(place: _Place, name: str) -> _Place:
    inner = place.below(name)
    if inner.depth > MAX_DEPTH:
        raise CannotExtract(Unreadable.NESTED, inner.path)
    return inner


def _member_name(info: zipfile.ZipInfo) -> str:
    """Names without the UTF-8 flag were written by a Chinese system more often than by a Western one."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def _is_plain_archive(body: bytes) -> bool:
    if not body.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return not {"[Content_Types].xml", "content.xml"} & set(archive.namelist())
    except zipfile.BadZipFile:
        return False


def _is_xml(body: bytes) -> bool:
    start = body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith((b"<", b"\xff\xfe<\0", b"\xfe\xff\0<")) or _XML_DECLARED.match(start) is not None


def _xml_text(body: bytes, part: str) -> str:
    declared = _XML_DECLARED.match(body)
    name = declared[1].decode() if declared else "utf-8"
    if body[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        name = "utf-16"
    try:
        source = body.decode(name).removeprefix("\ufeff")
    except (LookupError, UnicodeError) as error:
        raise CannotExtract(Unreadable.ENCODING, part) from error
    if "<!ENTITY" in source:
        raise CannotExtract(Unreadable.FORMAT, part)
    values = "\n".join(html.unescape(one or other) for one, other in _ATTRIBUTE.findall(source))
    lines = _TAB.sub("\t", _PARAGRAPH_END.sub("\n", source))
    return html.unescape(re.sub(r"<[^>]*>", "", lines)) + "\n\n" + values
