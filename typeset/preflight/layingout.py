"""What only the printed pages show: words outside their place, over a line, over each other; coarse pictures; widows.

- The 版心 is 156 × 225 mm (GB/T 9704-2012, 5.2.1), lying on landscape pages. A letter's head stands above it (10.1).
- 署名 and 成文日期 never stand alone on a page (7.3.5.5).
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from typeset.preflight.reading import Found, Reading
from typeset.preflight.sheet import Box, Glyph, Page
from typeset.preflight.structure import Line, blocks, cell_words

LEAST_DPI = 150
_TOP, _LEFT, _RIGHT, _BOTTOM = 37.0, 28.0, 26.0, 35.0
_SLACK, _EDGE = 1.0, 5.0
_CROSSED, _TOUCHING = 0.4, 0.6
_OVER, _CELL, _SPECK = 0.5, 4.0, 1.0
_HEADS = frozenset({"mark", "masthead", "marking", "number", "urgency", "copy_number", "supplement"})
_SIGNED = frozenset({"signature", "dated"})
_FEET = frozenset({"colophon", "carbon", "issuer", "issued", "list", "source", "footnotes", "note", "journal"})


def outside(reading: Reading) -> Iterator[Found]:
    """Words and pictures that reach out of the 版心; one a line."""
    places = []
    for number, glyph, place in reading.glyphs():
        page = reading.pages[number - 1]
        if _beyond(glyph.box, _field(page)) and not _is_head(reading, page, glyph, place):
            places.append((number, place))
    yield from _once_a_line(reading, places)
    for number, page in enumerate(reading.pages, 1):
        sheet = Box(0, 0, page.width, page.height)
        for picture in page.pictures:
            if _beyond(picture.box, sheet):
                yield Found(*_nearest(reading, number), page=number)


def crossing(reading: Reading) -> Iterator[Found]:
    """Words that run over the line between two cells."""
    places, start = [], 0
    for number, page in enumerate(reading.pages, 1):
        rules = _rules(page)
        spots = sorted(rules)
        for at, glyph in enumerate(page.glyphs):
            middle = (glyph.box.top + glyph.box.bottom) / 2
            for spot in spots[bisect_left(spots, glyph.box.left + _CROSSED) :]:
                if spot > glyph.box.right - _CROSSED:
                    break
                if any(top < middle < bottom for top, bottom in rules[spot]):
                    places.append((number, start + at))
        start += len(page.glyphs)
    yield from _once_a_line(reading, places)


def overprinted(reading: Reading) -> Iterator[Found]:
    """Words drawn over other words."""
    places, start = [], 0
    for number, page in enumerate(reading.pages, 1):
        cells: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
        for at, glyph in enumerate(page.glyphs):
            column, row = int(glyph.box.left // _CELL), int(glyph.box.top // _CELL)
            near = (one for x in (-1, 0, 1) for y in (-1, 0, 1) for one in cells.get((column + x, row + y), ()))
            if any(_covers(glyph.box, other.box) for other in near):
                places.append((number, start + at))
            cells[column, row].append(glyph)
        start += len(page.glyphs)
    yield from _once_a_line(reading, places)


def coarse(reading: Reading) -> Iterator[Found]:
    """Pictures with fewer than 150 dots an inch as they are printed."""
    shown = [(number, picture) for number, page in enumerate(reading.pages, 1) for picture in page.pictures]
    figures = list(blocks(reading.layout.data, "figure"))
    named = len(figures) == len(shown)
    for at, (number, picture) in enumerate(shown):
        if round(picture.dpi) < LEAST_DPI:
            name = str(figures[at].get("name", "")) or cell_words(figures[at]) if named else ""
            values = {"dpi": f"{picture.dpi:.0f}", "least": str(LEAST_DPI), "picture": name}
            yield Found(*_nearest(reading, number), values, number)


def blank(reading: Reading) -> Iterator[Found]:
    """More than one page with nothing on it."""
    empty = [number for number, page in enumerate(reading.pages, 1) if not page.glyphs and not page.pictures]
    if len(empty) > 1:
        yield Found(0, 0, 0, {"pages": ", ".join(map(str, empty))}, empty[0])


def widowed(reading: Reading) -> Iterator[Found]:
    """A signature or its date on a page without a line of the text it signs."""
    signatures = _signatures(reading)
    held = _held(reading, (line for line in reading.lines if line not in signatures and line.key not in _FEET))
    told = set()
    for line in sorted(signatures, key=lambda one: (one.element, one.at)):
        page = reading.page(line.element, line.at)
        if page and not held[page] and page not in told:
            told.add(page)
            yield Found(line.element, line.at, line.at + len(line.text), page=page)


def lone_foot(reading: Reading) -> Iterator[Found]:
    """The 版记 alone on a page that is not the back of a sheet (7.4.1: it stands on an even page)."""
    held = _held(reading, (line for line in reading.lines if line.key not in _FEET))
    for at, element in enumerate(reading.elements):
        page = reading.page(at, 0) if element.key in _FEET else 0
        if page > 1 and page % 2 and not held[page] and page == len(reading.pages):
            yield Found(at, 0, len(element.text.split("\n")[0]), {"page": str(page)}, page)
            return


def _signatures(reading: Reading) -> set[Line]:
    said = {"".join(cell_words(block["runs"]).split()) for block in blocks(reading.layout.data, "signature")}
    return {line for line in reading.lines if line.key in _SIGNED or (line.text and "".join(line.text.split()) in said)}


def _held(reading: Reading, lines: Iterable[Line]) -> Counter[int]:
    """How many of the lines each page holds something of."""
    held: Counter[int] = Counter()
    for line in lines:
        if line.text:
            first, last = reading.page(line.element, line.at), reading.page(line.element, line.at + len(line.text) - 1)
            held.update(range(first, last + 1))
    return held


def _field(page: Page) -> Box:
    if page.width <= page.height:
        return Box(_LEFT, _TOP, page.width - _RIGHT, page.height - _BOTTOM)
    # Lying pages turn about their sheet's binding, to either side.
    return Box(_BOTTOM, _RIGHT, page.width - _BOTTOM, page.height - _RIGHT)


def _beyond(box: Box, field: Box) -> bool:
    across = box.left < field.left - _SLACK or box.right > field.right + _SLACK
    return across or box.top < field.top - _SLACK or box.bottom > field.bottom + _SLACK


def _is_head(reading: Reading, page: Page, glyph: Glyph, place: int) -> bool:
    sheet = Box(_EDGE, _EDGE, page.width - _EDGE, page.height - _EDGE)
    return not _beyond(glyph.box, sheet) and reading.elements[reading.owner(place)[0]].key in _HEADS


def _rules(page: Page) -> dict[float, list[tuple[float, float]]]:
    """The lines between columns: where each stands, and from where to where it goes."""
    found: dict[float, list[tuple[float, float]]] = defaultdict(list)
    for rule in sorted(page.upright_rules, key=lambda box: box.top):
        spans = found[round((rule.left + rule.right) / 2, 1)]
        if spans and rule.top - spans[-1][1] < _TOUCHING:
            spans[-1] = (spans[-1][0], max(spans[-1][1], rule.bottom))
        else:
            spans.append((rule.top, rule.bottom))
    return found


def _covers(one: Box, other: Box) -> bool:
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    smaller = min((box.right - box.left) * (box.bottom - box.top) for box in (one, other))
    return smaller > _SPECK and width > 0 and height > 0 and width * height > _OVER * smaller


def _once_a_line(reading: Reading, places: Iterable[tuple[int, int]]) -> Iterator[Found]:
    """The first finding of each line of the document."""
    told = set()
    for number, place in places:
        element, at = reading.owner(place)
        line = reading.line_at(element, at)
        if (number, line) not in told:
            told.add((number, line))
            yield Found(element, at, at + 1, page=number)


def _nearest(reading: Reading, number: int) -> tuple[int, int, int]:
    """The first words of a page, to name where something without words stands."""
    start = reading.ends[number - 2] if number > 1 else 0
    if start >= len(reading.stream):
        return len(reading.elements) - 1, 0, 0
    element, at = reading.owner(start)
    return element, at, at
