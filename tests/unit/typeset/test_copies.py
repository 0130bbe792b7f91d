"""A copy's code is known again and no other is; what a copy adds moves no character and is no text."""

import ctypes
import io
import json
import string
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import islice

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter
from pypdfium2 import raw

from marking.pdf import opened
from tests.unit.typeset import specimens
from typeset import copies, engine, views
from typeset.bulletin import BulletinDoc, BulletinItem
from typeset.copies import Copy
from typeset.document import Layout, Mark, Overlay, Printed, SealPicture
from typeset.errors import CopyCodeForged, NoCopyCode
from typeset.extract import is_artifact
from typeset.pdf import pages_png
from typeset.stamps import unit

pytestmark = pytest.mark.requirement("EXC-07")

KEY = bytes(range(32))
ISSUE = "0191a2b3-1234-7abc-8def-0123456789ab"
COPY = Copy(ISSUE, 12, "东江区应急管理局\n欧阳文静")
CODE = copies.code(COPY, KEY)
GREY = 222
DPI = 100
TABLE = "| 序号 | 单位 | 数 |\n|---|---|--:|\n" + "\n".join(
    f"| {n} | 东江区第{n}街道办事处 | {n * 7} |" for n in range(30)
)


def bulletin(office: str = "办公厅") -> Layout:
    """Several pages with headings, a table and a list."""
    text = "# 一、进展\n\n" + "今年以来，各单位扎实推进各项工作，取得明显成效。" * 20 + "\n\n- 第一\n- 第二\n\n" + TABLE
    items = tuple(BulletinItem(f"关于第{n}项工作的报告", text, ("东江分局",)) for n in range(2))
    return BulletinDoc("监管简报", 12, office, date(2026, 11, 22), items, total=99, sends=("各处室",)).layout()


@cache
def specimen(name: str) -> Layout:
    """A layout of some kind."""
    return bulletin() if name == "bulletin" else specimens.SPECIMENS[name]().layout()


def test_a_code_says_number_and_nothing_else() -> None:
    assert copies.code(Copy(ISSUE, 12, "别人"), KEY) == CODE
    version, tail, number, mac = CODE.split(":")
    assert (version, tail, number, len(mac)) == ("ZX1", "0123456789AB", "000012", 20)
    others = {
        copies.code(COPY, KEY[::-1]), copies.code(Copy(ISSUE, 13, ""), KEY),
        copies.code(Copy(ISSUE[:-1] + "c", 12, ""), KEY),
    }  # fmt: skip
    assert len({mac, *(each.rpartition(":")[2] for each in others)}) == 4


@pytest.mark.parametrize(
    "typed",
    [
        CODE, CODE.lower(), f"  {CODE}\n", CODE.replace(":", ""), CODE.replace(":", " "), CODE.replace(":", "："),
        " ".join(CODE), CODE.replace("0", "O"), CODE.replace("1", "l"), CODE.replace("Z", "2"),
        "".join(chr(ord(one) + 0xFEE0) for one in CODE), CODE.replace("5", "S"), CODE.replace("6", "g"),
    ],
    ids=["as_is", "small", "blanks", "run_on", "spaced", "full_colon", "every", "O", "l", "2X1", "full", "S", "g"],
)  # fmt: skip
def test_a_code_typed_by_hand_is_read_as_it_was_meant(typed: str) -> None:
    assert copies.check(typed, KEY) == copies.Checked("0123456789AB", 12)


def test_no_single_change_of_a_character_is_another_genuine_code() -> None:
    accepted, alphabet = set(), string.ascii_uppercase + string.digits + ":中"
    for at, old in enumerate(CODE):
        for new in set(alphabet) - {old}:
            forged = CODE[:at] + new + CODE[at + 1 :]
            try:
                assert copies.check(forged, KEY) == copies.Checked("0123456789AB", 12)
            except (CopyCodeForged, NoCopyCode):
                continue
            accepted.add((old, new))
    look_alike = {
        ("0", "O"),
        ("0", "Q"),
        ("1", "I"),
        ("1", "L"),
        ("Z", "2"),
        ("5", "S"),
        ("6", "G"),
        ("2", "Z"),
        ("0", "D"),
    }
    assert accepted <= look_alike
    assert {("0", "O"), ("1", "I")} <= accepted  # the test does see what is accepted


