"""Text that is read downwards.

- Lines of one character each are one column; lines of a few are joined in the same way.
- Short lines beside one another are columns, by cell, and by character where they are very short, from the left and
  from the right.
- Marks of lists, quotations and empty lines do not part a column.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from marking.alphabet import ALIKE, SIGN
from marking.folded import Folded

_PREFIX = re.compile(r"[^\w★]{0,20}+(?:[0-9]{1,2}[.、):][^\w★]{0,20}+)?")
# The second half of a level, as a character, a look-alike or a letter.
_SECOND = re.compile(f"[密mㄇ{SIGN}{''.join(chr(seen) for seen, shape in ALIKE.items() if shape == '密')}]")
_WORD = re.compile(r"[^\W_]")
_TAIL = re.compile(r"[^\w★]{0,20}$")
ONE, FEW, NARROW, WIDE = 1, 4, 8, 24
LONG = WIDE + 64  # no marks around it make such a line a short one
MAX_COLUMNS = 24
SIGNS = 2  # a line of signs alone belongs to its column when it is no longer
WALL = (-1, -2, -1)  # between two columns stands a letter that nobody typed: nothing reaches across

Line = tuple[int, int]


def joined(folded: Folded, lines: Sequence[Line], most: int) -> Folded | None:
    """With runs of lines of at most `most` characters joined; None where there is no such run."""
    kept: list[int] = []
    found = False
    for short, run in groupby(lines, key=lambda line: line[1] - line[0] <= most):
        block = list(run)
        if short and _worth(folded.text, block):
            found = True
            kept += (i for start, end in block for i in range(start, end))
        else:
            for start, end in block:
                kept += (*range(start, end), -1)
            continue
        kept.append(-1)
    return folded.picked(kept) if found else None


def columns(folded: Folded, lines: Sequence[Line]) -> Folded | None:
    """Every column of neighbouring short lines as a line; None where no two short lines stand together."""
    kept: list[int] = []
    for short, run in groupby(lines, key=lambda line: 1 < line[1] - line[0] <= WIDE):
        block = list(run)
        if short and _worth(folded.text, block):
            kept += _downwards([list(_cells(folded.text, line)) for line in block])
            if all(end - start <= NARROW for start, end in block):
                kept += _downwards([list(_characters(folded.text, line)) for line in block])
    return folded.picked(kept) if kept else None


def _worth(text: str, block: list[Line]) -> bool:
    """Whether there are lines to join, and anything in them that a level cannot do without."""
    return len(block) > 1 and bool(_SECOND.search(text, block[0][0], block[-1][1]))


def written(text: str) -> list[Line]:
    """What is written on each line that is not empty, without the marks around it where it may be short; none if none is."""
    lines = list(_lines(text))
    return lines if any(end - start <= WIDE for start, end in lines) else []


def _lines(text: str) -> Iterator[Line]:
    at = 0
    for line in text.split("\n"):
        if len(line) > LONG and _WORD.search(line):
            yield at, at + len(line)
            at += len(line) + 1
            continue
        prefix = _PREFIX.match(line)
        start = prefix.end() if prefix else 0
        tail = _TAIL.search(line, max(len(line) - 20, 0))
        end = tail.start() if tail else len(line)
        if start < end and any(character.isalnum() or character in "★✱" for character in line[start:end]):
            yield at + start, at + end
        elif 0 < len(line.strip()) <= SIGNS:
            start = len(line) - len(line.lstrip())
            yield at + start, at + len(line.rstrip())
        at += len(line) + 1


def _cells(text: str, line: Line) -> Iterator[list[int]]:
    for found in re.finditer(r"[^\s|]+", text[slice(*line)]):
        yield list(range(line[0] + found.start(), line[0] + found.end()))


def _characters(text: str, line: Line) -> Iterator[list[int]]:
    for i in range(*line):
        if text[i] not in " \t|":
            yield [i]


def _downwards(rows: list[list[list[int]]]) -> list[int]:
    kept: list[int] = []
    for sign in (1, -1):
        for column in range(min(max(map(len, rows)), MAX_COLUMNS)):
            for row in rows:
                if column < len(row):
                    kept += row[column] if sign > 0 else row[-1 - column]
            kept += WALL
    return kept
