"""Letters, rich text, web pages, plain text, pictures, OFD, compound files."""

import base64
import io
import struct
import zlib
from email.message import EmailMessage

import pytest
from PIL import Image, PngImagePlugin

from marking.extract.html import literals
from marking.extract.images import MAX_PIXELS
from marking.extract.ofdpage import could_be_letter
from marking.extract.sweep import strings
from marking.verdict import Part, Unreadable
from tests.corpus.carriers.ofd import ofd, page
from tests.corpus.carriers.parts import compound
from tests.unit.marking.extract.pieces import holes, lines, pictures

WORDS = "春耕安排"


def letter() -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "关于春耕安排的函"
    made.set_content("正文")
    return made


def test_a_letter_is_read_with_both_forms_and_what_is_attached() -> None:
    made = letter()
    made.add_alternative("<p>春<b>耕</b></p>", subtype="html")
    made.add_attachment("附件一".encode("gb18030"), "application", "octet-stream", filename="名单.txt")
    found = lines(made.as_bytes())
    assert {"Subject: 关于春耕安排的函", "正文", "春耕", "名单", "附件一"} <= set(found)
    assert holes(made.as_bytes()) == set()


def test_an_encrypted_letter_is_held() -> None:
    made = letter()
    made.replace_header("Content-Type", 'application/pkcs7-mime; smime-type="enveloped-data"')
    assert Unreadable.ENCRYPTED in holes(made.as_bytes())


RICH = {
    "unicode with substitutes": rb"{\rtf1\uc1 \u26149?\u32789?}",
    "code page": b"{\\rtf1\\ansi\\ansicpg936 \\'b4\\'ba\\'b8\\'fb}",
    "substitute of two bytes": b"{\\rtf1\\uc2 \\u26149\\'b4\\'ba\\u32789\\'b8\\'fb}",
    "broken by format": rb"{\rtf1 \u26149?{\b\u32789?}}",
    "hidden between": rb"{\rtf1 \u26149?{\v \u20013?}\u32789?}",
    "deleted between": rb"{\rtf1 \u26149?{\deleted \u20013?}\u32789?}",
    "white between": rb"{\rtf1{\colortbl;\red255\green255\blue255;}\u26149?{\cf1 \u20013?}\u32789?}",
}


@pytest.mark.parametrize("case", RICH)
def test_rich_text_is_read_as_shown(case: str) -> None:
    assert (lines(RICH[case], Part.BODY), holes(RICH[case])) == (["春耕"], set())


def test_what_rich_text_fetches_is_unsafe_and_what_it_says_is_not() -> None:
    assert holes(rb"{\rtf1{\*\template http://example.invalid/a.dot}x}") == {Unreadable.UNSAFE}
    assert holes(rb"{\rtf1{\field{\*\fldinst DDEAUTO a b}{\fldrslt x}}}") == {Unreadable.UNSAFE}
    assert holes(rb"{\rtf1 http://example.invalid/ and DDE links\par}") == set()


def test_what_follows_rich_text_makes_the_file_two() -> None:
    assert holes(rb"{\rtf1 x}" + b"words") == {Unreadable.MIXED}


PAGES = {
    "inline elements": "<p>春<span><b>耕</b></span></p>",
    "styled away": '<p>春<span style="display: none">中</span>耕</p>',
    "hidden by its class": "<style>.x{font-size:0}</style><p>春<i class='a x'>中</i>耕</p>",
    "entities": "<p>&#26149;&#x8015;</p>",
    "comment between": "<p>春<!-- 中 -->耕</p>",
}


@pytest.mark.parametrize("case", PAGES)
def test_a_page_is_read_as_shown(case: str) -> None:
    assert lines(f"<html><body>{PAGES[case]}".encode(), Part.BODY) == ["春耕"]


def test_lines_of_a_text_that_begins_with_a_tag_are_lines() -> None:
    assert "机密" in lines("<div></div>\n机密\n\n正文".encode())
    assert lines("<html>\n机密\n\n正文".encode()) == [" 机密 正文"]


def test_texts_of_a_drawing_on_one_height_are_joined() -> None:
    texts = '<svg><text x="90" y="20">密★</text><text x="9" y="21">机</text><text x="9" y="400">春</text></svg>'
    assert (lines(texts.encode())[-2], holes(texts.encode())) == ("机\t密★", set())
    assert holes(b'<svg><path d="M0 0L9 9"/></svg>') == {Unreadable.IMAGE}


def test_a_page_that_runs_is_unsafe_and_its_words_are_joined() -> None:
    script = "<html><script>document.write('春' + '\\u8015')</script>".encode()
    assert (holes(script), "春耕" in lines(script, Part.SCRIPT)) == ({Unreadable.UNSAFE}, True)
    assert holes(b'<html><script type="application/json">{}</script>') == set()
    assert literals("`a` + 'b'") == "ab"


def test_a_picture_in_a_data_address_is_given() -> None:
    address = base64.b64encode(encoded("PNG")).decode()
    assert len(pictures(f'<html><img src="data:image/png;base64,{address}">'.encode())) == 1


def test_undecodable_text_is_a_hole_and_given_in_the_usual_encodings() -> None:
    data = "關於報送政務信息的機密報告".encode("big5")
    assert (holes(data), "關於報送政務信息的機密報告" in lines(data)) == ({Unreadable.ENCODING}, True)


