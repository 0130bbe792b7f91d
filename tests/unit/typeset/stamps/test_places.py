"""Where words stand on the pages of an OFD and a PDF."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from crypto.errors import BadDocument
from kernel.errors import StartRefused
from typeset import pdf
from typeset.bulletin import BulletinDoc, BulletinItem
from typeset.stamps import places as seal_places

HELLO = Path(__file__).resolve().parents[3] / "vectors" / "ofd" / "helloworld.ofd"


def hello(attribute: str) -> bytes:
    """The vector, its text object with one more attribute."""
    packed = io.BytesIO()
    with zipfile.ZipFile(HELLO) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            target.writestr(
                name, source.read(name).decode().replace("<ofd:TextObject ", f"<ofd:TextObject {attribute} ")
            )
    return packed.getvalue()


def test_words_of_an_ofd_stand_where_their_distances_put_them() -> None:
    pages = seal_places.of_ofd(HELLO.read_bytes())
    assert pages[0].text == "你好呀，OFDReader&Writer！"
    first = seal_places.over("你好呀", pages, None)
    # Boundary 31.7 25.4, X 0, Y 3, size 3, three characters 3 mm apart: middles at 1.5, 4.5 and 7.5.
    assert first.page == 1
    assert [first.x, first.y] == [pytest.approx(31.7 + 4.5), pytest.approx(25.4 + 3 - 1.08)]
    later = seal_places.over("Writer", pages, 1)
    assert later.x == pytest.approx(31.7 + 12 + 11 * 1.5 + 2.5 * 1.5 + 1.5)
    assert seal_places.over("OFD\u3000Reader", pages, None).page == 1


def test_a_matrix_moves_the_words() -> None:
    pages = seal_places.of_ofd(hello('CTM="0 1 -1 0 10 20"'))
    spot = seal_places.over("你", pages, None)
    assert [spot.x, spot.y] == [pytest.approx(31.7 - (3 - 1.08) + 10), pytest.approx(25.4 + 1.5 + 20)]


def test_repeated_distances_are_counted() -> None:
    assert seal_places._deltas("g 3 2.5 1", 9) == [2.5, 2.5, 2.5, 1]
    assert seal_places._deltas("g 2 1 g 999999999 3 " * 1000, 5) == [1, 1, 3, 3, 3, 3, 3]
    assert seal_places._deltas("g -5 1 2", 5) == [2]


def test_what_is_not_there_is_refused() -> None:
    pages = seal_places.of_ofd(HELLO.read_bytes())
    for words, page, code in (
        ("再见", None, "seal.words_missing"),
        (" ", None, "seal.words_missing"),
        ("你好", 2, "seal.no_page"),
    ):
        with pytest.raises(StartRefused) as refused:
            seal_places.over(words, pages, page)
        assert refused.value.code == code
    with pytest.raises(BadDocument):
        seal_places.of_ofd(hello('CTM="1 0"'))
    with pytest.raises(BadDocument):
        seal_places.of_ofd(b"PK\x03\x04 no package")


def test_words_of_a_pdf_stand_where_they_are_printed() -> None:
    doc = BulletinDoc(
        masthead="滨海信息",
        number=3,
        office="滨海市金融监督管理局",
        dated=date(2026, 11, 2),
        items=(BulletinItem("承保车辆增长", "承保车辆八百一十二万辆。\n\n" * 60),),
    )
    pages = seal_places.of_pdf(pdf.document(doc))
    assert len(pages) > 1
    head = seal_places.over("滨海信息", pages, 1)
    assert head.page == 1
    assert head.x == pytest.approx(28 + 156 / 2, abs=3)
    assert 40 < head.y < 80
    office = seal_places.over("滨海市金融监督管理局", pages, 1)
    assert 28 < office.x < 80
    assert office.y > head.y
    last = seal_places.over("八百一十二万辆", pages, None)
    assert last.page == max(number for number, page in enumerate(pages, 1) if "八" in page.text)
    assert last.y > 37


@pytest.mark.requirement("EXC-03")
def test_an_empty_page_and_one_that_says_so_take_no_seal() -> None:
    page = seal_places.of_ofd(HELLO.read_bytes())[0]
    seal_places.require_content(page, 1)
    seal_places.require_content(seal_places.Page((), drawn=True), 1)
    said = tuple((each, 0.0, 0.0) for each in "（此页 无正文）")
    for empty in (
        seal_places.Page((), drawn=False),
        seal_places.Page(((" ", 1, 1),), drawn=False),
        seal_places.Page(said, drawn=True),
    ):
        with pytest.raises(StartRefused) as refused:
            seal_places.require_content(empty, 3)
        assert (refused.value.code, refused.value.facts) == ("seal.empty_page", {"page": 3})


@pytest.mark.requirement("EXC-03")
def test_a_page_number_alone_is_no_content_of_a_pdf() -> None:
    doc = BulletinDoc(
        masthead="滨海信息",
        number=3,
        office="滨海市金融监督管理局",
        dated=date(2026, 11, 2),
        items=(BulletinItem("承保车辆增长", "承保。"),),
    )
    (page,) = seal_places.of_pdf(pdf.document(doc))
    assert "承保" in page.text
    assert "—1—" not in page.text
