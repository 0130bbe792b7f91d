"""The catalogue of data already collected (T 11): what an entry says, and when it answers what somebody wants to ask.

- A hit: most of the entry's name stands in what is asked, or one of its indicators does, as a whole. Better one hit too
  many than a unit asked twice: whoever asks decides, and says why.
- An entry is dated; after its last day it answers nothing, but stays for whoever looks back.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kernel.workflow import Labelled

KIND = "catalogue"
NAME_SHARE, SHORTEST_INDICATOR = 0.6, 3
MOST_ROWS, MOST_HITS = 2000, 20
LIMITS = {"name": 100, "fields": 3000, "source": 200, "basis": 200, "contact": 100}
TEXTS = tuple(LIMITS)
_SPLIT = re.compile(r"[、,，;；\n。/｜|]+")
_RUN = re.compile(r"[^\W_]+")


class Period(Labelled):
    """How often the data come in."""

    ONCE = "once", "一次性"
    DAY = "day", "日报"
    WEEK = "week", "周报"
    MONTH = "month", "月报"
    QUARTER = "quarter", "季报"
    HALF = "half", "半年报"
    YEAR = "year", "年报"


class Column(Labelled):
    """The columns of the catalogue as a table, in order."""

    NAME = "name", "报表或数据名称"
    FIELDS = "fields", "指标"
    SOURCE = "source", "来源系统或报表制度"
    PERIOD = "period", "周期"
    UNIT = "unit", "掌握单位"
    BASIS = "basis", "依据"
    CONTACT = "contact", "联系人"
    SINCE = "valid_from", "起始日期"
    UNTIL = "valid_until", "停用日期"


@dataclass(frozen=True, slots=True)
class Details:
    """What is chosen of an entry, beside its words."""

    unit: UUID
    period: str
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong in one cell of an imported table."""

    row: int
    column: str
    code: str


@dataclass(frozen=True, slots=True)
class Match:
    """Why an entry answers: how much of its name was asked, and which indicators."""

    share: float
    indicators: tuple[str, ...]


def match(asked: str, name: str, fields: str) -> Match | None:
    """Whether an entry has what is asked."""
    text = _folded(asked)
    have, want = _pairs(text), _pairs(_folded(name))
    share = len(want & have) / len(want) if want else 0.0
    indicators = [one.strip() for one in _SPLIT.split(fields)]
    named = tuple(one for one in dict.fromkeys(indicators) if len(one) >= SHORTEST_INDICATOR and _folded(one) in text)
    return Match(share, named) if share >= NAME_SHARE or named else None


def wrong_details(details: Details, units: set[UUID]) -> dict[str, str]:
    """Field -> code of what is wrong with what was chosen."""
    wrong = {}
    if details.unit not in units:
        wrong["unit"] = "not_a_choice"
    if details.period not in list(Period):
        wrong["period"] = "not_a_choice"
    if details.valid_until and details.valid_until <= details.valid_from:
        wrong["valid_until"] = "before_the_first_day"
    return wrong


def wrong_text(text: dict[str, str]) -> dict[str, str]:
    """Field -> code of what is wrong with the words of an entry."""
    wrong = {name: "too_long" for name, limit in LIMITS.items() if len(text.get(name, "")) > limit}
    for name in ("name", "fields", "source"):
        if not text.get(name, "").strip():
            wrong[name] = "required"
    return wrong


def _folded(text: str) -> str:
    return "".join(_RUN.findall(unicodedata.normalize("NFKC", text).casefold()))


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