def encoded(form: str, size: tuple[int, int] = (40, 30), **how: object) -> bytes:
    out = io.BytesIO()
    Image.new("L", size, 200).save(out, form, **how)
    return out.getvalue()


def test_words_of_a_picture_are_properties() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Title", WORDS, zip=True)
    assert WORDS in lines(encoded("PNG", pnginfo=info), Part.PROPERTY)
    assert WORDS in lines(encoded("JPEG", comment=WORDS.encode("gb18030")), Part.PROPERTY)


def test_a_picture_of_too_many_pixels_is_not_opened() -> None:
    side = int(MAX_PIXELS**0.5)

    def png(size: int) -> bytes:
        head = b"IHDR" + struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
        whole = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
        return b"\x89PNG\r\n\x1a\n" + whole + bytes(4) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))

    assert (holes(png(side + 1)), pictures(png(side + 1))) == ({Unreadable.TOO_LARGE}, [])
    assert len(pictures(png(side - 1))) == 1


def test_every_page_of_a_tiff_is_given() -> None:
    pages = [Image.new("L", (40, 30), shade) for shade in (10, 90, 170)]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    assert [one.page for one in pictures(out.getvalue())] == [True, True, True]


def test_the_frames_of_a_moving_picture_are_a_hole() -> None:
    frames = [Image.new("L", (40, 30), shade) for shade in (0, 200)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    assert (len(pictures(out.getvalue())), holes(out.getvalue())) == (1, {Unreadable.IMAGE})


def test_objects_of_an_ofd_page_are_joined_by_their_places() -> None:
    apart = [
        f'<ofd:TextObject Boundary="{10 + 5 * at} 30 5 5" Size="5"><ofd:TextCode X="0" Y="5">{one}</ofd:TextCode></ofd:TextObject>'
        for at, one in enumerate(WORDS)
    ]
    assert WORDS in lines(ofd(*reversed(apart)), Part.BODY)


def test_an_address_on_an_ofd_page_is_words_and_a_way_out_of_the_package_is_unsafe() -> None:
    assert (
        holes(ofd('<ofd:TextObject Boundary="0 0 9 9"><ofd:TextCode>http://a</ofd:TextCode></ofd:TextObject>')) == set()
    )
    assert holes(ofd(root="<ofd:Annotations>../../../etc/passwd</ofd:Annotations>")) == {Unreadable.UNSAFE}


def test_a_template_is_read_with_the_page_over_it() -> None:
    piece = '<ofd:TextObject Boundary="{} 30 5 5" Size="5"><ofd:TextCode X="0" Y="5">{}</ofd:TextCode></ofd:TextObject>'
    data = ofd(
        '</ofd:Layer></ofd:Content><ofd:Template TemplateID="3"/><ofd:Content><ofd:Layer>',
        piece.format(15, "耕"),
        common='<ofd:TemplatePage ID="3" BaseLoc="Tpls/a.xml"/>',
        more={"Doc_0/Tpls/a.xml": page(piece.format(10, "春"))},
    )
    assert "春耕" in lines(data, Part.BODY)


def test_only_slanted_and_bent_strokes_could_be_letters() -> None:
    assert not could_be_letter("M 0 0 L 100 0 L 100 40 L 0 40 C")
    assert could_be_letter("M 0 0 L 10 10")
    assert could_be_letter("M 0 0 B 1 1 2 2 3 3")


def test_a_bullet_is_no_letter_but_many_specks_are_a_drawing() -> None:
    def path(size: float, more: str = "") -> str:
        bent = f"M 0 0 B {size} 0 {size} {size} 0 {size} C"
        return f'<ofd:PathObject Boundary="9 9 1 1"{more}><ofd:AbbreviatedData>{bent}</ofd:AbbreviatedData></ofd:PathObject>'

    assert holes(ofd(path(1.4))) == set()
    assert holes(ofd(*[path(1.4)] * 60)) == set()
    assert holes(ofd(*[path(1.4)] * 61)) == {Unreadable.IMAGE}
    # What a matrix or a small frame says of the size is not believed.
    for large in (path(6), path(1.4, ' CTM="9 0 0 9 0 0"'), path(1.4).replace("B 1.4 0", "A 9 9 0 1 1 9 9 B 1.4 0")):
        assert holes(ofd(large)) == {Unreadable.IMAGE}


def test_an_old_document_is_held_and_its_strings_are_read() -> None:
    data = compound(
        {"WordDocument": b"\xec\xa5" + bytes(600) + WORDS.encode("utf-16-le"), "x": WORDS.encode("gb18030")}
    )
    assert (holes(data), WORDS in lines(data)) == ({Unreadable.OLD_OFFICE}, True)


def test_an_old_document_that_runs_or_is_locked_says_so() -> None:
    assert holes(compound({"VBA": b"x"})) >= {Unreadable.UNSAFE}
    assert holes(compound({"EncryptedPackage": b"x"})) >= {Unreadable.ENCRYPTED}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
@pytest.mark.parametrize("shift", [0, 1])
def test_strings_are_found_in_bytes_at_any_place(encoding: str, shift: int) -> None:
    noise = bytes(range(1, 9)) * 4 + bytes(8 + shift)
    assert any(WORDS in line for line in strings(noise + WORDS.encode(encoding) + bytes(8)).splitlines())
    assert WORDS not in strings(noise)
