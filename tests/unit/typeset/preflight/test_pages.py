"""What is measured on the printed pages: places of words, widows, blank pages, pictures; the figure of faults planted."""

import io
import re
import time
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from PIL import Image

from tests.unit.typeset import bulletins, specimens
from tests.unit.typeset.preflight.planted import FAULTS, clean_document, faulty_document
from tests.unit.typeset.preflight.test_cases import BY_ID, CONTEXT, MESSAGES, TODAY, issue
from typeset import engine
from typeset.document import Element, Layout, Printed
from typeset.extract import drawn
from typeset.preflight.checks import CHECKS
from typeset.preflight.context import Context
from typeset.preflight.problem import Level, Problem
from typeset.preflight.reading import Reading, read
from typeset.preflight.run import examined, problems
from typeset.preflight.sheet import Box, Glyph, Page, Picture

PARAGRAPH = "各单位要切实加强组织领导，压实工作责任，确保各项任务落到实处、取得实效。" * 3
SHEET = Page(210, 297, (), (), ())


def seen(check: str, reading: Reading) -> list[tuple[int, str]]:
    return [(one.page, reading.words(one)) for one in BY_ID[check].find(reading)]


def drawn_at(words: str, boxes: Sequence[Box], page: Page = SHEET, key: str = "body", **parts: object) -> Reading:
    """A reading of one page on which each character of `words` stands in its box."""
    glyphs = tuple(Glyph(one, box) for one, box in zip(words, boxes, strict=True))
    base = read(replace(issue("x"), elements=(Element(key, words),)), None, CONTEXT)
    ends = (len(words),)
    return replace(base, pages=(replace(page, glyphs=glyphs, **parts),), stream=words, anchors=(0,), ends=ends)  # type: ignore[arg-type]


def box(left: float, top: float, size: float = 5.5) -> Box:
    return Box(left, top, left + size, top + size)


INSIDE = [box(28, 37), box(178.4, 256), box(100, 100)]


@pytest.mark.requirement("NEW-06")
@pytest.mark.parametrize("place", [box(181, 100), box(26, 100), box(100, 34), box(100, 259), box(206, 290)])
def test_words_outside_the_text_area_are_found(place: Box) -> None:
    assert seen("outside", drawn_at("甲乙丙丁", [*INSIDE, place])) == [(1, "甲乙丙丁")]
    assert seen("outside", drawn_at("甲乙丙", INSIDE)) == []


def test_a_line_of_which_every_character_is_outside_costs_no_more_than_its_length() -> None:
    reading = drawn_at("甲" * 30_000, [box(181, 100)] * 30_000)
    began = time.process_time()
    assert len(seen("outside", reading)) == 1
    assert time.process_time() - began < 5, "its square would be minutes, in a thread of the service"


def test_a_lying_page_has_its_own_text_area() -> None:
    lying = replace(SHEET, width=297, height=210)
    assert seen("outside", drawn_at("甲乙", [box(40, 30), box(255, 175)], lying)) == []
    assert seen("outside", drawn_at("甲乙", [box(40, 30), box(260, 175)], lying)) == [(1, "甲乙")]


def test_a_mark_may_stand_above_but_not_beyond_the_sheet() -> None:
    assert seen("outside", drawn_at("甲乙", [box(60, 30, 12), box(80, 30, 12)], key="mark")) == []
    assert seen("outside", drawn_at("甲乙", [box(60, 30, 12), box(200, 30, 12)], key="mark")) == [(1, "甲乙")]


def test_a_picture_beyond_the_sheet_is_found() -> None:
    pictures = (Picture(Box(100, 100, 220, 200), 200),)
    assert len(seen("outside", drawn_at("甲乙丙", INSIDE, pictures=pictures))) == 1
    assert seen("outside", drawn_at("甲乙丙", INSIDE, pictures=(Picture(Box(28, 100, 184, 200), 200),))) == []


