"""Sealed PDF: the old bytes stay, the whole file is covered, and whatever is changed or appended is refused."""

import io
import os
import random
import re
import time
from datetime import timedelta

import pypdf
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.errors import BadDocument, BadSeal
from crypto.findings import Level
from crypto.seals.documents import Box
from crypto.seals.pdf import PdfChecked, check_pdf, sign_pdf
from crypto.seals.pdfwriting import PdfStamp
from crypto.seals.reasons import PdfReason, SealReason, SignatureReason
from tests.unit.crypto.seals.office import NOW, office

pytestmark = pytest.mark.thorough

LONG = os.environ.get("ZHENGXUN_TEST_LONG") == "1"
STAMP = PdfStamp(1, Box(120, 200, 42, 42))


def blank(pages: int = 2) -> bytes:
    """With a plain cross-reference table."""
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


# As the product's own pages: PDF/A with cross-reference streams.
TYPESET: bytes = typst.compile(b'#set page(paper: "a4")\none #pagebreak() two', format="pdf", pdf_standards=["a-2b"])
SEALED = sign_pdf(TYPESET, office().seal, office().official, STAMP, NOW)
TWICE = sign_pdf(SEALED, office().second_seal, office().second, None, NOW)


def checked(data: bytes) -> PdfChecked:
    return check_pdf(data, office().trust, NOW)


def wrong(result: PdfChecked) -> set[str]:
    found = [*result.findings, *(each for one in result.signatures for each in one.findings)]
    return {each.reason for each in found if each.level is Level.FAILED}


@pytest.mark.parametrize("data", [TYPESET, blank()], ids=["typeset", "blank"])
@pytest.mark.parametrize("stamp", [None, STAMP], ids=["unseen", "shown"])
def test_what_we_seal_holds_and_begins_as_it_was(data: bytes, stamp: PdfStamp | None) -> None:
    sealed = sign_pdf(data, office().seal, office().official, stamp, NOW)
    assert sealed.startswith(data)
    result = checked(sealed)
    assert result.sound
    (one,) = result.signatures
    assert (one.seal, one.signer, one.at, one.end) == ("云麓市办公厅（测试）", "云麓市办公厅", NOW, len(sealed))


def test_another_reader_finds_the_field_its_picture_and_the_range() -> None:
    reader = pypdf.PdfReader(io.BytesIO(SEALED))
    assert len(reader.pages) == 2
    (field,) = reader.trailer["/Root"]["/AcroForm"]["/Fields"]  # type: ignore[index]
    value = field.get_object()["/V"]
    first, start, end, rest = map(int, value["/ByteRange"])
    assert (first, end + rest) == (0, len(SEALED))
    assert SEALED[start:end] == b"<" + bytes(value["/Contents"].original_bytes).hex().encode() + b">"
    (shown,) = [each.get_object() for each in reader.pages[1]["/Annots"]]  # type: ignore[attr-defined]
    left, low, right, high = (float(each) * 25.4 / 72 for each in shown["/Rect"])
    assert (left, right) == pytest.approx((120, 162), abs=0.01)
    assert (297 - high, 297 - low) == pytest.approx((200, 242), abs=0.1)
    image = shown["/AP"]["/N"]["/Resources"]["/XObject"]["/Seal"]
    assert (image["/Width"], image["/SMask"]["/ColorSpace"]) == (8, "/DeviceGray")
    assert set(image["/SMask"].get_data()) == {0x80}
    assert "/Annots" not in reader.pages[0]


def test_a_second_office_seals_as_well() -> None:
    assert TWICE.startswith(SEALED)
    result = checked(TWICE)
    assert result.sound
    assert [each.seal for each in result.signatures] == ["云麓市办公厅（测试）", "云麓市财政局（测试）"]
    (told,) = [each for each in result.findings if each.reason is PdfReason.REVISION]
    assert told.level is Level.NOTICE
    assert told.facts["bytes"] == len(SEALED)


def appended() -> bytes:
    """Changed by a program that knows how to add to a PDF."""
    writer = pypdf.PdfWriter(io.BytesIO(SEALED), incremental=True)
    writer.pages[0].rotate(90)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_what_is_appended_after_signing_is_noticed() -> None:
    assert appended().startswith(SEALED)
    for data in (appended(), SEALED + b"\n", SEALED + TYPESET):
        assert wrong(checked(data)) == {PdfReason.LATER}


