"""Outlines in millimetres, y down: what every picture of a seal is made of.

- A contour is closed; it consists of lines and cubic curves, nothing else: the marks M, L, B and C of OFD
  (GB/T 33190-2016, 9.1) and M, L, C and Z of SVG say it without loss.
- Filled shapes follow the nonzero rule. Shapes of one drawing never overlap, so that a translucent red stays even.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

Point: TypeAlias = tuple[float, float]
Matrix: TypeAlias = tuple[float, float, float, float, float, float]
Box: TypeAlias = tuple[float, float, float, float]

_LINE: Final = 1
_STEPS: Final = 12
# A quarter of a circle as one cubic curve: the handles' length for radius 1; off by 0.03 % at most.
_QUARTER: Final = 4 / 3 * (math.sqrt(2) - 1)
_BERNSTEIN: Final = tuple(
    ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
    for t in (step / _STEPS for step in range(1, _STEPS + 1))
)
_GOLDEN: Final = math.sin(math.radians(18)) / math.sin(math.radians(54))


class Part(StrEnum):
    """What a shape is in the seal."""

    RING = "ring"
    FRAME = "frame"
    STAR = "star"
    NAME = "name"
    BELOW = "below"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Contour:
    """A closed outline. Each segment is its points after the last one: one for a line, three for a cubic curve."""

    start: Point
    segments: tuple[tuple[Point, ...], ...]

    def under(self, matrix: Matrix) -> "Contour":
        return Contour(
            _image(matrix, self.start), tuple(tuple(_image(matrix, at) for at in each) for each in self.segments)
        )

    def reversed(self) -> "Contour":
        ends = [self.start, *(each[-1] for each in self.segments)]
        back = [(*each[-2::-1], ends[at]) for at, each in enumerate(self.segments)]
        return Contour(ends[-1], tuple(reversed(back)))

    def flat(self) -> list[Point]:
        """The outline as corners, curves in small steps."""
        corners = [self.start]
        for each in self.segments:
            corners += [each[0]] if len(each) == _LINE else _curve(corners[-1], each)
        return corners

    def handles(self) -> Iterator[Point]:
        """Every point that defines the outline."""
        yield self.start
        for each in self.segments:
            yield from each

    def area(self) -> float:
        """Signed: positive when it runs clockwise as seen on paper."""
        corners = self.flat()
        return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(corners, corners[1:] + corners[:1], strict=True)) / 2


@dataclass(frozen=True, slots=True)
class Shape:
    """One mark: filled, or drawn with a line of `line` mm. `character` is what a glyph stands for."""

    part: Part
    contours: tuple[Contour, ...]
    line: float = 0
    character: str = ""

    def points(self) -> Iterator[Point]:
        """Corners of the outline, curves in small steps."""
        for each in self.contours:
            yield from each.flat()

    def box(self) -> Box:
        """Left, top, right, bottom of a box that holds all ink (and every handle of a curve)."""
        left, top, right, bottom = bounds(point for each in self.contours for point in each.handles())
        edge = self.line / 2
        return left - edge, top - edge, right + edge, bottom + edge


def bounds(points: Iterable[Point]) -> Box:
    """Left, top, right, bottom of some points."""
    across, down = zip(*points, strict=True)
    return min(across), min(down), max(across), max(down)


def placed(middle: Point, size: Point, turn: float) -> Matrix:
    """Takes the unit square round (0, 0) to `size`, turned clockwise by `turn`, with its middle at `middle`."""
    cos, sin = math.cos(turn), math.sin(turn)
    return size[0] * cos, size[0] * sin, -size[1] * sin, size[1] * cos, *middle


def circle(middle: Point, radius: float) -> Contour:
    """Four cubic curves, clockwise from the top."""
    (x, y), handle = middle, radius * _QUARTER
    up, right, down, left = (x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)
    return Contour(
        up,
        (
            ((x + handle, up[1]), (right[0], y - handle), right),
            ((right[0], y + handle), (x + handle, down[1]), down),
            ((x - handle, down[1]), (left[0], y + handle), left),
            ((left[0], y - handle), (x - handle, up[1]), up),
        ),
    )


def star(middle: Point, radius: float) -> Contour:
    """The regular five-pointed star, one point straight up; inner corners where the five chords cross."""
    corners = [
        (middle[0] + r * math.sin(turn), middle[1] - r * math.cos(turn))
        for turn, r in ((math.radians(36 * at), radius * (_GOLDEN if at % 2 else 1)) for at in range(10))
    ]
    return Contour(corners[0], tuple((corner,) for corner in corners[1:]))


def rectangle(box: Box) -> Contour:
    """Clockwise from the upper left corner."""
    left, top, right, bottom = box
    return Contour((left, top), (((right, top),), ((right, bottom),), ((left, bottom),)))


def _image(matrix: Matrix, at: Point) -> Point:
    a, b, c, d, e, f = matrix
    return a * at[0] + c * at[1] + e, b * at[0] + d * at[1] + f


def _curve(start: Point, segment: tuple[Point, ...]) -> list[Point]:
    (x0, y0), ((x1, y1), (x2, y2), (x3, y3)) = start, segment
    return [(a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3) for a, b, c, d in _BERNSTEIN]
