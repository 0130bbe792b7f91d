"""What stands on a picture.

- Of a page, its head first: a marking stands there, and finding it ends the reading. Then the whole of it.
- A page that reads badly is turned, by what its head reads like each way; one that reads as nothing has its contrast
  stretched. Skew of some degrees is no matter to the engine.
- Lines come as a reader sees them: what stands side by side is one line. `head`: how many of them stand in the head.
"""

from collections.abc import Callable, Iterable

from marking.extract.parts import Picture
from marking.eyes.engine import Line, Pixels, read
from marking.eyes.pixels import pixels_of, stretched, upright
from marking.eyes.seen import Seen

HEAD = 0.28  # of the height: copy number, marking and urgency stand above the masthead
_READABLE = 8  # pixels: what is smaller carries no character
_NOTICED, _SURE = 0.3, 0.85  # scores: below the first it is no writing, above the second it is read


def look(picture: Picture, enough: Callable[[Seen], bool] = lambda _: False, *, whole: bool = True) -> Seen:
    """Read a picture. `enough` ends it early; `whole`: not only the head of a page. Raises Unseen or NoEngine."""
    pixels = pixels_of(picture.data)
    if min(pixels.shape[:2]) < _READABLE:
        return Seen()
    if picture.page:
        seen = _seen(read(_head(pixels)), pixels.shape[0])
        if enough(seen) or not whole:
            return seen
    lines = read(pixels)
    if _badly(lines):
        lines = _otherwise(pixels, lines)
    return _seen(lines, pixels.shape[0])


def _otherwise(pixels: Pixels, lines: list[Line]) -> list[Line]:
    """The best reading of a picture that does not read well as it is."""
    if not lines:
        pixels = stretched(pixels)
        lines = read(pixels)
    if not lines or not _badly(lines):
        return lines
    turned = [upright(pixels, quarters) for quarters in (1, 2, 3)]
    best = max(turned, key=lambda each: _quality(read(_head(each))))
    again = read(best)
    return again if _quality(again) > _quality(lines) else lines


def _head(pixels: Pixels) -> Pixels:
    return pixels[: max(_READABLE, round(pixels.shape[0] * HEAD))]


def _quality(lines: Iterable[Line]) -> float:
    """How well lines read, by the length of each."""
    noticed = [line for line in lines if line.score >= _NOTICED]
    weight = sum(len(line.text) for line in noticed)
    return sum(line.score * len(line.text) for line in noticed) / weight if weight else 0.0


def _badly(lines: list[Line]) -> bool:
    return _quality(lines) < _SURE


def _seen(lines: list[Line], height: int) -> Seen:
    noticed = [line for line in lines if line.score >= _NOTICED and line.text.strip()]
    rows = _rows(noticed)
    head = sum(row[0].top < height * HEAD for row in rows)
    texts = tuple("  ".join(line.text.strip() for line in row) for row in rows)
    return Seen(texts, all(line.score >= _SURE for line in noticed), head)


def _rows(lines: list[Line]) -> list[list[Line]]:
    """Lines from top to bottom, those side by side together."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: each.top + each.bottom):
        middle = (line.top + line.bottom) / 2
        if rows and all(other.top < middle < other.bottom for other in rows[-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda each: each.left) for row in rows]
