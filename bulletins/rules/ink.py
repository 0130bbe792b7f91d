"""Ink: what a leader wrote with a pen or a finger, as lines with pressure (PUB-06, LE-01).

- A line is [widest, [x, y, pressure, dx, dy, pressure, …]]: the first point whole, each later one as a step from the one
  before. Places are twentieths of a millimetre from the upper left corner, pressure is 0 to 255. Nothing but whole numbers
  comes in, so nothing that is text can be hidden in it; what is drawn no gate can read: it stays in the office until
  somebody has written it out and that text has passed.
- Ink is bound to the approved file and the page's number, 0 for a slip: SM3 over both stands in the record itself. On any
  other file it is not shown.
- The picture is SVG with attributes only; a browser draws the same lines by the same rule (tools/web/src/leader/ink.js).
"""

from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import Annotated

import msgspec
from msgspec import Meta

from crypto import sm3
from kernel.errors import Invalid

FORMAT = 1
SLIP = 0  # the number of the page that is none: a slip of its own
MOST_LINES, MOST_POINTS, LONGEST = 800, 24_000, 512 * 1024
LEVELS = 6  # widths a line is drawn in: by pressure, thin to thick
THINNEST = 0.35
INK = "#14305c"
PIXELS = 96 / 25.4 / 20  # of a browser, for a twentieth of a millimetre
_PLACE = b"zhengxun ink 1"
_AXES = 3

Side = Annotated[int, Meta(ge=800, le=10_000)]
Point = tuple[int, int, int]


class Line(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One touch of the pen."""

    width: Annotated[int, Meta(ge=4, le=120)]
    steps: Annotated[list[int], Meta(min_length=3)]

    def points(self) -> list[Point]:
        """Every point as a place of its own."""
        found: list[Point] = []
        x = y = 0
        for at in range(0, len(self.steps), _AXES):
            x, y = x + self.steps[at], y + self.steps[at + 1]
            found.append((x, y, self.steps[at + 2]))
        return found


class Ink(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Lines on one page of an issue, or on a slip (page 0). `bound`: SM3 of what they were drawn on, in hexadecimal."""

    format: Annotated[int, Meta(ge=FORMAT, le=FORMAT)]
    page: Annotated[int, Meta(ge=0, le=999)]
    width: Side
    height: Side
    lines: Annotated[list[Line], Meta(min_length=1, max_length=MOST_LINES)]
    bound: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]

    def __post_init__(self) -> None:
        if sum(len(line.steps) for line in self.lines) > MOST_POINTS * _AXES:
            raise ValueError("too many points")
        for line in self.lines:
            if len(line.steps) % _AXES or not all(self._holds(point) for point in line.points()):
                raise ValueError("a point that is none, or off the page")

    def _holds(self, point: Point) -> bool:
        return 0 <= point[0] <= self.width and 0 <= point[1] <= self.height and 0 <= point[2] <= 255  # noqa: PLR2004

    @property
    def slip(self) -> bool:
        """Whether it stands on a slip of its own."""
        return self.page == SLIP


def read(text: str) -> Ink:
    """What a browser sent: JSON. Raises Invalid naming the field `ink`."""
    if not text:
        raise Invalid(fields={"ink": "required"})
    if len(text) > LONGEST:
        raise Invalid(fields={"ink": "ink_too_much"})
    try:
        return msgspec.json.decode(text.encode(), type=Ink)
    except (msgspec.MsgspecError, UnicodeError):
        raise Invalid(fields={"ink": "ink_unreadable"}) from None


def written(ink: Ink) -> str:
    """For keeping."""
    return msgspec.json.encode(ink).decode()


def drawn_on(ink: Ink, pdf: bytes) -> bool:
    """Whether this is the file the lines were drawn on."""
    return ink.bound == bound(pdf, ink.page)


def bound(pdf: bytes, page: int) -> str:
    """What ink on this page of the approved file (its SM3) is bound to."""
    return sm3.hash(_PLACE + pdf + page.to_bytes(2, "big")).hex()


def svg(ink: Ink, label: str = "", *, cut: bool = False) -> str:
    """The picture, in its true size: cut to what is written (a slip always is), or as large as the page it lies over."""
    left, top, width, height = _written(ink) if cut or ink.slip else (0, 0, ink.width, ink.height)
    drawn = "".join(_drawn(line) for line in ink.lines)
    named = f'role="img" aria-label="{label}"' if label else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {width} {height}" {named}'
        f' width="{width * PIXELS:.0f}" height="{height * PIXELS:.0f}"'
        f' fill="none" stroke="{INK}" stroke-linecap="round" stroke-linejoin="round">{drawn}</svg>'
    )


def _written(ink: Ink) -> tuple[int, int, int, int]:
    points = [point for line in ink.lines for point in line.points()]
    margin = max(line.width for line in ink.lines) + 40
    left, top = (max(min(point[axis] for point in points) - margin, 0) for axis in (0, 1))
    right = min(max(point[0] for point in points) + margin, ink.width)
    bottom = min(max(point[1] for point in points) + margin, ink.height)
    return left, top, right - left, bottom - top


def _drawn(line: Line) -> str:
    points = line.points()
    if len(points) == 1:
        x, y, pressure = points[0]
        return f'<circle cx="{x}" cy="{y}" r="{_wide(line, _level(pressure)) / 2:.1f}" fill="{INK}" stroke="none"/>'
    return "".join(
        f'<path d="{_curve(part)}" stroke-width="{_wide(line, level):.1f}"/>' for level, part in _parts(points)
    )


def _parts(points: list[Point]) -> Iterator[tuple[int, list[Point]]]:
    """Stretches of one width; each begins where the one before ends."""
    for level, steps in groupby(pairwise(points), key=lambda step: _level(step[1][2])):
        part = list(steps)
        yield level, [part[0][0], *(step[1] for step in part)]


def _curve(points: list[Point]) -> str:
    """Through the middles, so that a corner of the hand's is none of the pen's."""
    (x, y, _), rest = points[0], points[1:]
    said = f"M{x} {y}"
    for here, after in pairwise(rest):
        said += f"Q{here[0]} {here[1]} {(here[0] + after[0]) // 2} {(here[1] + after[1]) // 2}"
    return f"{said}L{rest[-1][0]} {rest[-1][1]}"


def _level(pressure: int) -> int:
    return min(pressure * LEVELS // 256, LEVELS - 1)


def _wide(line: Line, level: int) -> float:
    return line.width * (THINNEST + (1 - THINNEST) * level / (LEVELS - 1))
