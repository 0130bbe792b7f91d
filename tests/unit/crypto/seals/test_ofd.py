"""Sealed OFD: what we seal holds, what anybody changes, adds, leaves out or swaps is refused, and the file is named."""

import os
import random
import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import sm3
from crypto.certificates.trust import Trust
from crypto.errors import BadDocument, BadSeal
from crypto.findings import Level
from crypto.messages import signed
from crypto.seals import listing
from crypto.seals.documents import SIGN, Box, Document, Listed
from crypto.seals.ofd import OfdChecked, check_ofd, sign_ofd
from crypto.seals.package import Package, pack
from crypto.seals.placing import Stamp, across
from crypto.seals.reasons import OfdReason, SealReason, SignatureReason
from crypto.seals.signing import sign
from tests.unit.crypto.seals.office import NOW, ofd, office
from tests.unit.crypto.seals.test_archive import zipped

pytestmark = pytest.mark.thorough

VECTORS = Path(__file__).parents[3] / "vectors" / "ofd"
LONG = os.environ.get("ZHENGXUN_TEST_LONG") == "1"
STAMPS = (Stamp("2", Box(105, 200, 42, 42)),)
SEALED = sign_ofd(ofd(), office().seal, office().official, STAMPS, NOW)
CLOSED = sign_ofd(ofd(), office().seal, office().official, STAMPS, NOW, closed=True)
TWICE = sign_ofd(SEALED, office().second_seal, office().second, STAMPS, NOW)
FILES = Package(SEALED).names
SIGNS = "Doc_0/Signs/"
PAGE = "Doc_0/Pages/Page_0/Content.xml"


def checked(data: bytes, trust: Trust | None = None) -> OfdChecked:
    return check_ofd(data, trust or office().trust, NOW)


def wrong(result: OfdChecked) -> set[str]:
    found = [*result.findings, *(each for one in result.signatures for each in one.findings)]
    return {each.reason for each in found if each.level is Level.FAILED}


def about(result: OfdChecked, reason: OfdReason) -> set[object]:
    found = [*result.findings, *(each for one in result.signatures for each in one.findings)]
    return {fact for each in found if each.reason is reason for fact in each.facts.values()}


def contents(data: bytes) -> dict[str, bytes]:
    package = Package(data)
    return {each: package.read(each) for each in package.names}


def changed(data: bytes, **files: bytes | None) -> bytes:
    """Packed again by our own writer, so that nothing but the contents can tell."""
    kept = contents(data) | {name.replace("__", "/"): body for name, body in files.items()}
    return pack({name: body for name, body in kept.items() if body is not None})


@pytest.mark.requirement("NEW-02")
def test_what_we_seal_holds_and_says_who_when_and_with_which_seal() -> None:
    result = checked(SEALED)
    assert result.sound
    (one,) = result.signatures
    assert (one.seal, one.seal_id, one.signer) == ("云麓市办公厅（测试）", "50011200000399", "云麓市办公厅")
    assert (one.at, one.kind, one.provider, one.pages) == (NOW, "Seal", "zhengxun", ("2",))


def test_sealing_leaves_every_byte_that_was_there_and_can_be_repeated() -> None:
    before, after = contents(ofd()), contents(SEALED)
    assert {name for name in before if before[name] != after[name]} == {"OFD.xml"}
    added = b"<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>"
    assert after["OFD.xml"].replace(added, b"") == before["OFD.xml"]
    again = contents(sign_ofd(ofd(), office().seal, office().official, STAMPS, NOW))
    assert {name for name in after if after[name] != again[name]} == {f"{SIGNS}Sign_0/SignedValue.dat"}


def test_a_second_office_seals_as_well_and_protects_the_first() -> None:
    result = checked(TWICE)
    assert result.sound
    assert [each.seal for each in result.signatures] == ["云麓市办公厅（测试）", "云麓市财政局（测试）"]
    assert {f"{SIGNS}Sign_0/SignedValue.dat", f"{SIGNS}Sign_0/Signature.xml"} <= result.signatures[1].protects
    first, second = contents(SEALED), contents(TWICE)
    assert {name for name in first if first[name] != second[name]} == {f"{SIGNS}Signatures.xml"}


def test_a_closed_document_takes_no_further_seal() -> None:
    assert checked(CLOSED).sound
    with pytest.raises(BadDocument, match=OfdReason.CLOSED):
        sign_ofd(CLOSED, office().second_seal, office().second, (), NOW)
    forced = contents(CLOSED)
    forced[f"{SIGNS}Signatures.xml"] = forced[f"{SIGNS}Signatures.xml"].replace(b">1<", b">2<")
    assert {OfdReason.CHANGED, OfdReason.FORM} <= wrong(checked(pack(forced)))


