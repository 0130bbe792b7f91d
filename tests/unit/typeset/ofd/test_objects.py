"""Everything the engine can draw: letters turned, stretched, outlined, clear; lines, areas, pictures with masks, groups."""

import base64
import io
import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element as Node

import pytest
import typst
from PIL import Image

from crypto.seals import markup
from crypto.seals.markup import child, children, words
from crypto.seals.package import Package
from tests.unit.typeset.ofd import drawn
from tools import ofdcli
from typeset.document import Element, Layout, Printed
from typeset.errors import NotConverted
from typeset.fonts import DEFAULT
from typeset.ofd import profile, reading, writing
from typeset.ofd.options import Options
from typeset.stamps.unit import round_seal

SETUP = """#set page(width: 127mm, height: 101.6mm, margin: 8mm)
#set text(font: "Noto Serif SC", size: 14pt, lang: "zh", region: "cn", fallback: false)
"""
EVERYTHING = """#set page(background: pdf.artifact(rotate(-35deg, text(40pt, fill: luma(225))[水印])))
正文——破折号 office “引” #text(stroke: 0.5pt + blue, fill: yellow, 24pt)[描边] #text(fill: rgb(0, 0, 0, 80))[清]
#box(rotate(90deg)[转]) #box(scale(x: 60%)[压缩]) #box(skew(ax: -15deg)[斜])
#line(length: 50%, stroke: (dash: "dashed", thickness: 1pt)) #line(length: 50%, stroke: (thickness: 3pt, cap: "round"))
#box(rect(fill: rgb(0, 0, 255, 100), width: 20mm, height: 6mm, radius: 2mm))
#box(polygon(fill: green, fill-rule: "even-odd", (0pt, 0pt), (60pt, 0pt), (0pt, 20pt), (60pt, 20pt)))
#for name in ("photo", "clear", "grey", "photo") { box(image(bytes(sys.inputs.at(name)), format: "svg", width: 20mm)) }
#box(rotate(30deg, image(bytes(sys.inputs.clear), format: "svg", width: 16mm)))
#place(bottom + right, pdf.artifact(image(bytes(sys.inputs.seal), format: "svg", width: 30mm)))
"""


def picture(mode: str, kind: str) -> bytes:
    made = Image.new("RGBA", (60, 40))
    made.putdata([(x * 4, y * 6, 128, x * 4) for y in range(40) for x in range(60)])
    out = io.BytesIO()
    made.convert(mode).save(out, kind)
    return out.getvalue()


def wrapped(data: bytes, kind: str) -> str:
    address = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40" viewBox="0 0 60 40">'
        f'<image width="60" height="40" href="{address}"/></svg>'
    )


PHOTO = picture("RGB", "JPEG")


@cache
def inputs() -> Mapping[str, str]:
    return {
        "photo": wrapped(PHOTO, "jpeg"),
        "clear": wrapped(picture("RGBA", "PNG"), "png"),
        "grey": wrapped(picture("L", "PNG"), "png"),
        "seal": round_seal("云麓市办公厅", demo=True).svg(),
    }


def pages(source: str) -> Printed:
    made = typst.compile(  # type: ignore[call-overload]
        (SETUP + source).encode(),
        font_paths=[*DEFAULT.paths],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["a-2b"],
        sys_inputs=dict(inputs()),
    )
    return Printed(made, ())


def ofd(printed: Printed, *elements: Element) -> bytes:
    layout = Layout("test.typ", "试\x0b验<&>", "单位", date(2026, 11, 21), json.loads("{}"), elements)
    return writing.ofd(printed, layout, options=Options(profile="ofd-a"))


def page_of(data: bytes) -> list[Node]:
    root = markup.parse(Package(data).read("Doc_0/Pages/Page_0/Content.xml"), "page")
    return list(root.iter())


def named(data: bytes, name: str) -> list[Node]:
    return [each for each in page_of(data) if markup.local(each) == name]


@pytest.mark.thorough
@pytest.mark.skipif(not ofdcli.exists_here(), reason="ofd-cli exists for Linux on x86_64 only")
def test_everything_is_drawn_alike(tmp_path: Path) -> None:
    printed = pages(EVERYTHING)
    data = ofd(printed)
    (theirs,), (ours,) = drawn.of_ofd(data, tmp_path, [0]), drawn.of_pdf(printed.pdf, [0])
    found = drawn.difference(theirs, ours)
    assert found.share < 0.005
    assert found.worst < 0.2  # its outlines of letters are rounder at the corners
    assert drawn.accepted(data, tmp_path)
    assert profile.problems(data) == ()


