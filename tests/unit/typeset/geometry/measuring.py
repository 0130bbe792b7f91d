"""What stands where on printed pages, in mm from the top left corner: read off the PDF's glyphs and paths alone."""

import ctypes
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from statistics import median
from typing import Any

from pypdfium2 import raw

from marking.pdf import opened
from typeset.document import Element, Layout, Printed
from typeset.extract import drawn, is_artifact

POINT = 25.4 / 72
EM_ABOVE = 0.88
THINNEST = 0.2  # rules of tables are finer
WIDE = "—"  # what is as wide as it is high: from the dash on


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character: `ink` is left, top, right, bottom of what is black, `x` and `end` where its advance runs."""

    character: str
    page: int
    x: float
    end: float
    base: float
    ink: tuple[float, float, float, float]
    artifact: bool


@dataclass(frozen=True, slots=True)
class Line:
    """The glyphs of one element on one baseline."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        return "".join(glyph.character for glyph in self.glyphs)

    @property
    def places(self) -> Mapping[str, float]:
        """By name: `x`, `end` of the advances, `size`, `top` and `bottom` of the em box, ink `ink_top` …, `middle`."""
        first = self.glyphs[0]
        size = median(glyph.end - glyph.x for glyph in self.glyphs if glyph.character >= WIDE)
        end = self.glyphs[-1].end
        return {
            "page": first.page,
            "x": first.x,
            "end": end,
            "middle": (first.x + end) / 2,
            "base": first.base,
            "size": size,
            "top": first.base - EM_ABOVE * size,
            "bottom": first.base + (1 - EM_ABOVE) * size,
            "ink_top": min(glyph.ink[1] for glyph in self.glyphs),
            "ink_bottom": max(glyph.ink[3] for glyph in self.glyphs),
            "ink_left": min(glyph.ink[0] for glyph in self.glyphs),
            "ink_middle": (min(g.ink[1] for g in self.glyphs) + max(g.ink[3] for g in self.glyphs)) / 2,
            "ink_right": max(glyph.ink[2] for glyph in self.glyphs),
        }


@dataclass(frozen=True, slots=True)
class Rule:
    """A level line: its ends, the height of its middle, its thickness."""

    page: int
    left: float
    right: float
    y: float
    thick: float
    red: bool

    @property
    def places(self) -> Mapping[str, float]:
        """By name, as of a line of text: `top` and `bottom` are the edges of the ink."""
        edges = {"top": self.y - self.thick / 2, "bottom": self.y + self.thick / 2}
        return {**edges, "page": self.page, "x": self.left, "end": self.right, "y": self.y, "thick": self.thick}


def glyphs(pdf: bytes) -> list[Glyph]:
    """Every character that draws something, in the order of drawing."""
    with opened(pdf) as document:
        return [glyph for number, page in enumerate(document, 1) for glyph in _glyphs(page, number)]


def rules(pdf: bytes, shortest: float = 150) -> list[Rule]:
    """The long level lines, from the top down."""
    found = []
    with opened(pdf) as document:
        for number, page in enumerate(document, 1):
            found += [rule for rule in _rules(page, number) if rule.right - rule.left >= shortest]
    return sorted(found, key=lambda rule: (rule.page, rule.y))


def lines(layout: Layout, pdf: bytes) -> Mapping[str, list[Line]]:
    """Each element's lines; a key that comes again is numbered: annex, annex2, …"""
    stream = iter(glyph for glyph in glyphs(pdf) if not glyph.artifact)
    found: dict[str, list[Line]] = {}
    seen: dict[str, int] = defaultdict(int)
    for element in layout.elements:
        seen[element.key] += 1
        name = element.key if seen[element.key] == 1 else f"{element.key}{seen[element.key]}"
        found[name] = list(_lines(element, stream))
    return found


def page_numbers(pdf: bytes) -> Mapping[int, Line]:
    """The page numbers by page: what stands below the 版心 and is no text of the document."""
    below = [glyph for glyph in glyphs(pdf) if glyph.artifact and 262 < glyph.base < 276]
    return {page: Line(tuple(group)) for page, group in groupby(below, key=lambda glyph: glyph.page)}