def test_words_over_the_line_of_a_cell_are_found() -> None:
    rules = (Box(50, 90, 50.1, 110), Box(50, 110.2, 50.1, 130))
    over, beside, above = box(47, 115), box(44.4, 115), box(47, 60)
    assert seen("crossing", drawn_at("甲", [over], upright_rules=rules)) == [(1, "甲")]
    assert seen("crossing", drawn_at("甲乙", [beside, above], upright_rules=rules)) == []
    assert seen("crossing", drawn_at("甲", [over])) == []


def test_words_over_words_are_found() -> None:
    assert seen("overprinted", drawn_at("甲乙", [box(50, 50), box(51, 51)])) == [(1, "甲乙")]
    assert seen("overprinted", drawn_at("甲乙", [box(50, 50), box(55.6, 50)])) == []
    assert seen("overprinted", drawn_at("甲.", [box(50, 50), box(51, 51, 0.8)])) == []


def test_blank_pages_are_counted() -> None:
    reading = drawn_at("甲", [box(50, 50)])
    empty = replace(SHEET, glyphs=())
    for blanks, found in ((0, 0), (1, 0), (2, 1), (3, 1)):
        several = replace(reading, pages=(reading.pages[0], *[empty] * blanks), ends=(1,) * (blanks + 1))
        assert len(seen("blank", several)) == found


def signed(pages: tuple[int, int, int], key: str = "dated") -> Reading:
    """Text, signature and 版记 on the pages given."""
    words = ("正文", "署名", "印发")
    base = read(
        replace(issue("x"), elements=(Element("body", "正文"), Element(key, "署名"), Element("issuer", "印发"))),
        None,
        CONTEXT,
    )
    sheets = [
        [word for word, page in zip(words, pages, strict=True) if page == number] for number in range(1, max(pages) + 1)
    ]
    made = tuple(replace(SHEET, glyphs=tuple(Glyph(one, box(50, 50)) for one in "".join(sheet))) for sheet in sheets)
    stream = "".join(glyph.text for page in made for glyph in page.glyphs)
    ends = tuple(sum(len(page.glyphs) for page in made[: at + 1]) for at in range(len(made)))
    return replace(base, pages=made, stream=stream, anchors=(0, 2, 4), ends=ends)


@pytest.mark.requirement("NEW-06")
@pytest.mark.parametrize(
    ("pages", "widowed", "lone"),
    [((1, 1, 1), 0, 0), ((1, 2, 2), 1, 0), ((1, 1, 2), 0, 0), ((1, 2, 3), 1, 1), ((2, 2, 2), 0, 0), ((2, 2, 3), 0, 1)],
)
def test_signature_and_foot_alone_on_a_page(pages: tuple[int, int, int], widowed: int, lone: int) -> None:
    reading = signed(pages)
    assert [len(seen(check, reading)) for check in ("widowed", "lone_foot")] == [widowed, lone]
    gaps = set(
        re.findall(r"{(\w+)}", tomllib.loads(MESSAGES.read_text(encoding="utf-8"))["preflight"]["lone_foot"]["text"])
    )
    assert all(gaps <= {"words", *one.values} for one in BY_ID["lone_foot"].find(reading))