def test_a_vendors_package_holds_but_for_its_seals_period() -> None:
    result = check_ofd((VECTORS / "SESV4SignDoc.ofd").read_bytes(), Trust(()), NOW)
    (one,) = result.signatures
    levels = {each.reason: each for each in one.findings}
    assert levels[OfdReason.REFERENCES].facts["files"] == 5
    for each in (OfdReason.REFERENCES, SignatureReason.DATA, SignatureReason.SIGNATURE, SealReason.MAKER_SIGNATURE):
        assert levels[each].level is Level.PASSED
    assert levels[SealReason.PERIOD].level is Level.FAILED
    assert wrong(result) == {
        OfdReason.SIGNED,
        SealReason.PERIOD,
        SealReason.MAKER,
        SignatureReason.SIGNER,
        "certificate.period",
        "certificate.chain",
    }


def test_a_vendors_package_can_carry_our_seal_too() -> None:
    data = sign_ofd((VECTORS / "SESV4SignDoc.ofd").read_bytes(), office().seal, office().official, (), NOW)
    result = checked(data)
    assert [each.sound for each in result.signatures] == [False, True]
    assert OfdReason.UNCOVERED not in wrong(result)


@pytest.mark.parametrize("name", ["helloworld.ofd", "test-ofda.ofd"])
def test_others_documents_can_be_sealed(name: str) -> None:
    data = (VECTORS / name).read_bytes()
    pages = Document(Package(data)).pages()
    page = next(iter(pages))
    result = checked(sign_ofd(data, office().seal, office().official, (Stamp(page, Box(50, 50, 42, 42)),), NOW))
    assert result.sound
    assert wrong(checked(data)) == {OfdReason.UNSIGNED}


