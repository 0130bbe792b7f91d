"""Pictures are refused by their header when they are too large, and come out as a reader would see them."""

import io
import struct
import time
import tracemalloc
import zlib

import numpy as np
import pytest
from PIL import Image

from marking.eyes.pixels import LONGEST, Unseen, pixels_of, stretched
from marking.verdict import Unreadable
from tests.unit.marking.child.pictures import encoded

pytestmark = pytest.mark.requirement("SUB-11")


def png(width: int, height: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def reason(data: bytes) -> Unreadable:
    with pytest.raises(Unseen) as refused:
        pixels_of(data)
    return refused.value.reason


def test_a_huge_picture_is_refused_unopened() -> None:
    rows = zlib.compress(bytes(3_751 * 3_000))  # a tenth of what the header announces, 11 MB
    tracemalloc.start()
    start = time.process_time()
    assert reason(png(30_000, 30_000, rows)) is Unreadable.TOO_LARGE
    assert time.process_time() - start < 0.5
    assert tracemalloc.get_traced_memory()[1] < 4 << 20
    tracemalloc.stop()
    assert pixels_of(png(3_000, 3_000, zlib.compress(bytes(376 * 3_000)))).shape == (LONGEST, LONGEST, 3)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (encoded(Image.new("L", (300, 200), 255))[:60], Unreadable.DAMAGED),
        (b"no picture", Unreadable.IMAGE),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), Unreadable.DAMAGED),
        (b"", Unreadable.IMAGE),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", Unreadable.IMAGE),
    ],
    ids=["cut", "text", "header", "empty", "postscript"],
)
def test_what_is_no_picture(data: bytes, why: Unreadable) -> None:
    assert reason(data) in {why, Unreadable.IMAGE}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F"])
def test_every_kind_of_pixel_comes_out_dark_on_light(mode: str) -> None:
    drawn = Image.new("L", (80, 60), 255)
    drawn.paste(0, (20, 20, 60, 40))
    values = np.asarray(drawn)
    image = Image.fromarray(values.astype(np.uint16) * 257) if mode == "I;16" else drawn.convert(mode)
    pixels = pixels_of(encoded(image, "TIFF"))
    assert pixels.shape == (60, 80, 3)
    assert (pixels[30, 40] < 40).all()
    assert (pixels[5, 5] > 215).all()


def test_what_is_transparent_is_white() -> None:
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (10, 10, 30, 30))
    pixels = pixels_of(encoded(image))
    assert (pixels[20, 20] == 0).all()
    assert (pixels[2, 2] == 255).all()


def test_as_the_camera_was_held() -> None:
    image = Image.new("RGB", (80, 40), "white")
    image.paste("black", (0, 0, 10, 10))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, quality=95)
    pixels = pixels_of(out.getvalue())
    assert pixels.shape == (80, 40, 3)
    assert (pixels[3, 36] < 60).all()


def test_contrast_is_stretched_on_light_ground() -> None:
    faint = np.full((50, 200, 3), 150, np.uint8)
    faint[20:30, 50:150] = 146
    for pixels in (faint, 255 - faint):
        spread = stretched(pixels)
        assert spread is not None
        assert spread.min() < 60
        assert np.median(spread) > 200
    assert stretched(np.full((50, 200, 3), 150, np.uint8)) is None
    assert stretched(np.where(faint == 146, 0, 255).astype(np.uint8)) is None
