"""The office's own lists that texts are held against: leaders in their order, former and short names of units.

- A list is kept whole and dated; the latest that has begun holds. One line an entry, its two parts with a blank or a
  sign between them: "name post, post", "old name new name", "short name whole name".
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bulletins.rules.consistency import Ranked
from kernel.workflow import Labelled

MOST_LINES, LONGEST_LINE = 300, 80
_PARTS = re.compile(r"[\s:：→]+")
_POSTS = re.compile(r"[、，,]")
_TWO = 2


class ListSort(Labelled):
    """What a list holds."""

    LEADERS = "leaders", "领导排序"
    FORMER = "former", "单位旧称"
    SHORTS = "shorts", "单位简称"


@dataclass(frozen=True, slots=True)
class WordingList:
    """One list. `by`: who set it."""

    id: UUID
    sort: ListSort
    since: date
    lines: tuple[str, ...]
    by: UUID
    at: datetime


def lines_of(text: str) -> tuple[str, ...]:
    """The entries of what was typed, blanks left out."""
    return tuple(line for line in (" ".join(_PARTS.split(line.strip(), 1)) for line in text.splitlines()) if line)


def wrong(lines: Sequence[str]) -> str:
    """The code of what is wrong with a list; empty when nothing is."""
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        return "too_long"
    return "" if all(len(line.split(" ", 1)) == _TWO for line in lines) else "list_two_parts"


def ranked(lines: Iterable[str]) -> tuple[Ranked, ...]:
    """The leaders of a list in their order."""
    pairs = (line.split(" ", 1) for line in lines)
    return tuple(
        Ranked(name, tuple(post.strip() for post in _POSTS.split(posts) if post.strip())) for name, posts in pairs
    )


def pairs(lines: Iterable[str]) -> dict[str, str]:
    """Old or short name -> the whole name of today."""
    return dict(line.split(" ", 1) for line in lines)
