"""What leaves for editing outside says the words of the print, and what comes back tells whether they were changed."""

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from PIL import Image

from crypto import sm3
from tests.unit.typeset import bulletins, specimens
from typeset import importing, origin
from typeset.bulletin import BulletinDoc, BulletinItem
from typeset.document import Element, Layout
from typeset.errors import NotImportable
from typeset.export.docx import docx
from typeset.export.html import html
from typeset.extract import drawn
from typeset.figures import picture

ROOT = Path(__file__).parents[4]
SAMPLES = ROOT.parent / "shared" / "samples"
KEY, APPROVED = b"a key of this installation......", "3fa9c1d2" * 8
WRITERS: dict[str, Callable[[Layout, str, bytes], bytes]] = {"docx": docx, "html": html}
HOSTILE = """# 一、<script>alert(1)</script>

#read("/etc/passwd") {{ 7*7 }} {% include "x" %} ]]> &amp; <b>不是</b> "引号" 'x' \\<main\\></main>

- 点 <img src=x onerror=alert(1)>

1. 甲
2. 乙

| 甲<br> | 乙&lt; |
|---|---|
| **粗**体 | *楷*体𠮷𬎆 |

C:\\Users\\x_y_z *星* `code`

滨海市人民政府办公室

2026年11月22日
"""


def issue(markdown: str, title: str = "工作动态") -> Layout:
    item = BulletinItem(title, markdown, ("市应急管理局",))
    return BulletinDoc("滨海信息", 3, "市政府办公室", date(2026, 11, 22), (item,)).layout()


@cache
def layouts() -> dict[str, Layout]:
    made = {name: specimens.SPECIMENS[name]().layout() for name in specimens.SPECIMENS}
    made |= {f"bulletin-{code}": bulletins.issue(code).layout() for code in ("brief", "daily")}
    made |= {"circular": bulletins.circular().layout(), "hostile": issue(HOSTILE, '<title> & "题"')}
    for path in sorted(SAMPLES.glob("*.txt")):
        source = importing.read(path.name, path.read_bytes())
        made[path.stem] = issue(source.markdown, source.title)
    return made


DAILY = ["notice", "bulletin-brief", "hostile"]
LONG = [*(name for name in specimens.SPECIMENS if name != "notice"), "bulletin-daily", "circular"]
LONG += sorted(path.stem for path in SAMPLES.glob("*.txt"))
NAMES = [*DAILY, *(pytest.param(name, marks=pytest.mark.thorough) for name in LONG)]


@cache
def exported(name: str, kind: str) -> bytes:
    return WRITERS[kind](layouts()[name], APPROVED, KEY)


@pytest.mark.thorough
@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("name", NAMES)
def test_words_come_back_and_the_origin_with_them(name: str, kind: str) -> None:
    source = importing.read(f"x.{kind}", exported(name, kind), key=KEY)
    assert drawn(source.words) == drawn(layouts()[name].text) != ""
    assert source.origin == origin.Origin(APPROVED, changed=False)


def altered(data: bytes, old: str, new: str) -> bytes:
    """The same file with other words; the old ones stand in it."""
    if not data.startswith(b"PK"):
        assert old in data.decode()
        return data.decode().replace(old, new).encode()
    held = io.BytesIO()
    changed = 0
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(held, "w") as made:
        for name in given.namelist():
            text = given.read(name)
            changed += old.encode() in text
            made.writestr(name, text.replace(old.encode(), new.encode()))
    assert changed
    return held.getvalue()


@pytest.mark.parametrize("kind", WRITERS)
def test_a_changed_word_is_told(kind: str) -> None:
    data = altered(exported("letter", kind), "逾期未反馈", "逾期已反馈")
    assert importing.read(f"x.{kind}", data, key=KEY).origin == origin.Origin(APPROVED, changed=True)


