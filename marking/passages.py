"""Which passages of a text may carry a marking at all.

- A marking needs 密, something read as 密, or letters: pinyin, English, an entity, an escape. Where none of these stands
  near, nothing is folded, and plain text costs one search.
- A passage is whole lines, with short lines around it: a marking may be written downwards.
"""

import re
from collections.abc import Iterator

from marking.alphabet import ALIKE, BOXED, ESSENTIAL, TWINS
from marking.characters import LINE_ENDS, seen_as

NEIGHBOURS, NEAR = 12, 400  # lines and characters on either side
_LONGEST = 20_000  # a line is cut here, with an overlap, so that no line costs more than its length
_OVERLAP = 200
_END = re.compile(f"[{re.escape(LINE_ENDS)}]")
# Blocks in which letters and Chinese characters have compatibility forms.
_COMPATIBLE = (
    *range(0xA0, 0x250),
    *range(0x1D00, 0x1E00),
    *range(0x1E00, 0x1F00),
    *range(0x2070, 0x2190),
    *range(0x2460, 0x2500),
    *range(0x2E80, 0x3000),
    *range(0x3190, 0x31C0),
    *range(0x3200, 0x3400),
    *range(0xF900, 0xFB00),
    *range(0xFE10, 0xFFF0),
    *range(0x1D400, 0x1D800),
    *range(0x1F100, 0x1F300),
    *range(0x2F800, 0x2FA20),
)


def _read_as(wanted: str) -> str:
    """Every character that may be seen as one of these, as the inside of a character class."""
    core = set(wanted) | set(wanted.upper())
    core |= {one for one, shape in TWINS.items() if shape in wanted} | {
        one for one, shape in BOXED.items() if shape in wanted
    }
    core |= {chr(code) for code, shape in ALIKE.items() if shape in wanted}
    return re.escape("".join(sorted(core | {chr(code) for code in _COMPATIBLE if core & set(seen_as(chr(code)))})))


# Behind a percent sign: a share, not the start of an escape. Most reports are full of these.
_PROSE = "[一-鿿，。、；：！？（）《》“”‘’\\s]"
_CARRIER = re.compile(
    f"[{_read_as(ESSENTIAL)}&＆\\\\＼ㄇ]|[%％](?!{_PROSE}|\\Z)|[{_read_as('m')}](?=.{{0,99}}[{_read_as('i★')}])|[{_read_as('i')}](?=.{{0,99}}[{_read_as('m')}])"
    f"|[{_read_as('cs')}](?=.{{0,199}}[{_read_as('rf')}])|[{_read_as('rf')}](?=.{{0,199}}[{_read_as('cs')}])|=[0-9A-F]{{2}}=",
    re.DOTALL,
)


def passages(text: str, *, whole: bool = False) -> Iterator[tuple[int, int]]:
    """Ranges to read closely, in order; `whole`: all of the text. They overlap only where a line is cut."""
    if whole:
        yield from _cut(text, 0, len(text))
        return
    at = 0
    while at < len(text) and (found := _CARRIER.search(text, at)):
        start, end = max(_back(text, found.start()), at), _ahead(text, found.start())
        while end < len(text) and (more := _CARRIER.search(text, end, end + 2 * NEAR)):
            end = max(_ahead(text, more.start()), more.end())
        yield from _cut(text, start, end)
        at = end


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _LONGEST:
        stop = text.rfind("\n", start, start + _LONGEST) + 1
        yield start, stop or start + _LONGEST
        start = stop or start + _LONGEST - _OVERLAP
    yield start, end


def _back(text: str, at: int) -> int:
    """The start of the line, and of the short lines before it."""
    first = start = _line_start(text, at)
    for _ in range(NEIGHBOURS):
        before = _line_start(text, max(start - 1, 0))
        if first - before > NEAR or start == 0:
            break
        start = before
    return start


def _ahead(text: str, at: int) -> int:
    """The end of the line, and of the short lines behind it."""
    first = end = _line_end(text, at)
    for _ in range(NEIGHBOURS):
        behind = _line_end(text, min(end + 1, len(text)))
        if behind - first > NEAR or end >= len(text):
            break
        end = behind
    return end


def _line_start(text: str, at: int) -> int:
    last = max(at - _LONGEST, 0)
    for end in LINE_ENDS:
        last = max(last, text.rfind(end, last, at) + 1)
    return last


def _line_end(text: str, at: int) -> int:
    found = _END.search(text, at, at + _LONGEST)
    return found.start() if found else min(at + _LONGEST, len(text))
