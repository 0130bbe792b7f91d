"""Another program draws our OFD as PDFium draws its PDF: every template, every page; the measure is told in drawn.py."""

import os
from pathlib import Path

import pytest

from marking.pdf import opened
from tests.unit.typeset.ofd import drawn
from tests.unit.typeset.ofd.made import NAMES, Made, made
from tools import ofdcli
from typeset import copies, engine
from typeset.document import SealPicture
from typeset.ofd import reading, writing
from typeset.stamps.unit import round_seal

pytestmark = [
    pytest.mark.requirement("NEW-06"),
    pytest.mark.thorough,
    pytest.mark.skipif(not ofdcli.exists_here(), reason="ofd-cli exists for Linux on x86_64 only"),
]
EVERY_PAGE = bool(os.environ.get("ZHENGXUN_TEST_LONG"))
# One of each template of a bulletin: the others differ in words.
DAILY = tuple(
    name for name in NAMES if name not in {"circulated", "consulted", "situation", "opinion", "duty", "special"}
)


def pages(one: Made) -> list[int]:
    """The pages that differ in kind: the first, the last, one between."""
    with opened(one.printed.pdf) as document:
        count = len(document)
    return list(range(count)) if EVERY_PAGE else sorted({0, count // 2, count - 1})


@pytest.mark.parametrize("name", NAMES if EVERY_PAGE else DAILY)
def test_another_program_draws_the_same_pages(name: str, tmp_path: Path) -> None:
    one = made(name)
    looked_at = pages(one)
    theirs, ours = drawn.of_ofd(one.data, tmp_path, looked_at), drawn.of_pdf(one.printed.pdf, looked_at)
    found = [drawn.difference(*each) for each in zip(theirs, ours, strict=True)]
    assert all(each.small for each in found), found
    assert drawn.accepted(one.data, tmp_path)


def test_a_numbered_copy_is_drawn_alike(tmp_path: Path) -> None:
    one = made("order")
    (office,) = {mark.name.removeprefix("seal:") for mark in one.printed.marks if mark.name.startswith("seal:")}
    seal = SealPicture(office, round_seal("云麓市办公厅", demo=True).svg(), 30)
    copy = copies.Copy("018f2d3c-5a77-7c11-9a01-0123456789ab", 17, "滨海市应急管理局")
    printed = engine.printed(one.layout, overlay=copies.overlay(copy, b"k" * 32, (seal,), granted=True))
    data = writing.ofd(printed, one.layout)
    (theirs,), (ours,) = drawn.of_ofd(data, tmp_path, [0]), drawn.of_pdf(printed.pdf, [0])
    assert drawn.difference(theirs, ours).small
    (without,) = drawn.of_ofd(one.data, tmp_path, [0])
    assert not drawn.difference(without, ours).small
    assert reading.text_of(data) == reading.text_of(one.data)


def test_a_moved_line_and_a_lost_word_are_found(tmp_path: Path) -> None:
    one = made("minutes")
    (theirs,), (ours,) = drawn.of_ofd(one.data, tmp_path, [0]), drawn.of_pdf(one.printed.pdf, [0])
    assert drawn.difference(theirs, ours).small
    for down in (0.5, 1.0):
        assert not drawn.difference(drawn.with_moved_lines(theirs, 120, 8, down), ours).small
    left, top, right, bottom = (round(each * drawn.DPI / 25.4) for each in (60, 120, 80, 130))
    theirs.paste(255, (left, top, right, bottom))
    assert not drawn.difference(theirs, ours).small


def test_the_other_programs_check_finds_what_is_wrong(tmp_path: Path) -> None:
    data = made("order").data
    assert not drawn.accepted(data[: len(data) // 2], tmp_path)
