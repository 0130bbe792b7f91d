"""The order in which a line is drawn: the bidirectional algorithm (UAX 9), rules X1 to L4 without paired brackets.

- Overrides, embeddings and isolates are followed; a direction mark is a letter of its direction.
- Levels deeper than MAX_DEPTH are taken as the deepest; nobody reads a line nested deeper.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from marking.characters import DIRECTIONS
from marking.folded import Folded

MAX_DEPTH = 40
_LOOK_AHEAD = 200
_STRONG = frozenset(("L", "R", "AL"))
_EMBEDDINGS = {"\u202a": 0, "\u202b": 1, "\u202d": 0, "\u202e": 1}
_OVERRIDES = {"\u202d": "L", "\u202e": "R"}
_ISOLATES = {"\u2066": 0, "\u2067": 1, "\u2068": -1}
_POP_EMBEDDING, _POP_ISOLATE = "\u202c", "\u2069"
_PAIRS = "()[]{}<>【】〔〕〖〗《》〈〉「」『』“”‘’"
_MIRROR = dict(zip(_PAIRS, (_PAIRS[i ^ 1] for i in range(len(_PAIRS))), strict=True))
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_MARKS = {"\u200e": "L", "\u200f": "R", "\u061c": "AL"}


def turns(text: str) -> bool:
    """Whether anything in folded text can change the order in which it is drawn."""
    return not DIRECTIONS.isdisjoint(text) or bool(_RIGHT_TO_LEFT.search(text))


def without_directions(folded: Folded) -> Folded:
    """As written, without the direction marks."""
    return folded.filtered(lambda character: character not in DIRECTIONS)


def drawn(folded: Folded, base: int | None = None, *, cells: bool = False) -> Folded:
    """Each line in the order it is drawn; `base` is the direction of the page, else the text's own.

    `cells`: what stands between tabs is a line of its own, as the cells of a table are.
    """
    order: list[int] = []
    turned: list[bool] = []
    at = 0
    for line in re.split(r"[\n\t]" if cells else r"\n", folded.text):
        placed = _line_order(line, base)
        order += (at + i for i, _ in placed)
        turned += (odd for _, odd in placed)
        at += len(line) + 1
        if at <= len(folded.text):
            order.append(at - 1)
            turned.append(False)
    shown = folded.picked(order)
    text = "".join(_MIRROR.get(one, one) if odd else one for one, odd in zip(shown.text, turned, strict=True))
    return Folded(text, shown.starts, shown.ends)


def mirrored(folded: Folded) -> Folded:
    """Each line read from its end."""
    order: list[int] = []
    at = 0
    for line in folded.text.split("\n"):
        order += range(at + len(line) - 1, at - 1, -1)
        at += len(line) + 1
        if at <= len(folded.text):
            order.append(at - 1)
    shown = folded.picked(order)
    return Folded("".join(_MIRROR.get(one, one) for one in shown.text), shown.starts, shown.ends)


@dataclass(slots=True)
class _Runs:
    """Levels and kinds of the characters of a line, as the explicit marks leave them."""

    level: int
    at: list[int] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)

    def add(self, i: int, kind: str, level: int) -> None:
        self.at.append(i)
        self.kinds.append(kind)
        self.levels.append(level)


def _line_order(line: str, base: int | None) -> list[tuple[int, bool]]:
    """Places in the line in the order they are drawn, and whether what stands there is drawn turned (L4)."""
    runs = _explicit(line, _own_direction(line) if base is None else base)
    start = 0
    while start < len(runs.at):
        end = start
        while end < len(runs.at) and runs.levels[end] == runs.levels[start]:
            end += 1
        _resolve(runs, start, end)
        start = end
    raised = [_implicit(kind, level) for kind, level in zip(runs.kinds, runs.levels, strict=True)]
    odd = {i for i, level in zip(runs.at, raised, strict=True) if level % 2}
    return [(i, i in odd) for i in _reversed_by_level(runs.at, raised) if line[i] not in DIRECTIONS]


def _own_direction(line: str) -> int:
    """P2, P3: the first letter decides, isolates left out."""
    depth = 0
    for character in line:
        depth += (character in _ISOLATES) - (character == _POP_ISOLATE and depth > 0)
        kind = _kind(character)
        if depth == 0 and kind in _STRONG:
            return int(kind != "L")
    return 0


def _kind(character: str) -> str:
    return _MARKS.get(character) or unicodedata.bidirectional(character) or "L"


def _explicit(line: str, base: int) -> _Runs:
    """X1 to X8: every character gets a level, and a kind of its own or the override's."""
    runs = _Runs(base)
    stack: list[tuple[int, str, bool]] = [(base, "", False)]
    for i, character in enumerate(line):
        level, override, _ = stack[-1]
        if character in _EMBEDDINGS:
            stack.append((_next(level, _EMBEDDINGS[character]), _OVERRIDES.get(character, ""), False))
        elif character in _ISOLATES:
            runs.add(i, override or "ON", level)
            direction = _ISOLATES[character]
            direction = _own_direction(line[i + 1 : i + _LOOK_AHEAD]) if direction < 0 else direction
            stack.append((_next(level, direction), "", True))
        elif character == _POP_EMBEDDING:
            if len(stack) > 1 and not stack[-1][2]:
                stack.pop()
        elif character == _POP_ISOLATE:
            _leave_isolate(stack)
            runs.add(i, stack[-1][1] or "ON", stack[-1][0])
        else:
            runs.add(i, override or _kind(character), level)
    return runs


