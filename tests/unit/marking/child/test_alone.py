"""Where a system cannot fork, each job is an interpreter of its own, and the clock its limit."""

import pytest

from marking.child import starting, wire
from marking.child.answers import Expected
from marking.child.asking import Asker, Places
from marking.child.limits import MB, Limits
from marking.child.starting import Nursery
from marking.rulebook import BUILT_IN
from marking.verdict import Unreadable
from tests.unit.marking.child import liars

pytestmark = [pytest.mark.requirement("SUB-11"), pytest.mark.thorough]

EXPECTED = Expected(BUILT_IN.by_id, ["a text"])


@pytest.mark.parametrize(
    ("job", "clock", "failed"),
    [("well", 60.0, None), ("no_end", 60.0, Unreadable.DAMAGED), ("sleep", 1.0, Unreadable.TOO_SLOW)],
)
def test_a_job_of_its_own(monkeypatch: pytest.MonkeyPatch, job: str, clock: float, failed: Unreadable | None) -> None:
    monkeypatch.setattr(starting, "FORKING", False)
    with Nursery(liars.__name__) as nursery:
        asker = Asker(nursery, Places(jobs=1, waiting=1, patience=1.0))
        question = wire.AskTexts([job], wire.Book.of(BUILT_IN))
        reply = asker.ask(Limits(9, clock, 256 * MB, 256 * MB), question, (), EXPECTED)
        assert reply.failed is failed
        assert nursery.pid is None
        if failed is not Unreadable.TOO_SLOW:  # a slow machine may not have come to it
            assert [found.rule for found in reply.heard.verdicts] == ["level-star"]
