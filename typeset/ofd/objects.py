"""What stands on a page as elements of GB/T 33190: text objects, path objects, image objects.

- Lengths in mm with three digits. A text object is one run: letters of one style on one baseline, DeltaX apart.
- Letters that are turned or stretched have a matrix; then the object's frame is the page.
- The order of children is the schema's.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from xml.etree.ElementTree import Element

from crypto.seals.markup import make
from typeset.ofd.drawing import OPAQUE, UPRIGHT, Colour, Letter, Pen, Picture, Shape, Style
from typeset.stamps.ofd import number

_ABOVE: Final = 1.1  # how far letters reach from their baseline, in sizes
_BELOW: Final = 0.4
_WIDEST_GAP: Final = 3.0  # sizes; farther apart, two words are two runs
_SAME_LINE: Final = 0.02  # mm
_REPEATED: Final = 4  # equal steps that are worth counting


@dataclass(frozen=True, slots=True)
class Look:
    """What a text object takes from the resources: its face, its pen (0: none), the glyphs named beside its letters."""

    font: int
    pen: int
    named: Callable[[Letter], int | None]


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one style on one baseline: where each stands along it, in mm."""

    style: Style
    letters: tuple[Letter, ...]
    along: tuple[float, ...]


def numbers(*values: float) -> str:
    """Values as the standard's arrays write them."""
    return " ".join(number(each) for each in values)


def runs(style: Style, letters: Sequence[Letter]) -> Iterator[Run]:
    """The letters as runs, without blanks at either end."""
    a, b, c, d = style.turn
    size = style.size * (a * a + b * b) ** 0.5
    whole = a * d - b * c
    lines: list[tuple[list[Letter], list[float]]] = []
    down = 0.0
    for letter in letters:
        # Back from the page to the letters' own axes.
        x, y = (d * letter.x - c * letter.y) / whole, (a * letter.y - b * letter.x) / whole
        if lines and abs(y - down) < _SAME_LINE and -_SAME_LINE < x - lines[-1][1][-1] < _WIDEST_GAP * size:
            lines[-1][0].append(letter)
            lines[-1][1].append(x)
        else:
            lines.append(([letter], [x]))
            down = y
    for found, along in lines:
        seen = [at for at, letter in enumerate(found) if not letter.text.isspace()]
        if seen:
            kept = slice(seen[0], seen[-1] + 1)
            yield Run(style, tuple(found[kept]), tuple(along[kept]))


def text(id: int, run: Run, page: tuple[float, float], look: Look) -> Element:
    """A text object."""
    style, first = run.style, run.letters[0]
    made = make("TextObject", ID=str(id), Boundary=_frame(run, page), Font=str(look.font), Size=number(style.size))
    base = style.size * _ABOVE
    if style.turn != UPRIGHT:
        a, b, c, d = style.turn
        made.set("CTM", f"{a:g} {b:g} {c:g} {d:g} {numbers(first.x, first.y)}")
        base = 0
    if style.outline:
        # The width twice: some readers take it from the drawing parameters only (8.2), others from the object only.
        made.set("DrawParam", str(look.pen))
        made.set("Stroke", "true")
        made.set("LineWidth", number(style.outline.width))
    _alpha(made, style.alpha)
    made.append(_colour("FillColor", style.colour))
    if style.outline:
        made.append(_colour("StrokeColor", style.outline.colour))
    code = make("TextCode", X="0", Y=number(base))
    code.text = ""
    steps: list[float] = []
    ends = [*run.along[1:], run.along[-1]]
    for letter, at, end in zip(run.letters, run.along, ends, strict=True):
        glyph = look.named(letter)
        if glyph is not None:
            made.append(_glyph(len(code.text), len(letter.text), glyph))
        code.text += letter.text
        steps += [(end - at) / len(letter.text)] * len(letter.text)
    if len(code.text) > 1:
        code.set("DeltaX", " ".join(_counted(steps[: len(code.text) - 1])))
    made.append(code)
    return made


def path(id: int, shape: Shape) -> Element:
    """A path object."""
    width = shape.pen.width if shape.pen else 0.0
    points = [point for _, inside in shape.steps for point in inside]
    left, top = min(x for x, _ in points) - width, min(y for _, y in points) - width
    right, bottom = max(x for x, _ in points) + width, max(y for _, y in points) + width
    made = make("PathObject", ID=str(id), Boundary=numbers(left, top, right - left, bottom - top))
    if shape.pen:
        _pen(made, shape.pen)
    made.set("Stroke", "true" if shape.pen else "false")
    made.set("Fill", "true" if shape.fill else "false")
    if shape.fill and shape.even_odd:
        made.set("Rule", "Even-Odd")
    _alpha(made, shape.alpha)
    if shape.pen:
        made.append(_colour("StrokeColor", shape.pen.colour))
    if shape.fill:
        made.append(_colour("FillColor", shape.fill))
    steps = (" ".join((letter, *(numbers(x - left, y - top) for x, y in inside))) for letter, inside in shape.steps)
    made.append(make("AbbreviatedData", " ".join(steps)))
    return made


def image(id: int, resource: int, picture: Picture) -> Element:
    """An image object."""
    a, b, c, d, e, f = picture.matrix
    xs, ys = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
    left, top = min(xs), min(ys)
    made = make("ImageObject", ID=str(id), Boundary=numbers(left, top, max(xs) - left, max(ys) - top))
    made.set("CTM", numbers(a, b, c, d, e - left, f - top))
    _alpha(made, picture.alpha)
    made.set("ResourceID", str(resource))
    return made


def _frame(run: Run, page: tuple[float, float]) -> str:
    style, first = run.style, run.letters[0]
    if style.turn != UPRIGHT:
        return numbers(0, 0, *page)
    over = style.outline.width if style.outline else 0
    width = run.along[-1] - run.along[0] + style.size * max(1.1, run.letters[-1].advance) + over
    return numbers(first.x, first.y - style.size * _ABOVE, width, style.size * (_ABOVE + _BELOW))


def _glyph(at: int, count: int, glyph: int) -> Element:
    made = make("CGTransform", CodePosition=str(at), CodeCount=str(count), GlyphCount="1")
    made.append(make("Glyphs", str(glyph)))
    return made


def _counted(steps: Sequence[float]) -> Iterator[str]:
    """Steps, many equal ones as `g count step` (11.3)."""
    for step, alike in groupby(number(each) for each in steps):
        count = len(list(alike))
        yield f"g {count} {step}" if count >= _REPEATED else " ".join([step] * count)


def _colour(name: str, colour: Colour) -> Element:
    return make(name, Value=numbers(*colour))


def _alpha(made: Element, alpha: int) -> None:
    if alpha < OPAQUE:
        made.set("Alpha", str(alpha))


def _pen(made: Element, pen: Pen) -> None:
    made.set("LineWidth", number(pen.width))
    if pen.cap != "Butt":
        made.set("Cap", pen.cap)
    if pen.join != "Miter":
        made.set("Join", pen.join)
    if pen.dashes:
        made.set("DashPattern", numbers(*pen.dashes))