@pytest.mark.parametrize("data", [SEALED, CLOSED, TWICE], ids=["open", "closed", "twice"])
def test_one_byte_changed_in_any_file_is_refused(data: bytes) -> None:
    for name, body in contents(data).items():
        for at in {0, len(body) // 2, len(body) - 1}:
            spoilt = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
            assert not checked(changed(data, **{name: spoilt})).sound, (name, at)


def test_one_bit_anywhere_in_the_archive_is_refused() -> None:
    seed = random.randrange(1 << 32)
    print("seed", seed)
    number = 1000 if LONG else 60
    for data in (SEALED, CLOSED):
        assert checked(data).sound
        for bit in random.Random(seed).sample(range(len(data) * 8), number):
            spoilt = bytearray(data)
            spoilt[bit // 8] ^= 1 << bit % 8
            assert not checked(bytes(spoilt)).sound, bit


@given(st.sampled_from(FILES), st.data())
@settings(deadline=None, max_examples=60)
def test_every_bit_of_every_content_counts(name: str, data: st.DataObject) -> None:
    body = bytearray(contents(SEALED)[name])
    bit = data.draw(st.integers(0, len(body) * 8 - 1))
    body[bit // 8] ^= 1 << bit % 8
    assert not checked(changed(SEALED, **{name: bytes(body)})).sound


def test_a_changed_page_is_named() -> None:
    body = contents(SEALED)[PAGE].replace("测试".encode(), "正式".encode())
    result = checked(changed(SEALED, **{PAGE: body}))
    assert wrong(result) == {OfdReason.SIGNED, OfdReason.CHANGED}
    assert about(result, OfdReason.CHANGED) == {PAGE}


def test_a_moved_stamp_is_refused() -> None:
    name = f"{SIGNS}Sign_0/Signature.xml"
    body = contents(SEALED)[name].replace(b"105 200", b"10 200")
    assert wrong(checked(changed(SEALED, **{name: body}))) == {OfdReason.SIGNED, SignatureReason.DATA}


def test_an_added_file_is_named() -> None:
    for extra in ("extra.bin", "Doc_0/Res/extra.png", f"{SIGNS}Sign_0/more.xml", f"{SIGNS}Sign_1/Signature.xml"):
        result = checked(changed(SEALED, **{extra: b"x"}))
        assert wrong(result) == {OfdReason.UNCOVERED}
        assert about(result, OfdReason.UNCOVERED) == {extra}


@pytest.mark.parametrize("name", FILES)
def test_a_file_left_out_is_noticed(name: str) -> None:
    assert OfdReason.MISSING in wrong(checked(changed(SEALED, **{name: None})))


def test_another_documents_root_cannot_be_put_in_its_place() -> None:
    other = contents(ofd("另一个文件"))
    swapped = {name: body for name, body in other.items() if name != "OFD.xml"}
    assert about(checked(changed(SEALED, **swapped)), OfdReason.CHANGED) == {
        PAGE, "Doc_0/Pages/Page_1/Content.xml"
    }  # fmt: skip


def test_a_second_signature_cannot_be_cut_off() -> None:
    alone = listing.listed((Listed("1", "Seal", f"{SIGNS}Sign_0/Signature.xml"),))
    result = checked(changed(TWICE, **{f"{SIGNS}Signatures.xml": alone}))
    assert OfdReason.UNCOVERED in wrong(result)


def test_another_seal_file_beside_the_signature_is_noticed() -> None:
    """A signature that leaves its Seal.esl unprotected: what readers show must still be what was signed."""
    data = resigned(lambda text: re.sub(rb'<ofd:Reference FileRef="[^"]*Seal.esl">.*?</ofd:Reference>', b"", text))
    assert checked(data).sound
    result = checked(changed(data, **{f"{SIGNS}Sign_0/Seal.esl": office().second_seal}))
    assert wrong(result) == {OfdReason.SIGNED, OfdReason.SEAL_FILE}


def resigned(change: Callable[[bytes], bytes]) -> bytes:
    """Sealed by somebody whose program writes another Signature.xml than ours does."""
    files, name = contents(SEALED), f"{SIGNS}Sign_0/Signature.xml"
    text = change(files[name])
    value = signing_of(text, f"/{name}")
    return pack(files | {name: text, f"{SIGNS}Sign_0/SignedValue.dat": value})


def signing_of(text: bytes, covered: str) -> bytes:
    return sign(office().seal, office().official, sm3.hash(text), covered, NOW)


def test_a_file_the_signer_left_unprotected_is_named() -> None:
    data = resigned(lambda text: re.sub(rb'<ofd:Reference FileRef="/OFD.xml">.*?</ofd:Reference>', b"", text))
    result = checked(data)
    assert wrong(result) == {OfdReason.UNCOVERED}
    assert about(result, OfdReason.UNCOVERED) == {"OFD.xml"}


@pytest.mark.parametrize("method", ["MD5", "SHA1", "1.2.840.113549.2.5", ""])
def test_other_hashes_than_sm3_are_refused(method: str) -> None:
    data = resigned(lambda text: text.replace(b"1.2.156.10197.1.401", method.encode()))
    assert OfdReason.CHECK_METHOD in wrong(checked(data))


def test_vendors_ways_of_writing_are_read() -> None:
    named = resigned(lambda text: text.replace(b"1.2.156.10197.1.401", b"SM3"))
    assert checked(named).sound
    loose = resigned(
        lambda text: text.replace(f"/{SIGNS}Sign_0/Seal.esl</ofd:BaseLoc>".encode(), b"Seal.esl</ofd:BaseLoc>")
    )
    assert checked(loose).sound
    plain = resigned(
        lambda text: text.replace(b"ofd:", b"").replace(b"xmlns:ofd", b"xmlns").replace(b"xmlns=", b"xmlns=")
    )
    assert OfdReason.REFERENCES not in wrong(checked(plain))


def test_a_statement_about_another_file_is_told() -> None:
    files, name = contents(SEALED), f"{SIGNS}Sign_0/Signature.xml"
    value = signing_of(files[name], "/elsewhere.xml")
    result = checked(pack(files | {f"{SIGNS}Sign_0/SignedValue.dat": value}))
    assert result.sound
    assert about(result, OfdReason.STATED) == {"/elsewhere.xml", name}


def plainly_signed(content: bytes | None = None, *, detached: bool = False) -> bytes:
    """A package with a signature and no seal: SignedData over the hash of Signature.xml."""
    files, folder = contents(SEALED), f"{SIGNS}Sign_0"
    files[f"{SIGNS}Signatures.xml"] = listing.listed((Listed("1", SIGN, f"{folder}/Signature.xml"),))
    del files[f"{folder}/Seal.esl"]
    text = re.sub(rb"<ofd:Reference FileRef=\"[^\"]*Seal.esl\">.*?</ofd:Reference>|<ofd:Seal>.*?</ofd:Seal>", b"",
                  files[f"{folder}/Signature.xml"])  # fmt: skip
    files[f"{folder}/Signature.xml"] = text
    value = signed.sign(content or sm3.hash(text), [office().official], at=NOW, detached=detached)
    return pack(files | {f"{folder}/SignedValue.dat": value})


@pytest.mark.parametrize("detached", [False, True])
def test_a_signature_without_a_seal_is_checked(detached: bool) -> None:
    result = checked(plainly_signed(detached=detached))
    assert result.sound
    (one,) = result.signatures
    assert (one.kind, one.seal, one.signer, one.at) == (SIGN, "", "云麓市办公厅", NOW)
    body = contents(plainly_signed())[PAGE] + b" "
    assert about(checked(changed(plainly_signed(), **{PAGE: body})), OfdReason.CHANGED) == {PAGE}


def test_a_signature_without_a_seal_over_something_else_is_refused() -> None:
    assert "message.content" in wrong(checked(plainly_signed(b"x" * 32)))


def test_the_signer_must_be_trusted_and_in_time() -> None:
    assert {SealReason.MAKER, SignatureReason.SIGNER} <= wrong(checked(SEALED, Trust(())))
    early = check_ofd(SEALED, office().trust, NOW - timedelta(days=1))
    assert wrong(early) == {OfdReason.SIGNED, SignatureReason.TIME}
    long_after = check_ofd(SEALED, office().trust, NOW + timedelta(days=3000))
    assert long_after.sound
    assert SealReason.ENDED_SINCE in {each.reason for each in long_after.signatures[0].findings}


def test_stamps_stand_on_pages_that_are_there() -> None:
    people = office()
    for stamp in (
        Stamp("9", Box(10, 10, 42, 42)),
        Stamp("1", Box(210, 10, 42, 42)),
        Stamp("1", Box(10, -42, 42, 42)),
        Stamp("1", Box(10, 10, 0, 42)),
        Stamp("1", Box(10, 10, 42, 42), Box(0, 0, 0, 42)),
    ):
        with pytest.raises(BadDocument, match=OfdReason.PAGE):
            sign_ofd(ofd(), people.seal, people.official, (stamp,), NOW)
    with pytest.raises(BadSeal, match=SignatureReason.LISTED):
        sign_ofd(ofd(), people.seal, people.stranger, STAMPS, NOW)


@pytest.mark.parametrize(("number", "groups"), [(2, 1), (10, 1), (11, 2), (45, 5)])
def test_a_seal_across_pages_shows_every_strip_once(number: int, groups: int) -> None:
    pages = {str(n): Box(0, 0, 210, 297) for n in range(number)}
    stamps = across(pages, 42, 42, 100)
    assert [each.page for each in stamps] == list(pages)
    strips = [each.clip for each in stamps if each.clip]
    assert sum(each.width for each in strips) == pytest.approx(42 * groups)
    assert sum(each.x == 0 for each in strips) == groups
    for each in stamps:
        assert each.clip
        assert each.box.x + each.clip.x + each.clip.width == pytest.approx(210)
        assert each.clip.width >= 4
    people = office()
    data = sign_ofd(
        ofd(pages=2), people.seal, people.official, across(Document(Package(ofd())).pages(), 42, 42, 9), NOW
    )
    assert checked(data).sound
    assert data.count(b"Clip=") == 2


def test_a_package_with_hundreds_of_files_and_signers_is_checked_in_time() -> None:
    files = contents(SEALED)
    many = {f"Doc_0/Res/{n}.bin": bytes(1000) for n in range(3000)}
    data = sign_ofd(pack(files | many), office().second_seal, office().second, (), NOW)
    started = time.process_time()
    assert OfdReason.UNCOVERED not in wrong(checked(data))
    assert time.process_time() - started < 2
    lines = tuple(Listed(str(n), "Seal", f"{SIGNS}Sign_{n}/Signature.xml") for n in range(33))
    crowd = {each.path: b"<a/>" for each in lines} | {f"{SIGNS}Signatures.xml": listing.listed(lines)}
    assert wrong(checked(pack(files | crowd))) == {OfdReason.LIMIT}


def test_many_large_descriptions_are_refused_in_time() -> None:
    lines = tuple(Listed(str(n), "Seal", f"{SIGNS}Sign_{n}/Signature.xml") for n in range(30))
    bulk = b"<Signature>" + b"<a/>" * 90_000 + b"</Signature>"
    crowd = {each.path: bulk for each in lines} | {f"{SIGNS}Signatures.xml": listing.listed(lines)}
    data = pack(contents(SEALED) | crowd)
    started = time.process_time()
    assert OfdReason.LIMIT in wrong(checked(data))
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, OfdReason.MISSING),
        ({"OFD.xml": b"<a/>"}, OfdReason.LAYOUT),
        ({"OFD.xml": b"<OFD><DocBody><DocRoot>/../x</DocRoot></DocBody></OFD>"}, OfdReason.MISSING),
        ({"OFD.xml": b"<!DOCTYPE a><OFD/>"}, OfdReason.DTD),
    ],
)
def test_other_packages_are_refused_by_name(files: dict[str, bytes], reason: OfdReason) -> None:
    assert wrong(checked(zipped(files | {"x": b""}))) == {reason}