def test_nothing_left_out_doubled_or_exchanged_is_genuine() -> None:
    for at in range(len(CODE) - 1):
        for forged in (CODE[:at] + CODE[at + 1 :], CODE[:at] + CODE[at] + CODE[at:], _exchanged(CODE, at)):
            if forged.replace(":", "") != CODE.replace(":", ""):
                with pytest.raises((CopyCodeForged, NoCopyCode)):
                    copies.check(forged, KEY)


def test_another_houses_code_is_refused() -> None:
    with pytest.raises(CopyCodeForged):
        copies.check(CODE, KEY[::-1])
    with pytest.raises(NoCopyCode):
        copies.check(CODE.replace("ZX1", "ZX2"), KEY)


@given(st.text(max_size=200))
@settings(max_examples=80)
def test_any_text_is_refused_and_never_a_fault(text: str) -> None:
    with pytest.raises((CopyCodeForged, NoCopyCode)):
        copies.check(text, KEY)


def test_numbers_have_six_digits_and_documents_an_id() -> None:
    for wrong in ((ISSUE, 0), (ISSUE, 1_000_000), ("通报", 1)):
        with pytest.raises(ValueError, match=r"number|hexadecimal"):
            Copy(*wrong, "")


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["bulletin", *specimens.SPECIMENS])
def test_what_a_copy_adds_moves_no_character_and_is_no_text(name: str) -> None:
    layout = specimen(name)
    seals = tuple(SealPicture(mark, unit.round_seal("某某县人民政府").svg(), 42) for mark in _offices(layout))
    plain = engine.printed(layout)
    copy = engine.printed(layout, overlay=copies.overlay(COPY, KEY, seals))
    added = list(_all_glyphs(copy.pdf))
    assert [glyph for furniture, glyph in added if not furniture] == _glyphs(plain.pdf)
    assert copy.marks == plain.marks
    words: dict[int, str] = defaultdict(str)
    for _, (page, character, *_) in added:
        words[page] += character
    assert all("欧阳文静" in said and CODE.rpartition(":")[2] in said for said in words.values())
    assert "000012" in words[0]


@pytest.mark.thorough
@pytest.mark.parametrize(
    "words", ['"))]#read("/etc/passwd")', "\\", "\\\\u{5c}", '\\"', "#metadata(1)<mark>", "$x$ </svg>\t\r\u2028", "🜚"]
)
def test_a_recipients_words_are_never_program(words: str) -> None:
    layout = bulletin()
    plain, number = engine.printed(layout), Overlay(number="000012", written=words)
    assert engine.printed(layout, overlay=number).marks == plain.marks
    said = engine.program(layout.template, number).decode("ascii")
    literal = said.removeprefix('#metadata(json(bytes("').partition('")))<copy>')[0]
    assert words in json.loads(literal.replace('\\"', '"').replace("\\\\", "\\"))["written"]
    assert '"' not in literal.replace("\\\\", "").replace('\\"', "")


def test_a_copys_marks_are_those_of_its_own_document() -> None:
    layouts = [bulletin(), bulletin("办公厅秘书处"), specimen("joint")]
    number = Overlay(number="000012")
    told = [engine.printed(layout, overlay=number).marks for layout in layouts * 2]
    assert told == [engine.printed(layout).marks for layout in layouts * 2]
    assert told[0] != told[2]


def test_positions_tell_one_layout_from_another() -> None:
    assert _glyphs(engine.printed(bulletin()).pdf) != _glyphs(engine.printed(bulletin("办公厅秘书处")).pdf)


def test_the_same_copy_is_the_same_bytes_and_no_other_is() -> None:
    layout = bulletin()
    first, second = (engine.printed(layout, overlay=copies.overlay(COPY, KEY)).pdf for _ in range(2))
    other = engine.printed(layout, overlay=copies.overlay(Copy(ISSUE, 13, COPY.recipient), KEY)).pdf
    assert first == second != other


@pytest.mark.thorough
def test_the_square_is_read_from_a_photo_of_odd_and_even_pages() -> None:
    pdf = engine.printed(bulletin(), overlay=copies.overlay(COPY, KEY)).pdf
    for page in islice(views.drawn(pdf, 300), 2):
        foot = page.crop((0, int(page.height * 0.92), page.width, page.height))
        assert _read(foot) == CODE
        photo = foot.rotate(4, expand=True, fillcolor=200).filter(ImageFilter.GaussianBlur(1.2))
        packed = io.BytesIO()
        photo.save(packed, "JPEG", quality=35)
        assert _read(Image.open(packed)) == CODE


