"""Numbers that do not fit each other: sums, counts, growth, shares.

- Amounts are compared in one unit of count only, after 万 and 亿 are worked in; rounded figures are allowed their rounding.
- Parts are the amounts of the same unit named after 其中 or before the total; what is compared with another time
  (同比, 较, 增, 降) or is a share is no part.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bulletins.rules.consistency import Finding, Rule

_COUNTERS = (
    "人次|件次|平方米|公里|亿元|万元|件|起|家|个|人|户|项|笔|元|吨|亩|例|"
    "次|台|辆|处|所|名|份|批|宗|张|条|篇|期|座|栋|头|艘|天|场|班|部|单"
)
_NUMBER = r"(?<![\d.第])(\d[\d,，]*(?:\.\d+)?)"
_AMOUNT = re.compile(rf"{_NUMBER}\s?(万亿|亿|万)?(?:余|多)?({_COUNTERS})")
_SCALE = {None: 1, "": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}
_TOTAL = re.compile(r"(?:合计|总计|共计|总共|累计|一共|共)[^\d，。；、：]{0,10}$")
_OF_WHICH = re.compile(r"[，,（(]?其中")  # "120场，其中…": what stands right before is the whole, called a total or not
_NO_PART = re.compile(
    r"(?:同比|环比|较|比|增|减|降|升|占|超|约|近|人均|平均|每|达到|由|从|至|到|为期|上年|去年|同期|涉及|涉案|金额)[^\d，。；、]{0,10}$"
)
_PERCENT = r"(\d+(?:\.\d+)?)\s?[%％]"
_UP, _DOWN = "增加|增长|上升|提高|增|升|扩大|提升|攀升", "下降|减少|降低|降|缩短|减|回落|下滑|压减|压缩"
_CHANGE = re.compile(
    rf"(?:由|从)[^\d，。；]{{0,8}}(\d[\d,]*(?:\.\d+)?)\s?(万亿|亿|万)?([^\d，。；、]{{0,4}}?)\s?(?:{_UP}|{_DOWN})?(?:到|至|为)\s?"
    rf"(\d[\d,]*(?:\.\d+)?)\s?(万亿|亿|万)?([^\d，。；、]{{0,4}}?)[，,]\s?(?:同比|环比|累计)?({_UP}|{_DOWN})了?(?:约|近|超)?\s?"
    r"(\d+(?:\.\d+)?)\s?(个百分点|[%％])"
)
_SHARE = re.compile(rf"占(?:比|全部|总数|总量|全市|全省|全辖|其)?[^\d，。；]{{0,8}}?{_PERCENT}")
_SHARES = re.compile(r"占比?分别(?:为|是|达)?\s?((?:\d+(?:\.\d+)?\s?[%％][、，和及]?){2,})")
_FALL = re.compile(rf"(?:{_DOWN})了?\s?{_PERCENT}")
_HAN = {"两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_MEMBER = r"[^，。；：、\d“”《》()（）两三四五六七八九十%％]{2,12}"
_LISTED = re.compile(
    rf"((?:{_MEMBER}、)+{_MEMBER}?)(等)?(\d{{1,2}}|[两三四五六七八九十])(?:家|个|名|位|省|市|县|区|大类|方面)(?!月|百分点|工作日|小时)"
)
_WHOLE, _ROUND = 100, Decimal("0.6")


@dataclass(frozen=True, slots=True)
class _Amount:
    value: Decimal
    counter: str
    start: int
    end: int


def numbers(index: int, sentence: str) -> Iterator[Finding]:
    """Every rule of this module over one sentence."""
    for look in (_sums, _counts, _changes, _shares, _falls):
        for rule, start, end, values in look(sentence):
            yield Finding(rule, index, sentence, start, end, values)


_Found = Iterator[tuple[Rule, int, int, dict[str, str]]]


def _sums(sentence: str) -> _Found:
    amounts = list(_amounts(sentence))
    for total in amounts:
        before = sentence[: total.start]
        led = _OF_WHICH.match(sentence, total.end) and not _NO_PART.search(before)
        if not led and not _TOTAL.search(before):
            continue
        after = sentence.find("其中", total.end)
        if after >= 0:
            parts = [one for one in amounts if one.start > after and _is_part(sentence, one, total)]
            exact = "分别" in sentence[after:]
        else:
            parts = [one for one in amounts if one.end <= total.start and _is_part(sentence, one, total)]
            exact = True
        made = sum((one.value for one in parts), Decimal(0))
        if not parts or made == total.value or (len(parts) < 2 and made < total.value):  # noqa: PLR2004
            continue
        values = {"total": _text(total.value), "sum": _text(made), "counter": total.counter}
        if made > total.value and after >= 0:
            yield Rule.SUM_OVER, total.start, parts[-1].end, values
        elif exact and len(parts) > 1:
            yield Rule.SUM_OFF, min(total.start, parts[0].start), max(total.end, parts[-1].end), values


def _counts(sentence: str) -> _Found:
    for found in _LISTED.finditer(sentence):
        members = [one for one in re.split("、|以及|和|及|与", found[1]) if one]
        said = _HAN.get(found[3]) or int(found[3])
        if (not found[2] and said != len(members)) or (found[2] and said < len(members)):
            yield Rule.COUNT_OFF, found.start(), found.end(), {"said": str(said), "listed": str(len(members))}


def _changes(sentence: str) -> _Found:
    for found in _CHANGE.finditer(sentence):
        before, after = _value(found[1], found[2]), _value(found[4], found[5])
        shares = "%" in found[3] + found[6] or "％" in found[3] + found[6]
        up, said, points = found[7] in _UP.split("|"), Decimal(found[8]), found[9] == "个百分点"
        if after == before or (after > before) != up:
            yield Rule.DIRECTION, found.start(), found.end(), {"before": _text(before), "after": _text(after)}
        elif shares and not points and abs(abs(after - before) - said) < Decimal("0.06"):
            yield Rule.POINTS, found.start(), found.end(), {"said": _text(said)}
        elif not shares and before and not points:
            right = abs(after - before) * _WHOLE / before
            if abs(right - said) > max(_ROUND, _unit(found[1]) * _WHOLE / before):
                yield Rule.GROWTH_OFF, found.start(), found.end(), {"said": _text(said), "right": f"{right:.1f}"}
        elif points and shares and abs(abs(after - before) - said) > Decimal("0.11"):
            right = abs(after - before)
            yield Rule.GROWTH_OFF, found.start(), found.end(), {"said": _text(said), "right": f"{right:.1f}"}


def _shares(sentence: str) -> _Found:
    for found in _SHARES.finditer(sentence):
        made = sum((Decimal(one) for one in re.findall(r"\d+(?:\.\d+)?", found[1])), Decimal(0))
        if made > _WHOLE + Decimal("0.5"):
            yield Rule.SHARES_OVER, found.start(), found.end(), {"sum": _text(made)}
    said = list(_SHARE.finditer(sentence))
    amounts = list(_amounts(sentence))
    for found in said:
        share = Decimal(found[1])
        if share > _WHOLE:
            yield Rule.PERCENT_OVER, found.start(), found.end(), {"said": _text(share)}
        pair = [one for one in amounts if one.end <= found.start()]
        if len(said) == 1 and len(pair) == 2 and pair[0].counter == pair[1].counter and "其中" in sentence:  # noqa: PLR2004
            total, part = pair
            right = part.value * _WHOLE / total.value if total.value else Decimal(0)
            if total.value >= part.value and abs(right - share) > _ROUND:
                values = {"said": _text(share), "right": f"{right:.1f}"}
                yield Rule.SHARE_OFF, part.start, found.end(), values


def _falls(sentence: str) -> _Found:
    for found in _FALL.finditer(sentence):
        if Decimal(found[1]) > _WHOLE:
            yield Rule.PERCENT_OVER, found.start(), found.end(), {"said": found[1]}


def _amounts(sentence: str) -> Iterator[_Amount]:
    for found in _AMOUNT.finditer(sentence):
        scale, counter = found[2], found[3]
        if counter in ("亿元", "万元"):
            scale, counter = counter[0], "元"
        yield _Amount(_value(found[1], scale), counter, found.start(), found.end())


def _is_part(sentence: str, one: _Amount, total: _Amount) -> bool:
    before = sentence[: one.start]
    return one.counter == total.counter and not _NO_PART.search(before) and not _TOTAL.search(before)


def _value(number: str, scale: str | None) -> Decimal:
    return Decimal(number.replace(",", "").replace("，", "")) * _SCALE[scale]


def _unit(number: str) -> Decimal:
    """How far a rounded figure may be off."""
    return Decimal(1).scaleb(-len(number.partition(".")[2])) / 2


def _text(value: Decimal) -> str:
    return f"{value.normalize():f}"