def test_one_bit_anywhere_is_refused() -> None:
    seed = random.randrange(1 << 32)
    print("seed", seed)
    for data in (SEALED, TWICE):
        assert checked(data).sound
        for bit in random.Random(seed).sample(range(len(data) * 8), 1000 if LONG else 60):
            spoilt = bytearray(data)
            spoilt[bit // 8] ^= 1 << bit % 8
            assert not checked(bytes(spoilt)).sound, bit


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_every_bit_of_the_hole_counts(data: st.DataObject) -> None:
    start, end = hole(SEALED)
    bit = data.draw(st.integers(start * 8, end * 8 - 1))
    spoilt = bytearray(SEALED)
    spoilt[bit // 8] ^= 1 << bit % 8
    assert wrong(checked(bytes(spoilt)))


def hole(data: bytes) -> tuple[int, int]:
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) ", data)
    assert found
    return int(found[1]), int(found[2])


def replaced(old: bytes, new: bytes) -> bytes:
    assert SEALED.count(old) == 1
    assert len(old) == len(new)
    return SEALED.replace(old, new)


def test_the_hole_is_exactly_the_string() -> None:
    start, end = hole(SEALED)
    wider = f"[0 {start} {end + 1} {len(SEALED) - end - 1}".encode()
    narrower = f"[0 {start + 1} {end} {len(SEALED) - end}".encode()
    late = f"[1 {start} {end} {len(SEALED) - end}".encode()
    beyond = f"[0 {start} {end} {len(SEALED) - end + 1}".encode()
    true = f"[0 {start} {end} {len(SEALED) - end}".encode()
    for each, reason in (
        (wider, PdfReason.HOLE),
        (narrower, PdfReason.HOLE),
        (late, PdfReason.RANGE),
        (beyond, PdfReason.RANGE),
    ):
        assert reason in wrong(checked(SEALED.replace(true, each)))
    padding = SEALED[: end - 2] + b"1" + SEALED[end - 1 :]
    upper = SEALED[:start] + SEALED[start:end].upper() + SEALED[end:]
    for data in (padding, upper, replaced(b"/Contents <", b"/Contempt <")):
        assert PdfReason.HOLE in wrong(checked(data))


def test_a_signature_taken_from_another_file_is_refused() -> None:
    start, end = hole(SEALED)
    other = sign_pdf(blank(), office().seal, office().official, None, NOW)
    there, until = hole(other)
    value = SEALED[start:end].ljust(until - there, b"0")[: until - there]
    assert SignatureReason.DATA in wrong(checked(other[:there] + value[:-1] + b">" + other[until:]))


def test_an_unsigned_or_endless_file_is_refused_quickly() -> None:
    assert wrong(checked(TYPESET)) == {PdfReason.UNSIGNED}
    assert wrong(checked(b"")) == {PdfReason.UNSIGNED}
    crowd = b"/SubFilter /GBT38540.SES /ByteRange [0 10 20 30]\n" * 100
    assert wrong(checked(crowd)) == {PdfReason.LIMIT}
    large = b"/SubFilter /GBT38540.SES /ByteRange [0 10 90000000 3]" * 9 + bytes(90_000_000)
    started = time.process_time()
    checked(large)
    checked(b"/ByteRange [" + b" " * 5_000_000)
    checked(b"/ByteRange [0 0 " * 300_000)
    assert wrong(checked(b"/ByteRange [0 0 0 0]" * 2_000_000)) == {PdfReason.LIMIT}
    assert time.process_time() - started < 2


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n%%EOF", b"PK\x03\x04", TYPESET[:2000]])
def test_other_files_take_no_seal(data: bytes) -> None:
    with pytest.raises(BadDocument, match=PdfReason.FILE):
        sign_pdf(data, office().seal, office().official, None, NOW)


def test_an_encrypted_file_a_missing_page_and_a_stranger_are_refused() -> None:
    writer = pypdf.PdfWriter(io.BytesIO(blank()))
    writer.encrypt("secret", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    people = office()
    with pytest.raises(BadDocument, match=PdfReason.FILE):
        sign_pdf(out.getvalue(), people.seal, people.official, None, NOW)
    for stamp in (PdfStamp(2, STAMP.box), PdfStamp(-1, STAMP.box), PdfStamp(0, Box(300, 10, 42, 42))):
        with pytest.raises(BadDocument, match=PdfReason.PAGE):
            sign_pdf(TYPESET, people.seal, people.official, stamp, NOW)
    with pytest.raises(BadSeal, match=SignatureReason.LISTED):
        sign_pdf(TYPESET, people.seal, people.stranger, None, NOW)
    with pytest.raises(BadSeal, match=SealReason.NOT_NOW):
        sign_pdf(TYPESET, people.seal, people.official, None, NOW + timedelta(days=3000))
