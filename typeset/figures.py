"""Pictures of a text: what may be printed, and at what size.

- The kind is told by content (PNG, JPEG, GIF, BMP), never by a name. Bytes, side and pixels are limited before a pixel
  is decoded.
- Every picture is drawn anew: no EXIF, no comment, no profile, no hidden frame leaves here; its turning is applied, what
  is transparent stands on white, nothing is finer than a press can print.
- A picture is printed at its own size, and made smaller to fit the 版心. `dpi` is what the print will show.
"""

import base64
import io
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps

from typeset.errors import FigureUnusable

MAX_BYTES: Final = 20 << 20
MAX_PIXELS: Final = 40_000_000
MAX_SIDE: Final = 20_000
# The 版心 is 156 × 225 mm; a caption needs its line.
WIDEST, TALLEST = 156.0, 200.0
FINEST: Final = 300
_MM = 25.4
_SCREEN = 96.0
_LEAST_DPI, _MOST_DPI = 30.0, 2400.0
_FORMATS = ("PNG", "JPEG", "GIF", "BMP")
_JPEG_QUALITY = 90


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it will be printed: `svg` for the template, `width` and `height` in mm."""

    svg: str
    width: float
    height: float
    dpi: int


def picture(name: str, data: bytes) -> Picture:
    """The picture of these bytes; `name` only names it in a refusal. Raises FigureUnusable."""
    if len(data) > MAX_BYTES:
        raise FigureUnusable(name, "too_large")
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS or max(opened.size) > MAX_SIDE:
                raise FigureUnusable(name, "too_large")
            photo = opened.format == "JPEG"
            own = _own_dpi(opened.info.get("dpi"))
            drawn = ImageOps.exif_transpose(opened)
            drawn = _on_white(drawn)
    except Image.DecompressionBombError as error:
        raise FigureUnusable(name, "too_large") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise FigureUnusable(name, "damaged") from error
    width, height = (side / own * _MM for side in drawn.size)
    smaller = min(1.0, WIDEST / width, TALLEST / height)
    width, height = width * smaller, height * smaller
    dpi = drawn.width / width * _MM
    if dpi > FINEST:
        drawn = drawn.resize([max(1, round(side * FINEST / dpi)) for side in drawn.size], Image.Resampling.LANCZOS)
    return Picture(_svg(drawn, photo=photo), round(width, 2), round(height, 2), round(min(dpi, FINEST)))


def _own_dpi(told: object) -> float:
    """What the file says of its size, where it can be believed."""
    across = told[0] if isinstance(told, tuple) and told else 0.0
    value = float(across) if isinstance(across, int | float) else 0.0
    return value if _LEAST_DPI <= value <= _MOST_DPI else _SCREEN


def _on_white(drawn: Image.Image) -> Image.Image:
    if drawn.mode in {"1", "L", "RGB"}:
        return drawn.convert("L" if drawn.mode != "RGB" else "RGB")
    if drawn.mode.startswith(("I", "F")):
        # 16 bits of grey: Pillow would cut them off instead of scaling.
        return drawn.point(lambda level: level / 257).convert("L") if drawn.mode.startswith("I") else drawn.convert("L")
    if drawn.has_transparency_data:
        cover = drawn.convert("RGBA")
        sheet = Image.new("RGB", drawn.size, "white")
        sheet.paste(cover, mask=cover.getchannel("A"))
        return sheet
    return drawn.convert("RGB")


def _svg(drawn: Image.Image, *, photo: bool) -> str:
    buffer = io.BytesIO()
    drawn.info.clear()
    if photo:
        drawn.save(buffer, "JPEG", quality=_JPEG_QUALITY)
    else:
        drawn.save(buffer, "PNG")
    kind = "jpeg" if photo else "png"
    body = base64.b64encode(buffer.getvalue()).decode()
    wide, high = drawn.size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}">'
        f'<image width="{wide}" height="{high}" href="data:image/{kind};base64,{body}"/></svg>'
    )
