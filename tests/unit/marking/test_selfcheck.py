"""What a start asks of the scanner, and what the doctor asks of the limited process."""

import io
import json
import sys

import pytest

from app.runtime import sees_markings
from kernel.errors import StartRefused
from marking import selfcheck
from marking.child import probe
from marking.rulebook import Change, Edit, Rulebook, edited
from marking.selfcheck import MARKED, PLAIN, NotSeeing
from marking.verdict import Decision

pytestmark = pytest.mark.requirement("SUB-11")


def test_the_scanner_sees_what_it_must() -> None:
    assert selfcheck.run() == len(MARKED) + len(PLAIN)


def test_rules_that_let_known_markings_through_stop_the_start() -> None:
    blind = Rulebook((), 1)
    with pytest.raises(NotSeeing) as missed:
        selfcheck.run(blind)
    assert missed.value.numbers == tuple(range(1, len(MARKED) + 1))
    with pytest.raises(StartRefused) as refused:
        sees_markings(Rulebook(()))
    assert refused.value.code == "doctor.marking_failed"


def test_a_word_of_the_house_does_not_stop_the_start() -> None:
    phrase = Edit(Change.PHRASE, "own-secret", words="商业秘密", verdict=Decision.REFUSE)
    assert selfcheck.run(edited([phrase], 1)) == len(MARKED) + len(PLAIN)


@pytest.mark.skipif(sys.platform != "linux", reason="the bounds are the Linux kernel's")
def test_a_limited_process_is_limited_and_the_probe_would_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    bounds = probe.held()
    assert {name for name, holds in bounds.items() if holds} >= {
        "network",
        "writing",
        "starting",
        "processor",
        "memory",
    }
    said = io.BytesIO()
    probe.serve(io.BytesIO(), said)
    here = json.loads(said.getvalue())
    assert set(here) == set(bounds)
    assert not any(here[name] for name in ("writing", "reading", "starting"))
