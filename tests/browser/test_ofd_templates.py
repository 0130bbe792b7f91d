"""ofd.js opens every template, shows its words and pages, and calls the sealed ones genuine, the altered ones not."""

from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from crypto.seals.ofd import check_ofd
from crypto.seals.package import Package, pack
from tests.browser.ofdjs import read, reading
from tests.posted import LONG
from tests.unit.crypto.seals.office import NOW, office
from tests.unit.typeset.ofd.made import NAMES, made
from typeset.extract import drawn
from typeset.ofd import sealing
from typeset.ofd.reading import text_of

pytestmark = [pytest.mark.browser, pytest.mark.requirement("NEW-06")]
SEALED = ("notice", "request", "letter", "order", "joint")
# What is sealed, ofd.js hashes anew, for up to half a minute a document: daily one with a seal and one with two are enough.
# Which change of a package it refuses stands in test_ofd_reader.py. Ours is asked of all.
ASKED = SEALED if LONG else ("letter", "joint")


@pytest.fixture(scope="module")
def page(window: Browser) -> Iterator[Page]:
    with reading(window) as opened:
        yield opened


def sealed(name: str) -> bytes:
    """With every seal the template keeps room for; two people share the work."""
    one = made(name)
    data, by = one.data, [(office().seal, office().official), (office().second_seal, office().second)]
    offices = dict.fromkeys(mark.name for mark in one.printed.marks if mark.name.startswith(sealing.MARK))
    for at, mark in enumerate(offices):
        where = sealing.spots(one.printed, mark.removeprefix(sealing.MARK))
        data = sealing.seal(data, *by[at % 2], NOW, where)
    return data


@pytest.mark.parametrize("name", NAMES)
def test_the_reader_shows_every_page_and_word(name: str, page: Page) -> None:
    one = made(name)
    said = read(page, one.data)
    assert said
    text = text_of(one.data)
    assert said["pages"] == text.count("\f") + 1
    # It draws each character; page numbers are there as well.
    assert not Counter(drawn(text)) - Counter(drawn(said["text"]))
    assert not said["images"]


@pytest.mark.parametrize("name", SEALED)
def test_the_reader_calls_the_sealed_document_genuine(name: str, page: Page) -> None:
    data = sealed(name)
    assert check_ofd(data, office().trust, NOW).sound
    if name not in ASKED:
        return
    said = read(page, data)
    assert said
    assert said["genuine"]
    assert said["same"]
    room = {mark.name for mark in made(name).printed.marks if mark.name.startswith(sealing.MARK)}
    assert len(said["images"]) == len(room) > 0


@pytest.mark.parametrize("name", SEALED)
def test_an_altered_page_is_refused_by_it_and_by_us(name: str, page: Page) -> None:
    package = Package(sealed(name))
    files = {each: package.read(each) for each in package.names}
    content = "Doc_0/Pages/Page_0/Content.xml"
    changed = pack(files | {content: files[content].replace(b'Size="', b'Size="1', 1)})
    assert not check_ofd(changed, office().trust, NOW).sound
    if name == ASKED[0] or LONG:
        said = read(page, changed)
        assert said is None or not (said["genuine"] and said["same"])
