"""A year of the office: articles, issues, deliveries, instructions and scores on a moving clock.

- Every topic's rules and invariants (the other files of this folder) run in one machine.
- Each seeded bug is found by the invariant it names, in its own scenario; the same scenario passes without the bug.
  Two of every topic are planted daily, all of them in the long profile (ZHENGXUN_TEST_LONG=1).
"""

import importlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from crypto.devices.software import SoftwareDevice
from kernel.postgres import Cluster
from tests.workflow.bulletins.work.base import WorkBase
from tests.workflow.bulletins.work.town import town
from tests.workflow.machine import Scenario, Seeded, found

pytestmark = pytest.mark.thorough
LONG = bool(os.environ.get("ZHENGXUN_TEST_LONG"))
NOT_TOPICS = {"base", "town", "test_work"}
TOPICS = [
    importlib.import_module(f"tests.workflow.bulletins.work.{path.stem}")
    for path in sorted(Path(__file__).parent.glob("*.py"))
    if path.stem not in NOT_TOPICS
]
SEEDED: tuple[Seeded, ...] = tuple(bug for topic in TOPICS for bug in topic.SEEDED)
PLANTED: tuple[Seeded, ...] = SEEDED if LONG else tuple(bug for topic in TOPICS for bug in topic.SEEDED[:2])
Work: type[WorkBase] = type("Work", (*(topic.MIXIN for topic in TOPICS), WorkBase), {})
QUICK = settings(max_examples=2, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck))
FULL = settings(max_examples=200, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck))
INVARIANTS, SEEDED_BUGS = 12, 10
PASSED: set[Scenario] = set()  # those of the whole product; several bugs share one


@pytest.fixture(scope="module", autouse=True)
def house(database: Cluster, device: SoftwareDevice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with town(database, device, tmp_path_factory.mktemp("work")) as (runner, made):
        WorkBase.runner, WorkBase.town = runner, made
        yield


@pytest.mark.stateful
@pytest.mark.requirement("PUB-01")
@pytest.mark.requirement("PUB-12")
def test_a_year_keeps_every_rule() -> None:
    run_state_machine_as_test(Work, settings=FULL if LONG else QUICK)


@pytest.mark.parametrize("bug", PLANTED, ids=lambda bug: bug.name)
def test_a_planted_bug_is_found_by_the_rule_it_breaks(bug: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    found(Work, bug, monkeypatch, PASSED)
