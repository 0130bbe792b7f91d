"""Every kind of block on the page, and the words of the page the words of the text."""

import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from marking.pdf import opened
from tests.unit.typeset.texts import MIXED, RARE, WIDE, chart, sheet
from typeset import engine
from typeset.blocks import Attachment, Figure, Footnote, Note, Table, blocks, plain
from typeset.document import Element, Layout
from typeset.errors import FigureMissing, FigureUnusable
from typeset.extract import drawn, holds, same_document, same_text, says, text_of
from typeset.figures import picture
from typeset.importing import read
from typeset.laying import body
from typeset.reading import html

pytestmark = pytest.mark.requirement("NEW-06")
SAMPLES = Path(__file__).parents[3].parent / "shared" / "samples"


@pytest.mark.thorough
def test_every_kind_of_block_says_on_paper_what_the_text_says() -> None:
    second = "第二篇[^x]。\n\n[^x]: 又一注释。"
    doc = sheet(MIXED, second, figures={"chart.png": chart(dpi=(150, 150))})
    pdf = engine.printed(doc.layout()).pdf
    assert same_document(doc, pdf)
    assert same_text([MIXED, second], pdf)
    assert drawn(text_of(pdf)).count(RARE) == MIXED.count(RARE)
    assert "⑤又一注释" in drawn(text_of(pdf))
    assert not same_text([MIXED.replace("口径同上", "口径不同"), second], pdf)
    assert not same_text([MIXED, second.replace("又一", "又二")], pdf)
    assert not same_document(sheet(MIXED, figures=dict(doc.figures)), pdf)


@pytest.mark.thorough
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the public sample texts are not here")
@pytest.mark.parametrize("name", ["notice-2012-75", "rules-2015-128", "rules-jilin-2012"])
def test_a_public_text_with_rare_characters_comes_back_whole(name: str) -> None:
    lines = filter(str.strip, (SAMPLES / f"{name}.txt").read_text(encoding="utf-8").splitlines())
    text = "\n".join(f"{line}{RARE[at % 4]}" for at, line in enumerate(lines))
    source = read("a.txt", text.encode())
    assert drawn(source.words) == drawn(text)
    doc = sheet(source.markdown)
    pdf = engine.printed(doc.layout()).pdf
    assert same_document(doc, pdf)
    assert set(RARE) <= set(text_of(pdf))


def test_notes_attachments_figures_and_footnotes_are_blocks_of_their_own() -> None:
    found = blocks("> 引文\n\n![题*注*](a%20b.png)\n\n附件：名单\n\n正文[^1]\n\n[^1]: 甲\n\n    乙")
    kinds = [type(one) for one in found]
    assert kinds[:3] == [Note, Figure, Attachment]
    figure, note = found[1], found[-1]
    assert isinstance(figure, Figure)
    assert figure.name == "a b.png"
    assert isinstance(note, Footnote)
    assert plain("正文[^1]\n\n[^1]: 甲\n\n    乙").splitlines() == ["正文①", "① 甲", "乙"]


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("甲[^1]乙[^2]丙[^1]\n\n[^2]: 二\n\n[^1]: 一", "甲①乙②丙①① 一② 二"),
        ("甲[^1]\n\n[^1]: 一[^2]\n\n[^2]: 二", "甲①[^2]: 二① 一[^2]"),
        ("甲\n\n[^1]: 无人引用", "甲[^1]: 无人引用"),
        ("甲[^1]\n\n[^1]: 一\n\n[^1]: 又一", "甲①[^1]: 又一① 一"),
        ("甲[^1]", "甲[^1]"),
        ("x^[2] 与 [a]: b\n\n[a]: http://a.cn", "x^[2] 与 [a]: b[a]: http://a.cn"),
        ("|a|b|\n|-|-|\n|1|2|3|4|\n|一<br>二|x", "a\tb1\t2 3 4一二\tx"),
        ("- " * 60 + "项", "- " * 48 + "项"),
        ("**" * 3000 + "深" + "**" * 3000, "深"),
    ],
    ids=["order", "nested", "unused", "twice", "undefined", "no reference", "ragged", "deep", "emphasis"],
)
def test_no_word_of_a_text_is_dropped(text: str, words: str) -> None:
    assert plain(text).replace("\n", "") == words
    assert drawn(re.sub("<[^>]+>", "", html(text)).replace("&gt;", ">")) == drawn(words)


def test_footnotes_are_numbered_on_through_a_document() -> None:
    first = body("甲[^1]乙[^2]\n\n[^1]: 一\n\n[^2]: 二")
    second = body("丙[^1]\n\n[^1]: 三", first_note=first.next_note)
    assert (second.text, second.notes) == ("丙③", "③ 三")
    assert blocks("".join(f"甲[^{n}]" for n in (1,)) + "\n\n[^1]: x", 51)[-1] == blocks("甲[^1]\n\n[^1]: x", 51)[-1]
    assert plain("甲[^1]\n\n[^1]: 一") == "甲①\n① 一"


LAYOUT = Layout(
    "bulletin.typ", "", "", sheet("").dated, {}, (Element("body", "甲①乙丙丁戊"), Element("footnotes", "①注释文"))
)


