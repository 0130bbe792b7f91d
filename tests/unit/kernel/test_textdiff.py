import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.textdiff import changed, diff, folded

TEXT = st.text(alphabet="今年我局认真落实车险改革，。\n812.6", max_size=120)


@given(TEXT, TEXT)
def test_the_pieces_rebuild_both_texts(old: str, new: str) -> None:
    pieces = diff(old, new)
    assert "".join(text for op, text in pieces if op in ("same", "del")) == old
    assert "".join(text for op, text in pieces if op in ("same", "ins")) == new
    assert all(text for _, text in pieces)


@given(TEXT)
def test_nothing_changed_is_nothing_marked(text: str) -> None:
    assert changed(diff(text, text)) == 0


@pytest.mark.parametrize(("old", "new", "expected"), [
    ("至六月末，承保", "至6月末，承保", [("same", "至"), ("del", "六"), ("ins", "6"), ("same", "月末，承保")]),
    ("", "新写", [("ins", "新写")]),
])  # fmt: skip
def test_single_characters_are_told_apart(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert diff(old, new) == expected


def test_long_unchanged_stretches_fold_around_the_change() -> None:
    pieces = folded(diff("甲" * 200 + "乙" + "丙" * 200, "甲" * 200 + "丁" + "丙" * 200), keep=5)
    assert pieces == [("same", "…" + "甲" * 5), ("del", "乙"), ("ins", "丁"), ("same", "丙" * 5 + "…")]
