"""Where a remark stands when the text moves under it."""

import pytest

from bulletins.rules import anchors, lineage
from bulletins.rules.anchors import Standing

FIRST, SECOND, THIRD = "全辖承保车辆812.6万辆。", "单均保费2836元，同比下降6.1%。", "线上化理赔占比达到91.7%。"
TEXT = f"{FIRST}{SECOND}\n\n{THIRD}"

pytestmark = pytest.mark.requirement("PUB-01")


def of(position: int, text: str = TEXT) -> anchors.Anchor:
    made = anchors.anchor(text, 1, position)
    assert made
    return made


def found(wanted: anchors.Anchor, text: str) -> tuple[Standing, int]:
    at = anchors.find(wanted, lineage.sentences(text))
    return at.standing, at.position


def test_a_remark_follows_its_sentence_wherever_it_moves() -> None:
    for moved, place in ((TEXT, 1), (f"{SECOND}{THIRD}{FIRST}", 0), (f"开头。{FIRST}{THIRD}\n\n**{SECOND}**", 3)):
        assert found(of(1), moved) == (Standing.SAME, place)


@pytest.mark.parametrize(
    ("now", "standing", "place"),
    [
        (f"{FIRST}单均保费2836元，比去年同期下降6.1%。{THIRD}", Standing.CHANGED, 1),
        (f"{THIRD}单均保费2836元，降6.1%。", Standing.CHANGED, 1),
        (f"{FIRST}{THIRD}", Standing.GONE, -1),
        ("", Standing.GONE, -1),
    ],
)
def test_a_changed_sentence_is_told_apart_from_one_that_is_gone(now: str, standing: Standing, place: int) -> None:
    assert found(of(1), now) == (standing, place)


def test_of_equal_sentences_the_nearest_to_where_it_stood_is_meant() -> None:
    twice = f"{FIRST}{THIRD}{FIRST}{SECOND}{FIRST}"
    assert [found(of(place, twice), twice)[1] for place in (0, 2, 4)] == [0, 2, 4]
    assert found(of(4, twice), f"{FIRST}{THIRD}{SECOND}{FIRST}") == (Standing.SAME, 3)


def test_no_anchor_is_made_of_a_sentence_that_is_not_there_or_reads_otherwise() -> None:
    assert anchors.anchor(TEXT, 1, 3) is None
    assert anchors.anchor(TEXT, 1, -1) is None
    assert anchors.anchor(TEXT, 1, 0, of(1).digest) is None
    assert anchors.anchor(TEXT, 1, 1, of(1).digest) == of(1)


def test_the_digest_is_the_one_the_lineage_keeps() -> None:
    traced = lineage.trace(TEXT, {})
    assert [origin.digest for origin in traced] == [lineage.digest(one) for one in lineage.sentences(TEXT)]