def _next(level: int, direction: int) -> int:
    raised = level + 1 if (level + 1) % 2 == direction else level + 2
    return raised if raised <= MAX_DEPTH else level


def _leave_isolate(stack: list[tuple[int, str, bool]]) -> None:
    if any(isolate for _, _, isolate in stack):
        while not stack.pop()[2]:
            pass


def _resolve(runs: _Runs, start: int, end: int) -> None:
    """W1 to W7, N1, N2 for one run of one level."""
    kinds = runs.kinds[start:end]
    edge = "R" if runs.levels[start] % 2 else "L"
    strong = edge
    for i, kind in enumerate(kinds):
        if kind in _STRONG:
            strong = kind
        elif kind == "EN":
            kinds[i] = {"AL": "AN", "L": "L"}.get(strong, "EN")
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for i, kind in enumerate(kinds[1:-1], 1):
        if kind in {"ES", "CS"} and kinds[i - 1] == kinds[i + 1] in {"EN", "AN"}:
            kinds[i] = kinds[i - 1]
    i = 0
    while i < len(kinds):
        if kinds[i] in {"L", "R", "EN", "AN"}:
            i += 1
            continue
        last = i
        while last < len(kinds) and kinds[last] not in {"L", "R", "EN", "AN"}:
            last += 1
        before = edge if i == 0 else _side(kinds[i - 1])
        after = edge if last == len(kinds) else _side(kinds[last])
        kinds[i:last] = [before if before == after else edge] * (last - i)
        i = last
    runs.kinds[start:end] = kinds


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"


def _implicit(kind: str, level: int) -> int:
    """I1, I2."""
    if level % 2:
        return level + (kind != "R")
    return level + {"L": 0, "R": 1}.get(kind, 2)


def _reversed_by_level(at: list[int], levels: list[int]) -> list[int]:
    """L2: from the highest level down to the lowest odd one, turn what lies at that level or above."""
    order = list(range(len(at)))
    odd = [level for level in levels if level % 2]
    if not odd:
        return at
    lowest = min(odd)
    for level in sorted({one for one in levels if one >= lowest} | {one + 1 for one in odd}, reverse=True):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end + 1 if end == start else end
    return [at[i] for i in order]
