"""Files are scanned by content; what cannot be read is held."""

import io
import zipfile
from collections.abc import Mapping

import docx
import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marking.child.job import file_findings
from marking.extract import source
from marking.extract.parts import Picture
from marking.eyes.seen import unseen
from marking.rulebook import BUILT_IN
from marking.verdict import Decision, Unreadable, Verdict, worst

MARK = "机密★5年"
PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)


def scan_file(name: str, data: bytes) -> Verdict:
    """The gravest of what is found in a file by eyes that find no marking, and nothing readable but previews."""

    def eyes(picture: Picture) -> tuple[Verdict, ...]:
        return () if picture.preview else unseen(picture, name)

    return worst(file_findings(name, data, BUILT_IN, eyes), name)


def archive(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, body in parts.items():
            made.writestr(name, body)
    return out.getvalue()


def office(parts: Mapping[str, str | bytes]) -> bytes:
    return archive({"[Content_Types].xml": "<Types/>", **parts})


def word(text: str) -> bytes:
    made = docx.Document()
    made.add_paragraph(text)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def minimal_pdf(content: bytes, *, extra: bytes = b"", page: bytes = b"") -> bytes:
    """A one-page PDF with Latin text in Helvetica; PDFium mends the missing table of offsets."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>" + page + b">>endobj\n"
        b"4 0 obj<</Length " + str(len(content)).encode() + b">>stream\n" + content + b"\nendstream endobj\n"
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        + extra
        + b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_files_are_read_in_every_encoding_of_the_trade(encoding: str) -> None:
    ordinary = "关于报送政务信息工作情况的函\n各单位要加强保密工作。\n"
    assert scan_file("a.txt", ordinary.encode(encoding)).decision is Decision.ALLOW
    verdict = scan_file("a.txt", (ordinary + MARK).encode(encoding))
    assert (verdict.decision, verdict.words) == (Decision.REFUSE, MARK)


CARRIERS: dict[str, dict[str, str | bytes]] = {
    "document": {"word/document.xml": PARAGRAPH.format(MARK)},
    "header": {"word/document.xml": PARAGRAPH.format("正文"), "word/header1.xml": PARAGRAPH.format(MARK)},
    "comment": {"word/comments.xml": PARAGRAPH.format(MARK)},
    "split runs": {"word/document.xml": "<w:p><w:t>机</w:t><w:t>密</w:t><w:t>★5年</w:t></w:p>"},
    "references": {"word/document.xml": PARAGRAPH.format("&#x673A;&#23494;★5年")},
    "utf-16 part": {"word/document.xml": f'<?xml version="1.0" encoding="UTF-16"?><w:t>{MARK}</w:t>'.encode("utf-16")},
    "attribute": {"word/document.xml": f'<w:docPr descr="{MARK}"/>'},
    "property": {"docProps/core.xml": f"<dc:title>{MARK}</dc:title><dc:subject>x</dc:subject>"},
    "deleted text": {"word/document.xml": f"<w:del><w:r><w:delText>{MARK}</w:delText></w:r></w:del>"},
    "sheet cell": {"xl/sharedStrings.xml": f"<sst><si><t>甲</t></si><si><t>{MARK}</t></si></sst>"},
    "sheet name": {"xl/workbook.xml": f'<sheet name="{MARK}" state="hidden"/>'},
    "slide note": {"ppt/notesSlides/notesSlide1.xml": f"<a:p><a:r><a:t>{MARK}</a:t></a:r></a:p>"},
    "embedded document": {"word/embeddings/a.docx": office({"word/document.xml": PARAGRAPH.format(MARK)})},
}


@pytest.mark.parametrize("carrier", CARRIERS)
def test_every_part_of_an_office_file_is_read(carrier: str) -> None:
    verdict = scan_file("a.docx", office(CARRIERS[carrier]))
    assert verdict.decision is Decision.REFUSE, carrier
    assert verdict.where == "a.docx"


def test_levels_in_neighbouring_paragraphs_stay_apart() -> None:
    body = f"<w:body>{PARAGRAPH.format('随机')}{PARAGRAPH.format('密封3年')}</w:body>"
    assert scan_file("a.docx", office({"word/document.xml": body})).decision is Decision.ALLOW


def test_an_open_document_is_read() -> None:
    made = archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": f"<text:p>{MARK}</text:p>"})
    assert scan_file("a.odt", made).decision is Decision.REFUSE


def test_a_document_made_by_a_word_processor_is_allowed() -> None:
    assert scan_file("情况报告.docx", word("各单位要加强保密工作。")).decision is Decision.ALLOW


@pytest.mark.parametrize("name", ["机密★5年.txt", "机密.docx", "%E6%9C%BA%E5%AF%86%E2%98%85.txt", "【秘密】报告.txt"])
def test_the_name_of_a_file_is_text(name: str) -> None:
    assert scan_file(name, b"x").decision is Decision.REFUSE


def test_files_in_an_archive_are_read_one_level_down() -> None:
    assert scan_file("a.zip", archive({"说明.txt": "保密工作", "b/报告.docx": word("正文")})).decision is Decision.ALLOW
    assert scan_file("a.zip", archive({"b/报告.docx": word(MARK)})).decision is Decision.REFUSE
    assert scan_file("a.zip", archive({"机密★5年.txt": "x"})).decision is Decision.REFUSE


def test_a_name_in_gb18030_inside_an_archive_is_read() -> None:
    raw = archive({"XXXXXX.txt": "x"}).replace(b"XXXXXX", "机密★".encode("gb18030"))
    assert scan_file("a.zip", raw).decision is Decision.REFUSE


def test_the_text_layer_of_a_pdf_is_read() -> None:
    shown = minimal_pdf(b"BT /F 20 Tf 50 700 Td (Ordinary words) Tj ET")
    marked = minimal_pdf(b"BT /F 20 Tf 50 700 Td (mimi 5 years) Tj ET")
    assert scan_file("a.pdf", shown).decision is Decision.ALLOW
    assert scan_file("a.pdf", marked).rule.startswith("romanised")


def test_notes_on_a_pdf_page_are_read() -> None:
    note = "<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents<FEFF" + MARK.encode("utf-16-be").hex() + ">>>"
    made = minimal_pdf(b"BT /F 20 Tf (x) Tj ET", page=b"/Annots[" + note.encode() + b"]")
    assert scan_file("a.pdf", made).words == MARK


def test_a_file_inside_a_pdf_is_read() -> None:
    document = pdfium.PdfDocument.new()
    document.new_page(100, 100)
    document.new_attachment("附件.txt").set_data(MARK.encode())
    out = io.BytesIO()
    document.save(out)
    assert scan_file("a.pdf", out.getvalue()).words == MARK


def encrypted_zip() -> bytes:
    made = bytearray(archive({"a.txt": "x"}))
    made[6] |= 1
    made[made.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(made)


HELD = {
    "picture": (PNG, Unreadable.IMAGE),
    "bitmap": (b"BM" + bytes(40), Unreadable.IMAGE),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Unreadable.OLD_OFFICE),
    "encrypted word": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        Unreadable.ENCRYPTED,
    ),
    "packed with another program": (b"Rar!\x1a\x07\x01\x00", Unreadable.FORMAT),
    "web page that runs": (b"<!DOCTYPE html><script>x()</script>", Unreadable.UNSAFE),
    "random bytes": (bytes(range(256)), Unreadable.ENCODING),
    "big5": ("關於報送政務信息工作情況的報告".encode("big5"), Unreadable.ENCODING),
    "7-bit chinese": (b"\x1b$)A\x0e;zC\\\x0f", Unreadable.ENCODING),
    "truncated archive": (archive({"a.txt": "x" * 500})[:60], Unreadable.DAMAGED),
    "encrypted archive": (encrypted_zip(), Unreadable.ENCRYPTED),
    "archive in archive in archive": (
        archive({"c.zip": archive({"b.zip": archive({"a.txt": "x"})})}),
        Unreadable.NESTED,
    ),
    "picture in a document": (office({"word/media/image1.png": PNG}), Unreadable.IMAGE),
    "entities": (office({"word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><w:p/>'}), Unreadable.UNSAFE),
    "broken pdf": (b"%PDF-1.4\nnothing", Unreadable.DAMAGED),
    "scanned pdf": (minimal_pdf(b"0 0 100 100 re f"), Unreadable.SCAN),
}


@pytest.mark.parametrize("kind", HELD)
def test_what_cannot_be_read_is_held_and_says_why(kind: str) -> None:
    data, reason = HELD[kind]
    verdict = scan_file("a.bin", data)
    assert (verdict.decision, verdict.reason) == (Decision.HOLD, reason)
    assert reason.label


def test_bytes_are_counted_as_they_come_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_PART", 1 << 16)
    bomb = office({"word/document.xml": b" " * (1 << 20)})
    assert len(bomb) < 1 << 14
    assert scan_file("a.docx", bomb).reason is Unreadable.TOO_LARGE


def test_an_archive_with_too_many_parts_is_held() -> None:
    many = archive({f"{n}.txt": "" for n in range(source.MAX_PARTS + 1)}, zipfile.ZIP_STORED)
    assert scan_file("a.zip", many).reason is Unreadable.TOO_LARGE


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xff\xfe", b"{\\rtf"]))
def test_no_bytes_break_the_gate(data: bytes, start: bytes) -> None:
    assert scan_file("a", start + data).decision in Decision


@given(st.data())
def test_a_damaged_document_is_never_called_clean_with_its_marking_inside(data: st.DataObject) -> None:
    body = bytearray(archive({"[Content_Types].xml": "<T/>", "word/document.xml": MARK}, zipfile.ZIP_STORED))
    at = data.draw(st.integers(0, len(body) - 1))
    body[at] ^= data.draw(st.integers(1, 255))
    verdict = scan_file("a.docx", bytes(body))
    if verdict.decision is Decision.ALLOW:
        assert MARK.encode() not in body
