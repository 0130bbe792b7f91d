"""Picture files: given to be looked at once their head says they are small enough; their own words are text.

- Nothing is decoded here but the further pages of a TIFF, each within the same limit.
- EXIF, XMP, IPTC, comments and text blocks are whatever is not pixels: read as strings.
- A metafile's words are read as strings, its drawing is a hole.
"""

import struct
import warnings
import zlib
from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageSequence

from marking.extract import sweep, tiff
from marking.extract.parts import Piece
from marking.extract.source import Broken, Source
from marking.verdict import Part, Unreadable

MAX_PIXELS, MAX_SIDE, MAX_FRAMES = 40_000_000, 20_000, 20
MAX_WORDS = 4 << 20
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "ICO", "JPEG2000")
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
_PIXELS = frozenset({b"IDAT", b"fdAT", b"VP8 ", b"VP8L", b"ALPH", b"ANMF", b"PLTE", b"iCCP", b"ICCP"})
_COMPRESSED = frozenset({b"zTXt", b"iTXt"})


def read(source: Source, *, page: bool = True, preview: bool = False, number: int = 0) -> Iterator[Piece]:
    """The picture and its words. `page`: it stands for itself; without, it belongs to a document that has text."""
    yield from source.lines(_words(source.data).splitlines(), Part.PROPERTY, number)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            opened = Image.open(BytesIO(source.data), formats=_FORMATS)
    except Image.DecompressionBombError:
        yield source.hole(Unreadable.TOO_LARGE, Part.PICTURE, number)
        return
    except (OSError, ValueError, SyntaxError, struct.error, TypeError, KeyError, IndexError) as error:
        del error
        yield source.hole(Unreadable.IMAGE, Part.PICTURE, number)
        return
    with opened:
        if opened.width * opened.height > MAX_PIXELS or max(opened.size) > MAX_SIDE:
            yield source.hole(Unreadable.TOO_LARGE, Part.PICTURE, number)
            return
        yield source.picture(source.data, number, page=page, preview=preview)
        for small in _thumbnails(source.data):
            yield source.picture(small, number, preview=True)
        yield from _further(source, opened, number, page=page)
    if _behind(source.data):
        yield source.hole(Unreadable.MIXED, Part.PICTURE, number)


def metafile(source: Source, *, number: int = 0) -> Iterator[Piece]:
    """The words of a metafile; what it draws cannot be seen here."""
    yield from source.lines([sweep.strings(source.data)], Part.PICTURE, number)
    yield source.hole(Unreadable.IMAGE, Part.PICTURE, number)


def _further(source: Source, opened: Image.Image, number: int, *, page: bool) -> Iterator[Piece]:
    """The pages of a TIFF behind the first; the frames of anything that moves are a hole."""
    frames = getattr(opened, "n_frames", 1)
    if frames == 1:
        return
    if opened.format != "TIFF" or frames > MAX_FRAMES:
        yield source.hole(Unreadable.IMAGE, Part.PICTURE, number)
        return
    try:
        for index, frame in enumerate(ImageSequence.Iterator(opened)):
            if frame.width * frame.height > MAX_PIXELS:
                raise Broken(Unreadable.TOO_LARGE)
            if index:
                out = BytesIO()
                frame.convert("L").save(out, "PNG", compress_level=1)
                yield source.picture(out.getvalue(), index + 1, page=page)
    except (OSError, ValueError, SyntaxError, struct.error) as error:
        raise Broken(Unreadable.IMAGE) from error


def _words(data: bytes) -> str:
    return sweep.strings(b"\0\0\n\0".join(_blocks(data))[:MAX_WORDS])


def _blocks(data: bytes) -> Iterator[bytes]:
    """Whatever stands in the file beside pixels."""
    if data.startswith(_PNG):
        yield from _chunks(data, 8, ">I4s", 12)
    elif data.startswith(_JPEG):
        yield from (data[at:end] for marker, at, end in _segments(data) if marker >= 0xE0)  # noqa: PLR2004 - APPn, COM
    elif data.startswith(b"RIFF"):
        yield from _chunks(data, 12, "<4sI", 8)
    elif data.startswith((b"II", b"MM")):
        yield from tiff.blocks(data)
    elif data.startswith(b"GIF"):
        yield from (data[at + 3 : at + 300] for at in _all(data, b"\x21\xfe"))


def _chunks(data: bytes, at: int, head: str, around: int) -> Iterator[bytes]:
    while at + 8 <= len(data):
        first, second = struct.unpack_from(head, data, at)
        size, kind = (first, second) if isinstance(first, int) else (second, first)
        body = data[at + 8 : at + 8 + size]
        if kind in _COMPRESSED:
            yield from _inflated(body)
        if kind not in _PIXELS:
            yield body
        at += size + around + (size & 1 if around == 8 else 0)  # noqa: PLR2004 - RIFF pads to even


def _inflated(body: bytes) -> Iterator[bytes]:
    """The text of a compressed block, wherever in it the packed data begin."""
    for at in _all(body, b"\x78"):
        try:
            yield zlib.decompressobj().decompress(body[at:], MAX_WORDS)
        except zlib.error:
            continue
        return


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each segment of a JPEG up to its pixels."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004 - every marker begins so
        marker, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xDA:  # noqa: PLR2004 - SOS
            return
        yield marker, at + 4, at + 2 + size
        at += 2 + size


def _thumbnails(data: bytes) -> Iterator[bytes]:
    """The small pictures a camera keeps in its notes."""
    if data.startswith(_JPEG):
        for _, at, end in _segments(data):
            start, stop = data.find(b"\xff\xd8\xff", at, end), data.rfind(b"\xff\xd9", at, end)
            if 0 <= start < stop:
                yield data[start : stop + 2]


def _behind(data: bytes) -> bool:
    """Whether something follows the end of the picture."""
    if data.startswith(_PNG):
        end = data.rfind(b"IEND") + 8
    elif data.startswith(_JPEG):
        end = data.rfind(b"\xff\xd9") + 2
    elif data.startswith(b"GIF"):
        end = data.rfind(b"\x3b") + 1
    else:
        return False
    return bool(data[end:].strip(b"\0\r\n ")) if end > 8 else False  # noqa: PLR2004 - a truncated picture has no end


def _all(data: bytes, wanted: bytes) -> Iterator[int]:
    at = data.find(wanted)
    while at >= 0:
        yield at
        at = data.find(wanted, at + 1)
