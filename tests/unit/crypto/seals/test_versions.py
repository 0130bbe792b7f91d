"""The old layout (GM/T 0031-2014): read and checked, never written; and how the three layouts are told apart."""

import base64
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat import asn1
from cryptography.hazmat.asn1 import BitString, GeneralizedTime, IA5String, UTCTime
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import oids, sm3
from crypto.asn1 import decode, encode, tlv
from crypto.errors import BadEncoding
from crypto.findings import sound
from crypto.seals import structures as layout
from crypto.seals.checking import check_seal, check_signature
from crypto.seals.ofd import check_ofd
from crypto.seals.package import pack
from crypto.seals.reading import read_seal, read_signature
from crypto.seals.reasons import SealReason, SignatureReason
from tests.unit.crypto.seals.office import NOW, office, png
from tests.unit.crypto.seals.test_ofd import SEALED, SIGNS, contents
from tests.unit.crypto.seals.test_seals import HASH, OURS, PLACE, wrong

VALUE, TEXT = f"{SIGNS}Sign_0/SignedValue.dat", f"{SIGNS}Sign_0/Signature.xml"


@asn1.sequence
class Moment:
    """A time by itself, in a sequence because the codec wants one."""

    value: UTCTime | GeneralizedTime


def time_der(value: UTCTime | GeneralizedTime) -> bytes:
    return encode(Moment(value=value))[2:]


def old_seal() -> layout.SealDerV1:
    people = office()
    info = layout.InfoV1(
        header=layout.Header(id=IA5String("ES"), version=1, vendor=IA5String("OLD")),
        id=IA5String("50011200000001"),
        property=layout.PropertyV1(
            type=1,
            name="云麓市办公厅（测试）",
            certificates=[people.official.certificate.der],
            created=UTCTime(people.spec.created),
            start=UTCTime(people.spec.start),
            end=GeneralizedTime(people.spec.end),
        ),
        picture=layout.PictureInfo(type=IA5String("png"), data=png(), width=42, height=42),
    )
    maker = people.maker
    covered = layout.SignedPartV1(info=info, certificate=maker.certificate.der, algorithm=oids.SM2_WITH_SM3)
    sign = layout.SignInfoV1(
        certificate=maker.certificate.der,
        algorithm=oids.SM2_WITH_SM3,
        signature=BitString(maker.sign_der(encode(covered)), 0),
    )
    return layout.SealDerV1(info=info, sign=sign)


def old_signature(digest: bytes = HASH, at: bytes | None = None, seal: bytes | None = None, version: int = 1) -> bytes:
    signer = office().official
    to_sign = layout.ToSignV1(
        version=version,
        seal=tlv(seal or encode(old_seal())),
        at=BitString(time_der(UTCTime(NOW)) if at is None else at, 0),
        hash=BitString(digest, 0),
        covered=IA5String(PLACE),
        certificate=signer.certificate.der,
        algorithm=oids.SM2_WITH_SM3,
    )
    return encode(layout.SignatureDerV1(to_sign=to_sign, signature=BitString(signer.sign_der(encode(to_sign)), 0)))


OLD = old_signature()


@pytest.mark.requirement("NEW-02")
def test_an_old_seal_and_its_signature_hold() -> None:
    seal = check_seal(encode(old_seal()), office().trust, NOW)
    assert sound(seal.findings)
    assert seal.seal
    assert (seal.seal.version, seal.seal.picture.type) == (1, "PNG")
    found = check_signature(OLD, office().trust, HASH, NOW)
    assert sound(found.findings)
    assert found.sealed
    assert found.sealed.at == NOW


def test_an_old_signature_in_a_package() -> None:
    files = contents(SEALED)
    kept = {name: body for name, body in files.items() if not name.endswith("Seal.esl")}
    text = files[TEXT]
    kept[f"{SIGNS}Sign_0/Seal.esl"] = seal = encode(old_seal())
    kept[TEXT] = text = text.replace(_value(files[f"{SIGNS}Sign_0/Seal.esl"]), _value(seal))
    kept[VALUE] = old_signature(sm3.hash(text), seal=seal)
    result = check_ofd(pack(kept), office().trust, NOW)
    assert result.sound, result


def _value(body: bytes) -> bytes:
    return base64.b64encode(sm3.hash(body))


@given(st.integers(0, len(OLD) * 8 - 1))
@settings(deadline=None, max_examples=100)
def test_every_bit_of_an_old_signature_counts(bit: int) -> None:
    changed = bytearray(OLD)
    changed[bit // 8] ^= 1 << bit % 8
    assert wrong(check_signature(bytes(changed), office().trust, HASH, NOW).findings)


@pytest.mark.parametrize("at", [b"", b"20261121083000Z", b"\x30\x00"])
def test_an_old_signature_without_a_plain_time_is_refused(at: bytes) -> None:
    assert SignatureReason.FORMAT in wrong(check_signature(old_signature(at=at), office().trust, HASH, NOW).findings)


def test_both_kinds_of_time_are_read() -> None:
    assert read_signature(old_signature(at=time_der(GeneralizedTime(NOW)))).at == NOW


def relabelled(version: int) -> bytes:
    outer = decode(layout.SealDer, office().seal)
    header = layout.Header(id=outer.info.header.id, version=version, vendor=outer.info.header.vendor)
    info = layout.Info(header=header, id=outer.info.id, property=outer.info.property, picture=outer.info.picture)
    return encode(
        layout.SealDer(info=info, certificate=outer.certificate, algorithm=outer.algorithm, signature=outer.signature)
    )


@pytest.mark.parametrize("version", [0, 1, 2, 3, 6, 1 << 40])
def test_other_versions_are_refused(version: int) -> None:
    with pytest.raises(BadEncoding):
        read_seal(relabelled(version))
    assert read_seal(relabelled(5)).version == 5


def test_old_and_new_do_not_mix() -> None:
    with pytest.raises(BadEncoding):
        read_signature(old_signature(seal=office().seal))
    with pytest.raises(BadEncoding):
        read_signature(old_signature(version=4))
    genuine = decode(layout.SignatureDer, OURS)
    mixed = layout.ToSign(
        version=1,
        seal=tlv(encode(old_seal())),
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


def test_an_old_seal_is_judged_by_its_period_too() -> None:
    late: datetime = office().spec.end + timedelta(days=1)
    assert wrong(check_seal(encode(old_seal()), office().trust, late).findings) == {SealReason.PERIOD}
