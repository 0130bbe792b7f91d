"""The shipped sample is the one the corpus gives, and the rules in force judge all of it as a reader would."""

import pytest

from marking.known import FILE, Expected, cases
from marking.scan import scan
from marking.verdict import Decision
from tests.corpus.known import drawn, encoded
from tests.corpus.mutations.table import MUTATIONS

pytestmark = pytest.mark.thorough


def test_the_shipped_sample_is_drawn_from_the_corpus() -> None:
    assert encoded(drawn()) == FILE.read_bytes(), "python -m tests.corpus --write-known"


def test_it_holds_every_mutation_and_both_kinds_of_text() -> None:
    ids = [case.id for case in cases()]
    assert all(any(id.startswith(f"single-{name.replace('_', '-')}-") for id in ids) for name in MUTATIONS)
    assert len(set(ids)) == len(ids)
    assert 600 <= len(ids) <= 1000
    assert sum(case.verdict is Expected.ALLOW for case in cases()) >= 200


@pytest.mark.requirement("SUB-11")
def test_the_rules_in_force_stop_what_is_to_be_stopped_and_nothing_else() -> None:
    wrong = [
        (case.id, case.text)
        for case in cases()
        if (scan(case.text).decision is not Decision.ALLOW) != (case.verdict is Expected.STOP)
    ]
    assert wrong == []
