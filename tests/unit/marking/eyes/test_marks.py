"""What a reading machine makes of a marking is still one; what it makes of ordinary text is none."""

import pytest

from marking.eyes.marks import BY_ID, MARKS, marks
from marking.eyes.seen import Seen
from marking.rules import BY_ID as TEXT_RULES
from marking.verdict import Decision, Part, Place

pytestmark = pytest.mark.requirement("SUB-11")

BELOW = ("国家金融监督管理总局文件", "关于做好风险监测工作的通知", "各处室：")
MISREAD = [
    "机密女5年",
    "机密 大 10年",
    "绝密食长期",
    "秘密*6个月",
    "秘密5年",
    "机密+启用前",
    "必密★5年",
    "机蜜★20年",
    "札密 ★ 1年",
    "绝宓★",
    "机密六",
    "000012  机密",
    "机密  特急",
    "【秘密】",
    "秘 密",
    "绝密级",
    "No.000012 秘密",
    "机密 l0年",
]
ORDINARY = [
    "严守国家秘密",
    "秘密2026年工作要点",
    "保守国家秘密，慎之又慎",
    "秘密五年以上的",
    "机密性、完整性和可用性",
    "商业秘密保护工作",
    "机密文件管理办法",
    "私密空间",
    "最高机密 3年后解封",
    "高密市 2026年",
    "稠密大 5年",
    "秘密，10年前的往事",
]


@pytest.mark.parametrize("line", MISREAD)
def test_a_marking_as_it_was_read(line: str) -> None:
    (found,) = marks(Seen((line, *BELOW), head=1), "scan.png", Place(Part.PICTURE, 1))
    assert found.decision is Decision.REFUSE
    assert found.where == "scan.png"
    assert found.place == Place(Part.PICTURE, 1)
    assert "\n".join((line, *BELOW))[found.start : found.end] == found.words
    assert found.words in line
    assert found.rule in {*BY_ID, *TEXT_RULES}


@pytest.mark.parametrize("line", ORDINARY)
def test_ordinary_words_on_a_picture(line: str) -> None:
    assert [found for found in marks(Seen((line, *BELOW), head=2)) if found.decision is Decision.REFUSE] == []


@pytest.mark.parametrize("line", ["必密", "札密"])
def test_a_level_misread_counts_in_the_head_alone(line: str) -> None:
    assert [found.rule for found in marks(Seen((line, *BELOW), head=1))] == ["picture-alone"]
    assert marks(Seen((*BELOW, line), head=1)) == ()


def test_several_markings_are_all_told() -> None:
    found = marks(Seen(("机密女5年", "正文", "必密★"), head=1))
    assert [(each.rule, each.words) for each in found] == [("picture-term", "机密女5年"), ("picture-star", "必密★")]
    assert (found[0].after, found[1].before) == ("\n正文\n必密★", "机密女5年\n正文\n")


def test_rows_have_what_a_page_shows() -> None:
    assert len(BY_ID) == len(MARKS)
    assert all(mark.label and mark.reason for mark in MARKS)
    assert set(BY_ID).isdisjoint(TEXT_RULES)
