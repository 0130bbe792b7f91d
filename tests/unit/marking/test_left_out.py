"""What a scan leaves out because there is too much of it cannot be declared away: somebody is told, and has to split it."""

import pytest

from marking.cleared import clear
from marking.errors import Held
from marking.scan import MOST, findings
from marking.verdict import Decision, Part, Place, Unreadable

QUOTE = "首页标有“机密★5年”字样的，一律退回。"
OTHER = "例如“绝密★长期”字样。"

pytestmark = pytest.mark.requirement("SUB-11")


def quoting(number: int, between: str) -> str:
    return between.join([QUOTE] * number)


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n本周运行平稳。\n" * 40], ids=["lines", "paragraphs", "far apart"])
def test_every_quotation_is_told_up_to_the_limit_and_then_that_there_are_more(between: str) -> None:
    all_told = findings(quoting(MOST, between))
    assert [one.rule for one in all_told] == ["quoted-marking"] * MOST
    for number in (MOST + 1, 3 * MOST):
        *told, last = findings(f"{quoting(number, between)}{between}{OTHER}", place=Place(Part.NOTE, 2))
        assert [one.rule for one in told] == ["quoted-marking"] * MOST
        assert (last.decision, last.reason, last.place) == (Decision.HOLD, Unreadable.TOO_LARGE, Place(Part.NOTE, 2))
        assert last.reason is not None
        assert not last.reason.releasable


@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["lines", "paragraphs"])
def test_nobody_declares_what_was_left_out(between: str) -> None:
    some, many = quoting(MOST, between), f"{quoting(MOST, between)}{between}{OTHER}"
    for text, releasable in ((some, True), (many, False)):
        for parts, files in (({"body": text}, []), ({}, [("附表.txt", text.encode())])):
            with pytest.raises(Held) as stopped:
                clear(parts, files)
            assert stopped.value.releasable == releasable


def test_a_marking_among_them_is_refused_and_nothing_more_is_said() -> None:
    found = findings(f"{quoting(3 * MOST, chr(10))}\n机密★5年")
    assert len(found) == MOST
    assert [one.rule for one in found if one.decision is Decision.REFUSE] == ["level-star"]
    assert not any(one.reason for one in found)
