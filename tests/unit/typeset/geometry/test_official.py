"""Every form of official document is measured on its pages against GB/T 9704-2012, to half a millimetre."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache
from itertools import pairwise

import pytest
import typst

from tests.unit.typeset.geometry.expected import BOTTOM, CHARACTER, EXPECTED, FILE_HEAD, LINE, RIGHT, Row
from tests.unit.typeset.geometry.measuring import Line, drawn_seals, glyphs, lines, page_numbers, places
from tests.unit.typeset.specimens import SPECIMENS
from typeset import engine, fonts
from typeset.document import TEMPLATES, Layout, Overlay, Printed, SealPicture
from typeset.engine import printed
from typeset.official.document import Annex
from typeset.official.forms import Sealing

pytestmark = pytest.mark.requirement("NEW-06")

TOLERANCE = 0.5
STEP = 28 if os.environ.get("ZHENGXUN_TEST_LONG") else 84  # a line of the body, or three
SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="42mm" height="42mm" viewBox="0 0 42 42">'
    '<rect width="42" height="42" fill="#e60012"/></svg>'
)
FIRST_BASE = 37 + 0.88 * CHARACTER
ON_GRID = ("addressee", "body", "annex_note", "signature", "dated", "note", "attendance")


@cache
def specimen(name: str) -> tuple[Layout, Printed]:
    layout = SPECIMENS[name]().layout()
    return layout, printed(layout)


def off_grid(line: Line) -> float:
    """How far from the nearest line of the page's grid."""
    return abs((line.places["base"] - FIRST_BASE + LINE / 2) % LINE - LINE / 2)


def wrong(found: Mapping[str, float], table: Sequence[Row]) -> Iterator[tuple[str, float, float]]:
    for expression, expected in table:
        name, _, other = expression.partition(" - ")
        value = found[name] - (found[other] if other else 0)
        if abs(value - expected) > TOLERANCE:
            yield expression, round(value, 2), expected


@pytest.mark.parametrize("name", EXPECTED)
def test_every_element_stands_where_the_standard_puts_it(name: str) -> None:
    assert list(wrong(places(*specimen(name)), EXPECTED[name])) == []


@pytest.mark.parametrize(
    ("name", "change", "found"),
    [
        ("notice", {"mark_top": 73.0}, "mark.0.ink_top"),
        ("notice", {"rule_gap": 5.0}, "red.0.y - number.0.bottom"),
        ("order", {"mark_height": 23.0}, "number.0.top - mark.0.ink_bottom"),
        ("letter", {"rule_gap": 3.0}, "number.0.top - red.1.bottom"),
    ],
)
def test_a_template_off_by_a_millimetre_is_found(name: str, change: Mapping[str, float], found: str) -> None:
    layout, _ = specimen(name)
    shifted = replace(layout, data={**layout.data, "measures": {**layout.data["measures"], **change}})
    assert found in {row[0] for row in wrong(places(shifted, printed(shifted)), EXPECTED[name])}


@pytest.mark.parametrize("name", EXPECTED)
def test_every_line_of_running_text_stands_on_the_grid(name: str) -> None:
    off = [
        (key, line.text[:6], round(line.places["base"], 2))
        for key, all_ in lines(specimen(name)[0], specimen(name)[1].pdf).items()
        if key in ON_GRID and (name, key) != ("order", "signature")  # level with the stamp's middle
        for line in all_
        if off_grid(line) > TOLERANCE / 5
    ]
    assert off == []


def test_a_full_page_has_22_lines_of_28_characters() -> None:
    doc = replace(SPECIMENS["notice"](), markdown="中" * 1400, annexes=())
    page = [glyph for glyph in glyphs(printed(doc.layout()).pdf) if glyph.page == 2 and not glyph.artifact]
    bases = sorted({round(glyph.base, 2) for glyph in page})
    assert len(bases) == 22
    assert all(later - sooner == pytest.approx(LINE, abs=0.02) for sooner, later in pairwise(bases))
    assert {sum(1 for glyph in page if round(glyph.base, 2) == base) for base in bases} == {28}
    assert max(glyph.end for glyph in page) == pytest.approx(RIGHT, abs=TOLERANCE)
    assert bases[-1] + 0.12 * CHARACTER == pytest.approx(BOTTOM, abs=1)


