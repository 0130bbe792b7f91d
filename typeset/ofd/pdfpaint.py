"""Lines and pictures of a PDF page.

- A JPEG without transparency goes over as it is; every other picture becomes a PNG of the same pixels.
- Colours are what PDFium makes of them: RGB.
"""

import ctypes
import io
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from PIL import Image
from pypdfium2 import raw

from crypto import sm3
from typeset.errors import NotConverted
from typeset.ofd.drawing import OPAQUE, Colour, Matrix, Pen, Picture, Point, Shape, apply, times

_CAPS: Final = ("Butt", "Round", "Square")
_JOINS: Final = ("Miter", "Round", "Bevel")
_CURVE: Final = 3


def colour_of(read: Callable[..., object], each: Any) -> tuple[Colour, int]:
    """Red, green, blue, and how opaque."""
    parts = [ctypes.c_uint() for _ in range(4)]
    read(each, *parts)
    red, green, blue, alpha = (part.value for part in parts)
    return (red, green, blue), alpha


def scale_of(matrix: Matrix) -> float:
    """How much larger lines become."""
    a, b, c, d, _, _ = matrix
    return math.sqrt(abs(a * d - b * c))


def opacity(each: Any) -> float:
    """How much of a group is let through."""
    return colour_of(raw.FPDFPageObj_GetFillColor, each)[1] / OPAQUE if raw.FPDFPageObj_HasTransparency(each) else 1.0


def shapes(each: Any, matrix: Matrix, *, furniture: bool) -> Iterator[Shape]:
    """The path, unless it draws nothing."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(each, fill, stroke)
    steps = tuple(_steps(each, matrix))
    if not steps or not (fill.value or stroke.value):
        return
    inside, alpha = colour_of(raw.FPDFPageObj_GetFillColor, each)
    around, line_alpha = colour_of(raw.FPDFPageObj_GetStrokeColor, each)
    yield Shape(
        steps,
        inside if fill.value else None,
        _pen(each, matrix, around) if stroke.value else None,
        even_odd=fill.value == raw.FPDF_FILLMODE_ALTERNATE,
        alpha=alpha if fill.value else line_alpha,
        furniture=furniture,
    )


def _steps(each: Any, matrix: Matrix) -> Iterator[tuple[str, tuple[Point, ...]]]:
    x, y, curve = ctypes.c_float(), ctypes.c_float(), list[Point]()
    for at in range(raw.FPDFPath_CountSegments(each)):
        segment = raw.FPDFPath_GetPathSegment(each, at)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = apply(matrix, x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            curve.append(point)
            if len(curve) == _CURVE:
                yield "B", tuple(curve)
                curve = []
        else:
            yield "M" if kind == raw.FPDF_SEGMENT_MOVETO else "L", (point,)
        if raw.FPDFPathSegment_GetClose(segment):
            yield "C", ()


def _pen(each: Any, matrix: Matrix, colour: Colour) -> Pen:
    width, scale = ctypes.c_float(), scale_of(matrix)
    raw.FPDFPageObj_GetStrokeWidth(each, width)
    count = max(0, raw.FPDFPageObj_GetDashCount(each))
    dashes = (ctypes.c_float * count)()
    if count:
        raw.FPDFPageObj_GetDashArray(each, dashes, count)
    return Pen(
        width.value * scale,
        colour,
        _CAPS[raw.FPDFPageObj_GetLineCap(each)],
        _JOINS[raw.FPDFPageObj_GetLineJoin(each)],
        tuple(dash * scale for dash in dashes),
    )


def pictures(image: Any, to_page: Matrix, masks: Mapping[bytes, Image.Image], *, furniture: bool) -> Picture:
    """The picture."""
    across, up, aside, tall, e, f = times(image.get_matrix().get(), to_page)
    lying = across, up, -aside, -tall, e + aside, f + tall  # the unit square counted from its upper left corner
    stored = bytes(image.get_data())
    mask = masks.get(sm3.hash(stored))
    if mask is None and image.get_filters() == ["DCTDecode"]:
        return Picture(stored, "JPEG", lying, furniture=furniture)
    bitmap = image.get_bitmap(render=False)
    if bitmap is None:
        raise NotConverted("picture")
    pixels, out = bitmap.to_pil(), io.BytesIO()
    if mask is not None:
        pixels = pixels.convert("RGB")
        pixels.putalpha(mask.resize(pixels.size))
    pixels.save(out, "PNG")
    return Picture(out.getvalue(), "PNG", lying, furniture=furniture)
