"""Where a marking stands: in the head, on a line of its own, inside a sentence, in a table, a quotation, a note, a name, a value.

- A place says how little a marking may say to be one there (`bears`), and what it cannot hold at all (`takes`).
- The text behind and before is ordinary and never changes what the marking says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.corpus import around
from tests.corpus.cells import Kind, Row, has, written
from tests.corpus.marks import Where


@dataclass(frozen=True, slots=True)
class Site:
    """`put` sets the text around a marking; `shapes`: it is only for these."""

    bears: Where
    put: Callable[[str, Random], around.Around]
    takes: Callable[[Row], bool] = lambda _row: True
    shapes: frozenset[str] = frozenset()


def _one_line(row: Row) -> bool:
    return not any(cell.kind is Kind.BREAK and cell.text for cell in row)


def _value(row: Row) -> bool:
    """Fits between quotation marks of an attribute."""
    return _one_line(row) and not has(row, Kind.MARKUP, Kind.CODE) and not set('"<>') & set(written(row))


def _literal(row: Row) -> bool:
    """Fits where nothing is decoded and nothing is closed by accident."""
    text = written(row)
    return _value(row) and not any(cell.coded for cell in row) and not any(sign in text for sign in ("--", "\\", "`"))


def _name(row: Row) -> bool:
    return (
        _value(row)
        and not any(cell.coded for cell in row)
        and not set("/\\:*?|\t\v") & set(written(row))
        and not has(row, Kind.LABEL)
    )


def _program(row: Row) -> bool:
    """Only there does anything read the escapes of programs."""
    return any(cell.coded and cell.text.startswith("\\") for cell in row)


PLACES: dict[str, Site] = {
    "whole": Site(Where.HEAD, around.whole),
    "head": Site(Where.HEAD, around.head),
    "second line": Site(
        Where.HEAD,
        around.second,
        shapes=frozenset({"level-alone", "level-star", "level-star-term", "level-urgent", "label", "commercial"}),
    ),
    "title start": Site(Where.ANYWHERE, around.title_start),
    "bracket title": Site(Where.HEAD, around.bracket_title, _one_line, frozenset({"level-bracket", "level-paren"})),
    "title end": Site(Where.ANYWHERE, around.title_end),
    "paren title": Site(Where.HEAD, around.title_end, _one_line, frozenset({"level-paren"})),
    "middle": Site(Where.OWN_LINE, around.middle),
    "long": Site(Where.OWN_LINE, around.long),
    "end": Site(Where.OWN_LINE, around.end),
    "sentence": Site(Where.ANYWHERE, around.inside),
    "after words": Site(Where.OWN_LINE, around.after_words),
    "after rules": Site(Where.OWN_LINE, around.after_rules),
    "list": Site(Where.OWN_LINE, around.list, _one_line),
    "heading": Site(Where.OWN_LINE, around.heading, _one_line),
    "table": Site(Where.OWN_LINE, around.table, _one_line),
    "html table": Site(Where.OWN_LINE, around.html_table, _one_line),
    "tabbed": Site(Where.OWN_LINE, around.tabbed, _one_line),
    "quote": Site(Where.OWN_LINE, around.quote, _one_line),
    "footnote": Site(Where.OWN_LINE, around.footnote, _one_line),
    "new page": Site(Where.OWN_LINE, around.new_page),
    "json": Site(Where.OWN_LINE, around.json_value),
    "file name": Site(Where.ANYWHERE, around.file_name, _name),
    "path": Site(Where.ANYWHERE, around.path, _name),
    "attribute": Site(Where.OWN_LINE, around.attribute, _value),
    "hidden": Site(Where.OWN_LINE, around.hidden, _one_line),
    "program": Site(Where.OWN_LINE, around.program_value, _program),
    "comment": Site(Where.OWN_LINE, around.comment, _literal),
}
PAREN_ONLY = frozenset({"level-paren"})


def needs(row: Row, mark_where: Where) -> Where:
    """How much company the marking needs as it is written now."""
    breaks = sum(cell.kind is Kind.BREAK for cell in row)
    if breaks and (mark_where >= Where.OWN_LINE or not has(row, Kind.TERM)):
        return Where.HEAD
    weak_star = any(cell.weak and cell.kind is Kind.STAR for cell in row)
    spread = breaks > 1 or any(cell.kind is Kind.BREAK and not cell.text for cell in row)
    return max(mark_where, Where.OWN_LINE if weak_star or spread else Where.ANYWHERE)


def fitting(row: Row, mark_where: Where, shape: str) -> list[str]:
    """Names of the places where this is a marking."""
    needed, escaped = needs(row, mark_where), _program(row)
    return [
        name
        for name, site in PLACES.items()
        if site.bears >= needed
        and site.takes(row)
        and escaped == (site.takes is _program)
        and (shape in site.shapes if site.shapes else shape not in PAREN_ONLY)
    ]
