"""Days that are in no calendar, weekdays and counts that do not fit, dates written in two ways.

- A day without a year is taken in the year in which it lies nearest to the document's date.
- 成文日期: Arabic figures, the year whole, no leading zeros (GB/T 9704-2012, 7.3.5.4).
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from typeset.preflight.reading import Found, Reading

_LEAP = 2024
_LATE = timedelta(days=31)
_HALF_YEAR = 183
_FULL = r"(?:((?:19|20)\d{2})\s?年)?\s?(?<!\d)(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]"
_DATE = re.compile(_FULL)
_WEEKDAY = re.compile(_FULL + r"\s?[（(，,]?\s?(?:星期|周|礼拜)([一二三四五六日天])(?![一二三四五六日天至到])")
_RANGE = re.compile(
    _FULL + r"\s?(?:起)?[至到—－–~～-]{1,2}\s?" + _FULL + r"(?:止)?(?:[（(，]?(?:共计?|为期|历时)(\d{1,3})[天日])?"
)
_TIME = re.compile(r"(?<![\d.])(\d{1,2})时(?:(\d{1,2})分)?(?!段|间)")
_ZEROS = re.compile(r"(?:19|20)\d{2}年(?:0\d月\d{1,2}日|\d{1,2}月0\d日)")
_MIXED = re.compile(
    r"\d{4}年(?:[一二三四五六七八九十]+月|\d{1,2}月[一二三四五六七八九十]+日)|[一二〇零○][〇零○一二三四五六七八九]{3}年\d{1,2}月"
)
_SHORT_YEAR = re.compile(r"(?<![\d近第满约逾])[0-4]\d年(?:1[0-2]|0?[1-9])月(?:(?:[12]\d|3[01]|0?[1-9])日)?")
_DAYS = "一二三四五六日"
_HOURS, _MINUTES = 24, 60


def impossible(reading: Reading) -> Iterator[Found]:
    """2月30日, 25时, a range that ends before it begins."""
    for at, element in enumerate(reading.elements):
        for found in _DATE.finditer(element.text):
            if not _exists(found[1], found[2], found[3]):
                yield Found(at, found.start(), found.end(), {"date": found[0]})
        for found in _TIME.finditer(element.text):
            if int(found[1]) > _HOURS or (found[2] and int(found[2]) >= _MINUTES):
                yield Found(at, found.start(), found.end(), {"date": found[0]})


def weekdays(reading: Reading) -> Iterator[Found]:
    """A date with the weekday of another."""
    for at, element in enumerate(reading.elements):
        for found in _WEEKDAY.finditer(element.text):
            day = _day(reading, found[1], found[2], found[3])
            said = _DAYS.index(found[4].replace("天", "日"))
            if day is not None and day.weekday() != said:
                values = {"date": f"{day.year}-{day:%m-%d}", "said": _DAYS[said], "right": _DAYS[day.weekday()]}
                yield Found(at, found.start(), found.end(), values, error=bool(found[1]))


def ranges(reading: Reading) -> Iterator[Found]:
    """A range that ends before it begins, or that is said to last as many days as it does not."""
    for at, element in enumerate(reading.elements):
        for found in _RANGE.finditer(element.text):
            first = _day(reading, found[1], found[2], found[3])
            last = _day(reading, found[4] or found[1], found[5], found[6])
            if first is None or last is None:
                continue
            days = (last - first).days + 1
            backwards = days < 1
            if backwards and not found[4]:
                continue  # from one year into the next
            if backwards or (found[7] and int(found[7]) not in {days, days - 1}):
                yield Found(at, found.start(), found.end(), {"days": str(max(days, 0)), "said": found[7] or ""})


def forms(reading: Reading) -> Iterator[Found]:
    """Leading zeros, Chinese and Arabic figures in one date, years of two digits."""
    for at, element in enumerate(reading.elements):
        for pattern in (_ZEROS, _MIXED, _SHORT_YEAR):
            for found in pattern.finditer(element.text):
                yield Found(at, found.start(), found.end(), {"found": found[0]})


def dated(reading: Reading) -> Iterator[Found]:
    """A document dated after today, or long before."""
    today, day = reading.context.today, reading.layout.dated
    if today - _LATE <= day <= today:
        return
    for at, element in reading.keyed("dated", "date"):
        values = {"dated": day.isoformat(), "today": today.isoformat()}
        yield Found(at, 0, len(element.text), values)
        return


def _exists(year: str | None, month: str, day: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= monthrange(int(year or _LEAP), int(month))[1]  # noqa: PLR2004


def _day(reading: Reading, year: str | None, month: str, day: str) -> date | None:
    here = reading.layout.dated
    years = [int(year)] if year else [here.year - 1, here.year, here.year + 1]
    days = [date(one, int(month), int(day)) for one in years if _exists(str(one), month, day)]
    nearest = min(days, key=lambda one: abs(one - here), default=None)
    return nearest if nearest and (year or abs(nearest - here).days < _HALF_YEAR) else None
