"""Pictures that are too large, carry words, programs or other files."""

import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image, PngImagePlugin

from tests.corpus.carriers.parts import archive
from tests.corpus.hostile.zips import MARK, MB, nothing


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, body: bytes, *more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _small(form: str, **keys: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "white").save(out, form, **keys)
    return out.getvalue()


def _exif() -> bytes:
    """The words stand in ImageDescription and XPTitle."""
    exif = Image.Exif()
    exif[0x010E] = "x"
    exif[0x9C9B] = MARK.encode("utf-16-le")
    return _small("JPEG", exif=exif)


def _png_words() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Title", MARK)
    return _small("PNG", pnginfo=info)


def _frames(count: int) -> bytes:
    frame = b"\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"
    return b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff" + frame * count + b";"


def _tiff_loop() -> bytes:
    """A TIFF whose directory names itself as the next."""
    return b"II*\0" + struct.pack("<IHHHIII", 8, 1, 256, 3, 1, 1, 8)


def _drawing(inner: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?>{head}<svg xmlns="http://www.w3.org/2000/svg">{inner}</svg>'.encode()


_LAUGHS = (
    "<!DOCTYPE a [<!ENTITY l0 'ha'>" + "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 11)) + "]>"
)

MAKERS: dict[str, Callable[[], bytes]] = {
    "png-30k": lambda: png(30_000, 30_000, b"\x78\xda" + nothing(860)),
    "png-claims-30k": lambda: png(30_000, 30_000, zlib.compress(b"x")),
    "png-words-bomb": lambda: png(
        1, 1, zlib.compress(bytes(2)), chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(200 * MB), 9))
    ),
    "png-words-marked": _png_words,
    "png-truncated": lambda: _small("PNG")[:60],
    "png-marked-behind-end": lambda: _small("PNG") + MARK.encode(),
    "jpeg-exif-marked": _exif,
    "jpeg-truncated": lambda: _small("JPEG")[:200],
    "jpeg-comment-marked": lambda: _small("JPEG", comment=MARK.encode()),
    "jpeg-and-zip": lambda: _small("JPEG") + archive({"a.txt": MARK}),
    "gif-and-zip": lambda: _small("GIF") + archive({"a.txt": MARK}),
    "gif-100k-frames": lambda: _frames(100_000),
    "bmp-lying": lambda: (
        b"BM" + struct.pack("<IHHIIiiHHIIiiII", 99, 0, 0, 54, 40, 60_000, 60_000, 1, 24, 0, 0, 0, 0, 0, 0)
    ),
    "tiff-loop": _tiff_loop,
    "webp-plain": lambda: _small("WEBP"),
    "svg-script": lambda: _drawing("<script>alert(1)</script>"),
    "svg-external-entity": lambda: _drawing(
        "<text>&x;</text>", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ),
    "svg-billion-laughs": lambda: _drawing("<text>&l10;</text>", _LAUGHS),
    "svg-marked": lambda: _drawing(f"<text>{MARK}</text>"),
}
