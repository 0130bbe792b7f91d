"""Scanning one text, one file, one submission.

- A text is scanned in every view of marking/normalise.py; the first match in reading order decides.
- Only passages that hold a character a marking cannot do without are folded; all others cannot carry one.
- A file is scanned by its content: its name, and every text inside it. What cannot be read is held, never clean.
- `check` runs before anything is stored; it raises, so that nobody can forget to look at an answer.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import unquote

from marking.alphabet import ESSENTIAL, STRONG_STARS, TWINS, WEAK_STARS
from marking.errors import Held, MarkingFound
from marking.extract.parts import Hole, Picture, Text
from marking.extract.reader import read
from marking.normalise import Folded, seen_as, views
from marking.rules import HEAD_LINES, LEVEL_COUNT, LEVELS, RULES, Area, Rule
from marking.verdict import Decision, Unreadable, Verdict, held, worst

NEIGHBOURS = 3
_GUARD_REACH = 16
_LINE = re.compile(r"[^\n\r\u0085\u2028\u2029]*(?:\r\n|[\n\r\u0085\u2028\u2029]|$)")
_COMPATIBLE = [*range(0x3200, 0x3400), *range(0xF900, 0xFB00), *range(0xFE10, 0xFFF0), *range(0x2F800, 0x2FA20)]


def _needed() -> str:
    """Every character that may be read as one a marking cannot do without: 密, a star, or the start of an entity."""
    core = {ESSENTIAL, "&", *STRONG_STARS, *WEAK_STARS}
    core |= {seen for seen, shape in TWINS.items() if shape == ESSENTIAL}
    return "".join(core | {chr(code) for code in _COMPATIBLE if core & set(seen_as(chr(code)))})


_CARRIER = re.compile(f"[{re.escape(_needed())}]|nian|years?", re.IGNORECASE)


def scan(text: str, where: str = "body") -> Verdict:
    """The first marking in `text`, with its range in `text` as given."""
    for start, end, head in _passages(text):
        found = [match for view in views(text[start:end], start) for match in _matches(view, head=head)]
        if found:
            first, last, rule = min(found, key=lambda one: (one[0], -one[1]))
            return Verdict(Decision.REFUSE, where, rule.id, first, last, text[first:last])
    return Verdict(Decision.ALLOW, where)


def scan_file(name: str, data: bytes) -> Verdict:
    """The gravest of: the file's name, each text inside it, and whether all of it could be read."""
    return worst(_file_verdicts(name, data), name)


def check(parts: Mapping[str, str], files: Iterable[tuple[str, bytes]] = ()) -> None:
    """Raises MarkingFound or Held for the gravest finding; silence means no marking was found."""
    verdicts = tuple([scan(text, where) for where, text in parts.items()] + [scan_file(*file) for file in files])
    verdict = worst(verdicts, "")
    if verdict.decision is Decision.REFUSE:
        raise MarkingFound(verdicts)
    if verdict.decision is Decision.HOLD:
        raise Held(verdicts)


def _file_verdicts(name: str, data: bytes) -> Iterator[Verdict]:
    yield scan(_stem(name), name)
    yield scan(_stem(unquote(name)), name)
    for piece in read(name, data):
        match piece:
            case Text():
                yield replace(scan(piece.text, name), place=piece.place)
            case Hole():
                yield held(name, piece.reason, piece.place)
            case Picture(preview=False):
                paged = piece.page and piece.place.number > 0
                yield held(name, Unreadable.SCAN if paged else Unreadable.IMAGE, piece.place)


def _stem(name: str) -> str:
    """The name without folders and extension, so that a name that is only a level stands alone on its line."""
    base = re.split(r"[/\\]", name)[-1]
    return base.rsplit(".", 1)[0] if re.search(r"\.[A-Za-z0-9]{1,5}$", base) else base


def _passages(text: str) -> Iterator[tuple[int, int, bool]]:
    """Ranges to fold: the head when it may carry a marking, then lines that may, with their neighbours."""
    if not _CARRIER.search(text):
        return
    lines = [found.span() for found in _LINE.finditer(text) if found.end() > found.start()]
    head = _head_length(text, lines)
    if _CARRIER.search(text, 0, lines[head - 1][1]):
        yield 0, lines[head - 1][1], True
    windows: list[list[int]] = []
    for number in range(head, len(lines)):
        if not _CARRIER.search(text, *lines[number]):
            continue
        first, last = number - NEIGHBOURS, min(number + NEIGHBOURS, len(lines) - 1)
        if windows and first <= windows[-1][1]:
            windows[-1][1] = last
        else:
            windows.append([max(first, 0), last])
    for first, last in windows:
        yield lines[first][0], lines[last][1], False


def _head_length(text: str, lines: list[tuple[int, int]]) -> int:
    """How many lines the head has: up to the HEAD_LINES-th that is not blank."""
    written = 0
    for number, (start, end) in enumerate(lines, 1):
        written += not text[start:end].isspace()
        if written == HEAD_LINES:
            return number
    return len(lines)


def _matches(view: Folded, *, head: bool) -> Iterator[tuple[int, int, Rule]]:
    for rule in RULES:
        if rule.area is Area.HEAD and not head:
            continue
        for match in rule.pattern.finditer(view.text):
            if not _excused(rule, match, view.text):
                yield *view.span(*match.span()), rule


def _excused(rule: Rule, match: re.Match[str], text: str) -> bool:
    start, end = match.span()
    return bool(
        (rule.unless and rule.unless.search(match[0]))
        or (rule.before and rule.before.search(text[max(0, start - _GUARD_REACH) : start]))
        or (rule.after and rule.after.search(text[end : end + _GUARD_REACH]))
        or (rule.lists and _enumerated(text, start, end))
    )


def _enumerated(text: str, start: int, end: int) -> bool:
    """All three levels within a few lines: the text explains the levels instead of bearing one."""
    first, last = start, end
    for _ in range(NEIGHBOURS):
        first = max(text.rfind("\n", 0, first), 0)
        last = text.find("\n", last + 1) if text.find("\n", last + 1) >= 0 else len(text)
    return len(set(LEVELS.findall(text[first:last]))) == LEVEL_COUNT
