"""Seals: others' are read, ours are made as the standard says, and each step of the check has its own reason."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.asn1 import BitString, GeneralizedTime
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import oids, sm3
from crypto.asn1 import decode, encode, tlv
from crypto.certificates.profiles import Role
from crypto.certificates.signer import Signer
from crypto.certificates.trust import Trust
from crypto.errors import BadEncoding, BadSeal
from crypto.findings import Finding, Level, sound
from crypto.seals import structures as layout
from crypto.seals.checking import check_seal, check_signature
from crypto.seals.making import make
from crypto.seals.reading import Picture, read_seal, read_signature
from crypto.seals.reasons import SealReason, SignatureReason
from crypto.seals.signing import sign
from crypto.seals.structures import DIGESTS
from tests.unit.crypto.seals.office import NOW, START, holder, holding, office, png

VECTORS = Path(__file__).parents[3] / "vectors"
NOBODY = Trust(())
HASH = sm3.hash(b"the document")
PLACE = "/Doc_0/Signs/Sign_0/Signature.xml"
OURS = sign(office().seal, office().official, HASH, PLACE, NOW)


def vector(name: str) -> bytes:
    return (VECTORS / name).read_bytes()


def levels(findings: tuple[Finding, ...]) -> dict[str, Level]:
    return {each.reason: each.level for each in findings}


def wrong(findings: tuple[Finding, ...]) -> set[str]:
    return {each.reason for each in findings if each.level is Level.FAILED}


@pytest.mark.parametrize(("file", "version", "name"), [("V1", 1, "OFDRW测试用印章"), ("V4", 4, "OFD R&W 测试用印章")])
def test_others_seals_hold_but_for_their_period_and_our_trust(file: str, version: int, name: str) -> None:
    found = check_seal(vector(f"seal/User{file}.esl"), NOBODY, NOW)
    assert found.seal
    assert (found.seal.version, found.seal.name, found.seal.picture.type) == (version, name, "PNG")
    assert levels(found.findings)[SealReason.MAKER_SIGNATURE] is Level.PASSED
    assert wrong(found.findings) == {
        SealReason.PERIOD, SealReason.MAKER, "certificate.chain", "certificate.period"
    }  # fmt: skip
    in_time = check_seal(vector(f"seal/User{file}.esl"), NOBODY, found.seal.start)
    assert wrong(in_time.findings) == {SealReason.MAKER, "certificate.chain"}


def test_a_signature_over_no_document() -> None:
    value = vector("seal/SignedValueV4.dat")
    found = check_signature(value, NOBODY, sm3.hash(b"any"), NOW)
    said = levels(found.findings)
    assert said[SignatureReason.SIGNATURE] is said[SignatureReason.LISTED] is said[SealReason.PERIOD] is Level.PASSED
    assert said[SignatureReason.DATA] is Level.FAILED
    assert found.sealed
    assert found.sealed.hash == b"\0" * 32


def test_a_second_vendors_signature_and_its_original() -> None:
    original = vector("seal/gomain_v4_Signature.xml")
    found = check_signature(vector("seal/gomain_v4_SignedValue.dat"), NOBODY, sm3.hash(original), NOW)
    said = levels(found.findings)
    good = SignatureReason.SIGNATURE, SignatureReason.LISTED, SignatureReason.DATA, SealReason.MAKER_SIGNATURE
    assert {said[each] for each in good} == {Level.PASSED}
    assert said[SealReason.ENDED_SINCE] is Level.NOTICE
    assert wrong(found.findings) == {SealReason.MAKER, SignatureReason.SIGNER, "certificate.chain"}
    changed = check_signature(vector("seal/gomain_v4_SignedValue.dat"), NOBODY, sm3.hash(original + b" "), NOW)
    assert wrong(changed.findings) - wrong(found.findings) == {SignatureReason.DATA}


@pytest.mark.requirement("NEW-02")
def test_our_seal_and_signature_hold_and_say_who() -> None:
    seal = check_seal(office().seal, office().trust, NOW)
    assert sound(seal.findings)
    found = check_signature(OURS, office().trust, HASH, NOW)
    assert sound(found.findings)
    assert found.sealed
    assert found.signer == office().official.certificate
    assert (found.sealed.seal.name, found.sealed.at, found.sealed.covered) == ("云麓市办公厅（测试）", NOW, PLACE)


def test_a_seal_is_believed_only_of_a_registered_maker() -> None:
    """Any official has a certificate to sign with; one who makes himself a seal in another's name is found out."""
    people = office()
    forged = make(holding((people.stranger.certificate,), name="云麓市人民政府"), people.stranger)
    value = sign(forged, people.stranger, HASH, PLACE, NOW)
    known = replace(people.trust, makers=(people.maker.certificate,))
    assert wrong(check_signature(value, known, HASH, NOW).findings) == {SealReason.REGISTERED}
    assert sound(check_signature(OURS, known, HASH, NOW).findings)
    assert levels(check_signature(value, people.trust, HASH, NOW).findings)[SealReason.REGISTERED] is Level.NOTICE


