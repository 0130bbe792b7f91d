import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.rules.records import Genre
from submissions.rules.text import LONGEST_TITLE, digest, hints, wrong_text
from typeset.reading import length

NEWS = Genre("news", "动态", 300, 500)
GOOD = "8月3日，云麓市12家公司共赔付2.3亿元。数据来源：本局统计信息系统。联系人：叶疏桐，010-66279114。"


@pytest.mark.requirement("SUB-13")
@pytest.mark.parametrize(("text", "expected"), [
    ("", 0),
    ("保险", 2),
    ("保险。", 3),
    ("GDP 增长 4.3%", 4),
    ("e-mail", 1),
    ("# 标题\n\n- 一\n- 二", 4),
    ("**重点。**后文", 5),
    ("| 指标 | 数 |\n|---|---|\n| 车 | 12 |", 5),
    ("　　首行缩进", 4),
])  # fmt: skip
def test_length_is_counted_as_the_page_says(text: str, expected: int) -> None:
    assert length(text) == expected


@given(st.text(alphabet="保险监管，。", min_size=1, max_size=200))
def test_every_chinese_character_and_sign_counts_one(text: str) -> None:
    assert length(text) == len(text)


def codes(body: str, title: str = "车险情况", **more: str) -> list[str]:
    return [hint.code for hint in hints(title, body, NEWS, **more)]


@pytest.mark.requirement("SUB-13")
def test_a_complete_text_of_the_right_length_raises_nothing() -> None:
    assert codes(GOOD * 8) == []


@pytest.mark.requirement("SUB-13")
def test_length_against_the_genre_is_a_hint_with_figures() -> None:
    short = hints("车险情况", GOOD, NEWS)[0]
    assert (short.code, short.least, short.most, short.chars) == ("hint.too_short", 300, 500, length(GOOD))
    assert codes(GOOD * 30) == ["hint.too_long"]
    assert not [code for code in (h.code for h in hints("车险情况", GOOD * 30, None)) if "too" in code]


@pytest.mark.requirement("SUB-13")
@pytest.mark.parametrize(("body", "missing"), [
    ("云麓市12家公司共赔付2.3亿元，本局统计，电话010-66279114", "hint.no_time"),
    ("8月3日，12家公司共赔付2.3亿元，本局统计，电话010-66279114", "hint.no_place"),
    ("8月3日，云麓市赔付2.3亿元，电话010-66279114", "hint.no_source"),
    ("8月3日，云麓市12家公司共赔付2.3亿元，本局统计", "hint.no_contact"),
])  # fmt: skip
def test_what_a_reader_will_ask_for_is_asked_before(body: str, missing: str) -> None:
    assert [code for code in codes(body) if code.startswith("hint.no_")] == [missing]


def test_source_and_contact_may_stand_in_their_own_fields() -> None:
    body = "8月3日，云麓市赔付2.3亿元"
    assert not {"hint.no_source", "hint.no_contact"} & set(codes(body, source="农业处", contact="叶疏桐"))


def test_vague_words_are_named_with_their_place() -> None:
    body = f"{GOOD}有关公司综合成本率明显下降。"
    found = [hint for hint in hints("车险情况", body, None) if hint.code == "hint.vague"]
    assert [hint.words for hint in found] == ["有关公司", "明显下降"]
    assert all(body[hint.start : hint.end] == hint.words for hint in found)


@pytest.mark.requirement("SUB-10")
def test_a_units_own_journal_as_carrier_is_pointed_out() -> None:
    assert "hint.carrier" in codes(f"云麓监管局工作简报（第 12 期）\n{GOOD}")
    assert "hint.carrier" not in codes(GOOD * 4 + "第 12 期")


FILES = st.lists(st.tuples(st.text(max_size=8), st.binary(max_size=4)), max_size=3)


@given(st.text(max_size=30), st.text(max_size=30), FILES)
def test_the_signed_digest_holds_every_part_in_its_place(title: str, body: str, files: list[tuple[str, bytes]]) -> None:
    signed = digest(title, body, files)
    assert signed == digest(title, body, files)
    assert signed != digest(title + "。", body, files)
    assert signed != digest(title, body + "。", files)
    assert signed != digest(title, body, [*files, ("附件", b"1")])
    if body:
        assert signed != digest(title + body[0], body[1:], files)


def test_fields_that_cannot_be_kept_are_named() -> None:
    assert wrong_text("", "", "", "") == {"title": "required"}
    assert wrong_text("题" * (LONGEST_TITLE + 1), "文" * 50_001, "源" * 201, "人" * 201) == dict.fromkeys(
        ("title", "body", "source", "contact"), "too_long"
    )
    assert wrong_text("题", "", "", "") == {}
