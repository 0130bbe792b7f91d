"""Markdown is read once, and no word of it is lost."""

from hypothesis import given
from hypothesis import strategies as st

from typeset.blocks import Heading, Item, Paragraph, Table, blocks, plain, words
from typeset.reading import html, length


def drawn(text: str) -> str:
    return "".join(text.split())


def test_headings_lists_tables_and_paragraphs_become_blocks() -> None:
    source = (
        "# 一、情况\n\n正文\n\n- 甲\n- 乙\n\n3. 丙\n4. 丁\n   - 戊\n\n| 列 | 数 |\n|---|--:|\n| a | 1 |\n\n###### 深"
    )
    found = blocks(source)
    assert isinstance(found[0], Heading)
    assert isinstance(found[1], Paragraph)
    assert [(b.depth, b.marker, words(b.runs)) for b in found if isinstance(b, Item)] == [
        (1, "", "甲"),
        (1, "", "乙"),
        (1, "3.", "丙"),
        (1, "4.", "丁"),
        (2, "", "戊"),
    ]
    table = next(b for b in found if isinstance(b, Table))
    assert (words(table.head[1]), words(table.rows[0][1]), table.aligns) == ("数", "1", ("", "right"))
    assert isinstance(found[-1], Heading)
    assert found[-1].level == 4


def test_emphasis_closes_beside_chinese_text() -> None:
    (paragraph,) = blocks("**一是加强领导。**各单位要*抓好*落实。")
    assert isinstance(paragraph, Paragraph)
    assert [(run.text, run.bold, run.italic) for run in paragraph.runs] == [
        ("一是加强领导。", True, False),
        ("各单位要", False, False),
        ("抓好", False, True),
        ("落实。", False, False),
    ]


def test_line_breaks_of_the_source_vanish_in_chinese_and_are_blanks_in_english() -> None:
    assert plain("政务\n信息\n\nplain\nwords\n\n甲  \n乙") == "政务信息\nplain words\n甲\n乙"


def test_addresses_and_descriptions_are_not_lost() -> None:
    assert plain("见[网站](http://a.cn)，<http://b.cn>，![图一](x.png)") == "见网站（http://a.cn），http://b.cn，图一"


def test_markup_of_other_languages_is_text() -> None:
    assert plain('<b>粗</b> #read("/etc/passwd") $x$') == '<b>粗</b> #read("/etc/passwd") $x$'


def test_a_date_and_the_name_above_it_are_a_signature() -> None:
    *_, office, date = blocks("正文结束。\n\n滨海市信息科\n\n2026年11月21日")
    assert isinstance(office, Paragraph)
    assert isinstance(date, Paragraph)
    assert (office.signature, date.signature) == (True, True)
    sentence, _ = blocks("以上请审阅。\n\n2026年11月21日")
    assert isinstance(sentence, Paragraph)
    assert not sentence.signature


PIECES = st.text(st.sampled_from("政务信息报送工作，。（）12ab"), min_size=1, max_size=8)


@given(st.lists(st.lists(PIECES, min_size=2, max_size=2), min_size=1, max_size=5))
def test_every_cell_of_a_table_is_kept(rows: list[list[str]]) -> None:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    source = "\n".join([lines[0], "|---|---|", *lines[1:]])
    assert drawn(plain(source)) == "".join(cell for row in rows for cell in row)


def test_html_is_safe_and_starts_below_the_page_title() -> None:
    made = html("# 标题\n\n<script>alert(1)</script>[x](javascript:alert(1))![图](http://a/b.png)\n\n|a|\n|--:|\n|1|")
    assert "<h2>标题</h2>" in made
    assert '<td class="is-right">1</td>' in made
    assert "图" in made
    assert not any(bad in made for bad in ("<script", 'href="javascript', "<img", "style="))


@given(st.text(max_size=60))
def test_html_of_any_text_carries_no_script_image_or_style(text: str) -> None:
    made = html(text)
    assert not any(bad in made for bad in ("<script", "<img", "<style", " style=", " onerror="))


def test_length_counts_han_and_punctuation_by_one_and_a_run_of_ascii_by_one() -> None:
    assert length("政务信息，ABC 123。") == 8
    assert length("同比增长3.14%，见 e-mail") == 4 + 1 + 1 + 1 + 1
    assert length("## 一、**重点**") == 4
    assert length(" -- \n\u200b") == 0
    assert length("𠮷野家") == 3