@pytest.mark.parametrize(("pixels", "count"), [(300, 1), (590, 0), (900, 0), (100, 1)])
def test_coarse_pictures_are_measured_as_printed(pixels: int, count: int) -> None:
    held = io.BytesIO()
    # 100 mm wide: 590 pixels are 150 dots an inch.
    Image.new("RGB", (pixels, pixels // 2), "navy").save(held, "PNG", dpi=(pixels / 3.937, pixels / 3.937))
    figures = {"图.png": held.getvalue()}
    doc = specimens.letter()
    doc = replace(doc, markdown=f"{doc.markdown}\n\n![图1 走势](图.png)\n\n文。", figures=figures)
    found = [one for one in examined(doc, CONTEXT) if one.check.id == "coarse"]
    assert len(found) == count
    assert all(one.page == 1 and int(one.values["dpi"]) < 150 for one in found)


@pytest.mark.thorough
@pytest.mark.parametrize("name", [*specimens.SPECIMENS, "brief", "daily", "circular"])
def test_every_word_is_found_on_its_page(name: str) -> None:
    """Positive control of all places: the page told for a line is the page it is drawn on."""
    layout = _specimen(name)
    reading = read(layout, engine.printed(layout), CONTEXT)
    assert reading.stream
    texts = ["".join(glyph.text for glyph in page.glyphs) for page in reading.pages]
    for line in reading.lines:
        words = drawn(line.text)[:6]
        if words:
            page = reading.page(line.element, line.at)
            assert words[:1] in texts[page - 1]
            assert words in "".join(texts[page - 1 : page + 1])
    assert all(one <= other for one, other in pairwise(reading.ends))


@pytest.mark.thorough
@pytest.mark.parametrize("name", [*specimens.SPECIMENS, "brief", "daily", "special", "circular"])
def test_specimens_have_nothing_wrong_with_their_pages(name: str) -> None:
    """Of a good document no error is told, and of its pages nothing at all."""
    layout = _specimen(name)
    found = examined(layout, Context(layout.dated))
    assert [one for one in found if one.level is Level.ERROR or one.check.why.startswith("GB/T 9704-2012 5")] == []
    assert {one.check.id for one in found} <= {"lone_foot"}


def _specimen(name: str) -> Layout:
    if name in specimens.SPECIMENS:
        return specimens.SPECIMENS[name]().layout()
    return (bulletins.circular() if name == "circular" else bulletins.issue(name)).layout()


def test_a_missing_character_is_named_before_printing() -> None:
    (one,) = [one for one in examined(issue("评为⭐级单位。"), CONTEXT) if one.check.id == "undrawn"]
    assert (one.page, one.element, one.values["codes"]) == (0, "body", "U+2B50")
    assert one.level is Level.ERROR


@pytest.mark.requirement("ED-07")
def test_every_planted_fault_is_found_on_its_page_with_its_words() -> None:
    printed, found = _looked_at(faulty_document())
    told = {(one.check.id, page) for one in found for page in [one.page]}
    pages = _texts(printed)
    for check, words in FAULTS:
        named = [one for one in found if one.check.id == check and words in one.words]
        assert named, f"{check}: {words} not among {sorted(told)}"
        one = named[0]
        assert drawn(words)[:4] in pages[one.page - 1] + "".join(pages[one.page : one.page + 1])
    assert len(FAULTS) >= 20
    expected = {check for check, _ in FAULTS}
    assert {one.check.id for one in found} == expected


def test_the_same_document_without_its_faults_is_clean() -> None:
    assert _looked_at(clean_document())[1] == ()


def _looked_at(layout: Layout) -> tuple[Printed, tuple[Problem, ...]]:
    printed = engine.printed(layout)
    context = replace(CONTEXT, number=96, units=(*CONTEXT.units, layout.office))
    return printed, problems(layout, printed, context)


def _texts(printed: Printed) -> list[str]:
    reading = read(issue("x"), printed, CONTEXT)
    return ["".join(glyph.text for glyph in page.glyphs) for page in reading.pages]


def test_order_of_problems_is_that_of_the_pages() -> None:
    pages = [one.page for one in _looked_at(faulty_document())[1]]
    assert pages == sorted(pages)
    assert len(set(pages)) > 1


@pytest.mark.thorough
def test_a_long_document_is_looked_at_within_its_time() -> None:
    layout = issue("\n\n".join([PARAGRAPH] * 200))
    printed = engine.printed(layout)
    found = problems(layout, printed, CONTEXT)
    assert len(re.findall(rb"/Type ?/Page\b", printed.pdf)) != 1
    assert {one.check.id for one in found} <= {"lone_foot"}
    assert date(2026, 11, 22) == TODAY
    assert len(CHECKS) == len({check.id for check in CHECKS})


def test_a_digest_in_the_foot_is_drawn_character_by_character() -> None:
    layout = bulletins.issue("special", note="SM3 " + "615d595ffbe1bc2bffifflfi" * 2).layout()
    printed = engine.printed(layout)
    digest = [one for page in read(layout, printed, CONTEXT).pages for one in page.glyphs if one.text == "f"]
    assert len(digest) > 8, "the foot was not measured"
    assert not [one for one in problems(layout, printed, CONTEXT) if one.check.id == "overprinted"]
