"""Numbered lines and headings: 一、 （一） 1. （1） in order, each level with its own sign (GB/T 9704-2012, 7.3.3).

- A list may begin again after words of its own; right after its last line it may not.
- Bodies that no title stands between are one text: a narrative goes on after its table.
- Where there are two levels only, the second may be 1. as well as （一）.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from typeset.preflight.reading import Found, Reading
from typeset.preflight.structure import BODY, Line

_DIGITS = "一二三四五六七八九十"
_NO_NUMBER = f"(?![{_DIGITS}]+(?:季度|线|级|类|产业|月|期|等|号|季|年级|档|把手))"
_SIGNS = (
    (1, re.compile(f"([{_DIGITS}]{{1,3}})、{_NO_NUMBER}")),
    (2, re.compile(f"[（(]([{_DIGITS}]{{1,3}})[）)]")),
    (3, re.compile(r"(\d{1,2})(?:[.．](?!\d)|、)")),
    (4, re.compile(r"[（(](\d{1,2})[）)]")),
)
_FORMS = {1: "{}、", 2: "（{}）", 3: "{}.", 4: "（{}）"}
_DIVISION = re.compile(f"第[〇零{_DIGITS}百\\d]+[编章节条]")
_WRONG_SIGN = re.compile(
    f"[（(][{_DIGITS}]{{1,3}}[）)][、.．，,：:]|[{_DIGITS}]{{1,3}}[.．](?=\\S)|\\([{_DIGITS}]{{1,3}}\\)|[（(]\\d{{1,2}}[）)][、.．]"
)
_POINT, _COMMA = re.compile(r"\d{1,2}[.．](?!\d)"), re.compile(r"\d{1,2}、")
_END = re.compile("[。，；：、,;:]$")
_OPENING = frozenset({"title", "annex", "section"})
_TEN = 10
_SUB = 3


@dataclass(slots=True)
class _Count:
    """Where the numbering of one element stands: `last` number of each level, `words`: plain lines came since."""

    last: dict[int, int] = field(default_factory=dict)
    words: dict[int, bool] = field(default_factory=dict)

    def take(self, level: int, number: int, *, heading: bool) -> int:
        """Counts on; the number that was due, or 0 when this one is right."""
        due = self.last.get(level, 0) + 1
        begins = number == 1 and (level not in self.last or self.words.get(level, False))
        first = level not in self.last and not heading
        wrong = number != due and not begins and not first
        self.last[level], self.words[level] = number, False
        for deeper in [one for one in self.last if one > level]:
            del self.last[deeper]
        return due if wrong else 0

    def pass_words(self) -> None:
        """A line without a number."""
        self.words = dict.fromkeys(self.last, True)


def order(reading: Reading) -> Iterator[Found]:
    """Numbers that are left out, come twice, or begin again."""
    count, text, texts = _Count(), -1, _texts(reading)
    for line in _text_lines(reading):
        if texts[line.element] != text or _DIVISION.match(line.text):
            count, text = _Count(), texts[line.element]
        numbered = _numbered(line.text)
        if numbered is None:
            count = _Count() if line.level else count
            count.pass_words()
            continue
        level, number, length = numbered
        if due := count.take(level, number, heading=line.level > 0):
            form = _FORMS[level]
            values = {"due": form.format(_written(due, level)), "found": form.format(_written(number, level))}
            yield _found(line, length, values)


def levels(reading: Reading) -> Iterator[Found]:
    """Headings that leave out a level."""
    above, text, texts = 0, -1, _texts(reading)
    for line in _headings(reading):
        above = above if texts[line.element] == text else 0
        text = texts[line.element]
        second = above == 1 and line.level == _SUB and _SIGNS[2][1].match(line.text)
        if above and line.level > above + 1 and not second:
            yield _found(line, len(line.text), {"above": str(above), "level": str(line.level)})
        above = line.level


def signs(reading: Reading) -> Iterator[Found]:
    """Numbers with a sign that is not theirs: （一）、 or 一. or (一)."""
    for line in _text_lines(reading):
        if found := _WRONG_SIGN.match(line.text):
            numbered = _numbered(line.text)
            right = _FORMS[numbered[0]].format(_written(numbered[1], numbered[0])) if numbered else found[0][:-1] + "、"
            yield _found(line, found.end(), {"found": found[0], "right": right})


def mixed(reading: Reading) -> Iterator[Found]:
    """1. and 1、 in the same text: the rarer one is named."""
    texts = _texts(reading)
    for text in sorted({texts[at] for at, _ in reading.keyed(*BODY)}):
        lines = [line for line in _text_lines(reading) if texts[line.element] == text]
        points = [line for line in lines if _POINT.match(line.text)]
        commas = [line for line in lines if _COMMA.match(line.text)]
        if points and commas:
            line = (commas if len(commas) <= len(points) else points)[0]
            yield _found(line, 2, {"points": str(len(points)), "commas": str(len(commas))})


def ends(reading: Reading) -> Iterator[Found]:
    """Headings of the two upper levels that end like a sentence; the lower ones begin a paragraph."""
    for line in _headings(reading):
        if line.level < _SUB and (end := _END.search(line.text)):
            yield _found(line, len(line.text), {"found": end[0]})


def empty(reading: Reading) -> Iterator[Found]:
    """Headings with nothing under them."""
    above: Line | None = None
    texts = _texts(reading)
    for line in (*(one for one in reading.lines if one.key in BODY and one.text.strip()), None):
        ended = line is None or (above is not None and texts[line.element] != texts[above.element])
        if (
            above is not None
            and _stands_over_text(above)
            and (ended or (line is not None and 0 < line.level <= above.level))
        ):
            yield _found(above, len(above.text), {})
        above = line if line is not None and line.level else None


def _texts(reading: Reading) -> list[int]:
    """The number of the text each element belongs to."""
    return list(accumulate(element.key in _OPENING for element in reading.elements))


def _stands_over_text(line: Line) -> bool:
    """An unnumbered heading of the first level is the title of a text inside the text."""
    return line.level > 1 or _numbered(line.text) is not None


def _text_lines(reading: Reading) -> Iterator[Line]:
    return (line for line in reading.lines if line.key in BODY and line.text.strip() and "\t" not in line.text)


def _headings(reading: Reading) -> Iterator[Line]:
    return (line for line in reading.lines if line.level)


def _numbered(text: str) -> tuple[int, int, int] | None:
    """Level, number and length of the sign a line begins with."""
    for level, pattern in _SIGNS:
        if found := pattern.match(text):
            value = int(found[1]) if found[1].isdigit() else _value(found[1])
            return (level, value, found.end()) if value else None
    return None


def _value(written: str) -> int:
    """一 … 九十九; 0 for what is no number."""
    tens, ten, ones = written.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_DIGITS.index(tens) + 1 if tens else 1) * _TEN * bool(ten) + (_DIGITS.index(ones) + 1 if ones else 0)


def _written(number: int, level: int) -> str:
    if level > 2 or number >= _TEN**2:  # noqa: PLR2004 - the levels with Arabic figures
        return str(number)
    tens, ones = divmod(number, _TEN)
    ten = ("" if tens == 1 else _DIGITS[tens - 1]) + "十" if tens else ""
    return ten + (_DIGITS[ones - 1] if ones else "")


def _found(line: Line, length: int, values: dict[str, str]) -> Found:
    return Found(line.element, line.at, line.at + min(length, len(line.text)), values)
