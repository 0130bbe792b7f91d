"""Texts that must be stopped: markings × mutations (alone, in pairs, in threes) × places; the same seed, the same cases.

- Every marking stands plain in several places; every mutation stands in every place that takes it, on many markings; every
  pair that can be put together stands several times; threes are drawn.
- A combination that fits no marking and no place is left out; `apart` keeps those out that a reader would have to guess.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from random import Random

from tests.corpus.cases import STOP, Case
from tests.corpus.marks import MARKS, Mark
from tests.corpus.mutations.table import MUTATIONS, apart, mutated
from tests.corpus.places import PLACES, fitting

PLAIN_EACH, ON_MARKS, EACH_PAIR, THREES = 3, 45, 4, 5_000
_TRIES = 25
# How often each is drawn: what is seen most, most.
_WEIGHTS = {"level-star-term": 5, "level-star": 2, "label": 2, "level-term": 2, "commercial": 2}
_SHAPES = sorted({mark.shape for mark in MARKS})
_DRAWN = [_WEIGHTS.get(shape, 1) for shape in _SHAPES]
_OF_SHAPE = {shape: [mark for mark in MARKS if mark.shape == shape] for shape in _SHAPES}


def cases(seed: int) -> list[Case]:
    """At least ten thousand, no text twice."""
    found: dict[str, Case] = {}
    for group, names, mark, place in _wanted(seed):
        dice = Random(f"{seed}:{group}:{'+'.join(names)}:{mark.text if mark else ''}:{place}:{len(found)}")
        made = _drawn(names, mark, place, dice)
        if made and made.text not in found:
            found[made.text] = _numbered(made, group, len(found))
    return list(found.values())


def _wanted(seed: int) -> Iterator[tuple[str, Sequence[str], Mark | None, str]]:
    """Group, mutations, and the marking and the place when they are given."""
    names = list(MUTATIONS)
    for mark in MARKS:
        yield from (("plain", (), mark, "") for _ in range(PLAIN_EACH))
    for name in names:
        yield from (("single", (name,), None, place) for place in PLACES)
        yield from (("single", (name,), None, "") for _ in range(ON_MARKS))
    for pair in combinations(names, 2):
        if not apart(pair):
            yield from (("pair", pair, None, "") for _ in range(EACH_PAIR))
    dice = Random(f"{seed}:threes")
    for _ in range(THREES):
        three = dice.sample(names, 3)
        if not apart(three):
            yield "three", three, None, ""


def _drawn(names: Sequence[str], mark: Mark | None, place: str, dice: Random) -> Case | None:
    """The first drawing that fits, of a few."""
    for _ in range(_TRIES):
        chosen = mark or dice.choice(_OF_SHAPE[dice.choices(_SHAPES, _DRAWN)[0]])
        row = mutated(chosen.row, names, dice)
        if row is None:
            continue
        able = fitting(row, chosen.where, chosen.shape)
        if (place and place not in able) or not able:
            continue
        where = place or dice.choice(able)
        before, planted, after = PLACES[where].put("".join(cell.text for cell in row), dice)
        tags = (chosen.shape, where, *names)
        return Case("", before + planted + after, STOP, tags, len(before), len(before) + len(planted))
    return None


def _numbered(case: Case, group: str, number: int) -> Case:
    return Case(f"s{number:05}", case.text, case.verdict, (group, *case.tags), case.start, case.end)
