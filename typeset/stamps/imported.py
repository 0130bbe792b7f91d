"""A seal's picture made elsewhere: PNG, JPEG or BMP, checked and written anew as PNG.

- The kind is told by the content. Size in bytes and in pixels is looked at before a pixel is unpacked.
- At the seal's size the picture has at least LEAST_DPI, and its shape is the seal's; above MOST_DPI it is made smaller,
  since it goes into every document.
- Written anew, nothing but pixels remains: no comment, position, colour profile or second picture.
- On request white becomes clear: each pixel is taken for ink over white paper, the ink's own colour stays.
- A demonstration's picture gets its word printed across the foot.
"""

import io
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageChops, UnidentifiedImageError

from typeset.stamps.cells import line
from typeset.stamps.drawing import Drawing
from typeset.stamps.errors import StampRefused, Why
from typeset.stamps.glyphs import glyphs
from typeset.stamps.paths import Part
from typeset.stamps.raster import MM_PER_INCH
from typeset.stamps.words import words

FORMATS: Final = ("PNG", "JPEG", "BMP")
MOST_BYTES: Final = 8 << 20
MOST_PIXELS: Final = 3000 * 3000
LEAST_DPI: Final = 200
MOST_DPI: Final = 300
SMALLEST_MM, LARGEST_MM = 5.0, 100.0
_SHAPE: Final = 0.03  # how far width : height may be off
_FAINT: Final = 12  # of 255: what scanners leave on white paper
_FOOT: Final = 0.16


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a seal holds it; `data` is PNG, measures in mm."""

    data: bytes
    width: float
    height: float
    dpi: float


def read(data: bytes, width_mm: float, height_mm: float, *, clear: bool = False, demo: bool = False) -> Picture:
    """The picture for a seal of this size. Raises StampRefused."""
    if not all(SMALLEST_MM <= each <= LARGEST_MM for each in (width_mm, height_mm)):
        raise StampRefused(Why.SIZE, size=max(width_mm, height_mm), least=SMALLEST_MM, most=LARGEST_MM)
    pixels = _opened(data)
    dpi = min(pixels.width / width_mm, pixels.height / height_mm) * MM_PER_INCH
    if dpi < LEAST_DPI:
        raise StampRefused(Why.PICTURE_COARSE, dpi=int(dpi), least=LEAST_DPI)
    if abs(pixels.width / pixels.height / (width_mm / height_mm) - 1) > _SHAPE:
        raise StampRefused(
            Why.PICTURE_SHAPE, pixels=f"{pixels.width}×{pixels.height}", mm=f"{width_mm:g}×{height_mm:g}"
        )
    if dpi > MOST_DPI:
        size = round(width_mm / MM_PER_INCH * MOST_DPI), round(height_mm / MM_PER_INCH * MOST_DPI)
        pixels, dpi = pixels.convert("RGBa").resize(size, Image.Resampling.LANCZOS).convert("RGBA"), MOST_DPI
    if clear:
        pixels = _ink(pixels)
    if _blank(pixels):
        raise StampRefused(Why.PICTURE_BLANK)
    if demo:
        pixels = _marked(pixels, width_mm, height_mm)
    packed = io.BytesIO()
    pixels.save(packed, "PNG", dpi=(dpi, dpi), optimize=True)
    return Picture(packed.getvalue(), width_mm, height_mm, dpi)


def _opened(data: bytes) -> Image.Image:
    """The first picture of the file, with an alpha channel."""
    if len(data) > MOST_BYTES:
        raise StampRefused(Why.PICTURE_TOO_LARGE, limit=f"{MOST_BYTES >> 20} MB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the library doubts is checked here or refused by it
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise StampRefused(Why.PICTURE_TOO_LARGE, limit=f"{MOST_PIXELS:,}")
            return picture.convert("RGBA")
    except UnidentifiedImageError:
        raise StampRefused(Why.PICTURE_FORMAT) from None
    except Image.DecompressionBombError:
        raise StampRefused(Why.PICTURE_TOO_LARGE, limit=f"{MOST_PIXELS:,}") from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, AttributeError):
        raise StampRefused(Why.PICTURE_DAMAGED) from None


def _ink(pixels: Image.Image) -> Image.Image:
    """White paper taken away: what is left of a pixel is ink, as opaque as the pixel was far from white."""
    paper = Image.new("RGBA", pixels.size, "white")
    paper.alpha_composite(pixels)
    channels = paper.convert("RGB").split()
    white = ImageChops.darker(ImageChops.darker(channels[0], channels[1]), channels[2])
    cover = ImageChops.invert(white).point([0 if each <= _FAINT else each for each in range(256)])
    inks = [ImageChops.darker(ImageChops.subtract(each, white), cover) for each in channels]
    premultiplied = Image.merge("RGBA", (*inks, cover)).tobytes()
    return Image.frombytes("RGBa", pixels.size, premultiplied).convert("RGBA")


def _blank(pixels: Image.Image) -> bool:
    """Whether nothing can be seen on white paper."""
    paper = Image.new("RGBA", pixels.size, "white")
    paper.alpha_composite(pixels)
    darkest, _ = paper.convert("L").getextrema()
    return bool(darkest > 255 - _FAINT)  # type: ignore[operator]


def _marked(pixels: Image.Image, width_mm: float, height_mm: float) -> Image.Image:
    """With the demonstration's word on white over the foot."""
    high = height_mm * _FOOT
    box = (0, height_mm - high, width_mm, height_mm)
    word = Drawing(width_mm, height_mm, tuple(line(Part.DEMO, glyphs(words().demo, "hei"), box)), opacity=1)
    dpi = round(pixels.width / width_mm * MM_PER_INCH)
    over = Image.open(io.BytesIO(word.png(dpi))).convert("RGBA").resize(pixels.size)
    ground = Image.new("RGBA", (pixels.width, round(pixels.height * _FOOT)), "white")
    marked = pixels.copy()
    marked.paste(ground, (0, pixels.height - ground.height))
    marked.alpha_composite(over)
    return marked
