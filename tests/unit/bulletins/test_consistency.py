"""The consistency sheet over small labelled texts: what must be told, and what is well said and must not be."""

from datetime import date

import pytest

from bulletins.rules.consistency import Known, Ranked, Rule
from bulletins.rules.consistency_sheet import findings

KNOWN = Known(
    date(2026, 11, 20),  # a Friday
    people=(
        Ranked("秦若谷", ("局长", "党委书记")), Ranked("沈望舒", ("副局长",)), Ranked("顾长川", ("办公厅主任",)),
    ),
    shorts={"云麓局": "云麓监管局"},
    former={"保险稳定基金公司": "保险稳定基金管理所"},
    next_numbers={"简报": 12},
)  # fmt: skip
WRONG = (
    (Rule.SUM_OVER, "全辖共受理投诉128件，其中车险70件、寿险62件。"),
    (Rule.SUM_OVER, "共有机构12家，其中法人机构3家，分支机构10家。"),
    (Rule.SUM_OVER, "共赔付2.3亿元，其中车险1.8亿元、农险6000万元。"),
    (Rule.SUM_OVER, "全年培训120场，其中线上70场、线下60场。"),
    (Rule.SUM_OFF, "车险70件、寿险52件，共计120件。"),
    (Rule.SUM_OFF, "甲公司3家，乙公司4家，丙公司5家，合计13家。"),
    (Rule.COUNT_OFF, "云麓、沧浪、雁岭4个监管局参加。"),
    (Rule.COUNT_OFF, "长桥财险、归舟人寿、山海再保、恒远养老等三家公司已整改。"),
    (Rule.GROWTH_OFF, "保费由120亿元增加到150亿元，增长30%。"),
    (Rule.GROWTH_OFF, "平均时长由21天缩短到6天，缩短65%。"),
    (Rule.GROWTH_OFF, "占比由12%上升到15%，上升4个百分点。"),
    (Rule.DIRECTION, "投诉量由300件下降到360件，下降20%。"),
    (Rule.POINTS, "参保率由82%提高到85%，提高3%。"),
    (Rule.SHARE_OFF, "共受理200件，其中重大案件50件，占30%。"),
    (Rule.SHARES_OVER, "三类业务占比分别为45%、35%和30%。"),
    (Rule.PERCENT_OVER, "投诉同比下降120%。"),
    (Rule.PERCENT_OVER, "该类业务占全部业务的103%。"),
    (Rule.NO_DAY, "会议于2月30日召开。"),
    (Rule.NO_DAY, "截至2026年11月31日，已全部办结。"),
    (Rule.WEEKDAY, "定于2026年11月20日（星期四）开会。"),
    (Rule.WEEKDAY, "11月18日，星期二，调研组到访。"),
    (Rule.RANGE, "检查自2026年3月10日至2026年3月1日进行。"),
    (Rule.PAST_PLAN, "座谈会将于11月12日召开。"),
    (Rule.FUTURE_DONE, "整改已于12月5日完成。"),
    (Rule.QUARTER, "三季度（6—9月）保费平稳。"),
    (Rule.SHORT_BEFORE, "稳定基金已经到位。保险稳定专项资金（以下简称“稳定基金”）共3笔。"),
    (Rule.SHORT_UNSAID, "云麓局报来情况。"),
    (Rule.FORMER, "保险稳定基金公司到会。"),
    (Rule.POST, "沈望舒到会，局长沈望舒讲话。"),
    (Rule.POST, "副局长秦若谷批示。"),
    (Rule.NAME, "局长秦若古作出批示。"),
    (Rule.ORDER, "沈望舒、秦若谷出席会议。"),
    (Rule.NUMBER_AHEAD, "详见《简报》2026年第12期。"),
)
RIGHT = (
    "全辖共受理投诉128件，其中车险70件、寿险50件。",  # 其中 need not be all
    "全辖共受理投诉128件，同比增加12件，其中车险70件。",
    "全年培训120场，其中线上70场、线下50场。",
    "全辖受理投诉比上年增加12件，其中车险70件。",
    "车险70件、寿险52件，共计122件。",
    "共赔付2.3亿元，其中车险1.7亿元、农险6000万元。",
    "共有机构12家，涉及客户340万人，其中个人客户300万人。",
    "云麓、沧浪、雁岭3个监管局参加。",
    "云麓、沧浪、雁岭等5个监管局参加。",
    "会上通报了12家公司的3项问题。",
    "保费由120亿元增加到150亿元，增长25%。",
    "平均时长由21天缩短到6天，缩短71.4%。",
    "占比由12%上升到15%，上升3个百分点。",
    "由原来的3家增加到5家。",
    "共受理200件，其中重大案件50件，占25%。",
    "三类业务占比分别为45%、35%和20%。",
    "保费同比增长120%。",
    "定于2026年11月20日（星期五）开会。",
    "2024年2月29日召开。",
    "检查自3月1日至10日进行。",
    "座谈会将于11月25日召开。",
    "整改已于11月5日完成。",
    "三季度（7—9月）保费平稳。",
    "保险稳定专项资金（以下简称“稳定基金”）共3笔，稳定基金已经到位。",
    "电子文件传输系统已经升级。电子文件传输系统（以下简称传输系统）运行平稳。",  # the whole name holds the short one
    "云麓监管局报来情况，云麓局下一步将督促整改。",
    "原保险稳定基金公司改制而来。",
    "秦若谷局长、沈望舒副局长出席会议。",
    "党委书记、局长秦若谷讲话，副局长沈望舒主持。",
    "办公厅主任顾长川介绍情况。",
    "详见《简报》2026年第11期，另见《要情》第40期。",
    "联系电话由办公室掌握。",
)


@pytest.mark.requirement("PUB-01")
@pytest.mark.parametrize(("rule", "text"), WRONG, ids=[f"{rule}-{at}" for at, (rule, _) in enumerate(WRONG)])
def test_what_cannot_be_right_is_told(rule: Rule, text: str) -> None:
    found = findings("情况", text, KNOWN)
    assert rule in {one.rule for one in found}, found
    assert all(one.quote and one.quote in one.sentence for one in found)


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_well_said_is_not_told(text: str) -> None:
    assert findings("情况", text, KNOWN) == ()


def test_a_figure_of_the_title_stands_in_the_text() -> None:
    wrong = findings("上半年赔付3.2亿元", "上半年，全辖赔付2.3亿元。", KNOWN)
    assert [(one.rule, one.index, one.quote) for one in wrong] == [(Rule.TITLE_NUMBER, -1, "3.2亿")]
    assert findings("上半年赔付2.3亿元", "上半年，全辖赔付2.3亿元。", KNOWN) == ()


def test_a_finding_stays_the_same_while_its_sentence_does() -> None:
    text = "车险70件、寿险52件，共计120件。"
    (first,), (moved,) = findings("情况", text, KNOWN), findings("情况", f"先说一句。{text}", KNOWN)
    assert first.key == moved.key
    assert (first.index, moved.index) == (0, 1)
    (other,) = findings("情况", text.replace("120", "121"), KNOWN)
    assert other.key != first.key


def test_every_rule_has_a_text_that_breaks_it() -> None:
    assert {rule for rule, _ in WRONG} | {Rule.TITLE_NUMBER} == set(Rule)
