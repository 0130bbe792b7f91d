"""Ink and faces: what comes in, what is drawn, what a leader reads first."""

import xml.etree.ElementTree as ET

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletins.rules import ink
from bulletins.rules.faces import MOST, face
from kernel.errors import Invalid

PDF = bytes(range(32))
SIZE = (4200, 5940)


def sent(lines: object, page: int = 1, size: tuple[int, int] = SIZE, bound: str = "") -> str:
    return msgspec.json.encode([1, page, *size, lines, bound or ink.bound(PDF, page)]).decode()


STROKES = [[14, [100, 200, 120, 30, 5, 180, 40, -10, 250]], [14, [900, 900, 40]]]


@pytest.mark.requirement("PUB-06")
def test_pub_06_le_01_ink_is_read_kept_and_drawn_as_it_was_sent() -> None:
    read = ink.read(sent(STROKES))
    assert read.lines[0].points() == [(100, 200, 120), (130, 205, 180), (170, 195, 250)]
    assert ink.read(ink.written(read)) == read
    picture = ET.fromstring(ink.svg(read, "手写"))
    assert picture.get("viewBox") == "0 0 4200 5940"
    assert {one.tag.rsplit("}", 1)[-1] for one in picture} == {"path", "circle"}
    assert not [one for one in picture.iter() if "style" in one.attrib]
    slip = ET.fromstring(ink.svg(ink.read(sent(STROKES, page=0))))
    left, top, width, height = map(int, str(slip.get("viewBox")).split())
    assert (left, top) == (46, 141)
    assert (left + width, top + height) == (954, 954)


@pytest.mark.requirement("PUB-06")
@pytest.mark.parametrize(
    "lines",
    [
        [], [[14, []]], [[14, [1, 2]]], [[14, [1, 2, 3, 4]]], [[14, [-1, 2, 3]]], [[14, [4201, 2, 3]]], [[14, [1, 5941, 3]]],
        [[14, [1, 2, 256]]], [[14, [4000, 10, 9, 201, 0, 9]]], [[3, [1, 2, 3]]], [[14, [1, 2, 3.5]]], [[14, ["1", 2, 3]]],
        [[14, [1, 2, 3], "绝密"]], [[14, [1, 1, 1]]] * (ink.MOST_LINES + 1), [[14, [1, 1, 1] + [0, 0, 1] * ink.MOST_POINTS]],
    ],
)  # fmt: skip
def test_pub_06_nothing_but_lines_on_the_page_is_ink(lines: object) -> None:
    ink.read(sent([[14, [4000, 10, 9, 200, 0, 9]]]))  # the edge itself is on the page
    with pytest.raises(Invalid) as refused:
        ink.read(sent(lines))
    assert refused.value.fields == {"ink": "ink_unreadable"}


@pytest.mark.requirement("PUB-06")
@pytest.mark.parametrize("text", ["", "{}", "[1]", "x", '[1,1,4200,5940,[[14,[1,2,3]]],"words"]', "[" * 600_000])
def test_pub_06_what_is_no_ink_is_refused_by_name(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        ink.read(text)
    assert set(refused.value.fields) == {"ink"}


@pytest.mark.requirement("PUB-06")
def test_pub_06_ink_belongs_to_one_page_of_one_file() -> None:
    read = ink.read(sent(STROKES))
    assert ink.drawn_on(read, PDF)
    assert not ink.drawn_on(read, PDF[::-1])
    assert not ink.drawn_on(ink.read(sent(STROKES, bound=ink.bound(PDF, 2))), PDF)
    assert len({ink.bound(PDF, page) for page in range(20)}) == 20


WORDS = st.text("车险改革保费下降理赔，。；\n#", max_size=900)


@given(WORDS)
@pytest.mark.requirement("PUB-06")
def test_le_01_a_face_is_short_and_ends_where_a_sentence_ends(body: str) -> None:
    shown = face(body)
    assert len(shown.text) <= MOST
    if not shown.whole and shown.text and not shown.text.endswith("…"):
        assert shown.text[-1] == "。" or shown.text in body.replace("\n", "").replace("#", "").replace(" ", "")


@pytest.mark.requirement("PUB-06")
def test_le_01_the_editors_words_go_first_and_headings_are_no_opening() -> None:
    body = "# 一、总体情况\n\n" + "单均保费下降6.1%。" * 10 + "\n\n" + "个别地区案均赔款上升。" * 40
    opening = face(body)
    assert opening.text.startswith("单均保费")
    assert opening.text.endswith("。")
    assert 250 < len(opening.text) <= MOST
    assert face(body, "编辑写的提要。") == face("", "编辑写的提要。")
    assert face(body, "编辑写的提要。").edited
    assert face("一句话。").whole
    assert face("一句话。\n\n又一段。").whole
    assert not face("一句话。\n\n" + "又一段。" * 80).whole
    long = face("很长的一句，" * 100)
    assert long.text.endswith("…")
    assert len(long.text) <= MOST