def test_without_the_document_the_hash_is_left_open() -> None:
    assert levels(check_signature(OURS, office().trust, None, NOW).findings)[SignatureReason.DATA] is Level.NOTICE


def test_a_list_of_digests_does_as_well() -> None:
    seal = make(holding((office().official.certificate,), list_type=DIGESTS), office().maker)
    assert read_seal(seal).listed == (sm3.hash(office().official.certificate.der),)
    assert sound(check_signature(sign(seal, office().official, HASH, PLACE, NOW), office().trust, HASH, NOW).findings)
    with pytest.raises(BadSeal, match=SignatureReason.LISTED):
        sign(seal, office().stranger, HASH, PLACE, NOW)


def spoilt() -> dict[str, tuple[object, str]]:
    spec, crypt = office().spec, holder("加密", Role.ENCRYPTION, office().issuing).certificate
    return {
        "nobody": (replace(spec, certificates=()), SealReason.NOBODY),
        "a key that only encrypts": (replace(spec, certificates=(crypt,)), SealReason.NOBODY),
        "a list of neither kind": (replace(spec, list_type=3), SealReason.NOBODY),
        "end before start": (replace(spec, end=spec.start), SealReason.DATES),
        "no name": (replace(spec, name=""), SealReason.WORDING),
        "a line break": (replace(spec, name="甲\n乙"), SealReason.WORDING),
        "a number in Chinese": (replace(spec, id="五"), SealReason.WORDING),
        "made before its maker": (replace(spec, created=START - timedelta(days=1)), SealReason.MAKER_DATES),
        "an unknown picture": (replace(spec, picture=Picture("WEBP", b"RIFF", 42, 42)), SealReason.PICTURE),
        "a picture of another kind": (replace(spec, picture=Picture("PNG", b"GIF89a", 42, 42)), SealReason.PICTURE),
        "no width": (replace(spec, picture=Picture("PNG", png(), 0, 42)), SealReason.PICTURE),
        "too wide": (replace(spec, picture=Picture("PNG", png(), 42, 201)), SealReason.PICTURE),
        "too heavy": (replace(spec, picture=Picture("PNG", png() + bytes(1 << 20), 42, 42)), SealReason.PICTURE),
    }


@pytest.mark.parametrize("name", spoilt())
def test_such_a_seal_is_not_made(name: str) -> None:
    spec, reason = spoilt()[name]
    with pytest.raises(BadSeal) as caught:
        make(spec, office().maker)  # type: ignore[arg-type]
    assert caught.value.reason == reason


def test_the_maker_needs_a_signing_certificate_and_its_own_key() -> None:
    crypt = holder("加密", Role.ENCRYPTION, office().issuing)
    with pytest.raises(BadSeal, match=SealReason.MAKER_USAGE):
        make(office().spec, crypt)
    with pytest.raises(BadSeal, match=SealReason.KEY):
        make(office().spec, Signer(office().maker.certificate, crypt.sign))


def test_a_seal_is_used_only_by_its_people_in_its_time() -> None:
    seal, official = office().seal, office().official
    with pytest.raises(BadSeal, match=SignatureReason.LISTED):
        sign(seal, office().stranger, HASH, PLACE, NOW)
    for at in (START - timedelta(seconds=1), START + timedelta(days=1001)):
        with pytest.raises(BadSeal, match=SealReason.NOT_NOW):
            sign(seal, official, HASH, PLACE, at)
    with pytest.raises(BadSeal, match=SealReason.KEY):
        sign(seal, Signer(official.certificate, office().stranger.sign), HASH, PLACE, NOW)
    with pytest.raises(BadSeal, match=SignatureReason.DATA):
        sign(seal, official, HASH[:-1], PLACE, NOW)
    with pytest.raises(BadSeal, match=SealReason.FORMAT):
        sign(vector("seal/UserV1.esl"), official, HASH, PLACE, NOW)
    late = holder("新来的", Role.SIGNING, office().issuing, START + timedelta(days=400))
    with pytest.raises(BadSeal, match=SignatureReason.SIGNER_DATES):
        sign(make(holding((late.certificate,)), office().maker), late, HASH, PLACE, NOW)


def test_a_seal_changed_after_making_is_not_used() -> None:
    outer = decode(layout.SealDer, office().seal)
    renamed = layout.Property(
        type=outer.info.property.type,
        name="云麓市人民政府",
        list_type=outer.info.property.list_type,
        certificates=outer.info.property.certificates,
        created=outer.info.property.created,
        start=outer.info.property.start,
        end=outer.info.property.end,
    )
    info = layout.Info(header=outer.info.header, id=outer.info.id, property=renamed, picture=outer.info.picture)
    forged = encode(
        layout.SealDer(info=info, certificate=outer.certificate, algorithm=outer.algorithm, signature=outer.signature)
    )
    assert wrong(check_seal(forged, office().trust, NOW).findings) == {SealReason.MAKER_SIGNATURE}
    with pytest.raises(BadSeal, match=SealReason.MAKER_SIGNATURE):
        sign(forged, office().official, HASH, PLACE, NOW)


