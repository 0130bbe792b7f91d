"""From an encoded picture to pixels, within bounds.

- How large a picture is stands in its header; it is refused by that, before a single pixel is unpacked.
- Only formats of this list are decoded, and of these the first frame: marking/extract gives the others one by one.
- Pixels come out upright as the camera noted it, on white where the picture is transparent, and no larger than is
  needed to read them.
"""

import io

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from marking.eyes.engine import Pixels
from marking.verdict import Unreadable

FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "DIB", "GIF", "WEBP", "JPEG2000", "PPM", "ICO")
MOST_PIXELS = 80_000_000  # A3 at 600 dpi
_HALF = 128
_FAINT = 2, 160  # steps of grey between paper and ink: fewer is blank, more is read as it is
LONGEST = 2600  # pixels: A4 at 220 dpi
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
Image.init()


class Unseen(Exception):
    """The picture cannot be turned into pixels."""

    def __init__(self, reason: Unreadable) -> None:
        super().__init__(reason.value)
        self.reason = reason


def pixels_of(data: bytes) -> Pixels:
    """Height x width x blue, green, red. Raises Unseen."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Unseen(Unreadable.TOO_LARGE)
            return _pixels(image)
    except Image.DecompressionBombError as error:
        raise Unseen(Unreadable.TOO_LARGE) from error
    except UnidentifiedImageError as error:
        raise Unseen(Unreadable.IMAGE) from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError) as error:
        raise Unseen(Unreadable.DAMAGED) from error


def upright(pixels: Pixels, quarters: int) -> Pixels:
    """The picture turned by so many quarters of a circle."""
    return np.ascontiguousarray(np.rot90(pixels, quarters))


def stretched(pixels: Pixels) -> Pixels | None:
    """The picture with its contrast spread over the whole range, on light ground; None where that shows nothing new."""
    grey = pixels.mean(axis=2)
    low, high = np.percentile(grey, (0.05, 99.95))
    if not _FAINT[0] <= high - low < _FAINT[1]:
        return None
    spread = np.clip((grey - low) * (255 / (high - low)), 0, 255)
    ground = np.median(spread)
    light = spread if ground >= _HALF else 255 - spread
    return np.repeat(light.astype(np.uint8)[:, :, None], 3, axis=2)


def _pixels(image: Image.Image) -> Pixels:
    image.draft("RGB", (LONGEST, LONGEST))
    shrink = max(1, max(image.size) // LONGEST)
    small = image.reduce(shrink) if shrink > 1 and image.mode in {"L", "RGB", "RGBA", "CMYK", "LA"} else image
    turned = ImageOps.exif_transpose(small)
    if max(turned.size) > LONGEST:
        turned = turned.convert(_plain_mode(turned))
        turned.thumbnail((LONGEST, LONGEST), Image.Resampling.BOX)
    return np.ascontiguousarray(np.asarray(_on_white(turned))[:, :, ::-1])


def _plain_mode(image: Image.Image) -> str:
    return "RGBA" if image.has_transparency_data else "RGB"


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return _eight_bits(image).convert("RGB")
    layer = image.convert("RGBA")
    ground = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(ground, layer).convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Sixteen bits a pixel would be cut off instead of scaled."""
    if not image.mode.startswith(("I", "F")):
        return image
    values = np.asarray(image, dtype=np.float32)
    low, high = float(values.min()), float(values.max())
    return Image.fromarray(((values - low) * (255 / max(high - low, 1.0))).astype(np.uint8))
