"""Whether a clipping of the PDF takes something away: an OFD of ours has none, so nothing may be cut.

- Boxes are compared, in mm of the page: that of what is drawn, with half the pen's width, and that of each clipping.
  Templates clip at the edges of pictures, where there is nothing to cut.
"""

import ctypes
from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeAlias

from pypdfium2 import raw

from typeset.ofd.drawing import Drawn, Matrix, Picture, Point, Shape, apply

Box: TypeAlias = tuple[float, float, float, float]

_ROOM: Final = 0.1  # mm a line may reach over its clipping


def boxes(each: Any, to_page: Matrix) -> tuple[Box, ...]:
    """The boxes of an object's clippings."""
    clip = raw.FPDFPageObj_GetClipPath(each)
    count = raw.FPDFClipPath_CountPaths(clip) if clip else 0
    found = (_box(list(_points(clip, path, to_page))) for path in range(count))
    return tuple(box for box in found if box is not None)


def cuts(clippings: Iterable[Box], drawn: Iterable[Drawn]) -> bool:
    """Whether one of the clippings is smaller than what is drawn."""
    covered = [bounds(one) for one in drawn]
    return any(not _inside(box, clipping) for clipping in clippings for box in covered)


def bounds(one: Drawn) -> Box:
    """What a drawn thing covers; of letters, where they stand."""
    room = 0.0
    if isinstance(one, Shape):
        points = [point for _, inside in one.steps for point in inside]
        room = one.pen.width / 2 if one.pen else 0.0
    elif isinstance(one, Picture):
        points = [apply(one.matrix, x, y) for x in (0, 1) for y in (0, 1)]
    else:
        points = [(letter.x, letter.y) for letter in one.letters]
    box = _box(points) or (0, 0, 0, 0)
    return box[0] - room, box[1] - room, box[2] + room, box[3] + room


def _box(points: list[Point]) -> Box | None:
    if not points:
        return None
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _inside(inner: Box, outer: Box) -> bool:
    near = inner[0] >= outer[0] - _ROOM and inner[1] >= outer[1] - _ROOM
    return near and inner[2] <= outer[2] + _ROOM and inner[3] <= outer[3] + _ROOM


def _points(clip: Any, path: int, to_page: Matrix) -> Iterator[Point]:
    x, y = ctypes.c_float(), ctypes.c_float()
    for at in range(raw.FPDFClipPath_CountPathSegments(clip, path)):
        raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, path, at), x, y)
        yield apply(to_page, x.value, y.value)
