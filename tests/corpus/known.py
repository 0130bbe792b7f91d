"""Draws the sample that ships with the product (marking/data/known.jsonl) from the corpus.

Every mutation on several markings, plain markings in every place, some pairs, ordinary texts of every subject; short texts,
because a rehearsal reads them all twice.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable

import msgspec

from marking.known import Case as Known
from marking.known import Expected
from tests.corpus import allow, stop
from tests.corpus.cases import SEED, Case

PLAIN, EACH_SINGLE, PAIRS, EACH_SUBJECT, LONGEST = 4, 6, 140, 10, 220


def drawn() -> list[Known]:
    """The same for the same corpus."""
    found = [case for case in stop.cases(SEED) if len(case.text) <= LONGEST]
    ordinary = [case for case in allow.cases(SEED) if len(case.text) <= LONGEST]
    pairs = [case for case in found if case.tags[0] == "pair"]
    chosen = [
        *_some(found, lambda case: ("plain", case.tags[2]) if case.tags[0] == "plain" else (), PLAIN),
        *_some(found, lambda case: ("single", case.tags[3]) if case.tags[0] == "single" else (), EACH_SINGLE),
        *(("pair", case) for case in _spread(pairs, PAIRS)),
        *_some(ordinary, lambda case: (case.tags[0],), EACH_SUBJECT),
    ]
    return [_shipped(name, number, case) for number, (name, case) in enumerate(chosen)]


def encoded(cases: Iterable[Known]) -> bytes:
    return b"".join(msgspec.json.encode(case) + b"\n" for case in cases)


def _some(cases: Iterable[Case], group: Callable[[Case], tuple[str, ...]], each: int) -> list[tuple[str, Case]]:
    """`each` of every group, spread over it; cases of no group are left out."""
    groups: dict[tuple[str, ...], list[Case]] = defaultdict(list)
    for case in cases:
        if name := group(case):
            groups[name].append(case)
    return [("-".join(name), case) for name, held in groups.items() for case in _spread(held, each)]


def _spread(cases: list[Case], number: int) -> list[Case]:
    step = max(len(cases) // number, 1)
    return cases[::step][:number]


def _shipped(name: str, number: int, case: Case) -> Known:
    return Known(f"{name.replace(' ', '-').replace('_', '-')}-{number:03}", case.text, Expected(case.verdict))
