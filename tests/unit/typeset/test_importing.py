"""Files become text, and no character that draws something is lost on the way."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.unit.typeset.texts import chart, sheet
from typeset import engine
from typeset.blocks import Heading, blocks, plain, words
from typeset.errors import NotImportable
from typeset.extract import same_document
from typeset.importing import Dropped, read
from typeset.plaintext import escaped, from_plain

SAMPLES = Path(__file__).parents[3].parent / "shared" / "samples"
PRINTABLE = st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn"))
MARKUP = st.text(st.sampled_from("#>-+*_~`[]()!<>&|\\=.1a中。 　\t\n"), max_size=60)


def drawn(text: str) -> str:
    return "".join(text.split())


@given(st.one_of(MARKUP, st.text(st.one_of(PRINTABLE, st.just("\n")), max_size=60)))
@example("***\n---\n===\n~~~\n```\n# x\n1. y\n    z\n[a]: b\n&amp;\n| a |\n|---|")
@example("政务信息\n====\n- \n+ 1)\n1)")
def test_plain_text_keeps_every_character(text: str) -> None:
    source = read("a.txt", text.encode())
    assert drawn(source.words) == drawn(text.removeprefix("\ufeff"))


@given(MARKUP.map(drawn))
def test_an_escaped_line_reads_back_as_itself(line: str) -> None:
    assert plain(escaped(line)) == line


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_of_the_trade_give_the_same_text(encoding: str) -> None:
    text = "关于报送情况的通知\n\n　　各单位要及时报送。\n"
    source = read("a.txt", text.encode(encoding))
    assert (source.title, source.markdown, source.lifted) == ("关于报送情况的通知", "各单位要及时报送。", True)


def test_numbered_lines_are_headings_when_they_are_short() -> None:
    text = "办法\n第一章  总则\n第一节 范围\n一、情况\n（一）总体\n一、这一条很长，是一句话。\n（二）准确：数据可靠；"
    found = blocks(from_plain(text).markdown)
    assert [(b.level, words(b.runs)) for b in found if isinstance(b, Heading)] == [
        (1, "第一章  总则"),
        (2, "第一节 范围"),
        (1, "一、情况"),
        (2, "（一）总体"),
    ]


def test_the_title_is_no_number_addressee_signature_or_date() -> None:
    text = "保监发〔2015〕128号\n各单位：\n　　某办公厅\n　　2015年12月29日\n\n信息工作\n办法\n\n第一章 总则"
    source = from_plain(text)
    assert (source.title, source.lifted) == ("信息工作办法", False)
    assert "# 信息工作办法" in source.markdown


def test_a_first_heading_of_markdown_is_the_title() -> None:
    source = read("a.md", "# 报告\n\n**重点**内容".encode())
    assert (source.title, source.markdown, source.lifted) == ("报告", "**重点**内容", True)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the public sample texts are not here")
@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("notice-2012-75.txt", "中国保监会电子文件传输系统管理暂行办法"),
        ("rules-2015-128.txt", "中国保险监督管理委员会政务信息工作办法"),
        ("rules-jilin-2012.txt", "吉林省安全监管局关于印发《吉林省安全监管系统专网电子公文传输管理暂行办法》的通知"),
    ],
)
def test_public_texts_keep_every_character_and_find_their_title(name: str, title: str) -> None:
    data = (SAMPLES / name).read_bytes()
    source = read(name, data)
    assert drawn(source.words) == drawn(data.decode())
    assert source.title == title


def document() -> bytes:
    made = docx.Document()
    made.add_heading("关于信息工作的报告", 1)
    made.add_paragraph("一、基本情况")
    made.add_paragraph().add_run("重点。").bold = True
    made.paragraphs[-1].add_run("内容_x_ <b> a|b & [x](y) *星*")
    made.add_heading("做法", 2)
    made.add_paragraph("项一", style="List Bullet")
    made.add_paragraph("编号一", style="List Number")
    table = made.add_table(2, 2)
    for at, text in enumerate(("序号|甲", "名称", "1", "说明*")):
        table.cell(at // 2, at % 2).text = text
    made.add_paragraph("1. 不是列表")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def repacked(data: bytes, part: str, body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, body if name == part else old.read(name))
        if part not in old.namelist():
            new.writestr(part, body)
    return out.getvalue()


@pytest.mark.thorough
def test_a_word_document_keeps_headings_lists_tables_and_words() -> None:
    source = read("a.docx", document())
    assert (source.title, source.lifted, source.warnings) == ("关于信息工作的报告", True, ())
    assert plain(source.markdown).splitlines() == [
        "一、基本情况",
        "重点。内容_x_ <b> a|b & [x](y) *星*",
        "做法",
        "项一",
        "1. 编号一",
        "序号|甲\t名称",
        "1\t说明*",
        "1. 不是列表",
    ]
    kinds = [type(block).__name__ for block in blocks(source.markdown)]
    assert kinds == ["Heading", "Paragraph", "Heading", "Item", "Item", "Table", "Paragraph"]


@pytest.mark.thorough
def test_what_an_import_leaves_out_is_named() -> None:
    paragraph = '<w:p xmlns:w="w"><w:r><w:t>页眉文字</w:t></w:r></w:p>'.encode()
    data = repacked(document(), "word/header9.xml", paragraph)
    data = repacked(data, "word/media/image1.png", b"x")
    assert read("a.docx", data).warnings == (Dropped.HEADERS, Dropped.IMAGES)
    assert all(kind.label for kind in Dropped)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (
            repacked(
                document(), "word/document.xml", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
            ),
            "entities",
        ),
        (repacked(document(), "word/document.xml", b"<w:document"), "damaged"),
        (repacked(document(), "word/document.xml", b"<x/>"), "damaged"),
        (document()[:500], "damaged"),
        (b"PK\x03\x04" + bytes(50), "damaged"),
        (bytes(range(256)), "encoding"),
        (b"x" * ((32 << 20) + 1), "too_large"),
    ],
)
def test_files_that_are_no_text_are_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(NotImportable) as caught:
        read("a.docx", data)
    assert caught.value.facts == {"reason": reason}


def test_unpacked_bytes_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typeset.importing.MAX_UNPACKED", 1000)
    with pytest.raises(NotImportable) as caught:
        read("a.docx", document())
    assert caught.value.facts == {"reason": "too_large"}


MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CHANGED = (
    '前文</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:ins w:id="9" w:author="a"><w:r><w:t>加</w:t></w:r></w:ins>'
    '<w:del w:id="8" w:author="a"><w:r><w:delText>删</w:delText></w:r></w:del>'
)
NOTE = f'<w:footnotes xmlns:w="{MAIN}"><w:footnote w:id="2"><w:p><w:r><w:t>注_x_</w:t></w:r></w:p></w:footnote></w:footnotes>'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def illustrated() -> bytes:
    """A picture, a footnote, a change and a merged cell."""
    made = docx.Document()
    made.add_paragraph("前文")
    made.add_picture(io.BytesIO(chart()))
    table = made.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合并"
    table.cell(1, 0).text, table.cell(1, 1).text = "甲", "乙"
    out = io.BytesIO()
    made.save(out)
    data = out.getvalue()
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        body = parts.read("word/document.xml").replace("前文</w:t></w:r>".encode(), CHANGED.encode())
        links = parts.read("word/_rels/document.xml.rels")
    link = f'<Relationship Id="rId99" Type="{RELATION}" Target="footnotes.xml"/></Relationships>'
    data = repacked(data, "word/document.xml", body)
    data = repacked(data, "word/_rels/document.xml.rels", links.replace(b"</Relationships>", link.encode()))
    return repacked(data, "word/footnotes.xml", NOTE.encode())


@pytest.mark.thorough
def test_a_word_document_brings_its_footnotes_and_the_pictures_asked_for() -> None:
    source = read("a.docx", illustrated(), figures=True)
    assert source.warnings == (Dropped.CHANGES, Dropped.MERGED)
    assert list(source.figures) == ["figure1"]
    assert source.figures["figure1"].startswith(b"\x89PNG")
    assert [type(block).__name__ for block in blocks(source.markdown)] == ["Paragraph", "Figure", "Table", "Footnote"]
    assert plain(source.markdown).splitlines() == ["前文①加", "", "合并\t", "甲\t乙", "① 注_x_"]
    doc = sheet(source.markdown, figures=source.figures)
    assert same_document(doc, engine.printed(doc.layout()).pdf)
    without = read("a.docx", illustrated())
    assert (without.figures, Dropped.IMAGES in without.warnings, "![" in without.markdown) == ({}, True, False)


@pytest.mark.thorough
@pytest.mark.parametrize(
    "numbering",
    ['<w:numFmt w:val="chineseCountingThousand"/>', '<w:lvlText w:val="第%1章"/>'],
)
def test_numbers_that_word_counts_itself_are_missed(numbering: str) -> None:
    data = repacked(
        document(), "word/numbering.xml", f'<w:numbering xmlns:w="{MAIN}">{numbering}</w:numbering>'.encode()
    )
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        body = parts.read("word/document.xml")
    counted = body.replace(b"<w:p>", b'<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', 1)
    assert Dropped.NUMBERS in read("a.docx", repacked(data, "word/document.xml", counted)).warnings
    assert Dropped.NUMBERS not in read("a.docx", document()).warnings
