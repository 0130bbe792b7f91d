"""Numbers of issues under kill -9 as a part of the tests: few rounds here, 200 with ZHENGXUN_TEST_LONG=1; and the control."""

import os

import pytest

from bulletins.store import issues as store
from tests.crash import numbers
from tests.crash.report import closing

LONG = bool(os.environ.get("ZHENGXUN_TEST_LONG"))
ROUNDS = int(os.environ.get("ZHENGXUN_TEST_KILLS", "200" if LONG else "6"))
CALLERS = 16
SEED = int(os.environ.get("ZHENGXUN_TEST_SEED", "20261122"))
pytestmark = pytest.mark.crash


@pytest.mark.requirement("PUB-12")
@pytest.mark.parametrize("control", ["none", "counted-outside"])
def test_numbers_have_no_gap_and_no_double_whoever_dies(control: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "next_number", store.next_number)  # the control changes it
    figures, found = numbers.run(ROUNDS if control == "none" else 6, CALLERS, SEED, control)
    assert figures["rounds"] == (ROUNDS if control == "none" else 6)
    if control == "none":
        assert closing("numbers of issues under kill -9", figures, found) == 0, "\n".join(found)
        assert int(str(figures["kills"])) > 0
        assert int(str(figures["numbers given"])) > 0
    else:
        assert any(fault.startswith(("number", "total", "counters")) for fault in found), found
