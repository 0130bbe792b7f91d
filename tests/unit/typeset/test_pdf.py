"""The pages say what the document says, on the grid of GB/T 9704, the same bytes every time."""

import ctypes
import hashlib
import io
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import raw

from marking.pdf import opened
from typeset import fonts
from typeset.bulletin import BulletinDoc, BulletinItem
from typeset.engine import missing
from typeset.errors import FontsMissing, MissingGlyphs, TableTooWide
from typeset.extract import drawn, same_document, same_text, text_of
from typeset.importing import read
from typeset.laying import breakable
from typeset.pdf import document as bulletin
from typeset.pdf import pages_png

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT.parent / "shared" / "samples"
MM = 72 / 25.4
TABLE = "| 序号 | 单位 | 数 | 说明 |\n|---|---|--:|---|\n" + "\n".join(
    f"| {n} | 东江区第{n}街道办事处 | {n * 7} | 该单位连续三个季度按时报送信息，质量较好，予以表扬 |"
    for n in range(1, 60)
)


def issue(*markdowns: str, **changes: object) -> BulletinDoc:
    items = tuple(BulletinItem(f"稿件{at}", text, ("市应急管理局",)) for at, text in enumerate(markdowns, 1))
    made = BulletinDoc(
        masthead="滨海信息",
        number=96,
        total=1208,
        office="中共滨海市委办公室",
        dated=date(2026, 11, 21),
        items=items,
        reports=("省委办公厅", "市委、市政府领导同志"),
        sends=("市直有关单位",),
        copies=("各县（市、区）",),
        print_run=80,
        note="日志链首 SM3 " + "3fa9c1d2" * 8,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_pages_carry_masthead_items_and_distribution() -> None:
    made = bulletin(issue("正文一。", "正文二。"))
    text = drawn(text_of(made))
    assert text.startswith("滨海信息第96期（总第1208期）中共滨海市委办公室2026年11月21日")
    for part in ("本期要目", "（市应急管理局）正文一。", "报：省委办公厅，市委、市政府领导同志", "送：市直有关单位"):
        assert drawn(part) in text
    assert "发：各县（市、区）中共滨海市委办公室2026年11月21日印发（共印80份）" in text
    assert "—1—" not in text


@pytest.mark.thorough
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the public sample texts are not here")
@pytest.mark.parametrize("name", ["notice-2012-75", "rules-2015-128", "rules-jilin-2012"])
def test_the_text_of_the_pages_is_the_text_of_the_input(name: str) -> None:
    data = (SAMPLES / f"{name}.txt").read_bytes()
    source = read(f"{name}.txt", data)
    doc = issue(source.markdown)
    made = bulletin(doc)
    assert same_document(doc, made)
    assert same_text([source.markdown], made)
    assert drawn(source.words) == drawn(data.decode())


RICH = (
    "# 一、情况\n\n## （一）总体\n\n### 1.小题\n\n#### （1）四级\n\n**重点。**内容*楷体*，见 "
    "https://www.example.gov.cn/"
    + "a-very-long-path/" * 12
    + " 页面。第一行  \n第二行\n\n- 甲\n- 乙\n  - 丙\n\n1. 丁\n2. 戊\n\n"
    + TABLE
    + '\n\n`#read("/etc/passwd")` $x$ <b> \\#set\n\n滨海市信息科\n\n2026年11月21日'
)


@pytest.mark.thorough
def test_rich_text_tables_and_hostile_text_come_back_whole() -> None:
    doc = issue(RICH, "很长的段落内容，" * 1500 + "完。")
    made = bulletin(doc)
    assert same_document(doc, made)
    assert '#read("/etc/passwd")$x$<b>#set' in drawn(text_of(made))


def test_the_check_sees_a_single_changed_moved_or_missing_character() -> None:
    made = bulletin(issue("各单位要加强政务信息工作。"))
    assert same_text(["各单位要加强政务信息工作。"], made)
    assert not same_text(["各单位要加强政务信患工作。"], made)
    assert not same_text(["各单位要加强信息政务工作。"], made)
    assert not same_text(["各单位要加强政务信息工作"], bulletin(issue("各单位要加强政务信息。工作")))
    assert not same_document(issue("各单位要加强政务信息工作。", note=""), made)


def test_a_second_reader_finds_the_same_body() -> None:
    body = "各单位要加强政务信息工作，䶮㛃①℃Ⅳ。"
    pages = pypdf.PdfReader(io.BytesIO(bulletin(issue(body)))).pages
    assert body in drawn("".join(page.extract_text() for page in pages))


CHARACTERS = st.characters(min_codepoint=0x21, exclude_categories=("Cs", "Cc", "Co", "Cn", "Cf", "Mn", "Me", "Mc"))


@pytest.mark.thorough
@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(CHARACTERS | st.sampled_from("政务信息，。（）12ab "), min_size=1, max_size=80), max_size=5))
def test_whatever_can_be_drawn_comes_back_and_the_rest_is_named(lines: list[str]) -> None:
    source = read("a.txt", "\n".join(lines).encode())
    doc = issue(source.markdown)
    if lacking := missing(doc.layout().text):
        with pytest.raises(MissingGlyphs) as caught:
            bulletin(doc)
        assert caught.value.characters == lacking
        return
    assert same_document(doc, bulletin(doc))