@pytest.mark.parametrize(
    ("pages", "same"),
    [
        ("甲①乙①注释文\f丙丁戊", True),
        ("甲①乙丙①注释\f丁文戊", True),
        ("甲①乙①注释文丙丁戊", True),
        ("甲①乙丙丁戊", False),
        ("甲①乙①释注文\f丙丁戊", False),
        ("甲①乙①注释文\f丙戊丁", False),
        ("甲①乙①注释文\f丙丁戊己", False),
        ("①注释文甲①乙\f丙丁戊①注释文", False),
    ],
)
def test_the_check_knows_footnotes_at_the_feet_of_pages_only(pages: str, same: bool) -> None:
    assert says(LAYOUT, pages) is same


def test_texts_are_found_in_any_print() -> None:
    assert holds(["甲[^1]乙\n\n[^1]: 注"], "头 甲①\f①注\f乙 尾")
    assert not holds(["甲[^1]乙\n\n[^1]: 注"], "头 甲①\f\f乙 尾")


def test_a_wide_table_stands_on_landscape_pages_with_its_head_on_each() -> None:
    doc = sheet(f"前文。\n\n{WIDE}\n\n后文。")
    pdf = engine.printed(doc.layout()).pdf
    with opened(pdf) as pages:
        sizes = [page.get_size() for page in pages]
        heads = [page.get_textpage().get_text_bounded().count("全年合计") for page in pages]
    assert [width > height for width, height in sizes] == [False, True, True, False]
    assert heads == [0, 1, 1, 0]
    assert same_document(doc, pdf)


def test_a_table_of_eight_columns_stays_upright_and_breaks_no_number() -> None:
    (table,) = blocks("|" + "数量|" * 8 + "\n|" + "-|" * 8 + "\n|" + "12345|" * 8)
    assert isinstance(table, Table)
    (laid,) = body("|" + "数量|" * 8 + "\n|" + "-|" * 8 + "\n|" + "12345|" * 8).data
    assert laid["landscape"] is False
    assert laid["rows"][0][0][0]["text"] == "12345"


def test_a_number_longer_than_its_column_breaks_inside_it() -> None:
    columns = "|" + "列|" * 30 + "\n|" + "-|" * 30 + "\n|" + "123456789012|" * 30
    doc = sheet(columns)
    pdf = engine.printed(doc.layout()).pdf
    assert same_document(doc, pdf)
    with opened(pdf) as pages:
        page = pages[1].get_textpage()
        right = max(page.get_charbox(at)[2] for at in range(page.count_chars()))
    assert right < (297 - 37) * 72 / 25.4


@pytest.mark.thorough
def test_a_picture_leaves_without_what_a_camera_wrote_into_it() -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    exif[0x0112] = 6
    data = chart("JPEG", (3000, 2000), exif=exif, dpi=(300, 300), comment=b"secret")
    assert b"secret place" in data
    made = picture("a.jpg", data)
    assert (round(made.width), made.dpi) == (133, 300)
    assert made.height > made.width
    assert made == picture("a.jpg", data)
    pdf = engine.printed(sheet("![图](a.jpg)", figures={"a.jpg": data}).layout()).pdf
    assert b"secret" not in pdf


def test_a_picture_of_the_screen_is_printed_coarser_and_says_so() -> None:
    assert picture("a.png", chart(size=(500, 200))).dpi == 96
    assert picture("a.png", chart(size=(500, 200), dpi=(200, 200))).dpi == 200
    transparent = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    out = io.BytesIO()
    transparent.save(out, "PNG")
    assert "image/png" in picture("a.png", out.getvalue()).svg


@pytest.mark.parametrize(
    ("figures", "refusal"),
    [
        ({}, FigureMissing),
        ({"a.png": b"no picture"}, FigureUnusable),
        ({"a.png": chart()[:400]}, FigureUnusable),
        ({"a.png": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}, FigureUnusable),
        ({"a.png": bytes(21 << 20)}, FigureUnusable),
    ],
    ids=["missing", "no picture", "cut off", "svg", "too large"],
)
def test_a_picture_that_cannot_be_printed_is_named(
    figures: dict[str, bytes], refusal: type[FigureMissing | FigureUnusable]
) -> None:
    with pytest.raises(refusal) as caught:
        sheet("![图](a.png)", figures=figures).layout()
    assert caught.value.facts["name"] == "a.png"


WORDS = st.text(st.sampled_from("政务信息，。（）12ab-x #*_`[]|<>&\\^!"), min_size=1, max_size=12)
LINES = st.one_of(
    WORDS,
    WORDS.map("# {}".format),
    WORDS.map("> {}".format),
    WORDS.map("- {}".format),
    WORDS.map("1. {}".format),
    WORDS.map("  - {}".format),
    st.lists(WORDS, min_size=1, max_size=4).map(lambda cells: f"|{'|'.join(cells)}|\n|{'-|' * len(cells)}\n|x|y|z|"),
    st.sampled_from(["```", "[^1]", "正文[^1]", "[^1]: 注", "![图](a.png)", "2026年1月1日", "附件：一", "---", ""]),
)


@pytest.mark.thorough
@settings(max_examples=25)
@given(st.lists(LINES, max_size=9), st.sampled_from(["\n", "\n\n"]))
def test_whatever_stands_in_a_text_stands_on_its_pages(lines: list[str], between: str) -> None:
    text = between.join(lines)
    doc = sheet(text, figures={"a.png": chart(size=(90, 60))})
    try:
        layout = doc.layout()
    except FigureMissing:
        return
    pdf = engine.printed(layout).pdf
    assert says(layout, text_of(pdf))
    assert same_text([text], pdf)
