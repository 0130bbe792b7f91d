"""A document as the checks read it: its elements by lines, its headings and tables, and its pages measured.

- The elements say every word in reading order; the pages draw the same words in the same order. A place in an element
  is thereby a place on a page, character for character. Where the orders part (footnotes), each line is looked for
  after the line before it.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from typeset.document import Element, Layout, Printed
from typeset.extract import drawn
from typeset.preflight.context import Context
from typeset.preflight.sheet import Glyph, Page, measured
from typeset.preflight.structure import Line, Table, lines_of, tables_of

AROUND = 8  # characters of the author's text shown on either side
_LONGEST_WORDS = 60
_ANCHOR = 24


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found: `start` and `end` count in the element's text, `page` is given when it was measured there.

    `error` overrides the check's own level.
    """

    element: int
    start: int
    end: int
    values: Mapping[str, str] = field(default_factory=dict)
    page: int = 0
    error: bool | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The document, read. `anchors`: the place of each line in `stream`, the characters of all pages, -1 when unknown.

    `order`: the known ones in the order of the pages, each with its line's place counted down; `inked`: of lines that were
    asked for, which of their characters draw something. A line may be the whole text: nothing may cost its square.
    """

    layout: Layout
    elements: tuple[Element, ...]
    lines: tuple[Line, ...]
    tables: tuple[Table, ...]
    pages: tuple[Page, ...]
    context: Context
    stream: str
    anchors: tuple[int, ...]
    ends: tuple[int, ...]
    order: tuple[tuple[int, int], ...] = field(init=False)
    inked: dict[int, list[int]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        known = sorted((anchor, -at) for at, anchor in enumerate(self.anchors) if anchor >= 0)
        object.__setattr__(self, "order", tuple(known))

    def keyed(self, *keys: str) -> Iterator[tuple[int, Element]]:
        """The elements of some keys, with their places."""
        return ((at, one) for at, one in enumerate(self.elements) if one.key in keys)

    def line_at(self, element: int, start: int) -> int:
        """The line a place of an element stands in."""
        return bisect_right(self.lines, (element, start), key=lambda line: (line.element, line.at)) - 1

    def page(self, element: int, start: int) -> int:
        """The page of a character, 0 when unknown."""
        at = self.line_at(element, start)
        if not self.pages or self.anchors[at] < 0:
            return 0
        line = self.lines[at]
        before, rest = line.text[: start - line.at], drawn(line.text[start - line.at :])
        place = self.anchors[at] + len(drawn(before))
        wanted = rest[:AROUND]
        return self.page_of(max(self.stream.find(wanted, place), place) if wanted else max(place - 1, 0))

    def page_of(self, place: int) -> int:
        """The page of a place in the stream."""
        return min(bisect_right(self.ends, place) + 1, len(self.pages))

    def owner(self, place: int) -> tuple[int, int]:
        """The element and the place in its text that a place in the stream belongs to."""
        anchor, last = self.order[bisect_right(self.order, (place, 0)) - 1]
        line = self.lines[-last]
        if -last not in self.inked:
            self.inked[-last] = [index for index, one in enumerate(line.text) if drawn(one)]
        inked, left = self.inked[-last], place - anchor
        return line.element, line.at + (inked[left] if left < len(inked) else len(line.text))

    def glyphs(self) -> Iterator[tuple[int, Glyph, int]]:
        """Page number, character, place in the stream."""
        place = 0
        for number, page in enumerate(self.pages, 1):
            for glyph in page.glyphs:
                yield number, glyph, place
                place += 1

    def words(self, found: Found) -> str:
        """The author's own words with a little of what stands around them, within the line."""
        text = self.elements[found.element].text
        before = text.rfind("\n", 0, found.start) + 1
        after = text.find("\n", found.end)
        first = max(before, found.start - AROUND)
        last = min(after if after >= 0 else len(text), found.end + AROUND, first + _LONGEST_WORDS)
        return " ".join(text[first:last].split())


def read(layout: Layout, printed: Printed | None, context: Context) -> Reading:
    """The document of a layout and its pages; without pages nothing that is measured is found."""
    pages = measured(printed.pdf) if printed is not None else ()
    stream = "".join(glyph.text for page in pages for glyph in page.glyphs)
    elements = tuple(element for element in layout.elements if element.text)
    lines = lines_of(elements, layout.data)
    return Reading(
        layout,
        elements,
        lines,
        tuple(tables_of(layout.data, lines)),
        pages,
        context,
        stream,
        tuple(_anchors(lines, stream)),
        tuple(accumulate(len(page.glyphs) for page in pages)),
    )


def _anchors(lines: tuple[Line, ...], stream: str) -> Iterator[int]:
    words = [drawn(line.text) for line in lines]
    if "".join(words) == stream:
        yield from accumulate((len(one) for one in words[:-1]), initial=0)
        return
    after = 0
    for one in words:
        at = stream.find(one[:_ANCHOR], after)
        yield at if at >= 0 else stream.find(one[:_ANCHOR])
        after = at + len(one) if at >= 0 else after
