"""Another program's reader: ofd.js 0.2.6, as published, shows our sealed OFD, calls it genuine, and refuses what was changed.

What it does not look at, and ours does, is written down as well: it neither compares Signature.xml with the signed hash nor
asks what else is in the package.
"""

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

import pytest
from playwright.sync_api import Browser, Error, Page

from crypto.seals.documents import Box
from crypto.seals.making import make
from crypto.seals.ofd import check_ofd, sign_ofd
from crypto.seals.package import Package, pack
from crypto.seals.placing import Stamp, across
from crypto.seals.reading import Picture
from tests.unit.crypto.seals.office import NOW, ofd, office
from typeset.stamps.unit import round_seal

pytestmark = pytest.mark.browser
READER = Path(__file__).parent / "vendor" / "ofd.umd.min.js"
PAGES = {"1": Box(0, 0, 210, 297), "2": Box(0, 0, 210, 297)}
WIDTH = 800  # pixels of a page
READ = """async ([text, width]) => {
  const data = Uint8Array.from(atob(text), (each) => each.charCodeAt(0)).buffer;
  document.body.replaceChildren();
  // Of some damaged files it says neither yes nor no.
  const [document_] = await new Promise((ok, no) => {
    window.ofd.parseOfdDocument({ofd: data, success: ok, fail: no});
    setTimeout(() => no(new Error("no answer")), 2500);
  });
  document.body.append(...window.ofd.renderOfd(width, document_));
  const stamps = Object.values(document_.stampAnnot).flat();
  const genuine = stamps.length > 0 && stamps.every((each) => each.stamp.signedInfo.VerifyRet === true);
  // The reader fetches the files to compare without waiting for them.
  const all = new Set(stamps.map((each) => each.stamp.signedInfo.signatureID));
  await new Promise((ok) => setTimeout(ok, 150));
  const lists = [...window.toBeChecked].filter(([id]) => all.has(id)).map(([, files]) => files);
  const images = [...document.querySelectorAll("svg[name=seal_img_div]")].map((each) => {
    const box = each.getBoundingClientRect(), sheet = each.parentElement.getBoundingClientRect();
    return [box.left - sheet.left, box.top - sheet.top, box.width, box.height].map((side) => Math.round(side * 210 / width));
  });
  return {genuine, files: lists.map((each) => each.length), same: lists.every((each) => window.ofd.digestCheck(each)), images};
}"""


class Said(TypedDict):
    """What the reader found."""

    genuine: bool
    files: list[int]
    same: bool
    images: list[list[int]]


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
    """An empty page with the reader in it and no network."""
    context = window.new_context(viewport={"width": 900, "height": 2600}, offline=True)
    opened = context.new_page()
    opened.add_script_tag(path=READER)
    yield opened
    context.close()


def read(page: Page, data: bytes) -> Said | None:
    """None: the reader could not open it."""
    try:
        said: Said = page.evaluate(READ, [base64.b64encode(data).decode(), WIDTH])
    except Error:
        return None
    return said


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