def places(layout: Layout, printed: Printed) -> Mapping[str, float]:
    """Every place by its name: "title.0.base" of an element's first line, -1 being the last, red and black rules from
    the top ("red.0.y"; what is longer than 150 mm and no table's), seals' middles in order ("seal.0.x"), page numbers."""
    found: dict[str, float] = {}
    long = [rule for rule in rules(printed.pdf) if rule.thick > THINNEST]
    rows: dict[str, list[Mapping[str, float]]] = {
        **{name: [line.places for line in all_] for name, all_ in lines(layout, printed.pdf).items()},
        "red": [rule.places for rule in long if rule.red],
        "black": [rule.places for rule in long if not rule.red],
        "seal": [{"page": m.page, "x": m.x, "y": m.y} for m in printed.marks if m.name.startswith("seal:")],
    }
    for name, all_ in rows.items():
        for at, row in enumerate(all_):
            found |= {f"{name}.{at}.{place}": value for place, value in row.items()}
            found |= {f"{name}.{at - len(all_)}.{place}": value for place, value in row.items()}
        found[f"{name}.count"] = len(all_)
    for page, line in page_numbers(printed.pdf).items():
        dash = Line(line.glyphs[:1]).places
        found |= {f"page.{page}.dash": dash["ink_top"], f"page.{page}.x": dash["x"]}
        found[f"page.{page}.end"] = line.places["end"]
    return found


def drawn_seals(pdf: bytes) -> list[tuple[int, float, float]]:
    """Page and middle of every picture of about a seal's size."""
    found = []
    with opened(pdf) as document:
        for number, page in enumerate(document, 1):
            for thing in page.get_objects(max_depth=6):
                left, bottom, right, top = thing.get_bounds()
                if (
                    thing.type == raw.FPDF_PAGEOBJ_PATH
                    and 40 < (right - left) * POINT < 44 < (top - bottom) * POINT + 4
                ):
                    middle = (page.get_height() - (top + bottom) / 2) * POINT
                    found.append((number, (left + right) / 2 * POINT, middle))
    return found


def _lines(element: Element, stream: Iterator[Glyph]) -> Iterator[Line]:
    if element.key == "signature" and "\n" in element.text:  # names side by side are places of their own
        for name in element.text.split("\n"):
            yield from _lines(Element(element.key, name), stream)
        return
    taken = [next(stream) for _ in drawn(element.text)]
    assert "".join(glyph.character for glyph in taken) == drawn(element.text), element.key
    for _, group in groupby(taken, key=lambda glyph: (glyph.page, round(glyph.base, 1))):
        yield Line(tuple(group))


def _glyphs(page: Any, number: int) -> Iterator[Glyph]:
    text, height = page.get_textpage(), page.get_height()
    for index in range(raw.FPDFText_CountChars(text)):
        character = chr(raw.FPDFText_GetUnicode(text, index))
        if raw.FPDFText_IsGenerated(text, index) == 1 or not drawn(character):
            continue
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        loose = raw.FS_RECTF()
        raw.FPDFText_GetLooseCharBox(text, index, loose)
        ink = (left.value, height - top.value, right.value, height - bottom.value)
        yield Glyph(
            character,
            number,
            x.value * POINT,
            loose.right * POINT,
            (height - y.value) * POINT,
            (ink[0] * POINT, ink[1] * POINT, ink[2] * POINT, ink[3] * POINT),
            is_artifact(raw.FPDFText_GetTextObject(text, index)),
        )


def _rules(page: Any, number: int) -> Iterator[Rule]:
    height = page.get_height()
    for thing in page.get_objects(max_depth=6):
        if thing.type != raw.FPDF_PAGEOBJ_PATH:
            continue
        left, bottom, right, top = thing.get_bounds()
        width = ctypes.c_float()
        raw.FPDFPageObj_GetStrokeWidth(thing, width)
        if top - bottom > 3 * width.value:
            continue
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        raw.FPDFPageObj_GetStrokeColor(thing, red, green, blue, alpha)
        # The bounds run half a stroke's width, or one, over each end: the ends are told by the excess in height.
        over = (top - bottom) / 2
        y = (height - (top + bottom) / 2) * POINT
        yield Rule(
            number, (left + over) * POINT, (right - over) * POINT, y, width.value * POINT, red.value > 2 * green.value
        )
