"""The table of rules: what is held instead of refused, what guards excuse, and what no guard may excuse."""

import os
import time

import pytest

from marking.rules import BY_ID, RULES
from marking.scan import findings, scan
from marking.verdict import Decision, Part, Place

HELD = {
    "考点一 国家秘密 ★": "slogan-star",
    "Secret 10年": "romanised-doubt",
    "绝密★启用前 是高考试卷上常见的标志。": "quoted-marking",
    "文件首页应当标注“机密★10年”字样。": "quoted-marking",
    "国家秘密标志形式为“绝密★长期”等。": "quoted-marking",
    "书面形式的密件应在首页标明标志，例如“秘密★6个月”。": "quoted-marking",
    "首页左上角的机密★10年字样须与正文一致。": "quoted-marking",
    "保守国家秘密★维护国家安全": "slogan-star",
    "机密★★★": "three-stars",
    "| 机密 | 12 |": "level-cell",
    "本文件属于机密，请勿外传。": "level-declared",
    "Top Secret": "romanised-doubt",
    "档案室机密10年，": "level-term-doubt",
}

REFUSED_ALL_THE_SAME = {
    "“机密★10年”": "level-star",
    "国家机密★10年": "level-star",
    "绝密级不超过三十年，机密级不超过二十年，秘密级不超过十年。\n机密★10年": "level-star",
    "机密\n国家秘密的密级分为绝密、机密、秘密三级。": "level-alone",
    "绝密级不超过三十年。\n\n密级：机密": "label-level",
    "1.绝密级\n2.机密级\n3.秘密级\n密级：机密": "label-level",
    "机密[星]10年": "level-term",
    "机密至2030年": "level-term",
    "机密，保密期限10年": "level-period",
    "机密 关于某事的报告": "level-heading",
    "关于某事的报告_机密": "level-heading",
    "「机密」关于某事的报告": "level-bracket",
    "No.0007 机密": "level-number",
    "密级：□绝密 ☑机密 □秘密": "label-checked",
    '{"密级": "机密"}': "label-level",
    "等级：机密": "label-level",
    "密級：極機密": "label-level",
    "密级：机宓": "label-alike",
    "極機密": "level-alone",
    "绝密 TOP SECRET": "level-alone",
    "绝密绝密绝密": "level-alone",
    "000001机密": "level-number",
    "附件：方案_绝密_终稿.docx": "name-in-text",
    "绝密！严禁复制": "level-handling",
    "机密，10年": "level-handling",
    "附件：10年★机密": "star-first",
    "机机密密★★1100年年": "level-star",
    "机密等级：绝密": "label-level",
    "Classification: 机密": "label-level",
    "密级：jimi": "label-level",
    "密级,紧急程度\n绝密,特急": "label-column",
    "| 名称 | 密级 |\n|---|---|\n| 某事 | 机密 |": "label-column",
    "特急★机密": "level-urgent",
    "㊙": "level-alone",
    "密级：㊙": "label-level",
    "㊙★10年": "level-star",
    "机密（五角星）10年": "level-term",
    "<td>机密</td><td>★</td><td>10年</td>": "level-star",
    "机 关\n密 于\n★ 报\n十 告\n年 。": "level-star",
    "禾必密★10年": "level-star",
    "机mì★": "level-star",
    "jī mì★": "romanised",
    "普通商业秘密▲5年": "commercial-mark",
}

ORDINARY = [
    "“绝密？”老赵愣住了。\n“绝密。”\n他叹了口气。",
    "保守国家\n秘密\n是公民的基本义务",
    "由高到低为绝密、机密\n、秘密。",
    "密级：□绝密 □机密 □秘密 ☑非密",
    "涉密等级（绝密/\n机密/秘密）由产\n生单位填写",
    "| 考点 | 频率 |\n|---|---|\n| 国家秘密 | ★ |",
    "| 0=public, 4=top secret | ★ |",
    "| 类别 | 绝密级 | 机密级 | 秘密级 |",
    "绝密资料3年无人问津",
    "绝密文件：\n由专人保管。\n机密文件：\n由专人登记。",
    "密级,数量\n绝密,3\n机密,5\n秘密,7",
    "安全等级：★★★★★；机密等级划分见附件",
    "《秘密》★★★★☆",
    "《Top Secret》★★★☆☆",
    "东野圭吾的秘密★★★★★",
    "绝密级30年、机密级20年、秘密级10年",
    "绝密级 30年\n机密级 20年\n秘密级 10年",
    "| 密级 | 期限 |\n| 绝密 | 30年 |\n| 机密 | 20年 |\n| 秘密 | 10年 |",
    "1.绝密级\n2.机密级\n3.秘密级",
    "A.绝密\nB.机密\nC.秘密\nD.内部",
    "密级：□绝密 □机密 □秘密",
    "电视剧《绝密使命》3月首播",
    "电影《机密》10月上映",
    "**秘密**：不为人知的事",
    "以不公开（秘密）方式进行表决",
    "经鉴定，涉案文件中机密级5份、秘密级12份",
    "他守着这个秘密20年",
    "秘密十年磨一剑",
    "脱密期3年内不得出境",
    "保\n守\n国\n家\n秘\n密",
    "司机★★★★★ 密切配合★★★",
    "国家秘密标志形式为“密级★保密期限”。",
    "My secret 10 years ago",
    "The Secret Garden ★★★★★",
    "标有“绝密”“机密”“秘密”字样的文件不得带出",
    "本章介绍__秘密共享__方案。\n推荐指数：★★★★★",
]


