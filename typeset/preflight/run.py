"""A look at a document before approval: every check of the table over its text and its pages.

- Nothing is changed and nothing is refused here; who approves decides, and is told what was found and where.
- The order is that of the pages; of one check no more than MOST are told, since the rest says the same again.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from typeset import engine
from typeset.document import Layout, Printable, Printed
from typeset.errors import MissingGlyphs
from typeset.preflight.checks import CHECKS
from typeset.preflight.context import Context
from typeset.preflight.problem import Check, Level, Problem
from typeset.preflight.reading import Found, Reading, read

MOST = 30


def problems(
    doc: Printable | Layout, printed: Printed | None, context: Context, checks: Sequence[Check] = CHECKS
) -> tuple[Problem, ...]:
    """What was found, in the order of the pages. Without pages what is measured is not looked at."""
    layout = doc if isinstance(doc, Layout) else doc.layout()
    reading = read(layout, printed, context)
    if not reading.elements:
        return ()
    found = [(one, _problem(check, one, reading)) for check in checks for one in _first(check, reading)]
    found.sort(key=lambda pair: (pair[1].page, pair[0].element, pair[0].start))
    return tuple(problem for _, problem in found)


def examined(doc: Printable | Layout, context: Context) -> tuple[Problem, ...]:
    """Prints the document and looks at it; one that cannot be printed for a missing glyph is read all the same."""
    layout = doc if isinstance(doc, Layout) else doc.layout()
    try:
        printed = engine.printed(layout, context.fonts)
    except MissingGlyphs:
        printed = None
    return problems(layout, printed, context)


def _first(check: Check, reading: Reading) -> Iterator[Found]:
    return islice(check.find(reading), MOST)


def _problem(check: Check, found: Found, reading: Reading) -> Problem:
    level = check.level if found.error is None else Level.ERROR if found.error else Level.WARNING
    page = found.page or reading.page(found.element, found.start)
    return Problem(check, level, page, reading.elements[found.element].key, reading.words(found), dict(found.values))
