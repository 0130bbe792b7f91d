"""What stands on a picture.

- Of a page, its head first: a marking stands there, and finding it ends the reading. Then the whole of it.
- A page whose head reads badly is turned, by what its head reads like each way; one that reads as nothing has its
  contrast stretched. Skew of some degrees is no matter to the engine.
- Lines come as a reader sees them: what stands side by side is one line. A single letter is none: rings and frames
  look like one.
"""

from collections.abc import Callable, Iterable

from marking.extract.parts import Picture
from marking.eyes.engine import Line, Pixels, read
from marking.eyes.pixels import pixels_of, stretched, upright
from marking.eyes.seen import Seen

HEAD = 0.28  # of the height: copy number, marking and urgency stand above the masthead
_READABLE = 8  # pixels: what is smaller carries no character
_ON_END = 0.5
_HAN = ("\u3400", "\U0003ffff")
_NOTICED, _SURE = 0.3, 0.85  # scores: below the first it is no writing, above the second it is read


def look(picture: Picture, enough: Callable[[Seen], bool] = lambda _: False, *, whole: bool = True) -> Seen:
    """Read a picture. `enough` ends it early; `whole`: not only the head of a page. Raises Unseen or NoEngine."""
    pixels = pixels_of(picture.data)
    if min(pixels.shape[:2]) < _READABLE:
        return Seen()
    if picture.page:
        pixels, head = _turned(pixels, read(_head(pixels)))
        seen = _seen(head, pixels.shape[0])
        if enough(seen) or not whole:
            return seen
    lines = read(pixels)
    if not lines and (spread := stretched(pixels)) is not None:
        lines = read(spread)
    if not picture.page and lines and _quality(lines) < _SURE:
        pixels, _ = _turned(pixels, lines)
        again = read(pixels)
        lines = again if _quality(again) > _quality(lines) else lines
    return _seen(lines, pixels.shape[0])


def _turned(pixels: Pixels, head: list[Line]) -> tuple[Pixels, list[Line]]:
    """The picture as it reads best, and what then stands in its head."""
    best = pixels, head
    for quarters in (2, 1, 3):
        if _quality(best[1]) >= _SURE:
            break
        other = upright(pixels, quarters)
        lines = read(_head(other))
        if _quality(lines) > _quality(best[1]):
            best = other, lines
    return best


def _head(pixels: Pixels) -> Pixels:
    return pixels[: max(_READABLE, round(pixels.shape[0] * HEAD))]


def _quality(lines: Iterable[Line]) -> float:
    """How well lines of some length read. The engine turns one that stands on end, which may fit or not."""
    noticed = [line for line in lines if line.score >= _NOTICED and len(line.text) > 1]
    weight = sum(len(line.text) for line in noticed)
    sure = sum(line.score * len(line.text) * (_ON_END if line.upended else 1) for line in noticed)
    return sure / weight if weight else 0.0


def _seen(lines: list[Line], height: int) -> Seen:
    noticed = [line for line in lines if line.score >= _NOTICED and _is_writing(line.text)]
    rows = _rows(noticed)
    head = sum(row[0].top < height * HEAD for row in rows)
    texts = tuple("  ".join(line.text.strip() for line in row) for row in rows)
    return Seen(texts, all(line.score >= _SURE for line in noticed), head)


def _is_writing(text: str) -> bool:
    return sum(map(str.isalnum, text)) > 1 or any(_HAN[0] <= one <= _HAN[1] for one in text)


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
