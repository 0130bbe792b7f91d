"""What a reader would call a marking is refused, what a reader would call ordinary is allowed."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marking.scan import scan
from marking.verdict import Decision

SAMPLES = Path(__file__).parents[3].parent / "shared" / "samples"

MARKED = {
    "绝密★长期": "level-star",
    "机密★10年": "level-star",
    "秘密★6个月": "level-star",
    "机密★": "level-star",
    "秘密★启用前": "level-star",
    "机 密★10年": "level-star",
    "机　　密★5年": "level-star",
    "机·密★5年": "level-star",
    "机\v密★": "level-star",
    "絕密★": "level-star",
    "機密★10年": "level-star",
    "祕密★1年": "level-star",
    "絶密★": "level-star",
    "㊙密★": "level-star",
    "机宓★": "level-star",
    "机密★１０年": "level-star",
    "机密★二十年": "level-star",
    "机\u200b密\u2060★\u00ad5年": "level-star",
    "机\u0301密\ufe0f★5年": "level-star",
    "\u202e年01★密机": "level-star",
    "&#8238;年01★密机": "level-star",
    "机密☆10年": "level-star",
    "机密✪5年": "level-star",
    "机密⭐10年": "level-star",
    "机密🌟5年": "level-star",
    "**机密**★10年": "level-star",
    "~~机~~密★10年": "level-star",
    "<b>机</b>密★": "level-star",
    "机<!-- x -->密★5年": "level-star",
    '<span title="机密★10年">x</span>': "level-star",
    "<!-- 机密★10年 -->": "level-star",
    "&#26426;&#23494;★5年": "level-star",
    "&amp;#26426;&#x5BC6;★5年": "level-star",
    "＆#26426；密★5年": "level-star",
    "本件为机密★5年的材料": "level-star",
    "东野圭吾的秘密★★★★★10年": "level-star",
    "绝★密": "star-inside",
    "绝⭐密": "star-inside",
    "机密*10年": "level-asterisk",
    "机密＊10年": "level-asterisk",
    "机-密 10年": "level-term",
    "机密10年": "level-term",
    "机密长期": "level-term",
    "秘密 启用前": "level-term",
    "绝密二十年": "level-term-words",
    "机密": "level-alone",
    "# 机密": "level-alone",
    "　　机　密　": "level-alone",
    "商密": "commercial-alone",
    "【机密】关于某事的报告": "level-bracket",
    "（秘密）关于某事的报告": "level-paren",
    "关于某事的报告（秘密）": "level-paren",
    "密级：机密": "label-level",
    "密 级：秘密": "label-level",
    "密级: **机密**": "label-level",
    "| 密级 | 机密 |": "label-level",
    "密级：商密": "commercial-alone",
    "机密 特急": "level-urgent",
    "特急　机密": "level-urgent",
    "000012 机密": "level-number",
    "商密★3年": "commercial-mark",
    "本件商密★": "commercial-mark",
    "普通商密▲5年": "commercial-mark",
    "商密 3年": "commercial-term",
    "ji mi ★ 5 nian": "romanised",
    "Ｓｅｃｒｅｔ★": "romanised",
    "mi mi★10年": "romanised",
    "机密\n★\n10年": "level-star",
    "绝\n密": "level-alone",
    "绝\n密\n★\n长期": "level-star",
}

ORDINARY = [
    "类型 | 密级 | 说明 |\n国家秘密 | 绝密 | 影响特别重大 |\n国家秘密 | 机密 | 影响重大 |\n国家秘密 | 秘密 | 有影响 |",
    "《保守国家秘密法》",
    "《中华人民共和国保守国家秘密法实施条例》自公布之日起施行。",
    "商业秘密",
    "商业秘密保护工作",
    "机密性、完整性、可用性",
    "保密工作",
    "涉密人员管理",
    "机要秘书",
    "采取秘密投票的方式",
    "商用密码应用安全性评估",
    "商密加密技术",
    "高密市人口稠密",
    "密级分为绝密、机密、秘密三级",
    "国家秘密的密级分为绝密、机密、秘密三级。绝密级国家秘密是最重要的国家秘密",
    "密级：绝密、机密、秘密三级",
    "绝密\n机密\n秘密",
    '标有"商密"的文件不得上传',
    "绝密级不超过三十年，机密级不超过二十年，秘密级不超过十年",
    "绝密级不超过30年",
    "保守秘密三十年如一日",
    "严守机密10年以上",
    "严守秘密\n3年来成效显著",
    "揭开尘封的秘密三十年",
    "秘密2026年",
    "这个秘密长期存在",
    "客户端加密机密码",
    "加密机密钥10年更换一次",
    "手机、密码3年一换",
    "姓名* 手机* 密码*",
    "**商业秘密**保护",
    "* 商业秘密 * 技术秘密",
    "揭开秘密*",
    "五星级酒店★★★★★",
    "东野圭吾的秘密★★★★★",
    "文件密级为机密的，应当按规定保存",
    "标明密级和保密期限",
    "未标密级的，按内部资料管理",
    "司机 密切联系3年",
    "AT&T 密封件质保3年",
    "top secret files",
    "有对密级的政务信息按照保密管理有关规定进行报送和处理",
]


@pytest.mark.parametrize(("text", "rule"), MARKED.items())
def test_a_marking_is_refused_by_its_rule_and_shown_in_the_text_as_typed(text: str, rule: str) -> None:
    verdict = scan(text, "body")
    assert (verdict.decision, verdict.rule) == (Decision.REFUSE, rule)
    assert verdict.words == text[verdict.start : verdict.end] != ""


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_pass(text: str) -> None:
    assert scan(text).decision is Decision.ALLOW


def test_the_range_covers_the_marking_and_nothing_else() -> None:
    text = "关于报送情况的函\n\n正文。<b>机</b>密★10年，请办理。"
    verdict = scan(text)
    assert verdict.words == "机</b>密★10年"


@pytest.mark.parametrize("number", [0, 11, 40, 199])
def test_a_marking_is_found_in_any_line_of_a_long_text(number: int) -> None:
    lines = [f"第{line}条 各单位应当加强保密工作，及时报送政务信息。" for line in range(200)]
    lines[number] += "机密★5年"
    verdict = scan("\n".join(lines))
    assert verdict.words == "机密★5年"
    assert verdict.start == sum(len(line) + 1 for line in lines[:number]) + len(lines[number]) - 5


FILLING = st.text(st.sampled_from("一二三政务信息报送工作，。、（）12 \n"), max_size=60)
GAPS = st.text(st.sampled_from("\u200b\u2060\u00ad\ufe0f\u0301 　"), max_size=3)


@given(before=FILLING, after=FILLING, gap=GAPS, level=st.sampled_from("绝机秘絕機祕"), star=st.sampled_from("★☆⭐✪"))
def test_a_marking_is_found_wherever_it_stands(before: str, after: str, gap: str, level: str, star: str) -> None:
    marking = f"{level}{gap}密{gap}{star}{gap}5年"
    verdict = scan(f"{before}\n{marking}{after}")
    assert verdict.decision is Decision.REFUSE
    assert level in verdict.words
    assert star in verdict.words


@pytest.mark.parametrize(
    "text",
    [
        "密" + "<!--" * 20_000,
        "机密" + " " * 20_000 + "x",
        " " * 20_000 + "密",
        "密" + "*a " * 20_000,
        "密&" + "amp;" * 20_000,
    ],
    ids=["comments", "blanks behind", "blanks before", "asterisks", "entities"],
)
def test_hostile_texts_cost_no_more_than_their_length(text: str) -> None:
    began = time.process_time()
    scan(text)
    assert time.process_time() - began < 3


@given(st.text(max_size=80))
def test_any_text_gets_a_verdict_inside_its_bounds(text: str) -> None:
    verdict = scan(text)
    assert 0 <= verdict.start <= verdict.end <= len(text)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the public sample texts are not here")
def test_public_regulations_pass_whole_and_line_by_line() -> None:
    texts = [path.read_text(encoding="utf-8") for path in SAMPLES.glob("*.txt")]
    assert len(texts) >= 3
    stopped = [
        line for text in texts for line in [text, *text.splitlines()] if scan(line).decision is not Decision.ALLOW
    ]
    assert stopped == []
