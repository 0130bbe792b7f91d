"""Which sentence of an article comes from which submission (ED-01).

- A sentence is the same when it reads the same without marks and blanks; near when at least half of its character pairs
  stand in the source sentence (Dice), so that a shortened or sharpened sentence keeps its origin.
- Shares are counted in characters of the sentences that have an origin, and always add up to 100.
- Of several sources that fit equally the first wins: the office orders them by time of report.
"""

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

from bulletins.rules.articles import Origin
from crypto import sm3

NEAR = 0.5
ENDS = re.compile(r"(?<=[。！？；!?;])|\n+")
MARKS = re.compile(r"[\s#*_`>|\-~\[\]()（）“”\"'《》：:，,、。！？；!?;.]+")


def sentences(text: str) -> list[str]:
    """The sentences of a Markdown text, blanks left out."""
    return [part.strip() for part in ENDS.split(text) if part and MARKS.sub("", part)]


def trace(text: str, sources: Mapping[UUID, str]) -> tuple[Origin, ...]:
    """The origin of every sentence of `text`."""
    known = [(key, folded, _pairs(folded)) for key, body in sources.items() for folded in map(_fold, sentences(body))]
    return tuple(_origin(i, _fold(sentence), known) for i, sentence in enumerate(sentences(text)))


def shares(text: str, origins: Sequence[Origin], sources: Sequence[UUID]) -> dict[UUID, int]:
    """Percent of the text per source. Nothing recognised: even parts."""
    weight = dict.fromkeys(sources, 0)
    for sentence, origin in zip(sentences(text), origins, strict=True):
        if origin.source in weight:
            weight[origin.source] += len(sentence)
    if not sum(weight.values()):
        weight = dict.fromkeys(sources, 1)
    return _percent(weight)


def whole(origins: Sequence[Origin]) -> bool:
    """Whether every sentence has an origin."""
    return all(origin.source is not None for origin in origins)


def digest(sentence: str) -> str:
    """What a sentence is known by: equal for sentences that read the same without marks and blanks."""
    return sm3.hash(_fold(sentence).encode()).hex()[:16]


def nearest(sentence: str, others: Sequence[str]) -> int | None:
    """Which of the others reads most like a sentence: the same one, else the most alike if near enough; the first wins."""
    folded = _fold(sentence)
    pairs, best, at = _pairs(folded), 0.0, None
    for i, other in enumerate(map(_fold, others)):
        if other == folded:
            return i
        theirs = _pairs(other)
        score = 2 * len(pairs & theirs) / (len(pairs) + len(theirs)) if pairs and theirs else 0.0
        if score > best:
            best, at = score, i
    return at if best >= NEAR else None


def _origin(index: int, sentence: str, known: Sequence[tuple[UUID, str, set[str]]]) -> Origin:
    known_by = digest(sentence)
    for key, folded, _ in known:
        if folded == sentence:
            return Origin(index, known_by, key)
    pairs = _pairs(sentence)
    scored = [(2 * len(pairs & other) / (len(pairs) + len(other)), key) for key, _, other in known if pairs and other]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return Origin(index, known_by, best[1], near=True) if best[0] >= NEAR else Origin(index, known_by, None)


def _fold(sentence: str) -> str:
    return MARKS.sub("", sentence).casefold()


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _percent(weight: Mapping[UUID, int]) -> dict[UUID, int]:
    """Whole percents that add up to 100 (largest remainder)."""
    total = sum(weight.values())
    exact = {key: part * 100 / total for key, part in weight.items()}
    rounded = {key: int(part) for key, part in exact.items()}
    for key in sorted(exact, key=lambda key: exact[key] - rounded[key], reverse=True)[: 100 - sum(rounded.values())]:
        rounded[key] += 1
    return rounded
