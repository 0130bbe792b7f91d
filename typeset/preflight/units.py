"""Names of units against the address book.

- In running text: a name that is a slip of one or two characters away from a name of the book. A difference in what
  tells one unit from its sister (the place, a number, a trade) is none.
- The names in the document's own lists count as names of the book there: one unit, one way to write it in an issue.
- In the fields that are lists of units (来稿单位, 主送, 抄送, 报送发, 署名): every name that looks like a unit's and is not in
  the book.
- Former names: unless 原 stands before them, or they stand in the title of a document.
"""

import re
from collections.abc import Iterable, Iterator

from typeset.preflight.distance import distance, near
from typeset.preflight.lists import words
from typeset.preflight.reading import Found, Reading
from typeset.preflight.structure import BODY

_LISTS = ("units", "addressee", "carbon", "list", "colophon", "signature", "issuer", "office")
_LABEL = re.compile(r"^[（(]?(?:报|送|发|主送|抄送|增发|本期增发|分送|来源|供稿|出席|列席)[：:]")
_NAME = re.compile(r"(?:[（(][^（）()]*[）)]|[^、，；。,;：:\s（）()])+")
_SHORT_NAME, _LONG_NAME = 8, 13
_LEAST_NAME = 4


def slips(reading: Reading) -> Iterator[Found]:
    """Names in the text one slip away from a name of the book."""
    known = set(reading.context.units) | set(reading.context.former)
    names = sorted({*reading.context.units, *_own(reading)} - {name for name in known if len(name) < _SHORT_NAME})
    for at, element in enumerate(reading.elements):
        if element.key not in BODY | {"title", "foreword", "section"}:
            continue
        for name in names:
            most = 2 if len(name) >= _LONG_NAME else 1
            for start, end in near(name, element.text, most):
                said = element.text[start:end]
                if not _within(known, element.text, start, end) and _is_slip(said, name):
                    yield Found(at, start, end, {"said": said, "right": name})


def _own(reading: Reading) -> Iterator[str]:
    """The names in the document's lists of units."""
    for _, element in reading.keyed(*_LISTS):
        yield from (name for _, name in _names(element.text) if len(name) >= _SHORT_NAME and looks_like_unit(name))


def unknown(reading: Reading) -> Iterator[Found]:
    """Names in lists of units that the book does not have."""
    known = set(reading.context.units)
    if not known:
        return
    for at, element in reading.keyed(*_LISTS):
        for start, name in _names(element.text):
            if not _of_book(name, (*known, *reading.context.former, reading.layout.office)) and looks_like_unit(name):
                best = min(known, key=lambda one: (distance(one, name), one))
                right = best if distance(best, name) <= max(1, len(name) // 5) else "—"
                yield Found(at, start, start + len(name), {"said": name, "right": right})


def former(reading: Reading) -> Iterator[Found]:
    """Names that are no longer in use."""
    for at, element in enumerate(reading.elements):
        for old, new in reading.context.former.items():
            for found in re.finditer(re.escape(old), element.text):
                before = element.text[max(0, found.start() - 2) : found.start()]
                line = element.text[element.text.rfind("\n", 0, found.start()) + 1 : found.start()]
                title = line.rfind("《") > line.rfind("》")
                longer = _within(set(reading.context.units), element.text, *found.span())
                if not (longer or title or "原" in before or "前" in before):
                    yield Found(at, found.start(), found.end(), {"said": old, "right": new})


def _of_book(name: str, known: Iterable[str]) -> bool:
    """Whether a name is one of the book, or that of an office inside one: 某某局办公室."""
    return any(name == one or (one and name.startswith(one)) for one in known)


def looks_like_unit(name: str) -> bool:
    """Whether these words can be one unit's name."""
    if len(name) < _LEAST_NAME or any(one in name for one in words("unit_general")):
        return False
    return name.endswith(tuple(words("unit_ends"))) and not re.search(r"[\d：:“”《》]", name)


def _names(text: str) -> Iterator[tuple[int, str]]:
    """The names of a list. Brackets around the whole are its frame, others belong to the name: 各县（市、区）."""
    at = 0
    for line in text.split("\n"):
        label = _LABEL.match(line)
        start = label.end() if label else 0
        body = line[start:]
        inner = body[1:-1] if body[:1] in {"（", "("} and body[-1:] in {"）", ")"} else body
        start += body.find(inner)
        for part in _NAME.finditer(inner):
            yield at + start + part.start(), part[0]
        at += len(line) + 1


def _within(known: Iterable[str], text: str, start: int, end: int) -> bool:
    """Whether the words there are a part of a known name that stands around them."""
    for name in known:
        first = text.find(name, max(0, start - len(name)), end + len(name))
        if 0 <= first <= start and first + len(name) >= end:
            return True
    return False


def _is_slip(said: str, name: str) -> bool:
    """Not when what differs tells one unit from another."""
    first = next(
        (at for at, (one, other) in enumerate(zip(said, name, strict=False)) if one != other), min(len(said), len(name))
    )
    last = next(
        (at for at, (one, other) in enumerate(zip(said[::-1], name[::-1], strict=False)) if one != other),
        min(len(said), len(name)),
    )
    mine, theirs = said[first : max(first, len(said) - last)], name[first : max(first, len(name) - last)]
    if any(one in words("telling") for one in mine + theirs):
        return False
    return not (_in_place(said, first) or _in_place(name, first))


def _in_place(name: str, at: int) -> bool:
    """Whether a character belongs to a place's name: a province's, or up to three before 省, 市, 监管局."""
    for place in words("provinces"):
        start = name.find(place)
        if 0 <= start <= at < start + len(place):
            return True
    return any(name.startswith(tuple(words("places")), at + step) for step in range(1, 4))