def test_a_character_no_font_has_is_named_with_its_code() -> None:
    with pytest.raises(MissingGlyphs) as caught:
        bulletin(issue("𠀀𠮷野家在龘街，😀"))
    assert caught.value.characters == "𠀀😀"
    assert caught.value.facts == {"codes": "\U00020000(U+20000) 😀(U+1F600)"}


@pytest.mark.thorough
def test_same_value_same_bytes_in_another_process_and_after_other_work() -> None:
    doc = issue(RICH)
    first = bulletin(doc)
    bulletin(issue("别的内容"))
    assert bulletin(doc) == first
    program = (
        "import hashlib, runpy; m = runpy.run_path('tests/unit/typeset/test_pdf.py');"
        "print(hashlib.sha256(m['bulletin'](m['issue'](m['RICH']))).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.strip() == hashlib.sha256(first).hexdigest()


def test_it_is_pdf_a_2b_with_its_faces_inside() -> None:
    made = bulletin(issue("正文"))
    assert b"<pdfaid:part>2</pdfaid:part>" in made
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in made
    faces = set(re.findall(rb"/BaseFont\s*/([A-Z]{6}\+[\w-]+)", made))
    assert faces
    drawn_with = {face.split(b"+")[1].split(b"-")[0] for face in faces}
    assert {b"FandolFang", b"ZhengxunBiaosong"} <= drawn_with
    assert drawn_with <= {
        b"FandolFang",
        b"ZhengxunBiaosong",
        b"ZhengxunFangLatin",
        b"ZhengxunKai",
        b"NotoSansSC",
        b"NotoSerifSC",
    }


def origins(made: bytes, page: int) -> list[tuple[str, float, float]]:
    """(character, x, y from the top) in mm, of a page."""
    found = []
    with opened(made) as document:
        sheet = document[page]
        text = sheet.get_textpage()
        for index in range(raw.FPDFText_CountChars(text)):
            x, y = ctypes.c_double(), ctypes.c_double()
            if raw.FPDFText_GetCharOrigin(text, index, x, y):
                character = chr(raw.FPDFText_GetUnicode(text, index))
                found.append((character, x.value / MM, (sheet.get_height() - y.value) / MM))
    return [one for one in found if not one[0].isspace()]


def test_a_full_page_has_22_lines_of_28_characters_inside_the_type_area() -> None:
    made = bulletin(issue("中" * 2000))
    body = [(x, y) for one, x, y in origins(made, 1) if one == "中"]
    lines = sorted({round(y, 1) for _, y in body})
    assert len(lines) == 22
    assert all(abs((later - sooner) - 29.53 / MM) < 0.1 for sooner, later in pairwise(lines))
    assert len([1 for _, y in body if round(y, 1) == lines[5]]) == 28
    assert min(x for x, _ in body) == pytest.approx(28, abs=0.5)
    assert max(x for x, _ in body) + 15.75 / MM <= 184.5
    assert lines[0] - 0.88 * 15.75 / MM == pytest.approx(37, abs=1)


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages() -> None:
    made = bulletin(issue("中" * 2000))
    dashes = [[x for one, x, y in origins(made, page) if one == "—" and y > 262] for page in (0, 1)]
    assert min(dashes[0]) > 150
    assert max(dashes[1]) < 60


@pytest.mark.thorough
def test_the_distribution_block_ends_on_the_last_page_and_covers_nothing() -> None:
    for length in range(500, 620, 10):
        made = bulletin(issue("华" * length))
        with opened(made) as document:
            last = len(document) - 1
        placed = origins(made, last)
        top = min(y for one, _, y in placed if one == "报")
        assert all(y < top for one, _, y in placed if one == "华")


def test_long_runs_of_ascii_stay_inside_the_page() -> None:
    made = bulletin(issue("x" * 400 + " " + "/".join("path" * 3 for _ in range(40))))
    assert max(x for _, x, _ in origins(made, 0)) < 186
    assert breakable("短 short") == "短 short"


def test_a_page_reads_in_the_order_of_its_text_whatever_controls_stand_in_it() -> None:
    doc = issue("\u202e年01密机\u202c正文\u2067abc")
    made = bulletin(doc)
    assert "年01密机正文abc" in drawn(text_of(made))
    assert same_document(doc, made)


@pytest.mark.thorough
@pytest.mark.parametrize(
    "text",
    [
        "",
        "长" * 30_000,
        "\n".join("  " * depth + "- 项" for depth in range(300)),
        "|" + "列|" * 18 + "\n|" + "---|" * 18 + "\n|" + "值|" * 18,
        "|甲|乙|\n|-|-|\n|1|" + "很长" * 3000 + "|",
    ],
    ids=["nothing", "one huge paragraph", "deep lists", "eighteen columns", "a cell longer than a page"],
)
def test_extreme_texts_give_pages_with_every_word(text: str) -> None:
    doc = issue(text)
    assert same_document(doc, bulletin(doc))


def test_a_table_that_would_print_over_itself_is_refused() -> None:
    with pytest.raises(TableTooWide) as caught:
        bulletin(issue("|" + "列|" * 60 + "\n|" + "---|" * 60))
    assert caught.value.facts == {"columns": 60, "most": 30}


def test_preview_pictures_are_the_pages() -> None:
    made = bulletin(issue("中" * 1200))
    pictures = pages_png(made, 72)
    with opened(made) as document:
        assert len(pictures) == len(document)
    assert all(picture.startswith(b"\x89PNG\r\n") for picture in pictures)
    width, height = (int.from_bytes(pictures[0][at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (596, 842)


def test_every_role_has_faces_and_the_report_says_which() -> None:
    report = {role.name: role for role in fonts.report()}
    assert set(report) == set(fonts.ROLES)
    assert all(Path(file).is_file() for role in report.values() for file in role.files)
    assert {name: role.families[0] for name, role in report.items()} == {
        "fang": "FandolFang R",
        "song": "Noto Serif SC",
        "biaosong": "Zhengxun Biaosong",
        "hei": "Noto Sans SC",
        "kai": "Zhengxun Kai",
    }
    assert {role.grade for role in report.values()} == {fonts.Grade.FREE}


def test_every_role_draws_all_of_gb2312() -> None:
    rows = (bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    characters = "".join(row.decode("gb2312", "ignore") for row in rows)
    assert len(characters) == 6763
    assert missing(characters) == ""


def test_a_role_without_any_face_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "REGISTRY", Path("/nowhere"))
    monkeypatch.setattr(fonts, "FACES", Path("/nowhere"))
    with pytest.raises(FontsMissing) as caught:
        fonts.roles(fonts.FontSet(folder=Path("/nowhere/else")))
    assert "fang" in str(caught.value.facts["roles"])
