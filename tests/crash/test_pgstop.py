"""Immediate stops of PostgreSQL as a part of the tests: a tenth as many as there are kills, and the control that must lose."""

import os

import pytest

from tests.crash import pgstop
from tests.crash.report import closing

KILLS = int(os.environ.get("ZHENGXUN_TEST_KILLS", "12"))
STOPS = max(3, KILLS // 10)
SEED = int(os.environ.get("ZHENGXUN_TEST_SEED", "20261121"))
pytestmark = pytest.mark.crash


@pytest.fixture(autouse=True)
def _quiet() -> None:
    pgstop.quiet()


@pytest.mark.requirement("R3")
async def test_no_acknowledged_act_is_lost_when_the_server_stops_at_once() -> None:
    figures, found = await pgstop.run(STOPS, SEED, "none")
    assert closing("PostgreSQL stopped at once under load", figures, found) == 0, "\n".join(found[:20])
    assert figures["stops"] == STOPS


async def test_control_without_synchronous_commit_something_is_lost() -> None:
    figures, _ = await pgstop.run(20, SEED, "no-sync", until_lost=True)
    closing("the same without synchronous_commit: must lose", figures, [])
    assert int(str(figures["lost"])) > 0