def test_thickness_of_rules() -> None:
    file, letter = places(*specimen("notice")), places(*specimen("letter"))
    assert [file[f"black.{at}.thick"] for at in range(3)] == pytest.approx([0.35, 0.25, 0.35], abs=0.01)
    assert letter["red.0.thick"] > 2 * letter["red.1.thick"]
    assert letter["red.3.thick"] > 2 * letter["red.2.thick"]


def test_a_letter_has_no_number_on_page_1() -> None:
    assert not [name for name in places(*specimen("letter")) if name.startswith("page.1.")]


@pytest.mark.parametrize("count", [3, 4])
def test_signers_stand_two_a_line_and_the_number_on_the_last(count: int) -> None:
    doc = replace(SPECIMENS["request"](), signers=("赵明远", "欧阳文静", "钱一", "孙二三")[:count])
    layout = doc.layout()
    found = places(layout, printed(layout))
    assert found["signer.0.base"] == pytest.approx(found["number.0.base"] - LINE, abs=0.1)
    assert found["signer.1.base"] == pytest.approx(found["number.0.base"], abs=0.1)
    assert found["signer.1.x"] == pytest.approx(found["signer.0.x"] + 4 * CHARACTER, abs=TOLERANCE)
    assert list(wrong(found, FILE_HEAD)) == []
    assert found["number.0.top"] - found["mark.1.ink_bottom"] == pytest.approx(3 * LINE, abs=TOLERANCE)


def test_without_a_seal_the_date_begins_two_characters_right_of_the_office() -> None:
    doc = replace(SPECIMENS["notice"](), sealing=Sealing.NONE, annexes=())
    layout = doc.layout()
    found = places(layout, printed(layout))
    assert found["signature.0.end"] == pytest.approx(RIGHT - 2 * CHARACTER, abs=TOLERANCE)
    assert found["dated.0.x"] == pytest.approx(found["signature.0.x"] + 2 * CHARACTER, abs=TOLERANCE)
    assert found["signature.0.base"] == pytest.approx(found["body.-1.base"] + 2 * LINE, abs=0.1)
    short = replace(doc, signatures=("滨海局",)).layout()
    found = places(short, printed(short))
    assert found["dated.0.end"] == pytest.approx(RIGHT - 2 * CHARACTER, abs=TOLERANCE)
    assert found["dated.0.x"] == pytest.approx(found["signature.0.x"] + 2 * CHARACTER, abs=TOLERANCE)


@pytest.mark.thorough
@pytest.mark.parametrize("mm", [30.0, 42.0, 45.0, 60.0])
@pytest.mark.parametrize("count", [1, 2, 3, 5, 7])
def test_seals_stay_inside_never_touch_and_begin_within_a_line_of_the_text(count: int, mm: float) -> None:
    offices = tuple(f"滨海市第{each}局" for each in "一二三四五六七"[:count])
    doc = replace(SPECIMENS["joint"](), offices=offices, signatures=(), seal_mm=mm, markdown="现印发你们。")
    layout = doc.layout()
    made = printed(layout)
    found = places(layout, made)
    seals = [(mark.page, mark.x, mark.y) for mark in made.marks if mark.name.startswith("seal:")]
    assert len(seals) == count
    assert all(x - mm / 2 >= 28 and x + mm / 2 <= RIGHT for _, x, _ in seals)
    apart = [
        ((one[1] - two[1]) ** 2 + (one[2] - two[2]) ** 2) ** 0.5
        for at, one in enumerate(seals)
        for two in seals[:at]
        if one[0] == two[0]
    ]
    assert all(distance > mm + 0.5 for distance in apart)
    assert 0 <= seals[0][2] - mm / 2 - found["body.-1.bottom"] <= LINE
    assert seals[0][0] == found["body.-1.page"]


