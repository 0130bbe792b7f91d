"""What an OFD says of itself, and that the same print is the same package."""

import hashlib
import subprocess
import sys
from pathlib import Path
from xml.etree.ElementTree import Element

import ofdkit
import pytest
import uharfbuzz as hb

from crypto.seals import markup
from crypto.seals.documents import Document
from crypto.seals.markup import child, children, words
from crypto.seals.package import FIRST, Package
from marking.verdict import Part, Unreadable
from tests.unit.marking.extract.pieces import holes, lines
from tests.unit.typeset.ofd.made import NAMES, made
from typeset.document import Printed
from typeset.errors import NotConverted
from typeset.extract import drawn, says
from typeset.ofd import reading, writing
from typeset.ofd.options import Attachment, Options, Permissions

ROOT = Path(__file__).parents[4]
pytestmark = pytest.mark.requirement("NEW-06")


@pytest.mark.thorough
@pytest.mark.parametrize("name", NAMES)
def test_the_pages_say_what_the_document_says(name: str) -> None:
    one = made(name)
    text = reading.text_of(one.data)
    assert says(one.layout, text)
    assert not says(one.layout, text.replace(drawn(text)[len(drawn(text)) // 2], "", 1))


@pytest.mark.thorough
@pytest.mark.parametrize("name", NAMES)
def test_the_gate_reads_all_of_it(name: str) -> None:
    one = made(name)
    read = lines(one.data, Part.BODY)
    # A star is drawn on the red rule of this kind: what is drawn could be letters, which the gate says.
    assert holes(one.data) == ({Unreadable.IMAGE} if name == "situation" else set())
    assert not set(drawn(one.layout.text)) - set("".join(read))


@pytest.mark.thorough
@pytest.mark.parametrize("name", NAMES)
def test_another_program_reads_every_element_by_its_tag(name: str) -> None:
    one = made(name)
    with ofdkit.open(one.data) as opened:
        pages = {page.id: page for page in opened.pages}
        found = []
        for element in one.file("Doc_0/Tags/Elements.xml"):
            said = [pages[each.get("PageRef")].object_text(words(each)) for each in element]
            found.append((element.get("Key"), drawn("".join(each or "" for each in said))))
        shown = "".join(page.text() for page in pages.values())
    assert found == [(each.key, drawn(each.text)) for each in one.layout.elements if drawn(each.text)]
    # It reads line by line over the whole width of the page, and page numbers too.
    assert not set(drawn(one.layout.text)) - set(shown)
    assert len(pages) == reading.text_of(one.data).count("\f") + 1


def test_elements_are_called_as_the_standard_calls_them() -> None:
    called = {each.get("Key"): each.get("Name") for each in made("notice").file("Doc_0/Tags/Elements.xml")}
    assert called["number"] == "发文字号"
    assert called["addressee"] == "主送机关"
    assert all(called.values())
    listed = made("notice").file("Doc_0/Tags/CustomTags.xml")
    assert words(child(child(listed, "CustomTag"), "FileLoc")) == "/Doc_0/Tags/Elements.xml"


def test_the_document_tells_who_wrote_it_and_when() -> None:
    one = made("notice")
    options = Options(keywords=("报送", "信息"), facts=(("号", "〔2026〕12号"),))
    info = ofdkit.open(writing.ofd(one.printed, one.layout, options=options)).info
    assert (info.title, info.author) == (one.layout.title, one.layout.office)
    assert info.creation_date == one.layout.dated.isoformat()
    assert info.keywords == ("报送", "信息")
    assert info.custom_data == {"号": "〔2026〕12号"}
    assert info.doc_id
    assert len(info.doc_id) == 32
    assert info.doc_id != ofdkit.open(one.data).info.doc_id


def test_headings_are_the_outline() -> None:
    document = made("notice").file("Doc_0/Document.xml")
    pages = [each.get("ID") for each in children(child(document, "Pages"), "Page")]
    lines = [each for each in document.iter() if each.tag.endswith("OutlineElem")]
    titles = [each.get("Title") for each in lines]
    assert "一、总体要求" in titles
    assert "（一）突出报送重点" in titles
    above = next(each for each in lines if each.get("Title") == "二、重点任务")
    assert next(each.get("Title") for each in children(above, "OutlineElem")) == "（一）突出报送重点"
    goals = [each for each in document.iter() if each.tag.endswith("Dest")]
    assert len(goals) == len(lines)
    assert [pages.index(each.get("PageID")) for each in goals] == sorted(
        pages.index(each.get("PageID")) for each in goals
    )
    assert all(0 <= float(each.get("Top", "")) <= 297 for each in goals)


def test_attachments_and_permissions_are_as_asked() -> None:
    one = made("letter")
    body = b"%PDF-1.7 whatever"
    options = Options(
        attachments=(Attachment("附件 1：名册.PDF", body), Attachment("没有后缀", b"")),
        permissions=Permissions(printing=3, exporting=False),
    )
    data = writing.ofd(one.printed, one.layout, options=options)
    package = Package(data)
    document, listed = root_of(data, "Doc_0/Document.xml"), root_of(data, "Doc_0/Attachs/Attachments.xml")
    found = list(children(listed, "Attachment"))
    assert [each.get("Name") for each in found] == ["附件 1：名册.PDF", "没有后缀"]
    assert package.read(words(child(found[0], "FileLoc"))[1:]) == body
    assert all(each.isascii() for each in package.names)
    granted = child(document, "Permissions")
    assert words(child(granted, "Export")) == "false"
    printing = child(granted, "Print")
    assert printing is not None
    assert (printing.get("Printable"), printing.get("Copies")) == ("true", "3")
    none = writing.ofd(one.printed, one.layout, options=Options(permissions=Permissions(printing=0)))
    printing = child(child(root_of(none, "Doc_0/Document.xml"), "Permissions"), "Print")
    assert printing is not None
    assert (printing.get("Printable"), printing.get("Copies")) == ("false", None)


def root_of(data: bytes, name: str) -> Element:
    return markup.parse(Package(data).read(name), name)


def test_page_numbers_are_no_text_but_stand_on_the_page() -> None:
    one = made("notice")
    page = one.file("Doc_0/Pages/Page_1/Content.xml")
    front = [each for each in page.iter() if each.get("Type") == "Foreground"]
    assert [words(each) for each in front[0].iter() if each.tag.endswith("TextCode")] == ["— 2 —"]
    assert "— 2 —" not in reading.text_of(one.data)


def test_faces_are_cut_to_the_characters_of_the_document() -> None:
    one = made("notice")
    package = Package(one.data)
    faces = [hb.Face(hb.Blob(package.read(each))) for each in package.names if each.endswith((".otf", ".ttf"))]
    assert len(faces) > 2
    have = {chr(each) for face in faces for each in face.unicodes}
    assert have >= set(drawn(one.layout.text)) - {"\n"}
    assert all(face.glyph_count < 800 for face in faces)
    assert len(one.data) < 400_000


def test_the_package_is_ours_bit_for_bit() -> None:
    package = Package(made("minutes").data)
    assert package.canonical
    assert package.names[0] == FIRST
    assert len(Document(package).pages()) == 2


def test_a_face_nobody_has_is_refused() -> None:
    one = made("order")
    renamed = (
        one.printed.pdf.replace(b"NotoS", b"NotaS").replace(b"Zhengxun", b"Zhangxun").replace(b"Fandol", b"Fondol")
    )
    assert renamed != one.printed.pdf
    with pytest.raises(NotConverted) as refused:
        writing.ofd(Printed(renamed, ()), one.layout)
    assert refused.value.reason.startswith("face ")


AGAIN = """
import hashlib, sys
from tests.unit.typeset.ofd.made import made
for name in ("notice", "statistics"):
    one = made(name)
    print(hashlib.sha256(one.printed.pdf).hexdigest(), hashlib.sha256(one.data).hexdigest())
"""


@pytest.mark.thorough
def test_another_process_with_another_seed_makes_the_same_bytes() -> None:
    told = subprocess.run(
        [sys.executable, "-c", AGAIN],
        cwd=ROOT,
        env={"PYTHONHASHSEED": "20261122", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    expected = [made(name) for name in ("notice", "statistics")]
    assert told == [hashlib.sha256(each).hexdigest() for one in expected for each in (one.printed.pdf, one.data)]
    assert hashlib.sha256(writing.ofd(expected[0].printed, expected[0].layout)).hexdigest() == told[1]
