"""The markings themselves, as the rules on marking and practice write them (level, star, term), before anyone disguises them.

- `where` says how much company a marking bears before a reader takes it for an ordinary word: a level with a star, or
  behind its label, is a marking in the middle of a sentence; a level with a term needs a line of its own; a bare level
  needs the head of the page.
"""

from dataclasses import dataclass
from enum import IntEnum

from tests.corpus.cells import Kind, Row, cells, written

LEVELS = ("绝密", "机密", "秘密")


class Where(IntEnum):
    """From the freest to the strictest."""

    ANYWHERE = 0
    OWN_LINE = 1
    HEAD = 2


@dataclass(frozen=True, slots=True)
class Mark:
    """`shape` is the category it is counted under."""

    row: Row
    where: Where
    shape: str

    @property
    def text(self) -> str:
        return written(self.row)


YEARS = ("1年", "3年", "5年", "8年", "10年", "15年", "20年", "30年")
MONTHS = ("3个月", "6个月", "9个月", "18个月")
WORDS = ("长期", "启用前", "开封前", "公布前", "考试结束前", "项目验收后", "任务完成后")
DATES = ("2035年12月31日", "2030年6月30日", "至2036年1月1日")
SPELT = ("十年", "二十年", "三十年", "六个月", "五年")
TERMS = YEARS + MONTHS + WORDS + DATES + SPELT


def _term(text: str) -> Row:
    return tuple(
        cell
        for sign in text
        for cell in cells(sign, Kind.NUMBER if sign.isdigit() or sign in "一二三四五六七八九十" else Kind.TERM)
    )


def _level(text: str) -> Row:
    return cells(text, Kind.LEVEL)


STAR = cells("★", Kind.STAR)
TRIANGLE = cells("▲", Kind.STAR)


def _starred() -> list[Mark]:
    found = []
    for level in LEVELS:
        found.append(Mark(_level(level) + STAR, Where.ANYWHERE, "level-star"))
        found += [Mark(_level(level) + STAR + _term(term), Where.ANYWHERE, "level-star-term") for term in TERMS]
        found.append(
            Mark(_level(level) + cells("级", Kind.TERM) + STAR + _term("10年"), Where.ANYWHERE, "level-star-term")
        )
    return found


def _bare() -> list[Mark]:
    found = []
    for level in LEVELS:
        row = _level(level)
        found += [
            Mark(row + _term(term), Where.OWN_LINE, "level-term")
            for term in ("10年", "20年", "3年", "6个月", "长期", "二十年", "启用前")
        ]
        found.append(Mark(row, Where.HEAD, "level-alone"))
        found += [
            Mark(cells(a, Kind.OTHER) + row + cells(b, Kind.OTHER), Where.HEAD, "level-paren")
            for a, b in ("（）", "()")
        ]
        found += [
            Mark(cells(a, Kind.OTHER) + row + cells(b, Kind.OTHER), Where.HEAD, "level-bracket") for a, b in _PAIRS
        ]
        found += [
            Mark(row + cells(urgent, Kind.OTHER), Where.HEAD, "level-urgent")
            for urgent in ("　特急", " 加急", "  急件")
        ]
        found.append(Mark(cells("特急　", Kind.OTHER) + row, Where.HEAD, "level-urgent"))
        found += [
            Mark(cells(number, Kind.OTHER) + row, Where.HEAD, "level-number")
            for number in ("000012　", "份号：000135　", "No.0007  ")
        ]
    return found


_PAIRS = (("【", "】"), ("[", "]"), ("〔", "〕"))


def _labelled() -> list[Mark]:
    labels = (
        "密级：",
        "密 级：",
        "密级:",
        "文件密级：",
        "【密级】",
        "保密级别：",
        "涉密等级：",
        "密级 ",
        "密级 = ",
        "密级——",
    )
    found = []
    for number, label in enumerate(labels):
        for level in LEVELS:
            row = cells(label, Kind.LABEL) + _level(level)
            found.append(Mark(row, Where.OWN_LINE, "label"))
            tail = (
                STAR,
                _term("10年"),
                cells("（", Kind.OTHER) + _term("5年") + cells("）", Kind.OTHER),
                cells("级", Kind.TERM),
            )
            found.append(Mark(row + tail[number % len(tail)], Where.OWN_LINE, "label"))
    return found


def _commercial() -> list[Mark]:
    found = []
    for name in ("商密", "普通商密", "核心商密", "普通商业秘密", "核心商业秘密"):
        for sign in (STAR, TRIANGLE):
            where = Where.OWN_LINE if name.endswith("秘密") else Where.ANYWHERE
            found.append(Mark(_level(name) + sign, where, "commercial"))
            found += [
                Mark(_level(name) + sign + _term(term), Where.ANYWHERE, "commercial")
                for term in ("3年", "5年", "10年", "长期", "6个月")
            ]
    found += [Mark(_level("商密") + _term(term), Where.OWN_LINE, "commercial") for term in ("3年", "长期")]
    found.append(Mark(_level("商密"), Where.HEAD, "commercial"))
    found += [
        Mark(cells("密级：", Kind.LABEL) + _level(name), Where.OWN_LINE, "commercial")
        for name in ("商密", "核心商密", "普通商密")
    ]
    return found


PINYIN = {
    "绝密": ("jue mi", "juemi", "JUE MI", "jué mì", "Jué Mì", "juémì", "ㄐㄩㄝˊㄇㄧˋ"),
    "机密": ("ji mi", "jimi", "JI MI", "jī mì", "Jī Mì", "jīmì", "ㄐㄧ ㄇㄧˋ"),
    "秘密": ("mi mi", "mimi", "MI MI", "mì mì", "Mì Mì", "mìmì", "ㄇㄧˋㄇㄧˋ"),
}
ENGLISH = ("Top Secret", "TOP SECRET", "Secret", "SECRET", "Confidential", "CONFIDENTIAL")
MIXED = ("jue密", "绝mi", "绝mì", "ji密", "机mi", "机mì", "秘mi", "mì密")


def _romanised() -> list[Mark]:
    found = []
    for names in PINYIN.values():
        for number, name in enumerate(names):
            row = cells(name, Kind.LATIN) + STAR
            term = (
                _term("10年"),
                _term("长期"),
                cells(" 5 nian", Kind.TERM),
                _term("6个月"),
                cells("20nian", Kind.TERM),
            )
            found.append(Mark(row + term[number % len(term)], Where.ANYWHERE, "pinyin"))
            found.append(Mark(row + _term("20年"), Where.ANYWHERE, "pinyin"))
    for name in ENGLISH:
        row = cells(name, Kind.LATIN) + STAR
        # Without a term an English word with a star behind it may be somebody's rating.
        found += [Mark(row, Where.OWN_LINE, "english"), Mark(row + _term("10年"), Where.ANYWHERE, "english")]
        found += [
            Mark(row + cells(term, Kind.TERM), Where.ANYWHERE, "english")
            for term in ("10 years", " 5 years", "long-term")
        ]
    for name in MIXED:
        row = tuple(cell for sign in name for cell in cells(sign, Kind.LATIN if sign < "一" else Kind.LEVEL)) + STAR
        found += [Mark(row, Where.ANYWHERE, "mixed"), Mark(row + _term("10年"), Where.ANYWHERE, "mixed")]
    return found


MARKS: tuple[Mark, ...] = (*_starred(), *_bare(), *_labelled(), *_commercial(), *_romanised())
