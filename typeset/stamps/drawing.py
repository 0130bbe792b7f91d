"""A seal's picture as a value: shapes in mm, one colour; out comes SVG, PNG or OFD, the same bytes every time."""

from dataclasses import dataclass
from typing import Final

from typeset.stamps import ofd, raster
from typeset.stamps.paths import Contour, Shape

# The red of the trade's seal ink, translucent enough for a signature under it to be read.
RED: Final = (230, 0, 18)
OPACITY: Final = 0.88
_CURVE: Final = 3


@dataclass(frozen=True, slots=True)
class Drawing:
    """One picture; `width` and `height` in mm."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    colour: tuple[int, int, int] = RED
    opacity: float = OPACITY

    def svg(self) -> str:
        """One path a shape; the group carries colour and opacity."""
        size = f"{ofd.number(self.width)}mm", f"{ofd.number(self.height)}mm"
        colour = "#" + bytes(self.colour).hex()
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}" height="{size[1]}" '
            f'viewBox="0 0 {ofd.number(self.width)} {ofd.number(self.height)}">'
            f'<g fill="{colour}" fill-rule="nonzero" stroke="none" opacity="{self.opacity}">'
            f"{''.join(_path(each, colour) for each in self.shapes)}</g></svg>"
        )

    def png(self, dpi: int = 300) -> bytes:
        """Pixels on a transparent ground."""
        return raster.png(self.svg(), self.width, self.colour, dpi)

    def ofd(self) -> bytes:
        """A minimal OFD package of vector paths."""
        return ofd.package(self.shapes, (self.width, self.height), self.colour, round(self.opacity * 255))


def _path(shape: Shape, colour: str) -> str:
    marks = "".join(_marks(each) for each in shape.contours)
    line = f' fill="none" stroke="{colour}" stroke-width="{ofd.number(shape.line)}"' if shape.line else ""
    return f'<path d="{marks}"{line}/>'


def _marks(contour: Contour) -> str:
    segments = (("C" if len(each) == _CURVE else "L") + " ".join(map(_at, each)) for each in contour.segments)
    return f"M{_at(contour.start)}{''.join(segments)}Z"


def _at(point: tuple[float, float]) -> str:
    return f"{ofd.number(point[0])} {ofd.number(point[1])}"
