"""What scanners, copiers and cameras do to a page. Every wear is seeded: the same page comes out."""

import io
from collections.abc import Callable, Mapping

import numpy as np
from PIL import Image, ImageFilter

from tests.corpus.scans.pages import A4


def clean(image: Image.Image, _seed: int) -> Image.Image:
    return image.convert("L")


def skewed(image: Image.Image, seed: int) -> Image.Image:
    angle = (3.0, -3.0, 2.2, -1.6)[seed % 4]
    return image.convert("L").rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)


def noisy(image: Image.Image, seed: int) -> Image.Image:
    return _grain(image.convert("L"), seed, 18 + 4 * (seed % 3), specks=0.004)


def jpeg(image: Image.Image, seed: int) -> Image.Image:
    worn = image.convert("RGB")
    for quality in (35, 25 - 3 * (seed % 4)):
        out = io.BytesIO()
        worn.save(out, "JPEG", quality=quality)
        worn = Image.open(out).convert("RGB")
    return worn


def coarse(image: Image.Image, _seed: int) -> Image.Image:
    """150 dpi, as a fax or an old copier gives it."""
    width = round(A4[0] * 150)
    return image.convert("L").resize((width, round(width * image.height / image.width)), Image.Resampling.BOX)


def blurred(image: Image.Image, seed: int) -> Image.Image:
    return image.convert("L").filter(ImageFilter.GaussianBlur(1.6 + 0.3 * (seed % 3)))


def grey(image: Image.Image, seed: int) -> Image.Image:
    """Grey recycled paper, little contrast, tilted a little."""
    pixels = np.asarray(image.convert("L"), dtype=np.float32) * (0.28 + 0.04 * (seed % 3)) + 118
    flat = Image.fromarray(pixels.astype(np.uint8)).rotate((seed % 3) - 1.0, Image.Resampling.BICUBIC, fillcolor=200)
    return _grain(flat, seed, 5, specks=0)


def photographed(image: Image.Image, seed: int) -> Image.Image:
    """A sheet on a dark desk: perspective, light from one side, colours of a lamp, the camera's JPEG."""
    width, height = image.size
    near = 0.03 + 0.015 * (seed % 3)
    corners = [(-near * width, -near * height), (-0.5 * near * width, height * (1 + near))]
    corners += [(width * (1 + near), height * (1 + 0.4 * near)), (width * (1 + 0.6 * near), -0.3 * near * height)]
    flat = image.convert("RGB").transform(
        (width, height),
        Image.Transform.QUAD,
        [each for corner in corners for each in corner],
        Image.Resampling.BICUBIC,
        fillcolor=(52, 44, 38),
    )
    across = np.linspace(0.62, 1.0, width)[None, :, None] * np.linspace(1.0, 0.8, height)[:, None, None]
    lit = np.asarray(flat, dtype=np.float32) * across * np.array([1.0, 0.95, 0.84], dtype=np.float32)
    lamp = Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.9))
    out = io.BytesIO()
    _grain(lamp, seed, 6, specks=0).save(out, "JPEG", quality=62)
    return Image.open(out).convert("RGB")


WEARS: Mapping[str, Callable[[Image.Image, int], Image.Image]] = {
    "clean": clean,
    "skewed": skewed,
    "noisy": noisy,
    "jpeg": jpeg,
    "coarse": coarse,
    "blurred": blurred,
    "grey": grey,
    "photographed": photographed,
}


def _grain(image: Image.Image, seed: int, strength: float, *, specks: float) -> Image.Image:
    random = np.random.default_rng(seed)
    pixels = np.asarray(image, dtype=np.float32)
    pixels = pixels + random.normal(0, strength, pixels.shape).astype(np.float32)
    if specks:
        dust = random.random(pixels.shape[:2])
        pixels[dust < specks / 2] = 0
        pixels[dust > 1 - specks / 2] = 255
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
