"""Numbers of a form and their masked form in place of them."""

import pytest

from marking.masking import ALL, covered, exposed

MOBILE, CARD_HOLDER = "13812345678", "11010519491231002X"
PARTS = {
    "title": "关于处置的情况",
    "body": f"电话{MOBILE}，证号{CARD_HOLDER}，又{MOBILE}。",
    "contact": f"张三 {MOBILE} {CARD_HOLDER}",
}

pytestmark = pytest.mark.requirement("SEC-09")


def test_every_field_is_looked_at_but_the_telephone_that_was_asked_for() -> None:
    assert [(one.where, one.words) for one in exposed(PARTS)] == [
        ("body", MOBILE), ("body", CARD_HOLDER), ("body", MOBILE), ("contact", CARD_HOLDER),
    ]  # fmt: skip


def test_one_number_is_masked_and_the_others_stay() -> None:
    second = exposed(PARTS)[1]
    done = covered(PARTS, second.id)
    assert done == PARTS | {"body": f"电话{MOBILE}，证号110105\\*\\*\\*\\*\\*\\*\\*\\*\\*\\*2X，又{MOBILE}。"}


def test_of_two_alike_the_one_that_was_chosen_is_masked() -> None:
    last = exposed(PARTS)[2]
    body = covered(PARTS, last.id)["body"]
    assert body.index(MOBILE) < body.index("138\\*\\*\\*\\*5678")


def test_all_are_masked_and_nothing_is_left_to_warn_about() -> None:
    done = covered(PARTS, ALL)
    assert exposed(done) == ()
    assert done["contact"] == f"张三 {MOBILE} 110105**********2X"


def test_a_number_that_moved_since_is_found_again_and_one_that_is_gone_changes_nothing() -> None:
    first = exposed(PARTS)[0].id
    moved = PARTS | {"body": f"新写的一句。{MOBILE}"}
    assert covered(moved, first)["body"] == "新写的一句。138\\*\\*\\*\\*5678"
    gone = PARTS | {"body": "都删了。"}
    assert covered(gone, first) == gone


@pytest.mark.parametrize("which", ["", "body", "body:x:y", "nowhere:0:138****5678"])
def test_what_names_no_number_masks_nothing(which: str) -> None:
    assert covered(PARTS, which) == PARTS
