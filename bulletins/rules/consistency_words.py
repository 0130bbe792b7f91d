"""Days, names and numbers of issues that cannot be meant: against the calendar, the office's lists and the text itself.

- A day without a year is taken in the year in which it lies nearest; a day further off than half a year is not judged.
- A post in short (局长) fits the whole one; 副 makes another post.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from bulletins.rules.consistency import Finding, Known, Ranked, Rule
from typeset.preflight.lists import words

_DAY = r"(?:((?:19|20)\d{2})\s?年)?\s?(?<!\d)(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]"
_DATE = re.compile(_DAY)
_WEEKDAY = re.compile(_DAY + r"\s?[（(，,]?\s?(?:星期|周|礼拜)([一二三四五六日天])(?![一二三四五六日天至到])")
_RANGE = re.compile(_DAY + r"\s?(?:起)?(?:[至到]|[—－–～~-]{1,2})\s?" + _DAY)
_PLAN = re.compile(r"(?:将于|拟于|计划于|定于|预计于|拟定于)\s?" + _DAY)
_DONE = re.compile(r"(?:已于|已经于)\s?" + _DAY)
_QUARTER = re.compile(r"(?:第)?([一二三四])季度[（(]\s?(\d{1,2})(?:月)?\s?[至到—～~-]{1,2}\s?(\d{1,2})\s?月\s?[）)]")
_DEFINED = re.compile(r"[（(]以下(?:简)?称[：:]?\s?[“\"]?([^”\"）)]{2,20})[”\"]?[）)]")
_FIGURE = re.compile(r"(?<![\d.])(\d[\d,]*(?:\.\d+)?)\s?(%|％|万亿|亿|万|件|起|家|个|人|户|项|笔|元|天)")
_CITED = re.compile(r"《([^》]{1,20})》\s?(?:((?:19|20)\d{2})\s?年)?\s?(?:〔((?:19|20)\d{2})〕)?\s?第?(\d{1,4})期")
_DAYS, _HALF_YEAR, _LEAP = "一二三四五六日", 183, 2024
_DEPUTY, _LEAST_NAME, _QUARTERS = "副", 3, "一二三四"
_LONGEST = 30  # characters of a whole name


def days(index: int, sentence: str, known: Known) -> Iterator[Finding]:
    """Days that are in no calendar, wrong weekdays, ranges, tenses and quarters."""
    for found in _DATE.finditer(sentence):
        if not _exists(found[1], found[2], found[3]):
            yield Finding(Rule.NO_DAY, index, sentence, *found.span(), {"said": found[0]})
    for found in _WEEKDAY.finditer(sentence):
        day, said = _day(found.groups()[:3], known.day), _DAYS.index(found[4].replace("天", "日"))
        if day and day.weekday() != said:
            yield Finding(Rule.WEEKDAY, index, sentence, *found.span(), {"right": _DAYS[day.weekday()]})
    yield from _spans(index, sentence, known)


def _spans(index: int, sentence: str, known: Known) -> Iterator[Finding]:
    for found in _RANGE.finditer(sentence):
        parts = found.groups()
        first, last = _day(parts[:3], known.day), _day((parts[3] or parts[0], parts[4], parts[5]), known.day)
        if first and last and last < first and parts[3]:
            yield Finding(Rule.RANGE, index, sentence, *found.span(), {})
    for pattern, rule in ((_PLAN, Rule.PAST_PLAN), (_DONE, Rule.FUTURE_DONE)):
        for found in pattern.finditer(sentence):
            day = _day(found.groups()[:3], known.day)
            if day and (day < known.day if rule is Rule.PAST_PLAN else day > known.day):
                values = {"day": day.isoformat(), "today": known.day.isoformat()}
                yield Finding(rule, index, sentence, *found.span(), values)
    for found in _QUARTER.finditer(sentence):
        end = (_QUARTERS.index(found[1]) + 1) * 3
        if (int(found[2]), int(found[3])) != (end - 2, end):
            yield Finding(Rule.QUARTER, index, sentence, *found.span(), {"right": f"{end - 2}—{end}"})


def people(index: int, sentence: str, known: Known) -> Iterator[Finding]:
    """Names with the post of another, names one character off, lists out of order."""
    yield from _posts(index, sentence, known.people)
    yield from _near(index, sentence, known.people)
    rank = {one.name: at for at, one in reversed(list(enumerate(known.people)))}
    if len(rank) > 1:
        pattern = re.compile("|".join(sorted(map(re.escape, rank), key=len, reverse=True)))
        for one, other in pairwise(pattern.finditer(sentence)):
            between = sentence[one.end() : other.start()]
            if re.fullmatch(r"(?:同志)?[、，和\s]{1,2}[^、，。；\s]{0,8}", between) and rank[other[0]] < rank[one[0]]:
                values = {"first": other[0], "second": one[0]}
                yield Finding(Rule.ORDER, index, sentence, one.start(), other.end(), values)


def whole(title: str, sentences: Sequence[str], known: Known) -> Iterator[Finding]:
    """What only the whole text shows: figures of the title, short names, former names, numbers of issues cited."""
    text = "\n".join(sentences)
    plain = text.replace(",", "")
    for found in _FIGURE.finditer(title):
        if found[1].replace(",", "") not in plain:
            yield Finding(Rule.TITLE_NUMBER, -1, title, *found.span(), {"said": found[0]})
    for index, sentence in enumerate(sentences):
        yield from _named(index, sentence, "\n".join(sentences[:index]), known)
    for short, full in known.shorts.items():
        if full not in text and f"称“{short}”" not in text:
            yield from _first(Rule.SHORT_UNSAID, sentences, short, {"said": short, "right": full})


def _named(index: int, sentence: str, before: str, known: Known) -> Iterator[Finding]:
    for found in _DEFINED.finditer(sentence):
        full = sentence[max(0, found.start() - _LONGEST) : found.start()]
        at = full.rfind(found[1])
        own = full[max(0, at - 2) : at + len(found[1])] if at >= 0 else full  # the whole name may hold the short one
        if found[1] in (before + sentence[: found.start()]).replace(own, ""):
            yield Finding(Rule.SHORT_BEFORE, index, sentence, *found.span(), {"short": found[1]})
    for old, new in known.former.items():
        at = sentence.find(old)
        if at >= 0 and f"原{old}" not in sentence:
            yield Finding(Rule.FORMER, index, sentence, at, at + len(old), {"said": old, "right": new})
    for found in _CITED.finditer(sentence):
        due, year = known.next_numbers.get(found[1]), int(found[2] or found[3] or known.day.year)
        if due and year == known.day.year and int(found[4]) >= due:
            yield Finding(Rule.NUMBER_AHEAD, index, sentence, *found.span(), {"next": str(due)})


def _first(rule: Rule, sentences: Sequence[str], words: str, values: dict[str, str]) -> Iterator[Finding]:
    for index, sentence in enumerate(sentences):
        at = sentence.find(words)
        if at >= 0:
            yield Finding(rule, index, sentence, at, at + len(words), values)
            return


def _posts(index: int, sentence: str, known: Sequence[Ranked]) -> Iterator[Finding]:
    ends = sorted({post for one in known for post in one.posts} | set(words("posts")), key=len, reverse=True)
    for one in known:
        for found in re.finditer(f"({'|'.join(map(re.escape, ends))}){re.escape(one.name)}", sentence):
            before = sentence[: found.end(1)]
            if not any(_fits(before, found[1], post) for post in one.posts):
                values = {"name": one.name, "said": found[1], "right": "、".join(one.posts)}
                yield Finding(Rule.POST, index, sentence, *found.span(), values)


def _near(index: int, sentence: str, known: Sequence[Ranked]) -> Iterator[Finding]:
    names = {one.name for one in known}
    for one in known:
        if len(one.name) < _LEAST_NAME:
            continue
        for post in one.posts:
            for found in re.finditer(f"{re.escape(post)}([\u4e00-\u9fff]{{{len(one.name)}}})", sentence):
                off = sum(a != b for a, b in zip(found[1], one.name, strict=True))
                if found[1] not in names and off == 1 and found[1][0] == one.name[0]:
                    values = {"said": found[1], "right": one.name}
                    yield Finding(Rule.NAME, index, sentence, found.start(1), found.end(1), values)


def _fits(before: str, said: str, post: str) -> bool:
    own = _DEPUTY in post
    if before.endswith(post) and (own or not before.removesuffix(post).endswith(_DEPUTY)):
        return True
    rest = post.removesuffix(said)
    return post.endswith(said) and not rest.endswith(_DEPUTY) and not before.removesuffix(said).endswith(_DEPUTY)


def _exists(year: str | None, month: str, day: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= monthrange(int(year or _LEAP), int(month))[1]  # noqa: PLR2004


def _day(parts: Sequence[str | None], here: date) -> date | None:
    year, month, day = parts
    if month is None or day is None:
        return None
    years = [int(year)] if year else [here.year - 1, here.year, here.year + 1]
    found = [date(one, int(month), int(day)) for one in years if _exists(str(one), month, day)]
    nearest = min(found, key=lambda one: abs(one - here), default=None)
    return nearest if nearest and (year or abs(nearest - here).days < _HALF_YEAR) else None
