"""Sizes by rank, held against 国发〔1999〕25号 as typed in by hand."""

import pytest

from typeset.stamps.errors import StampRefused, Why
from typeset.stamps.ranks import SIZES, Middle, Rank, diameter

RULE = """
province 50 emblem · ministry 50 emblem · agency 50 emblem · deputy_agency 45 emblem · institution 50 star
deputy_institution 45 star · coordination 50 star · state_bureau 45 emblem · foreign_affairs 42 emblem
government 45 emblem · prefecture 45 star · township 42 star · mission 42 emblem · internal 42 star · enterprise 42 star
"""


def test_the_table_is_the_rule() -> None:
    rows = [row.split() for row in RULE.replace("\n", "·").split("·") if row.strip()]
    assert {(Rank(name), float(mm), Middle(what)) for name, mm, what in rows} == {
        (rank, size.diameter, size.middle) for rank, size in SIZES.items()
    }
    assert {rank for rank, size in SIZES.items() if size.at_most} == {Rank.INTERNAL, Rank.ENTERPRISE}
    assert all(rank.label for rank in Rank)
    assert set(SIZES) == set(Rank)


@pytest.mark.parametrize("rank", [rank for rank in Rank if SIZES[rank].middle is Middle.EMBLEM])
def test_a_seal_with_the_emblem_is_not_drawn_except_for_demonstration(rank: Rank) -> None:
    with pytest.raises(StampRefused) as refused:
        diameter(rank)
    assert refused.value.why is Why.EMBLEM
    assert diameter(rank, demo=True) == SIZES[rank].diameter


def test_only_the_two_limited_ranks_leave_a_choice() -> None:
    assert diameter(Rank.INTERNAL) == 42
    assert diameter(Rank.INTERNAL, 40) == 40
    assert diameter(Rank.TOWNSHIP, 42) == 42
    for rank, wanted in (
        (Rank.INTERNAL, 46),
        (Rank.TOWNSHIP, 41),
        (Rank.PREFECTURE, 50),
        (Rank.ENTERPRISE, float("nan")),
    ):
        with pytest.raises(StampRefused) as refused:
            diameter(rank, wanted)
        assert refused.value.why is Why.RANK_SIZE
