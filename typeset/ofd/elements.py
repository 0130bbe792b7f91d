"""Which letters of the pages belong to which element of the document.

- The words of the elements, one after the other, are the words of the pages; what draws nothing is not compared. Only
  footnotes stand elsewhere: at the foot of the page that refers to them, so that a page reads text, notes, text.
- A page that says something else has no tags, and the search goes on with the next one: a tag is never a guess.
- Page numbers, watermarks and seals belong to no element.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Final, TypeAlias

from typeset.document import Element
from typeset.extract import drawn
from typeset.ofd.drawing import Sheet, Text, shown

Owners: TypeAlias = Mapping[tuple[int, int, int], int]  # page, object on it, letter in it → number of the element

FOOTNOTES: Final = "footnotes"
_SURE: Final = 12  # characters at a page's start that tell where the text goes on


class _Thread:
    """Elements whose words follow each other."""

    def __init__(self, elements: Sequence[tuple[int, Element]]) -> None:
        parts = [drawn(element.text) for _, element in elements]
        self.words = "".join(parts)
        self.at = 0
        self._numbers = [number for number, _ in elements]
        self._starts = [0, *accumulate(len(part) for part in parts)]

    def owner(self, at: int) -> int:
        return self._numbers[bisect_right(self._starts, at) - 1]

    def alike(self, words: str, start: int, at: int) -> int:
        """How many characters of `words` from `start` are these from `at`."""
        low, high = 0, min(len(words) - start, len(self.words) - at)
        while low < high:
            middle = (low + high + 1) // 2
            if words[start : start + middle] == self.words[at : at + middle]:
                low = middle
            else:
                high = middle - 1
        return low


def owners(sheets: Sequence[Sheet], elements: Sequence[Element]) -> Owners:
    """The element of each letter that has one."""
    numbered = list(enumerate(elements))
    text = _Thread([each for each in numbered if each[1].key != FOOTNOTES])
    notes = _Thread([each for each in numbered if each[1].key == FOOTNOTES])
    found: dict[tuple[int, int, int], int] = {}
    for page, sheet in enumerate(sheets):
        places = list(_places(sheet))
        words = "".join(word for word, _, _ in places)
        letters = [(page, which, at) for word, which, at in places for _ in word]
        found.update(zip(letters, _owned(words, text, notes), strict=False))
    return found


def _owned(words: str, text: _Thread, notes: _Thread) -> list[int]:
    """The element of each character of a page; nothing for a page that says something else."""
    parts = _parted(words, text, notes)
    if parts is None:
        at = text.words.find(words[:_SURE], text.at)
        text.at = at if at >= 0 else text.at
        parts = _parted(words, text, notes)
    if parts is None:
        return []
    before, inside = parts
    last = len(words) - inside
    found = [text.owner(text.at + at) for at in range(last)]
    found[before:before] = [notes.owner(notes.at + at) for at in range(inside)]
    text.at, notes.at = text.at + last, notes.at + inside
    return found


def _parted(words: str, text: _Thread, notes: _Thread) -> tuple[int, int] | None:
    """How many characters come before the notes, and how many are notes."""
    most = text.alike(words, 0, text.at)
    if most == len(words):
        return most, 0
    for before in range(most, -1, -1):
        for inside in range(notes.alike(words, before, notes.at), 0, -1):
            rest = len(words) - before - inside
            if text.alike(words, before + inside, text.at + before) == rest:
                return before, inside
    return None


def _places(sheet: Sheet) -> Iterator[tuple[str, int, int]]:
    """Every letter that draws something: its characters, which object, which letter of it."""
    for which, one in enumerate(sheet.drawn):
        if isinstance(one, Text) and not one.furniture:
            for at, letter in enumerate(one.letters):
                if words := shown(letter.text):
                    yield words, which, at
