"""Text is read as a page shows it, and every character knows where it came from."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from marking.characters import seen
from marking.display import drawn, mirrored
from marking.folded import Folded, typed
from marking.markup import MAX_ROUNDS, Peeling, peeled
from marking.normalise import Reading, views
from marking.scan import findings, scan
from marking.verdict import Decision

PIECES = st.sampled_from(
    [
        *"绝机秘密★☆*10年月长期启用前级商（）【】“”：、，。 \n\t|#>-_`~\\&;<>/abm",
        *"\u200b\u202e\u202c\u2067\u2069\u0301\ufe0f\u3000\u0660祕絕機宓禾必",
        "&#26426;",
        "&amp;",
        "&#x5bc6",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "\\u5bc6",
        "%E5%AF%86",
        "](x)",
        "jī",
        "mì",
        "政务信息",
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("１０ ⑩ ٣ ❿ 〸", "10 10 3 10 10"),
        ("絕密機祕", "绝密机秘"),
        ("ＪĪ mì 𝐦𝐢", "ji mi mi"),
        ("ЅЕСRЕТ", "secret"),
        ("🅹🇲", "jm"),
        ("☆✪⭐🌟", "★★★★"),
        ("*＊※", "✱✱✱"),
        ("㊙\ufe0f密\u0301", "秘密"),
        ("\u3164机\U000e0041密", "机密"),
        ("⽊⽉", "木月"),
        ("⿰木几", "木几"),
    ],
    ids=lambda value: ascii(value)[:16],
)
def test_a_character_is_what_a_reader_takes_it_for(raw: str, shown: str) -> None:
    assert seen(raw) == shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("&amp;#26426;密", "机密"),
        ("&#26426密&starf10年", "机密★10年"),
        ("<b title='>'>机</b>密", "机密"),
        ("机<span style='display:none'>x</span>密", "机密"),
        ("<style>.a::before{content:'机'}</style>密", "机密"),
        ("机<!-- x -->密", "机密"),
        ("<ruby>机<rt>ji</rt></ruby>密", "机密"),
        ("[机](https://example.cn)密", "机密"),
        ("[b]机[/b]密", "机密"),
        ("**机**密", "机密"),
        ("机\\*密", "机✱密"),
        ("机\\textcolor{red}{密}", "机{密}"),
        ("机/* x */密", "机密"),
        ("\x1b[31m机\x1b[0m密", "机密"),
        ("机:star:", "机★"),
        ("机密\\ding{72}", "机密★"),
        ("{color:red}机密{color}★", "机密★"),
        ("&lt;b&gt;机&lt;/b&gt;密", "机密"),
    ],
    ids=lambda value: ascii(value)[:24],
)
def test_what_a_page_does_not_show_is_gone(raw: str, shown: str) -> None:
    assert next(views(raw)).folded.text == shown


@pytest.mark.parametrize(
    "raw",
    [r"\u673a\u5bc6", r"\\u673a\\u5bc6", r"\u{673a}\u{5bc6}", "%E6%9C%BA%E5%AF%86", "%25E6%259C%25BA%25E5%25AF%2586"],
)
def test_escapes_are_read_in_a_view_of_their_own(raw: str) -> None:
    assert "机密" in {view.folded.text for view in views(raw) if view.reading is Reading.DECODED}
    assert next(views(raw)).folded.text != "机密"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("\u202e年01★密机", "机密★10年"),
        ("前\u202e密机\u202c后", "前机密后"),
        ("\u2067\u206610年\u2069★\u2066机密\u2069\u2069", "机密★10年"),
        ("\u202b10年\u200f★\u200f机密\u202c", "机密★10年"),
        ("\u202d机密★\u202c10年", "机密★10年"),
        ("机密", "机密"),
        ("\u202e(密机)", "(机密)"),
        ("\u202e〔密秘〕", "〔秘密〕"),
        ("\u2067\u202e密机\u202c\u2069\u2069\u202c", "机密"),
    ],
    ids=ascii,
)
def test_a_line_is_read_in_the_order_in_which_it_is_drawn(line: str, shown: str) -> None:
    assert drawn(typed(line)).text == shown


@given(
    st.text(
        st.sampled_from("机密10★年 \u202e\u202b\u202a\u202d\u202c\u2067\u2066\u2068\u2069\u200f\u200eא\n"), max_size=30
    )
)
def test_drawing_loses_and_invents_no_character(text: str) -> None:
    kept = sorted(one for one in text if unicodedata.category(one) != "Cf")
    assert sorted(drawn(typed(text)).text) == kept
    assert mirrored(mirrored(typed(text))).text == text


@given(TEXTS)
@example("机<b密★")
def test_every_reading_keeps_within_the_text_and_knows_its_way_back(text: str) -> None:
    for view in views(text, 7):
        folded = view.folded
        assert len(folded.text) == len(folded.starts) == len(folded.ends)
        assert all(7 <= start < end <= 7 + len(text) for start, end in zip(folded.starts, folded.ends, strict=True))


@given(TEXTS)
def test_peeling_comes_to_rest_and_stays_there(text: str) -> None:
    folded = typed(seen(text))
    for how in (Peeling(), Peeling(marks=False), Peeling(escapes=True)):
        once, rest = peeled(folded, how)
        assert rest
        again, _ = peeled(Folded(once.text, once.starts, once.ends), how)
        assert again.text == once.text


def test_markup_nested_for_its_own_sake_is_held() -> None:
    deep = "密" + "<" * (3 * MAX_ROUNDS) + "b>" * (3 * MAX_ROUNDS)
    assert scan(deep).decision is Decision.HOLD
    assert scan(deep).rule == "nested-markup"


@given(TEXTS)
def test_a_finding_shows_the_words_that_stand_there(text: str) -> None:
    last = 0
    for verdict in findings(text):
        assert verdict.words == text[verdict.start : verdict.end] != ""
        assert last <= verdict.start
        assert text[: verdict.start].endswith(verdict.before)
        assert text[verdict.end :].startswith(verdict.after)
        last = verdict.end


MARKINGS = st.sampled_from(["绝密★长期", "机密★10年", "秘密★6个月", "机密★", "商密★3年", "机密★启用前"])
UNSEEN = st.text(
    st.sampled_from("\u200b\u200d\u2060\u00ad\ufeff\u0301\u0336\ufe0f\u034f\u3164\U000e0041\x07"), max_size=4
)


@given(MARKINGS, st.lists(UNSEEN, min_size=8, max_size=8))
def test_what_draws_nothing_never_lets_a_marking_pass(marking: str, between: list[str]) -> None:
    text = "".join(gap + one for gap, one in zip(between, marking, strict=False)) + marking[8:]
    assert scan(text).decision is Decision.REFUSE


@given(MARKINGS, st.text(st.sampled_from("各单位应当及时报送政务信息，认真办理。\n　2026"), max_size=200))
def test_clean_text_around_a_marking_does_not_hide_it(marking: str, clean: str) -> None:
    for text in (f"{clean}\n{marking}", f"{marking}\n{clean}", f"{clean}{marking}。{clean}"):
        assert scan(text).decision is Decision.REFUSE
