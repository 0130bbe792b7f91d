"""Seals on our OFD: where the template keeps room, over words, a second office's, and on no empty page."""

from dataclasses import replace
from datetime import timedelta

import ofdkit
import pytest

from crypto.errors import BadDocument
from crypto.seals import markup
from crypto.seals.documents import Document
from crypto.seals.making import make
from crypto.seals.markup import child, children
from crypto.seals.ofd import check_ofd
from crypto.seals.package import Package, pack
from crypto.seals.reasons import OfdReason
from kernel.errors import StartRefused
from tests.unit.crypto.seals.office import NOW, holding, office
from tests.unit.typeset.ofd.made import Made, made
from tests.unit.typeset.ofd.test_objects import ofd as plain_ofd
from tests.unit.typeset.ofd.test_objects import pages
from typeset.document import Mark, Printed
from typeset.extract import drawn
from typeset.ofd import profile, reading, sealing, writing
from typeset.ofd.options import Options
from typeset.stamps import places
from typeset.stamps.places import Spot

OFFICES = ("滨海市发展和改革委员会", "滨海市财政局", "滨海市应急管理局")


def sealed(one: Made, name: str, *, closed: bool = False) -> bytes:
    where = sealing.spots(one.printed, name)
    return sealing.seal(one.data, office().seal, office().official, NOW, where, closed=closed)


def boxes(data: bytes) -> list[tuple[str, list[float]]]:
    """Page and place of each stamp."""
    package = Package(data)
    document = Document(package)
    found = []
    for listed in document.listed:
        info = child(markup.parse(package.read(listed.path), listed.path), "SignedInfo")
        stamps = children(info, "StampAnnot")
        found += [(each.get("PageRef", ""), list(map(float, each.get("Boundary", "").split()))) for each in stamps]
    return found


@pytest.mark.thorough
@pytest.mark.requirement("NEW-02")
def test_the_seal_stands_where_the_template_keeps_room_for_it() -> None:
    one = made("notice")
    (name,) = {mark.name.removeprefix(sealing.MARK) for mark in one.printed.marks if mark.name.startswith(sealing.MARK)}
    data = sealed(one, name)
    (mark,) = one.printed.marked(sealing.MARK + name)
    ids = list(Document(Package(data)).pages())
    ((page, box),) = boxes(data)
    assert page == ids[mark.page - 1]
    assert box == pytest.approx([mark.x - 21, mark.y - 21, 42, 42], abs=0.001)
    assert check_ofd(data, office().trust, NOW).sound
    # What was there is there: the text and what another program makes of it.
    assert reading.text_of(data) == reading.text_of(one.data)
    assert ofdkit.extract_text(data) == ofdkit.extract_text(one.data)


def test_one_changed_byte_is_enough() -> None:
    one = made("letter")
    package = Package(sealed(one, "滨海市人民政府办公室"))
    files = {name: package.read(name) for name in package.names}
    page = "Doc_0/Pages/Page_0/Content.xml"
    word = drawn(one.layout.title)[:2].encode()
    spoilt = pack(files | {page: files[page].replace(word, "改过".encode(), 1)})
    assert files[page] != Package(spoilt).read(page)
    assert not check_ofd(spoilt, office().trust, NOW).sound
    assert check_ofd(pack(files), office().trust, NOW).sound


def test_each_office_of_a_joint_document_seals_for_itself_until_one_closes_it() -> None:
    one = made("joint")
    first = sealed(one, OFFICES[0])
    where = sealing.spots(one.printed, OFFICES[1])
    second = sealing.seal(first, office().second_seal, office().second, NOW, where)
    closed = sealing.seal(
        second, office().seal, office().official, NOW, sealing.spots(one.printed, OFFICES[2]), closed=True
    )
    checked = check_ofd(closed, office().trust, NOW)
    assert checked.sound
    assert [each.seal for each in checked.signatures] == [
        "云麓市办公厅（测试）",
        "云麓市财政局（测试）",
        "云麓市办公厅（测试）",
    ]
    across = [box[0] for _, box in boxes(closed)]
    assert len(set(across)) == 3
    with pytest.raises(BadDocument) as refused:
        sealing.seal(closed, office().second_seal, office().second, NOW, where)
    assert refused.value.reason is OfdReason.CLOSED


def test_over_words_the_last_ones_count() -> None:
    one = made("letter")
    (spot,) = sealing.over(one.data, "滨海市人民政府办公室")
    (mark,) = one.printed.marked("seal:滨海市人民政府办公室")
    assert spot.page == mark.page
    # At the foot, where it is signed, not in the head: the mark is the middle of name and date.
    assert [spot.x, spot.y] == pytest.approx([mark.x, mark.y], abs=15)
    assert check_ofd(sealing.seal(one.data, office().seal, office().official, NOW, [spot]), office().trust, NOW).sound


@pytest.mark.requirement("EXC-03")
@pytest.mark.parametrize("source", ["有字#pagebreak()", "有字#pagebreak()（此页无正文）", "有字#pagebreak()#h(1mm)"])
def test_a_page_without_text_takes_no_seal(source: str) -> None:
    data = plain_ofd(pages(source))
    with pytest.raises(StartRefused) as refused:
        sealing.seal(data, office().seal, office().official, NOW, [Spot(2, 60, 50)])
    assert (refused.value.code, refused.value.facts) == ("seal.empty_page", {"page": 2})
    assert check_ofd(
        sealing.seal(data, office().seal, office().official, NOW, [Spot(1, 60, 50)]), office().trust, NOW
    ).sound


@pytest.mark.requirement("EXC-03")
def test_a_watermark_and_a_page_number_alone_are_no_text() -> None:
    furniture = "#set page(footer: pdf.artifact[— 1 —], background: pdf.artifact[水印])\n有字#pagebreak()"
    printed = pages(furniture)
    with pytest.raises(StartRefused):
        sealing.seal(plain_ofd(printed), office().seal, office().official, NOW, [Spot(2, 60, 50)])
    first, second = places.of_pdf(printed.pdf)
    places.require_content(first, 1)
    with pytest.raises(StartRefused):
        places.require_content(second, 2)


@pytest.mark.parametrize("page", [0, 3])
def test_a_page_that_is_not_there_is_refused(page: int) -> None:
    with pytest.raises(StartRefused) as refused:
        sealing.seal(made("minutes").data, office().seal, office().official, NOW, [Spot(page, 100, 100)])
    assert refused.value.code == "seal.no_page"


def test_an_office_without_room_is_refused() -> None:
    with pytest.raises(StartRefused) as refused:
        sealing.spots(Printed(b"", (Mark("seal:甲局", 1, 100, 200),)), "乙局")
    assert (refused.value.code, refused.value.facts) == ("seal.no_room", {"office": "乙局"})


def test_a_package_for_keeping_may_be_sealed() -> None:
    one = made("order")
    data = writing.ofd(one.printed, one.layout, options=Options(profile="ofd-a"))
    assert profile.problems(data) == ()
    seal = make(replace(holding((office().official.certificate,)), end=NOW + timedelta(days=9)), office().maker)
    kept = sealing.seal(data, seal, office().official, NOW, [Spot(1, 150, 200)])
    assert profile.problems(kept) == ()
    assert check_ofd(kept, office().trust, NOW).sound