def signature_by(signer: Signer, seal: bytes, at: datetime = NOW) -> bytes:
    """What a program that checks nothing would write."""
    genuine = decode(layout.SignatureDer, OURS).to_sign
    to_sign = layout.ToSign(
        version=4,
        seal=tlv(seal),
        at=GeneralizedTime(at),
        hash=genuine.hash,
        covered=genuine.covered,
    )
    return encode(
        layout.SignatureDer(
            to_sign=to_sign,
            certificate=signer.certificate.der,
            algorithm=oids.SM2_WITH_SM3,
            signature=BitString(signer.sign_der(encode(to_sign)), 0),
        )
    )


def test_each_step_of_the_check_has_its_reason() -> None:
    people, day = office(), timedelta(days=1)
    ours = check_signature(signature_by(people.official, people.seal), people.trust, HASH, NOW)
    assert wrong(ours.findings) == set()
    outside = signature_by(people.official, people.seal, people.spec.end + day)
    cases = {
        frozenset({SignatureReason.LISTED}): (signature_by(people.stranger, people.seal), NOW),
        frozenset({SealReason.PERIOD}): (outside, people.spec.end + day * 2),
        frozenset({SignatureReason.TIME}): (signature_by(people.official, people.seal, NOW + day), NOW),
    }
    for expected, (value, now) in cases.items():
        assert wrong(check_signature(value, people.trust, HASH, now).findings) == expected
    other = check_signature(OURS, people.trust, sm3.hash(b"another"), NOW)
    assert wrong(other.findings) == {SignatureReason.DATA}
    strangers = check_signature(OURS, NOBODY, HASH, NOW)
    assert wrong(strangers.findings) == {SealReason.MAKER, SignatureReason.SIGNER, "certificate.chain"}


def version_five(created: datetime) -> bytes:
    """The same seal in the layout of v5."""
    outer = decode(layout.SealDer, office().seal)
    old = outer.info.property
    header = layout.Header(id=outer.info.header.id, version=5, vendor=outer.info.header.vendor)
    dated = layout.Property(
        type=old.type,
        name=old.name,
        list_type=old.list_type,
        certificates=old.certificates,
        created=GeneralizedTime(created),
        start=old.start,
        end=old.end,
    )
    info = layout.Info(header=header, id=outer.info.id, property=dated, picture=outer.info.picture)
    signature = BitString(office().maker.sign_der(encode(info)), 0)
    return encode(
        layout.SealDer(info=info, certificate=outer.certificate, algorithm=outer.algorithm, signature=signature)
    )


@pytest.mark.requirement("NEW-02")
def test_version_five_forgives_a_maker_whose_certificate_ended_later() -> None:
    people = office()
    seal, long_after = version_five(START), people.maker.certificate.not_after + timedelta(days=1)
    said = check_seal(seal, people.trust, NOW)
    assert sound(said.findings)
    assert read_seal(seal).version == 5
    later = levels(check_seal(seal, people.trust, long_after).findings)
    assert (later[SealReason.MAKER_SINCE], later[SealReason.MAKER]) == (Level.NOTICE, Level.PASSED)
    strict = check_seal(people.seal, people.trust, long_after)
    assert SealReason.MAKER in wrong(strict.findings)
    early = check_seal(version_five(START - timedelta(days=9)), people.trust, NOW)
    assert wrong(early.findings) == {SealReason.CREATED}
    assert sound(check_signature(sign(seal, people.official, HASH, PLACE, NOW), people.trust, HASH, NOW).findings)


def test_seal_and_signature_are_of_one_version() -> None:
    genuine = decode(layout.SignatureDer, OURS)
    mixed = layout.ToSign(
        version=5,
        seal=genuine.to_sign.seal,
        at=genuine.to_sign.at,
        hash=genuine.to_sign.hash,
        covered=genuine.to_sign.covered,
    )
    der = encode(
        layout.SignatureDer(
            to_sign=mixed, certificate=genuine.certificate, algorithm=genuine.algorithm, signature=genuine.signature
        )
    )
    with pytest.raises(BadEncoding):
        read_signature(der)


@given(st.integers(0, len(OURS) * 8 - 1))
@settings(deadline=None, max_examples=150)
def test_every_bit_of_a_signature_counts(bit: int) -> None:
    changed = bytearray(OURS)
    changed[bit // 8] ^= 1 << bit % 8
    assert wrong(check_signature(bytes(changed), office().trust, HASH, NOW).findings)


@given(st.binary(max_size=300) | st.integers(0, len(OURS)).map(lambda size: OURS[:size]))
@settings(deadline=None)
def test_other_bytes_are_refused_by_name(data: bytes) -> None:
    if data != OURS:
        assert wrong(check_signature(data, office().trust, HASH, NOW).findings) == {SignatureReason.FORMAT}
    assert wrong(check_seal(data, office().trust, NOW).findings) == {SealReason.FORMAT}