def test_a_photograph_goes_over_as_it_is_and_once() -> None:
    data = ofd(pages(EVERYTHING))
    package = Package(data)
    files = [each for each in package.names if "/Res/image_" in each]
    assert [package.read(each) for each in files if each.endswith(".jpeg")] == [PHOTO]
    assert len(files) == 3
    clear = [Image.open(io.BytesIO(package.read(each))) for each in files if each.endswith(".png")]
    assert sorted(each.mode for each in clear) == ["RGB", "RGBA"]
    assert next(each for each in clear if each.mode == "RGBA").getchannel("A").getextrema() == (0, 236)
    assert len(named(data, "ImageObject")) == 5


def test_the_watermark_is_behind_and_the_seal_where_it_is_drawn() -> None:
    data = ofd(pages(EVERYTHING))
    layers = {each.get("Type"): each for each in named(data, "Layer")}
    assert list(layers) == ["Background", "Body"]
    behind = next(each for each in layers["Background"].iter() if markup.local(each) == "TextObject")
    assert words(child(behind, "TextCode")) == "水印"
    assert behind.get("CTM", "").startswith("0.81915 -0.57358 0.57358 0.81915 ")
    assert "水印" not in reading.text_of(data)
    red = [each for each in named(data, "PathObject") if each.get("Alpha") == "224"]
    assert len(red) > 5


def test_two_dashes_are_two_characters_and_one_glyph() -> None:
    data = ofd(pages("甲——乙 office"), Element("body", "甲——乙office"))
    (text,) = named(data, "TextObject")
    code = child(text, "TextCode")
    assert code is not None
    assert code.text == "甲——乙 office"
    transforms = list(children(text, "CGTransform"))
    assert [(each.get("CodePosition"), each.get("CodeCount")) for each in transforms] == [("1", "2"), ("6", "3")]
    # Each half of the stroke is as wide as a character, of 14 pt.
    assert code.get("DeltaX", "").startswith("g 4 4.939 ")


def test_equal_steps_are_counted_and_a_wide_gap_parts_two_runs() -> None:
    data = ofd(pages("一二三四五六七八#h(5em)九十"))
    one, two = named(data, "TextCode")
    assert (one.text, one.get("DeltaX")) == ("一二三四五六七八", "g 7 4.939")
    assert (two.text, two.get("X")) == ("九十", "0")


def test_letters_of_two_elements_are_two_objects() -> None:
    data = ofd(pages("甲方乙方"), Element("one", "甲方"), Element("two", "乙方"))
    assert [each.text for each in named(data, "TextCode")] == ["甲方", "乙方"]
    tags = markup.parse(Package(data).read("Doc_0/Tags/Elements.xml"), "tags")
    ids = [each.get("ID") for each in named(data, "TextObject")]
    assert [(each.get("Key"), words(each[0])) for each in tags] == [("one", ids[0]), ("two", ids[1])]


def test_a_page_that_says_something_else_has_no_tags() -> None:
    source = "甲#pagebreak()乙丙#pagebreak()丁戊己庚辛壬癸子丑寅卯辰巳"
    data = ofd(
        pages(source), Element("one", "甲"), Element("two", "乙-丙"), Element("three", "丁戊己庚辛壬癸子丑寅卯辰巳")
    )
    tags = markup.parse(Package(data).read("Doc_0/Tags/Elements.xml"), "tags")
    assert [each.get("Key") for each in tags] == ["one", "three"]


def test_notes_at_the_foot_of_a_page_are_the_notes() -> None:
    source = "甲一。#place(bottom)[注一。]#pagebreak()乙二。#pagebreak()丙三。#place(bottom)[注三。]"
    data = ofd(pages(source), Element("body", "甲一。乙二。丙三。"), Element("footnotes", "注一。注三。"))
    tags = markup.parse(Package(data).read("Doc_0/Tags/Elements.xml"), "tags")
    assert [(each.get("Key"), len(each)) for each in tags] == [("body", 3), ("footnotes", 2)]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("#box(clip: true, width: 10mm, height: 10mm, rect(width: 30mm, height: 30mm, fill: red))", "clipped"),
        ("#rect(fill: gradient.linear(red, blue), width: 30mm, height: 10mm)", "shading"),
    ],
)
def test_what_an_ofd_would_show_otherwise_is_refused(source: str, reason: str) -> None:
    with pytest.raises(NotConverted) as refused:
        ofd(pages(source))
    assert refused.value.reason == reason


def test_a_clipping_that_cuts_nothing_is_none() -> None:
    data = ofd(pages("#box(clip: true, width: 10mm, height: 10mm, rect(width: 9mm, height: 9mm, fill: red))"))
    assert len(named(data, "PathObject")) == 1