def test_the_watermark_is_solid_grey_and_covers_upright_and_lying_pages() -> None:
    layout = specimen("notice")
    bare, marked = (
        engine.printed(layout, overlay=Overlay(watermark=words)).pdf for words in ("", "东江区委办\n000012")
    )
    assert {width > height for width, height in _sizes(bare)} == {True, False}
    for before, after in zip(pages_png(bare, 50), pages_png(marked, 50), strict=True):
        one, two = (np.asarray(Image.open(io.BytesIO(each)).convert("L")).astype(int) for each in (before, after))
        changed = one != two
        assert (one - two).max() <= 255 - GREY  # behind the text: what was dark stays as it was
        height, width = changed.shape
        parts = [
            changed[y : y + height // 4, x : x + width // 4]
            for y in range(0, height - 3, height // 4)
            for x in range(0, width - 3, width // 4)
        ]
        assert all(part.any() for part in parts)
    assert b"/ca 0" not in marked


@pytest.mark.thorough
def test_a_seal_is_grey_until_the_copy_is_granted() -> None:
    layout = specimen("notice")
    (office,) = _offices(layout)
    seal = SealPicture(office, unit.round_seal("某某县人民政府").svg(), 42)
    coloured, plain = [], engine.printed(layout)
    for granted in (False, True):
        overlay = copies.overlay(COPY, KEY, (seal,), granted=granted)
        assert overlay.seals[0].grey is not granted
        printed = engine.printed(layout, overlay=overlay)
        (mark,) = printed.marked(f"seal:{office}")
        half = 23 / 25.4 * DPI
        pixels = _around(printed, mark, half)
        coloured.append(int((pixels.max(axis=2) - pixels.min(axis=2) > 40).sum()))
        inked = _ink(pixels) ^ _ink(_around(plain, mark, half))
        rows, columns = np.nonzero(inked)
        assert len(rows) > 1000
        assert abs((columns.min() + columns.max()) / 2 - half) < 3 > abs((rows.min() + rows.max()) / 2 - half)
    assert coloured[0] == 0 < coloured[1]


def _offices(layout: Layout) -> list[str]:
    marks = engine.printed(layout).marks
    return [mark.name.removeprefix("seal:") for mark in marks if mark.name.startswith("seal:")]


def _glyphs(pdf: bytes) -> list[tuple[int, str, float, float, float]]:
    """Page, character, origin in points, size: of the text alone."""
    return [glyph for furniture, glyph in _all_glyphs(pdf) if not furniture]


def _all_glyphs(pdf: bytes) -> Iterator[tuple[bool, tuple[int, str, float, float, float]]]:
    """Whether it is furniture of the page, and the glyph."""
    x, y = ctypes.c_double(), ctypes.c_double()
    with opened(pdf) as document:
        for number, page in enumerate(document):
            text, known = page.get_textpage(), dict[int, bool]()
            for index in range(raw.FPDFText_CountChars(text)):
                written = raw.FPDFText_GetTextObject(text, index)
                if not written:
                    continue
                key = ctypes.addressof(written.contents)
                if key not in known:
                    known[key] = is_artifact(written)
                raw.FPDFText_GetCharOrigin(text, index, x, y)
                place = round(x.value, 2), round(y.value, 2), round(raw.FPDFText_GetFontSize(text, index), 2)
                yield known[key], (number, chr(raw.FPDFText_GetUnicode(text, index)), *place)


def _around(printed: Printed, mark: Mark, half: float) -> np.ndarray:
    """The pixels around a mark."""
    (page,) = islice(views.drawn(printed.pdf, DPI), mark.page - 1, mark.page)
    x, y = mark.x / 25.4 * DPI, mark.y / 25.4 * DPI
    return np.asarray(page.crop((int(x - half), int(y - half), int(x + half), int(y + half)))).astype(int)


def _ink(pixels: np.ndarray) -> np.ndarray:
    """Where something darker than a watermark is."""
    return np.asarray(pixels.min(axis=2) < GREY - 10)


def _sizes(pdf: bytes) -> list[tuple[float, float]]:
    with opened(pdf) as document:
        return [page.get_size() for page in document]


def _read(picture: Image.Image) -> str:
    grey = np.asarray(picture.convert("L"))
    return str(cv2.QRCodeDetector().detectAndDecode(grey)[0])


def _exchanged(code: str, at: int) -> str:
    return code[:at] + code[at + 1] + code[at] + code[at + 2 :]