@pytest.mark.parametrize("kind", WRITERS)
def test_a_forged_digest_proves_nothing(kind: str) -> None:
    data, other = exported("letter", kind), "f" * 64
    forged = altered(altered(data, "逾期未反馈", "逾期已反馈"), APPROVED, other)
    assert importing.read(f"x.{kind}", forged, key=KEY).origin == origin.Origin(other, changed=True)
    relabelled = altered(data, APPROVED, other)
    assert importing.read(f"x.{kind}", relabelled, key=KEY).origin == origin.Origin(other, changed=True)
    # A tag made by somebody with the rule but without the key.
    stamp = origin.stamped(
        APPROVED, importing.read(f"x.{kind}", altered(data, "逾期未反馈", "逾期已反馈")).words, b"another key"
    )
    own = origin.stamp_of(data)
    assert own is not None
    swapped = altered(altered(data, "逾期未反馈", "逾期已反馈"), own.tag, stamp.tag)
    assert importing.read(f"x.{kind}", swapped, key=KEY).origin == origin.Origin(APPROVED, changed=True)


@pytest.mark.thorough
@pytest.mark.parametrize("kind", WRITERS)
def test_without_the_key_everything_reads_as_changed(kind: str) -> None:
    data = exported("letter", kind)
    assert importing.read(f"x.{kind}", data).origin == origin.Origin(APPROVED, changed=True)
    assert importing.read(f"x.{kind}", data, key=b"another").origin == origin.Origin(APPROVED, changed=True)
    unkeyed = WRITERS[kind](layouts()["letter"], APPROVED, b"")
    assert importing.read(f"x.{kind}", unkeyed).origin == origin.Origin(APPROVED, changed=True)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.docx"])
def test_other_files_have_no_origin(name: str) -> None:
    foreign = b"<!DOCTYPE html>\n<html><head><meta charset='utf-8'></head><body><main>x</main></body></html>"
    other = altered(exported("letter", "docx"), origin.DIGEST, "another-program")
    data = other if name.endswith("docx") else foreign if name.endswith("html") else "正文一。".encode()
    assert importing.read(name, data, key=KEY).origin is None


def test_an_office_program_that_saves_anew_changes_no_word() -> None:
    held = io.BytesIO()
    document = Document(io.BytesIO(exported("bulletin-brief", "docx")))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.font.name = "Arial"
    document.save(held)
    source = importing.read("x.docx", held.getvalue(), key=KEY)
    assert source.origin == origin.Origin(APPROVED, changed=False)
    document.paragraphs[10].add_run("加")
    document.save(held := io.BytesIO())
    assert importing.read("x.docx", held.getvalue(), key=KEY).origin == origin.Origin(APPROVED, changed=True)


def test_docx_has_the_styles_page_and_header_of_the_print() -> None:
    document = Document(io.BytesIO(exported("notice", "docx")))
    section = document.sections[0]
    assert APPROVED in section.header.paragraphs[0].text
    size = (section.page_width, section.page_height, section.top_margin, section.left_margin, section.right_margin)
    assert [round(one / Mm(1)) for one in size if one] == [210, 297, 37, 28, 26]
    styles = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style}
    assert {"Title", "Normal", "Heading 1", "Heading 2", "Heading 3", "Heading 4"} <= styles
    faces = {name: _face(document, name) for name in ("Normal", "Title", "Heading 1", "Heading 2")}
    assert faces == {
        "Normal": "仿宋_GB2312",
        "Title": "方正小标宋简体",
        "Heading 1": "黑体",
        "Heading 2": "楷体_GB2312",
    }
    assert len(document.tables) == 2
    for table in document.tables:
        assert table.style is not None
        assert table.style.name == "Table Grid"
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None


def _face(document: object, name: str) -> str:
    style = document.styles[name]  # type: ignore[attr-defined]
    return str(style.element.rPr.rFonts.get(qn("w:eastAsia")))


