"""发文字号 and numbers of issues: the year whole and in 〔〕, no 第, no leading zeros (GB/T 9704-2012, 7.2.5)."""

import re
from collections.abc import Iterator

from typeset.preflight.reading import Found, Reading

_OPEN, _CLOSE = r"[\[【（(［﹝〔]", r"[\]】）)］﹞〕]"
_NUMBER = re.compile(
    rf"(?<=[\u4e00-\u9fffA-Z])\s?({_OPEN})\s*((?:19|20)\d{{2}}|\d{{2}})\s*({_CLOSE})\s*(第?)\s*(0*)(\d{{1,5}})\s*号"
)
_ISSUE = re.compile(r"(总?第)(0+)(\d+)(期)")
_RIGHT = ("〔", "〕")
_YEAR = 4


def brackets(reading: Reading) -> Iterator[Found]:
    """Years in other brackets than 〔〕."""
    for at, element in enumerate(reading.elements):
        for found in _NUMBER.finditer(element.text):
            if (found[1], found[3]) != _RIGHT and len(found[2]) == _YEAR:
                yield _found(at, found, element.key == "number")


def form(reading: Reading) -> Iterator[Found]:
    """Years of two digits, 第, leading zeros."""
    for at, element in enumerate(reading.elements):
        for found in _NUMBER.finditer(element.text):
            square = (found[1], found[3]) == _RIGHT
            if square and (len(found[2]) < _YEAR or found[4] or found[5]):
                yield _found(at, found, element.key == "number")
        for issue in _ISSUE.finditer(element.text):
            yield Found(at, issue.start(), issue.end(), {"right": issue[1] + issue[3] + issue[4]})


def issue_number(reading: Reading) -> Iterator[Found]:
    """The number that comes after the last issue's."""
    due = reading.context.number
    for at, element in reading.keyed("number"):
        found = re.search(r"第(\d+)期", element.text)
        if due is not None and found and int(found[1]) not in {due, 0}:
            yield Found(at, found.start(), found.end(), {"due": str(due), "found": found[1]})


def _found(at: int, found: re.Match[str], own: bool) -> Found:  # noqa: FBT001 - whether it is the document's own number
    year = found[2] if len(found[2]) == _YEAR else f"20{found[2]}"
    return Found(at, found.start(), found.end(), {"right": f"〔{year}〕{found[6]}号"}, error=own)
