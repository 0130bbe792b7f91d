"""A vector picture as PNG pixels on a transparent ground, drawn by the typesetter's own engine.

- The picture has one colour, so the file is a palette of it in 256 degrees of opacity: a third of the size of full
  colour, and no edge is tinted by a ground.
"""

import io
import threading
from functools import cache
from typing import Final

import typst
from PIL import Image

from typeset.document import TEMPLATES
from typeset.errors import NotTypeset

MM_PER_INCH: Final = 25.4
_DEGREES: Final = 256


def png(svg: str, width_mm: float, colour: tuple[int, int, int], dpi: int) -> bytes:
    """The picture at `dpi`, with the resolution noted; raises NotTypeset."""
    drawn = _engine().png(svg, width_mm, dpi)
    if not isinstance(drawn, bytes):
        raise NotTypeset("the engine gave no picture")
    cover = Image.open(io.BytesIO(drawn)).convert("RGBA").getchannel("A")
    picture = Image.frombytes("P", cover.size, cover.tobytes())
    picture.putpalette(bytes(colour) * _DEGREES)
    packed = io.BytesIO()
    picture.save(packed, "PNG", transparency=bytes(range(_DEGREES)), dpi=(dpi, dpi), optimize=True)
    return packed.getvalue()


class _Engine:
    """The template of one picture, warm; one call at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._compiler = typst.Compiler(str(TEMPLATES / "stamp.typ"), root=str(TEMPLATES), ignore_system_fonts=True)

    def png(self, svg: str, width_mm: float, dpi: int) -> object:
        inputs = {"svg": svg, "width": str(width_mm)}
        try:
            with self._lock:
                return self._compiler.compile(sys_inputs=inputs, format="png", ppi=dpi)
        except typst.TypstError as error:
            raise NotTypeset(error.message) from error


@cache
def _engine() -> _Engine:
    return _Engine()
