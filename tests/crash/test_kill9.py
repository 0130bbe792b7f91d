"""The kill test as a part of the tests: fewer kills here, as many as ZHENGXUN_TEST_KILLS says, and its control."""

import os

import pytest

from tests.crash import kill9
from tests.crash.report import closing

KILLS = int(os.environ.get("ZHENGXUN_TEST_KILLS", "12"))
OPERATIONS_PER_KILL = 25 if KILLS >= 100 else 20
SEED = int(os.environ.get("ZHENGXUN_TEST_SEED", "20261121"))
pytestmark = pytest.mark.crash


@pytest.mark.requirement("R1")
async def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice() -> None:
    figures, found = await kill9.run(KILLS, KILLS * OPERATIONS_PER_KILL, SEED)
    assert closing("kill -9 under load", figures, found) == 0, "\n".join(found[:20])
    assert figures["kills"] == KILLS
    assert int(str(figures["acknowledged operations"])) >= KILLS * OPERATIONS_PER_KILL


async def test_control_without_transactions_the_same_run_finds_faults() -> None:
    _, found = await kill9.run(4, 80, SEED, "no-transaction")
    assert any(fault.startswith(("lost", "doubled")) for fault in found), found
