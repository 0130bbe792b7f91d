"""`zhengxun typeset` as a program, and the field tables of its page."""

import io
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Mm
from pypdf import PdfReader

from app import cli
from app.templating import message
from app.typesetting import fields as field_words
from app.typesetting import forms, naming
from crypto import sm3
from tests.unit.typeset.texts import chart
from typeset import extract
from typeset.ofd import reading

pytestmark = [pytest.mark.requirement("NEW-06"), pytest.mark.thorough]

PROJECT = Path(__file__).resolve().parents[2]
PAGE = (PROJECT / "docs" / "typeset.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"<!-- fields: (\w+) -->\n```toml\n(.*?)```", PAGE, re.DOTALL))
TEXT = """关于开展年度检查的通知

　　为做好年度检查工作，现将有关事项通知如下。
　　一、检查范围
　　全部在册单位，共{count}家，生僻字𠮷𬎆㛃䶮照样印。
　　（一）重点单位
　　上一年度有整改事项的单位。
　　二、时间安排
　　11月25日至12月10日。
"""

Made = Callable[..., int]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a text and the tables of the page, an installation that is not there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZHENGXUN_DATA", str(tmp_path / "none"))
    (tmp_path / "通知.txt").write_text(TEXT.format(count=312), encoding="utf-8")
    for name, table in EXAMPLES.items():
        (tmp_path / f"{name}.toml").write_text(table, encoding="utf-8")
    return tmp_path


def typeset(*words: object) -> int:
    return cli.main(["typeset", *map(str, words)])


def written(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


@pytest.mark.parametrize("form", sorted(EXAMPLES))
def test_every_table_of_the_page_is_a_document(here: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert typeset("通知.txt", "--as", form, "--fields", f"{form}.toml", "--out", "成品", "--ofd") == 0, (
        capsys.readouterr()
    )
    said = capsys.readouterr().out
    pdf, ofd = ((here / "成品" / f"通知.{ending}").read_bytes() for ending in ("pdf", "ofd"))
    assert sm3.hash(pdf).hex() in re.sub(r"\s", "", said)
    assert sm3.hash(ofd).hex() in re.sub(r"\s", "", said)
    told = extract.drawn(extract.text_of(pdf))
    assert extract.drawn(reading.text_of(ofd)) == told
    assert extract.drawn("全部在册单位，共312家，生僻字𠮷𬎆㛃䶮照样印。") in told
    given = naming.loads(EXAMPLES[form])
    for value in given.values():
        if isinstance(value, str) and value not in {"urgent", "name"}:
            assert extract.drawn(value) in told, value


def test_there_is_a_table_for_every_official_form() -> None:
    official = {row.code for row in forms.rows() if not row.several}
    assert official <= set(EXAMPLES)
    assert set(EXAMPLES) - official == {"brief"}


def test_every_field_has_a_name_and_a_way_to_write_it() -> None:
    for row in forms.rows():
        assert set(row.needed) <= set(row.keys)
        for name in row.keys:
            assert naming.label(row, name)
            assert field_words.expects(row, name)
    names = {one.name for row in forms.rows() for one in fields(row.made)}
    assert message("typeset.field.title") == "标题"
    assert {"title", "number"} <= names


def test_the_list_names_every_form_and_kind(capsys: pytest.CaptureFixture[str]) -> None:
    assert typeset("--list") == 0
    said = capsys.readouterr().out
    for row in forms.rows():
        assert row.code in said
        assert row.name in said


def test_the_same_twice_is_the_same_bytes_also_in_another_process(here: Path) -> None:
    words = ("通知.txt", "--as", "letter", "--fields", "letter.toml", "--ofd", "--no-preflight", "--out")
    assert typeset(*words, "甲") == 0
    command = [sys.executable, "-m", "app.cli", "typeset", *words, "乙"]
    environ = {"PYTHONHASHSEED": "7", "PYTHONPATH": str(PROJECT), "PATH": "/usr/bin:/bin"}
    assert subprocess.run(command, cwd=here, env=environ, check=False, capture_output=True).returncode == 0
    assert {path.name: path.read_bytes() for path in (here / "甲").iterdir()} == {
        path.name: path.read_bytes() for path in (here / "乙").iterdir()
    }


@pytest.mark.parametrize(("words", "said"), [
    (("通知.txt",), "--list"),
    (("没有.txt", "--as", "letter", "--fields", "letter.toml", "--out", "x"), "没有.txt"),
    (("通知.txt", "--as", "电报", "--out", "x"), "downward"),
    (("通知.txt", "--as", "letter", "--out", "x"), "addressees（主送机关）"),
    (("通知.txt", "--as", "letter", "--fields", "坏.toml", "--out", "x"), "TOML"),
    (("通知.txt", "--as", "letter", "--fields", "错.toml", "--out", "x"), "offices"),
    (("通知.txt", "--as", "letter", "--fields", "型.toml", "--out", "x"), "日期，如 2026-11-22"),
    (("通知.txt", "通知.txt", "--as", "letter", "--fields", "letter.toml", "--out", "x"), "annexes"),
    (("通知.txt", "--as", "letter", "--fields", "letter.toml", "--out", "x", "--attach", "通知.txt"), "--ofd"),
    (("通知.txt", "--as", "letter", "--fields", "letter.toml", "--out", "x", "--copies", "3", "--to", "甲,乙"), "3 份"),
    (("通知.txt", "--as", "letter", "--fields", "letter.toml", "--out", "通知.txt"), "文件夹"),
])  # fmt: skip
def test_what_cannot_be_done_is_a_line_that_says_what_to_do(
    here: Path, words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "坏.toml").write_text("offices = [", encoding="utf-8")
    (here / "错.toml").write_text('ofices = ["甲"]', encoding="utf-8")
    (here / "型.toml").write_text('dated = "明天"', encoding="utf-8")
    assert typeset(*words, "--no-preflight") == 2
    told = capsys.readouterr().err
    assert len(told.strip().splitlines()) == 1
    assert said in told
    assert not (here / "x").exists()


def test_a_marking_stops_it_wherever_it_stands(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "密.txt").write_text("通知\n机密★5年\n正文。\n", encoding="utf-8")
    (here / "密.toml").write_text(EXAMPLES["letter"] + 'note = "机密★5年"\n', encoding="utf-8")
    common = ("--as", "letter", "--out", "x")
    assert typeset("密.txt", *common, "--fields", "letter.toml") == 3
    assert typeset("通知.txt", *common, "--fields", "密.toml") == 3
    assert typeset("通知.txt", *common, "--fields", "letter.toml", "--copies", "1", "--to", "机密★5年") == 3
    assert typeset("通知.txt", *common, "--fields", "letter.toml", "--ofd", "--attach", "密.txt") == 3
    assert "没有办理" in capsys.readouterr().err
    assert not (here / "x").exists()


def test_nothing_is_written_over_unasked_and_the_source_never(here: Path) -> None:
    words = ("--as", "letter", "--fields", "letter.toml", "--no-preflight")
    assert typeset("通知.txt", *words, "--out", "成品") == 0
    (here / "成品" / "通知.pdf").write_bytes(b"mine")
    assert typeset("通知.txt", *words, "--out", "成品", "--png") == 2
    assert written(here / "成品") == {"通知.pdf"}
    assert (here / "成品" / "通知.pdf").read_bytes() == b"mine"
    assert typeset("通知.txt", *words, "--out", "成品", "--png", "--replace") == 0
    assert written(here / "成品") >= {"通知.pdf", "通知-01.png"}


def test_numbered_copies_say_the_same_as_the_document(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("通知.txt", "--as", "letter", "--fields", "letter.toml", "--no-preflight", "--out", "成品")
    assert typeset(*words, "--copies", "2", "--to", "省审计厅,省统计局") == 0
    assert "没有密钥" in capsys.readouterr().out
    plain = (here / "成品" / "通知.pdf").read_bytes()
    copies = [(here / "成品" / f"通知-{n:06}-{who}.pdf").read_bytes() for n, who in ((1, "省审计厅"), (2, "省统计局"))]
    assert len({plain, *copies}) == 3
    assert {extract.drawn(extract.text_of(copy)) for copy in copies} == {extract.drawn(extract.text_of(plain))}


def test_preflight_is_told_and_ends_with_its_own_code(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "错.txt").write_text(
        "关于检查的通知\n\n　　请于2月30日前报送，会议于2026年13月5日召开。\n", encoding="utf-8"
    )
    code = typeset("错.txt", "--as", "letter", "--fields", "letter.toml", "--out", "成品")
    said = capsys.readouterr().out
    assert code == 3, said
    assert "必须改" in said
    assert "2月30日" in said
    assert written(here / "成品") == {"错.pdf"}
    assert typeset("错.txt", "--as", "letter", "--fields", "letter.toml", "--out", "二", "--no-preflight") == 0


def test_an_export_says_what_it_is_and_is_known_again(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--as", "letter", "--fields", "letter.toml", "--no-preflight", "--out")
    assert typeset("通知.txt", *words, "成品", "--docx", "--html") == 0
    digest = sm3.hash((here / "成品" / "通知.pdf").read_bytes()).hex()
    assert digest in (here / "成品" / "通知.html").read_text(encoding="utf-8")
    capsys.readouterr()
    assert typeset("成品/通知.docx", *words, "再排") == 0
    assert f"SM3 {digest}" in capsys.readouterr().err


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


def test_a_picture_of_a_docx_is_printed_when_somebody_answers_for_it(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = Document()
    document.add_heading("关于检查情况的通报", 0)
    document.add_paragraph("检查情况如下。")
    document.add_picture(io.BytesIO(chart()), width=Mm(80))
    document.save(str(here / "图.docx"))
    words = ("图.docx", "--as", "brief", "--fields", "brief.toml", "--no-preflight", "--out", "成品", "--ofd")
    assert typeset(*words) == 4
    assert written(here / "成品") == set()
    monkeypatch.setattr(sys, "stdin", Terminal("已核对\n"))
    assert typeset(*words, "--declare") == 0
    page = PdfReader(here / "成品" / "图.pdf").pages[0]
    assert len(page.images) == 1


def test_a_table_in_chinese_alone_is_the_same_document(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names without quotes, parts of tables and choices too; the same field twice is refused."""
    (here / "分工表.md").write_text("# 重点任务分工表\n\n按期完成。\n", encoding="utf-8")
    codes = """offices = ["海晏省财政厅"]
number = "海财〔2026〕8号"
addressees = ["省审计厅"]
dated = 2026-11-22
urgency = "urgent"
sealing = "none"
[[annexes]]
file = "分工表.md"
landscape = true
"""
    words = """发文机关 = ["海晏省财政厅"]
发文字号 = "海财〔2026〕8号"
"主送机关" = ["省审计厅"]
成文日期 = 2026-11-22
紧急程度 = "加急"
用印方式 = "不加盖印章"
[[附件]]
文件 = "分工表.md"
横排 = true
"""
    for name, table in (("codes", codes), ("words", words), ("twice", words.replace("[[", 'offices = ["甲"]\n[['))):
        (here / f"{name}.toml").write_text(table, encoding="utf-8")
    for name in ("codes", "words"):
        assert typeset("通知.txt", "--as", "downward", "--fields", f"{name}.toml", "--out", name) == 0, (
            capsys.readouterr()
        )
    assert (here / "codes" / "通知.pdf").read_bytes() == (here / "words" / "通知.pdf").read_bytes()
    assert typeset("通知.txt", "--as", "downward", "--fields", "twice.toml", "--out", "twice") == 2
    assert not (here / "twice").exists()


@pytest.mark.requirement("SUB-07")
def test_what_reads_as_a_marking_only_on_the_page_is_not_printed(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The gate reads files a stretch at a time; on the page the two words stand beside each other."""
    (here / "通知.md").write_text(f"各单位按期报送。机{'&#8203;' * 5000}密★10年\n", encoding="utf-8")
    assert typeset("通知.md", "--as", "brief", "--fields", "brief.toml", "--out", "成品") == 3
    assert "印出的版面" in capsys.readouterr().err
    assert written(here / "成品") == set()


@pytest.mark.parametrize("name", ["../外面.md", "{outside}", "链接.md"])
def test_a_table_takes_no_file_from_elsewhere(here: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    outside = here.parent / "外面.md"
    outside.write_text("# 名单\n\n不给外人看的。\n", encoding="utf-8")
    (here / "链接.md").symlink_to(outside)
    table = EXAMPLES["letter"] + f'\n[[annexes]]\nfile = "{name.format(outside=outside)}"\n'
    (here / "letter.toml").write_text(table, encoding="utf-8")
    assert typeset("通知.txt", "--as", "letter", "--fields", "letter.toml", "--out", "成品") == 2
    assert "没有读取" in capsys.readouterr().err
    assert written(here / "成品") == set()
