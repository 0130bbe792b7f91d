"""Small pictures for files of tests."""

import io

from PIL import Image, ImageDraw


def encoded(image: Image.Image, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def seal() -> bytes:
    """A ring, as of a seal without its words."""
    image = Image.new("RGB", (200, 200), "white")
    ImageDraw.Draw(image).ellipse((20, 20, 180, 180), outline="red", width=6)
    return encoded(image)


BLANK = encoded(Image.new("L", (300, 200), 255))