@pytest.mark.thorough
@pytest.mark.parametrize("name", EXPECTED)
def test_nothing_moves_when_a_copy_gets_its_number_and_its_seals(name: str) -> None:
    layout, plain = specimen(name)
    seals = tuple(SealPicture(office, SQUARE, 42) for office in SPECIMENS[name]().seal_offices)
    copy = printed(layout, overlay=Overlay(number="000123", seals=seals))
    assert [glyph for glyph in glyphs(copy.pdf) if not glyph.artifact] == [
        glyph for glyph in glyphs(plain.pdf) if not glyph.artifact
    ]
    assert copy.marks == plain.marks
    number = [glyph for glyph in glyphs(copy.pdf) if glyph.artifact and glyph.base < 80]
    assert "".join(glyph.character for glyph in number) == "000123"
    assert number[0].x == pytest.approx(28, abs=TOLERANCE)
    expected = places(layout, plain)["number.0.base"] if name == "letter" else FIRST_BASE
    assert number[0].base == pytest.approx(expected, abs=TOLERANCE)
    assert len(drawn_seals(copy.pdf)) == len(seals)
    for (page, x, y), mark in zip(drawn_seals(copy.pdf), copy.marks, strict=True):
        assert (page, x, y) == pytest.approx((mark.page, mark.x, mark.y), abs=TOLERANCE)


@pytest.mark.thorough
@pytest.mark.parametrize("annexes", [0, 2])
def test_no_page_bears_the_signature_alone(annexes: int) -> None:
    notice = replace(SPECIMENS["notice"](), annexes=(Annex("名单", "文"), Annex("表", "文")))
    for length in range(158, 158 + 28 * 23, STEP):
        doc = replace(notice, markdown="首段。\n\n" + "中" * length, annexes=notice.annexes[:annexes], note="")
        layout = doc.layout()
        made = printed(layout)
        found = places(layout, made)
        assert found["body.0.page"] == 1
        assert found["dated.0.page"] == found["signature.0.page"]
        assert found["signature.0.page"] == found["body.-1.page"], length
        assert made.marks[0].page == found["dated.0.page"]


LONG_TABLE = "| 序号 | 单位 |\n|---|---|\n" + "\n".join(f"| {at} | 某单位 |" for at in range(14))


@pytest.mark.thorough
@pytest.mark.parametrize("tables", [0, 1, 2, 3, 5])
def test_the_engine_settles_however_many_tables_there_are(tables: int) -> None:
    notice = replace(SPECIMENS["notice"](), duplex=True)
    doc = replace(notice, markdown=f"正文。\n\n{LONG_TABLE}\n\n" * tables + "中" * 150)
    layout = doc.layout()
    assert warnings_of(layout) == []
    numbers = page_numbers(printed(layout).pdf)
    assert all(line.text == f"—{page}—" for page, line in numbers.items())


def test_text_after_a_long_table_stands_on_the_grid() -> None:
    doc = replace(SPECIMENS["notice"](), annexes=(), markdown=f"正文。\n\n{LONG_TABLE}\n\n表后的话。\n\n末段。")
    layout = doc.layout()
    after = [line for line in lines(layout, printed(layout).pdf)["body"] if line.text in ("表后的话。", "末段。")]
    assert len(after) == 2
    assert all(off_grid(line) < TOLERANCE / 5 for line in after)


def warnings_of(layout: Layout) -> list[str]:
    """What the engine says beside the pages: that places did not settle, above all."""
    about = {"title": layout.title, "office": layout.office, "ymd": [2026, 11, 2]}
    inputs = {
        "doc": json.dumps({**layout.data, "about": about}),
        "copy": json.dumps(asdict(Overlay())),
        "roles": json.dumps({**fonts.roles(), "heavy": fonts.is_heavy()}),
    }
    compiler = typst.Compiler(
        str(TEMPLATES / layout.template), root=str(TEMPLATES), font_paths=engine._faces(fonts.DEFAULT)
    )
    _, told = compiler.compile_with_warnings(sys_inputs=inputs, format="pdf", pdf_standards=[engine.STANDARD])
    return [each.message for each in told]
