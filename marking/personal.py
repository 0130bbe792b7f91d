"""Personal numbers in a text: resident identity numbers, mobile numbers, bank cards, travel documents (SEC-09).

- A finding is a warning, never a refusal; the masked form is offered beside it. Positions count characters of the text
  as given; a masked number is as long as the number was, blanks and dashes stay where they were, and what is shown
  stands there as it was typed.
- Digits of every script and full-width letters are read as what they are; groups may be parted by one blank or dash,
  and by letters that draw nothing. Nothing is read across a line end.
- Who alarms too often is not read: a number counts only with its check digit (GB 11643-1999, ISO/IEC 7812-1), a birth
  date that exists and a province (GB/T 2260), or a segment in use; a number with a unit of money or measure behind it,
  or named as the number of something else, does not count. Telephones of offices stand in every notice and are not
  looked for.
- What stays visible: of an identity number the region (6) and the last two. Four at the end, as many lists show them,
  hold the whole check: with the year of birth known they leave some thirty dates of birth, two leave some thousands.
  Of a mobile number the first three and the last four, of a bank card the last four, of a travel document its letter
  and the last three.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

MASK = "*"


class Kind(StrEnum):
    """What a number is."""

    IDENTITY = "identity"
    OLD_IDENTITY = "old_identity"
    MOBILE = "mobile"
    BANK_CARD = "bank_card"
    TRAVEL = "travel"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Kind.IDENTITY: "居民身份证号码",
    Kind.OLD_IDENTITY: "15 位居民身份证号码",
    Kind.MOBILE: "手机号码",
    Kind.BANK_CARD: "银行卡号",
    Kind.TRAVEL: "护照、通行证号码",
}


@dataclass(frozen=True, slots=True)
class Personal:
    """One number: where it stands in the text, and what to write in its place."""

    kind: Kind
    start: int
    end: int
    masked: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Number:
    """Neighbouring groups of digits: the signs joined, the lengths of the groups."""

    signs: str
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """How a kind is told: how many signs may be shown at either end, and whether these signs are such a number."""

    kind: Kind
    head: int
    tail: int
    holds: Callable[[_Number], bool]


_Told: TypeAlias = tuple[_Row, tuple[int, ...]]


# ---- data ----------------------------------------------------------------------------------------------------------

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_GAP = " \t\u00a0\u2000-\u200a\u202f\u3000\\-‐‑‒–—·"
_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_RUN = re.compile(rf"\d(?:[{_UNSEEN}]*+[{_GAP}]?+[{_UNSEEN}]*+\d)*+(?:[{_UNSEEN}]*+[{_GAP}]?+[Xx](?![A-Za-z]))?+")
_GROUP = re.compile(rf"\d(?:[{_UNSEEN}]*+\d)*+(?:[{_UNSEEN}]*+[Xx])?+|[Xx]")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_TRAVEL = re.compile(r"(?<![A-Za-z])(?:[EGDSPeg][A-Za-z]?|[CHMWchmw])\d{7,10}(?![A-Za-z\d])")
_TRAVEL_NAMED = re.compile(r"(?:护照|通行证|[Pp]assport)[^\n\d]{0,16}$")
_GLUED = re.compile(r"[A-Za-z\d]")
_MEASURED = re.compile(r"\.\d|[ \t]?(?:万亿|[万千百]?亿?(?:美元|欧元|港元|元|吨|千瓦|度|股|平方|立方)|亿)")
_NAMED_OTHERWISE = re.compile(
    "(?:税号|识别号|信用代码|注册号|登记号|机构代码|许可证|执照|发票|订单|运单|快递|流水|合同|票据|凭证|条码|文号|案号"
    r"|(?i:imei|iccid))(?:编?号码?|代码)?[ \t]*[:为是]?[ \t(]*$"
)

_PROVINCES = frozenset(
    f"{region}"
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for region in range(first, last + 1)
)
_FOREIGNER = "9"  # permanent residents from abroad since 2023: 9, province, country, then as everybody's
_YEARS = range(1900, 2100)
_WEIGHTS, _CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
_CITY = re.compile("0[1-9]|[1-6][0-9]|70|90")
_MOBILE = re.compile(r"(?:(?:00)?86)?1(?:3\d|4\d|5[0-35-9]|6[24-7]|7[0-8]|8\d|9[0-35-9])\d{8}")
_MOBILE_SHAPES = frozenset({(11,), (3, 4, 4), (3, 8), (7, 4), (1,) * 11})
_CARD = re.compile(r"62\d{14,17}|(?:9558|9559|9551|60[13]\d)\d{12,15}|4\d{15}|4\d{18}|5[1-5]\d{14}|35\d{14}")
_LENGTHS, _GROUPS, _MOBILE_DIGITS = (11, 13, 15, 16, 17, 18, 19), 6, 11


def found(text: str) -> tuple[Personal, ...]:
    """Every number, in reading order, none inside another."""
    seen = _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text.translate(_FULL_WIDTH))
    numbers = [one for run in _RUN.finditer(seen) for one in _of_run(seen, run)]
    told = sorted([*numbers, *_travel(seen)], key=lambda one: one[1][0])
    return tuple(_personal(text, row, places) for row, places in told)


def masked(text: str) -> str:
    """The text with every number in its masked form; as long as before."""
    parts: list[str] = []
    at = 0
    for one in found(text):
        parts += (text[at : one.start], one.masked)
        at = one.end
    return "".join([*parts, text[at:]])


def _of_run(text: str, run: re.Match[str]) -> Iterator[_Told]:
    groups = [found.span() for found in _GROUP.finditer(text, *run.span())]
    places = [[at for at in range(*group) if text[at] not in _UNSEEN] for group in groups]
    signs = ["".join(text[at] for at in group).upper() for group in places]
    first = 0
    while first < len(groups):
        for last in _lasts(signs, first):
            number = _Number("".join(signs[first:last]), tuple(map(len, signs[first:last])))
            row = _told(text, number, groups[first][0], groups[last - 1][1])
            if row:
                yield row, tuple(at for group in places[first:last] for at in group)
                first = last
                break
        else:
            first += 1


def _lasts(signs: list[str], first: int) -> list[int]:
    """Where a number that begins with this group may end, the longest first."""
    lasts, length = [], 0
    for last in range(first + 1, len(signs) + 1):
        length += len(signs[last - 1])
        if length > _LENGTHS[-1]:
            break
        if length in _LENGTHS and (last - first <= _GROUPS or length == last - first):
            lasts.append(last)
    return lasts[::-1]


def _told(text: str, number: _Number, start: int, end: int) -> _Row | None:
    """Which kind the signs are, if the text around them does not say otherwise."""
    row = next((row for row in _ROWS if row.holds(number)), None)
    if row is None or _GLUED.match(text, start - 1, start) or _GLUED.match(text, end):
        return None
    otherwise = _MEASURED.match(text, end) or _NAMED_OTHERWISE.search(text[max(0, start - 20) : start])
    return None if otherwise else row


def _identity(number: _Number) -> bool:
    """GB 11643-1999: region, birth date, order, check."""
    signs = number.signs
    if len(signs) != len(_WEIGHTS) + 1 or not signs[:-1].isdecimal():
        return False
    region = signs[1:3] if signs.startswith(_FOREIGNER) else signs[:2]
    if region not in _PROVINCES or not _exists(signs[6:14]):
        return False
    weighed = sum(int(sign) * weight for sign, weight in zip(signs, _WEIGHTS, strict=False))
    return _CHECKS[weighed % 11] == signs[-1]


def _old_identity(number: _Number) -> bool:
    """The form before 1999: no century, no check; so the groups have to be the usual ones."""
    signs = number.signs
    if number.shape not in {(15,), (6, 6, 3)} or not signs.isdecimal():
        return False
    return signs[:2] in _PROVINCES and _CITY.fullmatch(signs[2:4]) is not None and _exists(f"19{signs[6:12]}")


def _mobile(number: _Number) -> bool:
    """A segment in use, in groups people write."""
    if not _MOBILE.fullmatch(number.signs):
        return False
    shape = (number.shape[0] + _MOBILE_DIGITS - len(number.signs), *number.shape[1:])
    return (shape[1:] if shape[0] == 0 else shape) in _MOBILE_SHAPES


def _card(number: _Number) -> bool:
    """ISO/IEC 7812-1: a prefix that is issued in China, the Luhn check; whole, by fours, or in two parts."""
    if not _CARD.fullmatch(number.signs):
        return False
    *before, _ = number.shape
    doubled = [int(sign) * (1 + at % 2) for at, sign in enumerate(reversed(number.signs))]
    sums = sum(each - 9 if each > 9 else each for each in doubled)  # noqa: PLR2004 - the digits of a two-digit number
    return sums % 10 == 0 and (len(before) <= 1 or set(before) <= {4} or set(number.shape) == {1})


def _exists(day: str) -> bool:
    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:])).year in _YEARS
    except ValueError:
        return False


_ROWS = (
    _Row(Kind.IDENTITY, 6, 2, _identity),
    _Row(Kind.MOBILE, 3, 4, _mobile),
    _Row(Kind.BANK_CARD, 0, 4, _card),
    _Row(Kind.OLD_IDENTITY, 6, 2, _old_identity),
)
_TRAVEL_ROW = _Row(Kind.TRAVEL, 1, 3, lambda _: True)


def _travel(text: str) -> Iterator[_Told]:
    """A letter and digits look like many things: only behind the name of the document."""
    for match in _TRAVEL.finditer(text):
        if _TRAVEL_NAMED.search(text[max(0, match.start() - 24) : match.start()]):
            yield _TRAVEL_ROW, tuple(range(*match.span()))


def _personal(text: str, row: _Row, places: tuple[int, ...]) -> Personal:
    # The country's prefix of a mobile number is nobody's secret.
    head = row.head + (len(places) - _MOBILE_DIGITS if row.kind is Kind.MOBILE else 0)
    start, end = places[0], places[-1] + 1
    hidden = set(places[head : len(places) - row.tail])
    return Personal(row.kind, start, end, "".join(MASK if at in hidden else text[at] for at in range(start, end)))