@pytest.mark.parametrize(("text", "rule"), HELD.items())
def test_what_may_be_no_marking_is_held(text: str, rule: str) -> None:
    verdict = scan(text)
    assert (verdict.decision, verdict.rule) == (Decision.HOLD, rule)


@pytest.mark.parametrize(("text", "rule"), REFUSED_ALL_THE_SAME.items())
def test_a_marking_stays_one_in_any_company(text: str, rule: str) -> None:
    verdict = scan(text)
    assert (verdict.decision, verdict.rule) == (Decision.REFUSE, rule)


NAMED = [
    "绝密_会议纪要.docx",
    "秘密-会议纪要",
    "机密 会议纪要",
    "机密（急）会议纪要",
    "绝密级-会议纪要",
    "密级机密_会议纪要",
    "材料/2026_机密_会议纪要.pdf",
    "会议纪要绝密",
]
NAMED_ORDINARY = [
    "绝密档案.docx",
    "秘密花园_读书笔记",
    "机密性-完整性",
    "商业秘密-保护手册",
    "商业 秘密 保护",
    "绝密、机密、秘密文件管理",
    "秘密投票_办法",
    "secret_sharing.pdf",
]


@pytest.mark.parametrize("name", NAMED)
def test_a_level_set_off_in_a_name_is_refused(name: str) -> None:
    assert [one.decision for one in findings(name, place=Place(Part.FILE_NAME))] == [Decision.REFUSE]


@pytest.mark.parametrize("name", NAMED_ORDINARY)
def test_the_titles_of_ordinary_files_pass(name: str) -> None:
    assert findings(name, place=Place(Part.FILE_NAME)) == ()


def test_the_rules_for_names_leave_texts_alone() -> None:
    assert findings("机密 会议纪要：略") == ()
    assert findings("机密 会议纪要：略", place=Place(Part.SHEET_NAME)) != ()


@pytest.mark.parametrize("text", ORDINARY)
def test_guards_excuse_what_everybody_writes(text: str) -> None:
    assert findings(text) == ()


def test_every_finding_is_told_in_reading_order() -> None:
    text = "机密★10年\n正文。\n密级：秘密\n标注“绝密★长期”字样。"
    assert [(one.rule, one.words) for one in findings(text)] == [
        ("level-star", "机密★10年"),
        ("label-level", "密级：秘密"),
        ("quoted-marking", "绝密★长期"),
    ]


def test_no_more_than_fifty_findings_are_told() -> None:
    assert len(findings("机密★10年\n正文\n" * 200)) == 50


def test_rows_have_ids_of_their_own() -> None:
    assert len(BY_ID) == len(RULES)


SIZE = 100_000 if os.environ.get("ZHENGXUN_TEST_LONG") else 30_000


HOSTILE = {
    "blanks": "机 密 ",
    "line ends": "机\n密\n",
    "stars": "机密★★★ ",
    "asterisks": "密**a",
    "brackets": "密[](",
    "tags": '密<a "',
    "nested tags": "密<<b>b>",
    "comments": "密<!--",
    "entities": "密&#26426",
    "ampersands": "密&amp;",
    "combining": "机\u0301密\u0301",
    "overrides": "\u202e机密",
    "embeddings": "\u202b\u202a密",
    "isolates": "\u2068密",
    "letters": "m i s e c r e ",
    "digits": "机密0 0 0 ",
    "levels": "机密、",
    "labels": "密级:□",
    "cells": "|秘密|a\n",
    "quotations": "标注“机密★10年”字样，",
    "styles": "密<style>",
    "escapes": "密\\u5bc6%25",
    "parts": "禾 必密",
}


@pytest.mark.thorough
@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_no_text_costs_more_than_its_length(unit: str) -> None:
    text = unit * (SIZE // len(unit))
    began = time.process_time()
    findings(text)
    assert time.process_time() - began < 3 * SIZE / 100_000
