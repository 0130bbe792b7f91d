"""The corpus: every planted marking is stopped where it stands, no ordinary text is refused; and the corpus is what it says."""

import json
import os
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from marking.rulebook import Rulebook
from marking.scan import findings
from marking.verdict import Decision, Verdict
from tests.corpus import allow, stop
from tests.corpus.cases import ALLOW, SEED, STOP, Case
from tests.corpus.mutations.table import MUTATIONS
from tests.corpus.places import PLACES
from tests.corpus.run import judged

pytestmark = pytest.mark.thorough

HANDMADE = Path(__file__).parents[2] / "corpus" / "handmade.jsonl"
EVERY = 1 if os.environ.get("ZHENGXUN_TEST_LONG") else 4
PARTS = 4
OFF = Rulebook(())


@cache
def marked() -> tuple[Case, ...]:
    return tuple(stop.cases(SEED))


@cache
def ordinary() -> tuple[Case, ...]:
    return tuple(allow.cases(SEED))


@cache
def handmade() -> tuple[Case, ...]:
    rows = [json.loads(line) for line in HANDMADE.read_text(encoding="utf-8").splitlines()]
    return tuple(Case(row["id"], row["text"], row["verdict"], ("handmade",), 0, len(row["text"])) for row in rows)


def part(cases: Iterable[Case], number: int) -> list[Case]:
    return list(cases)[::EVERY][number::PARTS]


def told(cases: Iterable[Case]) -> list[tuple[str, str]]:
    return [(case.id, case.mark or case.text) for case in cases]


@pytest.mark.requirement("SUB-11")
@pytest.mark.parametrize("number", range(PARTS))
def test_every_planted_marking_is_stopped_where_it_stands(number: int) -> None:
    tally = judged(part(marked(), number), findings)
    assert tally.total(STOP) > 500
    assert told(failure.case for failure in tally.failed("missed")) == []
    assert told(failure.case for failure in tally.failed("elsewhere")) == []
    assert tally.of(STOP, Decision.REFUSE) >= 0.995 * tally.total(STOP)


@pytest.mark.requirement("SUB-11")
def test_no_ordinary_text_is_refused_and_hardly_any_held() -> None:
    tally = judged(ordinary()[::EVERY], findings)
    assert tally.total(ALLOW) > 500
    assert told(failure.case for failure in tally.failed("refused for nothing")) == []
    assert tally.of(ALLOW, Decision.HOLD) <= 0.005 * tally.total(ALLOW)


@pytest.mark.requirement("SUB-11")
def test_what_was_written_by_hand_is_judged_alike() -> None:
    tally = judged(handmade(), findings)
    assert min(tally.total(STOP), tally.total(ALLOW)) >= 150
    assert told(failure.case for failure in tally.failed("missed")) == []
    assert told(failure.case for failure in tally.failed("refused for nothing")) == []
    assert told(failure.case for failure in tally.failed("held for nothing")) == []


def test_control_without_rules_every_marking_is_missed() -> None:
    def blind(text: str) -> tuple[Verdict, ...]:
        return findings(text, book=OFF)

    tally = judged(marked()[::100], blind)
    assert len(tally.failed("missed")) == tally.total(STOP) > 100


def test_control_a_scanner_that_stops_everything_is_caught() -> None:
    tally = judged(ordinary()[::50], lambda text: (Verdict(Decision.REFUSE, "body", "all", 0, len(text)),))
    assert len(tally.failed("refused for nothing")) == tally.total(ALLOW) > 50


def test_the_corpus_has_the_size_and_the_breadth_it_promises() -> None:
    groups = Counter(case.tags[0] for case in marked())
    tags = Counter(tag for case in marked() for tag in case.tags)
    assert len(marked()) >= 10_000
    assert len(ordinary()) >= 2_000
    assert min(groups[name] for name in ("plain", "single", "pair", "three")) >= 1_000
    assert min(tags[name] for name in (*MUTATIONS, *PLACES)) >= 50
    every = [*marked(), *ordinary(), *handmade()]
    assert len({case.text for case in every}) == len({case.id for case in every}) == len(every)
    assert all(case.mark.strip() for case in marked())