@pytest.mark.thorough
@pytest.mark.parametrize("tags", ["<ul><li>", "<em><strong>", "<table><tr><td>"])
def test_html_that_calls_itself_an_export_and_nests_without_end_is_refused(tags: str) -> None:
    hostile = f'<!DOCTYPE html><meta name="{origin.DIGEST}" content="ab"><main>{tags * 5000}x</main>'
    with pytest.raises(NotImportable):
        importing.read("x.html", hostile.encode())


def test_html_runs_nothing_and_fetches_nothing() -> None:
    text = exported("hostile", "html").decode()
    assert APPROVED in text.split("<main>")[0].split("<body>")[1]
    assert "default-src 'none'" in text
    assert not re.search(r"<script|<img src=x|onerror=alert\(1\)>|https?://|<link|@import|url\(", text)
    assert "&lt;script&gt;" in text
    assert "{{ 7*7 }}" in text


def test_pictures_and_footnotes_go_along() -> None:
    held = io.BytesIO()
    Image.new("RGB", (300, 200), "navy").save(held, "PNG")
    svg = picture("图.png", held.getvalue())
    base = issue("正文一。\n\n正文二。")
    note = {"text": "①", "bold": False, "italic": False, "mark": True, "note": [{"text": "①"}, {"text": "注文"}]}
    words = {"text": "正文一。", "bold": False, "italic": False}
    blocks = [
        {"kind": "paragraph", "runs": [words, note]},
        {"kind": "figure", "name": "图.png", "svg": svg.svg, "width": 60.0, "runs": [{"text": "图1 走势"}]},
    ]
    elements = (Element("title", "题"), Element("body", "正文一。①\n图1 走势"), Element("footnotes", "①注文"))
    layout = replace(base, data={"items": [{"blocks": blocks}]}, elements=elements)
    document = Document(io.BytesIO(docx(layout, APPROVED, KEY)))
    assert [round(shape.width / Mm(1)) for shape in document.inline_shapes] == [60]
    assert [run.text for paragraph in document.paragraphs for run in paragraph.runs if run.font.superscript] == ["①"]
    text = html(layout, APPROVED, KEY).decode()
    assert text.count('<img src="data:image/png;base64,') == 1
    assert "<sup>①</sup>" in text
    for kind, write in WRITERS.items():
        source = importing.read(f"x.{kind}", write(layout, APPROVED, KEY), key=KEY)
        assert drawn(source.words) == drawn(layout.text)
        assert source.origin is not None
        assert not source.origin.changed


def test_wide_tables_lie_on_pages_of_their_own() -> None:
    cells = [{"text": "甲", "bold": False, "italic": False}]
    table = {"kind": "table", "head": [cells] * 12, "rows": [[cells] * 12], "landscape": True}
    layout = replace(
        issue("x"), data={"blocks": [table]}, elements=(Element("body", "\n".join(["\t".join("甲" * 12)] * 2)),)
    )
    document = Document(io.BytesIO(docx(layout, APPROVED, KEY)))
    sizes = [(section.page_width, section.page_height) for section in document.sections]
    assert [width > height for width, height in sizes if width and height] == [False, True, False]


@pytest.mark.parametrize("kind", WRITERS)
def test_same_document_same_bytes(kind: str) -> None:
    assert exported("notice", kind) == WRITERS[kind](specimens.notice().layout(), APPROVED, KEY)


@pytest.mark.thorough
def test_same_bytes_in_another_process() -> None:
    program = (
        "from tests.unit.typeset import specimens; from typeset.export.docx import docx; from typeset.export.html import html;"
        "from crypto import sm3; l = specimens.notice().layout();"
        f"print([sm3.hash(w(l, {APPROVED!r}, {KEY!r})).hex() for w in (docx, html)])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
    from_here = [sm3.hash(exported("notice", kind)).hex() for kind in ("docx", "html")]
    assert str(from_here).encode() in said.pop()
