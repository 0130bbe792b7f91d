"""Every way a passage may be read, with the way back to the text as it was typed.

- DRAWN is what a page shows: markup gone, lines in the order they are drawn. SOURCE keeps tags and marks as text, so
  that nothing hides inside one; DECODED reads the escapes of programs and addresses as well.
- JOINED is written downwards, one character a line. MIRRORED is read from the end of each line.
- GUESSED needs good will: short lines joined, look-alikes, parts written apart. COLUMNS needs more: lines beside one
  another, read downwards. Only rules that are sure of themselves run over these.
- `views` gives no reading twice, and nothing beyond DRAWN for plain text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from marking.alphabet import ALIKE, PARTS, STAR, UNDERSCORE, WEAK_STAR
from marking.characters import ESCAPE, fold_characters, spoken
from marking.display import drawn, mirrored, turns, without_directions
from marking.folded import Folded, typed
from marking.layout import FEW, ONE, columns, joined, written
from marking.markup import Peeling, decimals, has_escapes, hides, peeled


class Reading(StrEnum):
    """How sure it is that somebody reads the text this way."""

    DRAWN = "drawn"
    SOURCE = "source"
    DECODED = "decoded"
    JOINED = "joined"
    MIRRORED = "mirrored"
    GUESSED = "guessed"
    COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class View:
    """One reading. `rest` is false where markup was nested too deep to be followed to its end."""

    folded: Folded
    reading: Reading
    rest: bool = True


_UNSURE = {Reading.SOURCE, Reading.GUESSED, Reading.COLUMNS}
_MARKUP = re.compile(
    rf"[<&\\`~%{WEAK_STAR}{UNDERSCORE}{ESCAPE}]|\][(\[]|\[[/a-z]|\{{color|\]:|:[a-z]|==|=[0-9a-f]{{2}}"
)
_TURNING_TAG = re.compile(r"\b(?:bdo|rtl|bidi-override)\b")
_OVERRIDDEN = re.compile("\u202e[^\\s\u202c]{1,80}([ \t])")  # may end with the word, where nobody ended it
_DOUBLED = re.compile(r"([绝机秘商])\1\W{0,9}密密")  # as bold print is faked in some documents
_TWICE = re.compile(r"(\S)\1")
_MIRROR = re.compile(rf"{STAR}\W{{0,20}}密\W{{0,20}}[绝机秘]")
_ALIKE_SIGN = re.compile(f"[{''.join(map(chr, ALIKE))}]|{PARTS.pattern}")


def views(text: str, offset: int = 0) -> Iterator[View]:
    """Every way the text may be read; `offset` is where it begins in the original."""
    seen: set[tuple[str, Reading]] = set()
    for view in map(_spoken, _readings(text, offset)):
        weight = view.reading if view.reading in _UNSURE else Reading.DRAWN
        key = view.folded.text, weight
        if key not in seen or not view.rest:
            seen.add(key)
            yield view


def _spoken(view: View) -> View:
    return replace(view, folded=spoken(view.folded))


def _readings(text: str, offset: int) -> Iterator[View]:
    folded = fold_characters(decimals(typed(text, offset)))
    for reading, how in _peelings(folded.text):
        plain, rest = peeled(folded, how) if how else (folded, True)
        if turns(plain.text):
            for base in (None, 1):
                yield from _laid_out(View(drawn(plain, base), reading, rest))
            if "\t" in plain.text:
                yield from _laid_out(View(drawn(plain, cells=True), reading, rest))
            if _OVERRIDDEN.search(plain.text):
                ends = [found.span(1) for found in _OVERRIDDEN.finditer(plain.text)]
                closed = plain.replaced((start, end, "\u202c ") for start, end in ends)
                yield View(drawn(closed), Reading.GUESSED, rest)
            plain = without_directions(plain)
            yield from _laid_out(View(plain, reading, rest))
            yield View(mirrored(plain), Reading.MIRRORED, rest)
        else:
            yield from _laid_out(View(plain, reading, rest))
            if _MIRROR.search(plain.text):
                yield View(mirrored(plain), Reading.GUESSED, rest)
        if _TURNING_TAG.search(folded.text):
            yield View(mirrored(plain), Reading.MIRRORED, rest)


def _peelings(text: str) -> Iterator[tuple[Reading, Peeling | None]]:
    if not _MARKUP.search(text):
        yield Reading.DRAWN, None
        return
    yield Reading.DRAWN, Peeling()
    yield Reading.SOURCE, Peeling(marks=False)
    if hides(text):
        yield Reading.DRAWN, Peeling(hidden=False)
    if has_escapes(text):
        yield Reading.DECODED, Peeling(escapes=True)


def _laid_out(view: View) -> Iterator[View]:
    """The text as its lines stand, then downwards, then with look-alikes."""
    yield view
    if lines := written(view.folded.text):
        if column := joined(view.folded, lines, ONE):
            yield View(column, Reading.JOINED, view.rest)
        if few := joined(view.folded, lines, FEW):
            yield View(few, Reading.GUESSED, view.rest)
            yield from _alike(few)
        if beside := columns(view.folded, lines):
            yield View(beside, Reading.COLUMNS, view.rest)
    yield from _alike(view.folded)


def _alike(folded: Folded) -> Iterator[View]:
    if _DOUBLED.search(folded.text):
        edits = [(found.start(), found.end(), found[1]) for found in _TWICE.finditer(folded.text)]
        yield View(folded.replaced(edits), Reading.GUESSED)
    if _ALIKE_SIGN.search(folded.text):
        put = folded.replaced(
            (found.start(), found.end(), found.lastgroup or "") for found in PARTS.finditer(folded.text)
        )
        yield View(Folded(put.text.translate(ALIKE), put.starts, put.ends), Reading.GUESSED)
