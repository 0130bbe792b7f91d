"""Another program's reader: ofd.js 0.2.6, as published, shows our sealed OFD, calls it genuine, and refuses what was changed.

What it does not look at, and ours does, is written down as well: it neither compares Signature.xml with the signed hash nor
asks what else is in the package.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page

from crypto.seals.documents import Box
from crypto.seals.making import make
from crypto.seals.ofd import check_ofd, sign_ofd
from crypto.seals.package import Package, pack
from crypto.seals.placing import Stamp, across
from crypto.seals.reading import Picture
from tests.browser.ofdjs import Said, read, reading
from tests.unit.crypto.seals.office import NOW, ofd, office
from typeset.stamps.unit import round_seal

pytestmark = pytest.mark.browser
PAGES = {"1": Box(0, 0, 210, 297), "2": Box(0, 0, 210, 297)}


def sealed(picture: Picture) -> bytes:
    """One seal at the end and one across the pages, closed, with the picture the product draws."""
    seal = make(replace(office().spec, picture=picture), office().maker)
    stamps = (Stamp("2", Box(105, 200, 42, 42)), *across(PAGES, 42, 42, 100))
    return sign_ofd(ofd(), seal, office().official, stamps, NOW, closed=True)


SEALED = sealed(Picture("PNG", round_seal("云麓市办公厅", demo=True).png(), 42, 42))
PACKAGE = Package(SEALED)
REFERENCES = len(PACKAGE.names) - 2  # all but Signature.xml and SignedValue.dat


@pytest.fixture(scope="module")
def page(window: Browser) -> Iterator[Page]:
    with reading(window) as opened:
        yield opened


def believed(said: Said | None) -> bool:
    return said is not None and said["genuine"] and said["same"] and said["files"] == [REFERENCES]


def spoilt(name: str) -> bytes:
    """One byte of a file changed, everything around it in order. Of Signature.xml, a byte of a check value."""
    files = {each: PACKAGE.read(each) for each in PACKAGE.names}
    body = files[name]
    found = re.search(rb"<ofd:CheckValue>.", body) if name.endswith("Signature.xml") else None
    at = found.end() - 1 if found else len(body) - 1 if name.endswith(".dat") else len(body) // 2
    return pack(files | {name: body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]})


@pytest.mark.requirement("NEW-02")
def test_the_reader_shows_our_seal_and_calls_it_genuine(page: Page) -> None:
    said = read(page, SEALED)
    assert said
    assert said["genuine"]
    assert said["same"]
    assert said["files"] == [REFERENCES]
    # In millimetres of the page: half of the seal at each right edge, and the one at the end.
    assert sorted(said["images"]) == [[105, 200, 42, 42], [168, 100, 42, 42], [189, 100, 42, 42]]
    assert check_ofd(SEALED, office().trust, NOW).sound


@pytest.mark.parametrize("name", PACKAGE.names)
def test_one_byte_of_each_file_is_enough_for_it_and_for_us(name: str, page: Page) -> None:
    data = spoilt(name)
    assert not believed(read(page, data))
    assert not check_ofd(data, office().trust, NOW).sound


def test_what_only_ours_sees(page: Page) -> None:
    files = {each: PACKAGE.read(each) for each in PACKAGE.names}
    name = next(each for each in files if each.endswith("Signature.xml"))
    moved = pack(files | {name: files[name].replace(b'"105 200 ', b'"10 200 ')})
    added = pack(files | {"Doc_0/Res/more.bin": b"x"})
    for data in (moved, added):
        assert believed(read(page, data))
        assert not check_ofd(data, office().trust, NOW).sound
