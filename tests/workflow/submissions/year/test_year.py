"""A year of submissions, debts, assignments and leavers, on a moving clock, across holidays and an unknown calendar.

- Every topic's rules and invariants (the other files of this folder) run in one machine.
- Each seeded bug is found by the invariant it names, in its own scenario; the same scenario passes without the bug.
  Two of every topic are planted daily, all of them in the long profile (ZHENGXUN_TEST_LONG=1).
- The long profile also hunts each bug with no scenario, by chance alone.
"""

import importlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from crypto.devices.software import SoftwareDevice
from kernel.postgres import Cluster
from tests.workflow.machine import Scenario, Seeded, found, named
from tests.workflow.submissions.year.base import YearBase
from tests.workflow.submissions.year.town import town

pytestmark = pytest.mark.thorough
LONG = bool(os.environ.get("ZHENGXUN_TEST_LONG"))
NOT_TOPICS = {"base", "town", "test_year"}
TOPICS = [
    importlib.import_module(f"tests.workflow.submissions.year.{path.stem}")
    for path in sorted(Path(__file__).parent.glob("*.py"))
    if path.stem not in NOT_TOPICS
]
SEEDED: tuple[Seeded, ...] = tuple(bug for topic in TOPICS for bug in topic.SEEDED)
PLANTED: tuple[Seeded, ...] = SEEDED if LONG else tuple(bug for topic in TOPICS for bug in topic.SEEDED[:2])
Year: type[YearBase] = type("Year", (*(topic.MIXIN for topic in TOPICS), YearBase), {})
QUICK = settings(max_examples=4, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
FULL = settings(max_examples=300, stateful_step_count=60, deadline=None, suppress_health_check=list(HealthCheck))
HUNT = settings(
    max_examples=400, stateful_step_count=50, deadline=None, phases=[Phase.generate], database=None, derandomize=True,
    report_multiple_bugs=False, suppress_health_check=list(HealthCheck),
)  # fmt: skip
INVARIANTS, SEEDED_BUGS = 12, 10
PASSED: set[Scenario] = set()  # those of the whole product; several bugs share one


@pytest.fixture(scope="module", autouse=True)
def house(database: Cluster, device: SoftwareDevice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with town(database, device, tmp_path_factory.mktemp("year")) as (runner, made):
        YearBase.runner, YearBase.town = runner, made
        yield


@pytest.mark.stateful
@pytest.mark.requirement("SUB-09")
def test_a_year_keeps_every_rule() -> None:
    run_state_machine_as_test(Year, settings=FULL if LONG else QUICK)


@pytest.mark.parametrize("bug", PLANTED, ids=lambda bug: bug.name)
def test_a_planted_bug_is_found_by_the_rule_it_breaks(bug: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    found(Year, bug, monkeypatch, PASSED)


@pytest.mark.skipif(not LONG, reason="the hunt by chance belongs to the long size")
@pytest.mark.parametrize("bug", SEEDED, ids=lambda bug: bug.name)
def test_a_planted_bug_is_met_by_chance(bug: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    bug.plant(monkeypatch)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Year, settings=HUNT)


def test_there_are_as_many_rules_and_bugs_as_were_asked_for() -> None:
    assert len(named(Year)) >= INVARIANTS
    assert len(PLANTED) >= SEEDED_BUGS
    assert {bug.invariant for bug in SEEDED} <= set(named(Year))
