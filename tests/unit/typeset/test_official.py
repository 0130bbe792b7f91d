"""Official documents say what was written, refuse what no page may hold, and keep the order of the standard."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.errors import Refusal
from tests.unit.typeset.geometry.measuring import glyphs, page_numbers, places
from tests.unit.typeset.specimens import SPECIMENS
from typeset.blocks import plain
from typeset.engine import printed
from typeset.extract import drawn, text_of
from typeset.official import titles
from typeset.official.document import Annex, OfficialDoc, Person
from typeset.official.errors import ClassificationRefused, NoRoomForBody, PartMissing, TooManyNames, WrongNumber
from typeset.official.fitting import PAGE, Wanted, fitted
from typeset.official.forms import Form, Sealing, Urgency
from typeset.official.rules import Fault, number_fault

pytestmark = pytest.mark.requirement("NEW-06")

KEYS = {
    "notice": "urgency mark number title addressee body annex_note signature dated note annex annex carbon issuer issued",
    "request": "mark number signer title addressee body signature dated note issuer issued",
    "letter": "mark urgency number title addressee body annex_note signature dated note annex carbon",
    "order": "mark number body signature dated annex carbon issuer issued",
    "minutes": "mark number signature dated title body attendance carbon issuer issued",
    "joint": "mark number title addressee body signature dated carbon issuer issued",
}


def same(doc: OfficialDoc) -> bool:
    layout = doc.layout()
    return drawn(text_of(printed(layout).pdf)) == drawn(layout.text)


@pytest.mark.parametrize("name", SPECIMENS)
def test_the_pages_say_every_element_in_the_order_of_the_standard(name: str) -> None:
    doc = SPECIMENS[name]()
    layout = doc.layout()
    assert [element.key for element in layout.elements] == KEYS[name].split()
    assert drawn(text_of(printed(layout).pdf)) == drawn(layout.text)
    body = next(element.text for element in layout.elements if element.key == "body")
    assert drawn(body) == drawn(plain(doc.markdown))


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("滨政发〔2026〕18号", None),
        ("滨政办函〔1999〕10000号", None),
        ("滨政发[2026]18号", Fault.BRACKETS),
        ("滨政发【2026】18号", Fault.BRACKETS),
        ("滨政发(2026)18号", Fault.BRACKETS),
        ("滨政发（2026）18号", Fault.BRACKETS),
        ("滨政发〔2026〕第18号", Fault.ORDINAL),
        ("滨政发〔2026〕018号", Fault.ZEROS),
        ("滨政发〔2026〕0号", Fault.ZEROS),
        ("滨政发〔26〕18号", Fault.YEAR),
        ("滨政发〔2026〕18", Fault.END),
        ("滨政发2026年18号", Fault.SHAPE),
        ("〔2026〕18号", Fault.SHAPE),
        ("滨政发〔2026〕18 号", Fault.SHAPE),
        ("滨政发〔2026〕18号\n", Fault.END),
    ],
)
def test_what_is_wrong_with_a_number_is_named(number: str, fault: Fault | None) -> None:
    assert number_fault(number) is fault
    if fault:
        with pytest.raises(WrongNumber) as caught:
            replace(SPECIMENS["notice"](), number=number).layout()
        assert caught.value.facts == {"number": number, "fault": fault.label}


@pytest.mark.parametrize(
    ("form", "number", "fault"),
    [
        (Form.ORDER, "第86号", None),
        (Form.ORDER, "第086号", Fault.ORDER),
        (Form.ORDER, "滨政发〔2026〕18号", Fault.ORDER),
        (Form.MINUTES, "第12期", None),
        (Form.MINUTES, "滨政纪〔2026〕12号", None),
        (Form.MINUTES, "第012期", Fault.ORDINAL),
        (Form.LETTER, "第12期", Fault.ORDINAL),
    ],
)
def test_orders_and_minutes_number_in_their_own_way(form: Form, number: str, fault: Fault | None) -> None:
    assert number_fault(number, form) is fault


@pytest.mark.parametrize(
    ("name", "change", "refusal"),
    [
        ("notice", {"classification": "机密★1年"}, ClassificationRefused),
        ("notice", {"classification": "秘密"}, ClassificationRefused),
        ("notice", {"offices": ()}, PartMissing),
        ("request", {"signers": ()}, PartMissing),
        ("order", {"mark": ""}, PartMissing),
        ("minutes", {"mark": ""}, PartMissing),
        ("order", {"persons": ()}, PartMissing),
        ("notice", {"title": "很长的标题" * 60}, NoRoomForBody),
        ("notice", {"annexes": (Annex("很长的标题" * 60, "文"),)}, NoRoomForBody),
        ("joint", {"offices": ("某局",) * 13}, TooManyNames),
        ("order", {"persons": (Person("市长", "某人"),) * 7}, TooManyNames),
    ],
)
def test_what_no_page_may_hold_is_refused(name: str, change: Mapping[str, Any], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        replace(SPECIMENS[name](), **change).layout()


@pytest.mark.thorough
def test_too_many_addressees_move_to_the_end_above_the_copies() -> None:
    names = tuple(f"第{at}区人民政府" for at in range(1, 41))
    doc = replace(SPECIMENS["notice"](), addressees=names, annexes=())
    layout = doc.layout()
    keys = [element.key for element in layout.elements]
    assert keys[-4:] == ["addressee", "carbon", "issuer", "issued"]
    found = places(layout, printed(layout))
    assert found["body.0.page"] == 1
    assert found["black.count"] == 3  # no rule between 主送 and 抄送
    assert found["addressee.-1.base"] < found["carbon.0.base"]
    fewer = replace(doc, addressees=names[:6]).layout()
    assert [element.key for element in fewer.elements].index("addressee") == 4


@given(
    number=st.integers(2, 7),
    joint=st.integers(0, 5),
    signers=st.integers(0, 5),
    title=st.integers(0, 6),
    addressee=st.integers(0, 30),
)
def test_a_body_that_fits_begins_on_page_1(**lines: int) -> None:
    fit = fitted(Wanted(**lines))
    used = fit.head + lines["title"] + (1 + lines["addressee"] if fit.addressed and lines["addressee"] else 0)
    assert not fit.whole or used < PAGE
    assert fit.number >= lines["number"]
    # What was asked for is granted where it fits, nothing is moved without need.
    all_of_it = lines["number"] + lines["joint"] + max(0, lines["signers"] - 1) + 3
    below = lines["title"] + max(lines["addressee"] + 1 if lines["addressee"] else 0, min(1, lines["title"]))
    if all_of_it + below < PAGE:
        assert fit.addressed
        assert fit.head == all_of_it


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("关于召开信息工作会议的通知", ["关于召开信息工作会议的通知"]),
        ("关于印发《滨海市政务信息工作管理办法》的通知", ["关于印发《滨海市政务信息工作管理办法》", "的通知"]),
        ("滨海市人民政府\n关于加强工作的通知", ["滨海市人民政府", "关于加强工作的通知"]),
        (
            "关于做好2026年今冬明春应急物资储备和调运保障工作的通知",
            ["关于做好2026年今冬明春", "应急物资储备和调运保障工作的通知"],
        ),
    ],
)
def test_titles_break_where_a_reader_would(title: str, expected: list[str]) -> None:
    assert list(titles.lines(title)) == expected


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            [
                "关于",
                "印发",
                "《管理办法》",
                "2026年",
                "和",
                "、",
                "（试行）",
                "信息",
                "工作",
                "某",
                "的通知",
                "ABC",
                "“十五五”",
                "局",
            ]
        ),
        min_size=1,
        max_size=16,
    )
)
def test_a_title_keeps_its_words_and_what_must_not_be_parted(parts: list[str]) -> None:
    title = "".join(parts)
    found = titles.lines(title)
    assert "".join(found) == title
    assert all(titles.width_of(line) <= titles.LINE for line in found)
    for line in found:
        assert line.count("《") == line.count("》")
        assert not line.startswith(("、", "》", "）", "”")) or line is found[0]
        assert not line.endswith(("《", "（", "“"))
    for before, after in pairwise(found):
        assert not (before[-1].isascii() and after[0].isascii())


@pytest.mark.thorough
def test_on_both_sides_of_the_sheet_the_last_page_is_even_and_blanks_bear_no_number() -> None:
    notice = replace(SPECIMENS["notice"](), annexes=(), note="", duplex=True)
    for lines, pages, numbered in ((1, 2, {1, 2}), (18, 2, {1, 2}), (24, 4, {1, 2}), (38, 4, {1, 2, 3, 4})):
        layout = replace(notice, markdown="正文。\n\n" * lines).layout()
        made = printed(layout)
        found = places(layout, made)
        assert found["issuer.0.page"] == pages, lines
        assert max(glyph.page for glyph in glyphs(made.pdf)) == pages
        assert set(page_numbers(made.pdf)) == numbered, lines


def test_urgency_moves_up_where_no_copy_bears_a_number() -> None:
    doc = replace(SPECIMENS["notice"](), annexes=(), markdown="正文。")
    for numbered, line in ((True, 1), (False, 0)):
        layout = replace(doc, numbered=numbered).layout()
        found = places(layout, printed(layout))
        assert found["urgency.0.top"] == pytest.approx(37 + line * 10.418, abs=0.5)


@pytest.mark.thorough
@pytest.mark.parametrize(
    "change",
    [
        {"markdown": ""},
        {"title": ""},
        {"number": ""},
        {"addressees": ()},
        {"carbon": (), "issuer": ""},
        {"urgency": Urgency.TELEGRAM_FIRST},
        {"sealing": Sealing.NONE, "persons": (Person("局长", "张三"), Person("副局长", "李四"))},
        {"markdown": "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |"},
        {"markdown": "- 一\n- 二\n\n1. 三\n2. 四"},
        {"markdown": "正文有注[^1]。\n\n[^1]: 注文。", "annexes": ()},
        {"carbon": tuple(f"第{at}区人民政府" for at in range(120))},
        {"offices": ("局",)},
        {"note": "很长的附注" * 20},
        {"note": "很长的附注" * 60},
        {"title": "关于\u202e召开会议的通知", "offices": ("滨海\u2066市局",), "carbon": ("www." + "x" * 90,)},
        {"offices": ("滨海市" * 20,)},
        {"markdown": '`#read("/etc/passwd")` $x$ <b> 𠮷 𬎆 㛃 䶮'},
    ],
    ids=" ".join,
)
def test_documents_with_parts_missing_or_odd_still_say_their_words(change: Mapping[str, Any]) -> None:
    doc = replace(SPECIMENS["notice"](), **change)
    if "[^1]" in doc.markdown:  # notes stand at the foot of pages
        layout = doc.layout()
        assert sorted(drawn(text_of(printed(layout).pdf))) == sorted(drawn(layout.text))
    else:
        assert same(doc)


def test_a_joint_letter_bears_the_principal_office_alone() -> None:
    layout = replace(SPECIMENS["letter"](), offices=("滨海市人民政府办公室", "滨海市财政局")).layout()
    made = printed(layout)
    assert "财政局" not in layout.text
    assert [mark.name for mark in made.marks] == ["seal:滨海市人民政府办公室"]


@pytest.mark.thorough
@pytest.mark.parametrize("name", SPECIMENS)
def test_every_seal_that_is_promised_room_has_it(name: str) -> None:
    doc = SPECIMENS[name]()
    for sealing in Sealing:
        one = replace(doc, sealing=sealing, persons=(Person("局长", "张三"),))
        assert tuple(mark.name.removeprefix("seal:") for mark in printed(one.layout()).marks) == one.seal_offices


def test_a_long_note_covers_nothing() -> None:
    for count in (20, 60):
        layout = replace(SPECIMENS["notice"](), annexes=(), markdown="正文。", note="很长的附注" * count).layout()
        found = places(layout, printed(layout))
        assert found["note.count"] > 3
        assert found["note.-1.page"] < found["carbon.0.page"] or found["note.-1.bottom"] < found["black.0.y"]
        assert found["note.0.base"] == pytest.approx(found["dated.0.base"] + 10.418, abs=0.2) or count == 60


def test_what_turns_the_direction_of_reading_is_no_part_of_the_pages() -> None:
    layout = replace(SPECIMENS["notice"](), title="关于\u202e召开会议的通知", signatures=("滨海\u2066市局",)).layout()
    assert not {"\u202e", "\u2066"} & set(layout.text)
