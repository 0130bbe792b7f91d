"""OFD-A: what we write for keeping has no problem, and each rule finds what breaks it."""

import re
from pathlib import Path

import pytest

from crypto.seals.package import Package, pack
from tests.unit.typeset.ofd.made import NAMES, made
from tests.unit.typeset.ofd.test_objects import EVERYTHING, ofd, pages
from typeset.ofd import profile, writing
from typeset.ofd.options import Options, Permissions
from typeset.ofd.profile import Check

VECTORS = Path(__file__).parents[3] / "vectors" / "ofd"
PAGE, DOCUMENT, FACES, MEDIA = (
    "Doc_0/Pages/Page_0/Content.xml",
    "Doc_0/Document.xml",
    "Doc_0/PublicRes.xml",
    "Doc_0/DocumentRes.xml",
)
ACTION = '<ofd:Actions><ofd:Action Event="CLICK"><ofd:URI URI="http://a.example/"/></ofd:Action></ofd:Actions>'
KEPT = {
    name: body
    for data in [ofd(pages(EVERYTHING))]
    for package in [Package(data)]
    for name in package.names
    for body in [package.read(name)]
}
PICTURE = next(name for name in KEPT if name.endswith(".jpeg"))
BROKEN = {
    Check.TYPE: ("OFD.xml", r'DocType="OFD-A"', 'DocType="OFD"'),
    Check.BODIES: ("OFD.xml", r"(<ofd:DocBody>.*</ofd:DocBody>)", r"\1\1"),
    Check.BANNED: (DOCUMENT, r"</ofd:Pages>", "</ofd:Pages><ofd:VPreferences/>"),
    Check.ACTIONS: (DOCUMENT, r"</ofd:Pages>", f"</ofd:Pages>{ACTION}"),
    Check.FACES: (FACES, r"<ofd:FontFile>[^<]*</ofd:FontFile>", ""),
    Check.CHARACTERS: (PAGE, r"正文", "正艾"),
    Check.SMOOTHING: (PAGE, r"<ofd:ImageObject ", '<ofd:ImageObject Interpolate="true" '),
    Check.MEDIA: (MEDIA, r'Type="Image"', 'Type="Video"'),
    Check.DEPTH: (
        PAGE,
        r'(<ofd:Layer [^>]*Type="Body">)',
        r"\1" + "".join(f"<ofd:PageBlock ID='{n}'>" for n in range(901, 905)) + "</ofd:PageBlock>" * 4,
    ),
    Check.IDS: (PAGE, r'<ofd:Layer ID="\d+"', '<ofd:Layer ID="1"'),
    Check.LOCATIONS: (MEDIA, r"<ofd:MediaFile>[^<]*", "<ofd:MediaFile>http://a.example/x.png"),
}


def problems(name: str, change: str, to: str) -> list[profile.Problem]:
    text = KEPT[name].decode()
    changed = re.sub(change, to, text, count=1)
    assert changed != text
    return list(profile.problems(pack(KEPT | {name: changed.encode()})))


@pytest.mark.thorough
@pytest.mark.requirement("NEW-06")
@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_for_keeping_has_no_problem(name: str) -> None:
    one = made(name)
    assert profile.problems(writing.ofd(one.printed, one.layout, options=Options(profile="ofd-a"))) == ()


@pytest.mark.parametrize("check", BROKEN)
def test_each_rule_finds_what_breaks_it(check: Check) -> None:
    assert profile.problems(pack(KEPT)) == ()
    assert check in {each.check for each in problems(*BROKEN[check])}


def test_a_picture_of_another_kind_is_found() -> None:
    found = profile.problems(pack(KEPT | {PICTURE: b"GIF89a" + bytes(20)}))
    assert found == (profile.Problem(Check.PICTURES, PICTURE),)


def test_a_signature_nobody_can_read_is_found() -> None:
    listed = "<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody>"
    head = '<?xml version="1.0" encoding="UTF-8"?><ofd:{0} xmlns:ofd="http://www.ofdspec.org/2016">{1}</ofd:{0}>'
    signature = (
        '<ofd:SignedInfo><ofd:References CheckMethod="SM3"/></ofd:SignedInfo>'
        "<ofd:SignedValue>/Doc_0/Signs/value.dat</ofd:SignedValue>"
    )
    line = '<ofd:Signature ID="1" Type="Seal" BaseLoc="/Doc_0/Signs/Signature.xml"/>'
    added = {
        "OFD.xml": KEPT["OFD.xml"].replace(b"</ofd:DocBody>", listed.encode()),
        "Doc_0/Signs/Signatures.xml": head.format("Signatures", line).encode(),
        "Doc_0/Signs/Signature.xml": head.format("Signature", signature).encode(),
        "Doc_0/Signs/value.dat": b"nothing",
    }
    found = profile.problems(pack(KEPT | added))
    assert found == (profile.Problem(Check.SIGNATURES, "Doc_0/Signs/Signature.xml"),)


def test_every_rule_has_its_proof() -> None:
    assert set(BROKEN) | {Check.PICTURES, Check.SIGNATURES} == set(profile.CHECKS) == set(Check)


def test_others_packages_are_judged_alike() -> None:
    assert [each.check for each in profile.problems((VECTORS / "test-ofda.ofd").read_bytes())] == [Check.FACES]
    found = {each.check for each in profile.problems((VECTORS / "helloworld.ofd").read_bytes())}
    assert found == {Check.TYPE, Check.FACES}


def test_a_package_for_keeping_takes_no_permissions() -> None:
    with pytest.raises(ValueError, match="42133"):
        Options(profile="ofd-a", permissions=Permissions())
