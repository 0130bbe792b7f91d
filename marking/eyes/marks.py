"""Markings in what was read off a picture, as a table.

- The rules for text (marking/scan.py) see the lines first. These see what a reading machine makes of a marking: the
  star lost, or taken for a character of its shape; a level's characters taken for others of theirs.
- Each needs what everyday text does not have: a term right behind, or a line of its own in the head of a page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from marking.eyes.seen import Seen
from marking.rulebook import Rulebook
from marking.scan import findings
from marking.verdict import AROUND, WHOLE, Decision, Place, Verdict


@dataclass(frozen=True, slots=True)
class Mark:
    """One row, named as the rules for text are. `head`: only in the head of a picture."""

    id: str
    label: str
    reason: str
    pattern: re.Pattern[str]
    head: bool = False
    decision: Decision = Decision.REFUSE


_LEVEL = "(?:[绝绐绔]|[机杌札朹杋][ ]?|[秘祕柲泌必])[ ]{0,2}[密蜜宓]"
_EXACT = "(?:绝|机|秘)[ ]{0,2}密"
_STAR = (
    r"(?:[★☆✩✪✭✮✰⭐*＊※#+×xX'\"“”‘’°·•・.,，、:：;；^~_\-—–|/\\]"
    "|[女大太犬夫天木本术末未禾米来食會会合金令今余全六文交父女友火灭贪贫众平立])"
)
_ALONE = "[女大太犬夫天木米食六*＊※+]"
_TERM = (
    r"(?:[0-9OolI]{1,2}(?![0-9])[ ]?(?:年|个?月|日|天)|[一二三四五六七八九十]{1,3}(?:年|个月)|长期|长朝"
    r"|(?:启用|启封|解密|公布|公开|开封)前)"
)
_NOT_EVERYDAY = "(?<![一-鿿])"
_UNSPOKEN = "(?![ ]?(?:以上|以下|以内|之内|以来|间|以后|之后|前|后|期限|左右|内|多|级|的))"

MARKS: tuple[Mark, ...] = (
    Mark(
        "picture-term",
        "图片中的密级和期限",
        "图片中密级后面是保密期限，★可能没有识别出来",
        re.compile(f"{_NOT_EVERYDAY}{_LEVEL}(?:[ ]*{_STAR}){{0,2}}[ ]*{_TERM}{_UNSPOKEN}"),
    ),
    Mark(
        "picture-star",
        "图片中的密级和★",
        "图片中密级后面有★，或者形状相近的字",
        re.compile(f"{_NOT_EVERYDAY}(?:{_LEVEL}[ ]*[★☆✩✪✭✮✰⭐]|^[ ]*{_EXACT}[ ]*{_ALONE}[ ]*$)", re.MULTILINE),
    ),
    Mark(
        "picture-alone",
        "图片页首的密级",
        "图片页首单独写有密级，是标注密级的位置",
        re.compile(
            rf"(?:^|[ ]{{2}})[ 0-9№Nno.:：【\[(（「『|]*{_LEVEL}[ ]*(?:级|件|文件)?[】\])）」』| ]*(?:$|[ ]{{2}})"
            rf"|(?:^|[ ]{{2}})[ ]*{_EXACT}[ ]*(?:特提|特急|加急|平急)[ ]*(?:$|[ ]{{2}})",
            re.MULTILINE,
        ),
        head=True,
    ),
)

BY_ID = {mark.id: mark for mark in MARKS}


def marks(seen: Seen, where: str = "body", place: Place = WHOLE, book: Rulebook | None = None) -> tuple[Verdict, ...]:
    """Every marking in what was seen; `start` and `end` count its characters, lines joined by line feeds."""
    text = "\n".join(seen.lines)
    found = findings(text, where, place, book)
    if any(verdict.decision is Decision.REFUSE for verdict in found):
        return found
    return tuple(_matches(text, seen, where, place)) or found


def _matches(text: str, seen: Seen, where: str, place: Place) -> Iterator[Verdict]:
    head = len("\n".join(seen.lines[: seen.head]))
    taken = 0
    for first, last, mark in sorted(_spans(text, head), key=lambda one: (one[0], -one[1])):
        if first < taken:
            continue
        taken = last
        words = text[first:last].strip()
        start = text.index(words, first)
        end = start + len(words)
        around = text[max(0, start - AROUND) : start], text[end : end + AROUND]
        yield Verdict(mark.decision, where, mark.id, start, end, words, None, place, *around)


def _spans(text: str, head: int) -> Iterator[tuple[int, int, Mark]]:
    for mark in MARKS:
        for match in mark.pattern.finditer(text, 0, head if mark.head else len(text)):
            yield *match.span(), mark
