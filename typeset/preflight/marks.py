"""Punctuation: signs that come twice, brackets and quotation marks without their other half, half-width signs, 的的.

- Brackets are matched within a paragraph; what is open at its end may be closed in the next one (a line break typed by
  hand). A number with a closing bracket alone, 1）, is no bracket. A quotation over several paragraphs opens anew in
  each of them.
"""

import re
from collections.abc import Iterator

from typeset.preflight.reading import Found, Reading
from typeset.preflight.structure import Line

_DOUBLED = re.compile(r"([，。；：、？])\1+|[，、；：][，。；：、]|。[，、；：]|[！？][。，、；]")
_HAN = "\u3007\u4e00-\u9fff"
_HALF = re.compile(
    rf'(?<=[{_HAN}])[,;?!](?=[{_HAN}])|(?<=[{_HAN}]):(?=[{_HAN}])|(?<=[{_HAN}])"(?=[{_HAN}])|(?<=[{_HAN}])\.$'
)
_PAIRS = {
    "（": "）",
    "(": ")",
    "《": "》",
    "〈": "〉",
    "“": "”",
    "‘": "’",
    "〔": "〕",
    "[": "]",
    "【": "】",
    "「": "」",
    "『": "』",
}
_CLOSES = {close: opened for opened, close in _PAIRS.items()}
_STOPS, _WAITING = ("。", "！", "？", "；"), 160
_ALIKE = {"（": "(", "(": "("}
_LISTED = re.compile(r"(?:^|[\s，。；：、,;（(])[\dA-Za-z①-⑳一二三四五六七八九十]{1,3}[）)]")
_REPEATED = re.compile(rf"([的了和与及在为并对把被将由从])\1|([{_HAN}]{{3,8}})\2")
# A word of one sense may end and the next begin with the same character: 目的的, 为了了解, 存在在.
_MEANT = re.compile(
    r"[目标中靶有端]的的|的的[确士]|了了[解结断然却]|[人温随共饱缓平柔谐]和和|和和[睦美气平]|[存现内潜所旨实自好正]在在|[认作成因以行称视]为为|为为|[参赠授]与与|[涉普以顾]及及|[合兼吞]并并|并并|[针绝相面应反核配]对对|对对|[即大上中少]将将|将将|[理缘自事不经]由由"
)


def doubled(reading: Reading) -> Iterator[Found]:
    """。。 and ，。 and their like."""
    yield from _all(reading, _DOUBLED)


def half_width(reading: Reading) -> Iterator[Found]:
    """Half-width signs between Chinese characters: the first of each element, and how many there are."""
    for at, element in enumerate(reading.elements):
        if signs := list(_HALF.finditer(element.text)):
            values = {"found": signs[0][0], "count": str(len(signs))}
            yield Found(at, signs[0].start(), signs[0].end(), values)


def repeated(reading: Reading) -> Iterator[Found]:
    """的的, and words typed twice."""
    for line in reading.lines:
        for found in _REPEATED.finditer(line.text):
            around = line.text[max(0, found.start() - 1) : found.end() + 1]
            if not _MEANT.search(around) and not (found[2] and _is_meant(found[2])):
                yield Found(line.element, line.at + found.start(), line.at + found.end(), {"found": found[0]})


def unmatched(reading: Reading) -> Iterator[Found]:
    """Brackets and quotation marks that stand alone or are closed by another kind."""
    opened: list[tuple[Line, int]] = []
    for line in reading.lines:
        waiting = [one for one in opened if _waits(one, line)]
        yield from (_single(*one) for one in opened if one not in waiting and not _goes_on(one, line))
        opened = waiting
        for at, sign in _signs(line.text):
            if sign in _PAIRS:
                opened.append((line, at))
            elif opened and _match(opened[-1], sign):
                opened.pop()
            elif opened and opened[-1][0] is line:
                yield _single(*opened.pop())
            else:
                yield _single(line, at)
    yield from (_single(*one) for one in opened)


def _waits(one: tuple[Line, int], line: Line) -> bool:
    """Whether what is open may still be closed in this line: lines broken by hand, three at most."""
    broken = one[0].element == line.element and not one[0].text.rstrip().endswith(_STOPS)
    return broken and len(one[0].text) - one[1] + line.at - one[0].at <= _WAITING


def _goes_on(one: tuple[Line, int], line: Line) -> bool:
    """A quotation over several paragraphs opens anew in each of them."""
    return one[0].text[one[1]] == "“" and line.text.startswith("“")


def _signs(text: str) -> Iterator[tuple[int, str]]:
    listed = {found.end() - 1 for found in _LISTED.finditer(text) if not _opened_before(text, found.end() - 1)}
    for at, sign in enumerate(text):
        apostrophe = sign in "‘’" and text[at - 1 : at].isascii() and text[at + 1 : at + 2].isascii() and at > 0
        if (sign in _PAIRS or (sign in _CLOSES and at not in listed)) and not apostrophe:
            yield at, sign


def _opened_before(text: str, at: int) -> bool:
    before = text[:at]
    return before.count("（") + before.count("(") > before.count("）") + before.count(")")


def _match(one: tuple[Line, int], close: str) -> bool:
    sign = one[0].text[one[1]]
    wanted = _CLOSES[close]
    return _ALIKE.get(sign, sign) == _ALIKE.get(wanted, wanted)


def _single(line: Line, at: int) -> Found:
    return Found(line.element, line.at + at, line.at + at + 1, {"found": line.text[at]})


def _is_meant(words: str) -> bool:
    """一个一个, and figures spelled out."""
    return bool(re.match("[一二三四五六七八九十〇零]", words)) or len(set(words)) == 1


def _all(reading: Reading, pattern: re.Pattern[str]) -> Iterator[Found]:
    for line in reading.lines:
        for found in pattern.finditer(line.text):
            yield Found(line.element, line.at + found.start(), line.at + found.end(), {"found": found[0]})
