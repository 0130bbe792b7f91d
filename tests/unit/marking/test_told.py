"""What a person is told of findings."""

import pytest

from kernel.errors import NotFound
from marking.cleared import clear
from marking.errors import Held, MarkingFound
from marking.scan import findings
from marking.told import quotations, stopped, told, why
from marking.verdict import Decision, Unreadable, Verdict, held
from tests.simulators.declared import EVERYTHING

TEXT = "前面一行。\n按照机密★10年的要求办理，并请各单位认真研究、抓好落实，及时反馈办理结果。\n后面一行。\n另有秘密★6个月文件。"

pytestmark = pytest.mark.requirement("SUB-11")


def test_every_finding_is_told_with_the_rule_and_the_words_in_their_line() -> None:
    first, second = told(findings(TEXT))
    assert (first.verdict.words, second.verdict.words) == ("机密★10年", "秘密★6个月")
    assert first.around[0] == "按照"
    assert first.around[1].startswith("的要求办理")
    assert first.around[1].endswith("…")
    assert second.around == ("另有", "文件。")
    assert first.label
    assert first.why


def test_signs_that_nobody_sees_are_mentioned() -> None:
    plain, hidden = (told(findings(f"见机{sign}密★10年。"))[0] for sign in ("", "\u200b"))
    assert (plain.hidden, hidden.hidden) == (False, True)


def test_parts_that_passed_are_not_told() -> None:
    assert told([Verdict(Decision.ALLOW, "title"), *findings("正文没有标志。", "body")]) == ()


def test_refused_and_held_are_kept_apart() -> None:
    verdicts = (*findings(TEXT), held("照片.png", Unreadable.IMAGE))
    found = stopped(MarkingFound(verdicts))
    assert found
    assert (len(found.refused), len(found.held), found.releasable) == (2, 1, False)
    assert found.found == {"body": 2, "照片.png": 1}


@pytest.mark.parametrize(("reason", "releasable"), [(Unreadable.IMAGE, True), (Unreadable.ENCRYPTED, False)])
def test_a_hold_says_whether_two_people_may_answer_for_it(reason: Unreadable, releasable: bool) -> None:
    found = stopped(Held((held("附件.bin", reason),)))
    assert found
    assert found.releasable is releasable
    assert found.held[0].releasable is releasable
    assert found.held[0].why == reason.label


def test_other_refusals_are_not_the_gates() -> None:
    assert stopped(None) is None
    assert stopped(NotFound()) is None


def test_a_rule_that_is_no_more_keeps_its_id() -> None:
    assert why("own-7", None) == ("own-7", "")


def test_a_held_passage_is_found_again_by_the_digest_of_its_hold() -> None:
    parts = {"title": "检查情况", "body": "首页标有“机密★5年”字样的，一律退回。\n\n标有“秘密★1年”字样的，也已退回。"}
    holds = clear(parts, declared=EVERYTHING).holds
    found = quotations(parts)
    assert [found[hold.digest].verdict.words for hold in holds] == ["机密★5年", "秘密★1年"]
