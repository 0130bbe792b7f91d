"""Time stamps of an authority over a seal signature: read as GB/T 20520 lays them out, believed only when all of it fits."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated

import pytest
from cryptography.hazmat import asn1
from cryptography.hazmat.asn1 import BitString, Default, GeneralizedTime
from cryptography.x509 import ObjectIdentifier

from crypto import oids, sm3
from crypto.asn1 import Algorithm, decode, encode, tlv
from crypto.certificates.profiles import Role
from crypto.certificates.signer import Signer
from crypto.errors import BadEncoding, BadSignature
from crypto.findings import Level, sound
from crypto.messages.structures import (
    Attribute,
    DataInfo,
    IssuerSerial,
    SignedData,
    SignedMessage,
    SignerInfo,
    issuer_serial,
)
from crypto.seals import stamps
from crypto.seals import structures as layout
from crypto.seals.checking import check_seal, check_signature
from crypto.seals.reasons import SealReason, SignatureReason
from crypto.seals.signing import sign
from tests.unit.crypto.seals.office import NOW, START, holder, office
from tests.unit.crypto.seals.test_seals import HASH, OURS, PLACE, levels, version_five, wrong

AUTHORITY = holder("测试时间戳服务", Role.TIME, office().issuing)
POLICY = ObjectIdentifier("1.2.3.4")


def token(
    message: bytes,
    at: datetime = NOW,
    signer: Signer = AUTHORITY,
    kind: ObjectIdentifier = stamps.TST_INFO,
    attribute_kind: ObjectIdentifier = stamps.TST_INFO,
) -> bytes:
    imprint = stamps.Imprint(algorithm=Algorithm(algorithm=oids.SM3), hash=sm3.hash(message))
    accuracy = stamps.Accuracy(seconds=1)
    info = encode(
        stamps.Info(
            version=1,
            policy=POLICY,
            imprint=imprint,
            serial=7,
            at=GeneralizedTime(at),
            accuracy=accuracy,
            ordering=False,
        )
    )
    said = asn1.SetOf(
        [
            Attribute(type=oids.CONTENT_TYPE, values=asn1.SetOf([tlv(encode(attribute_kind))])),
            Attribute(type=oids.MESSAGE_DIGEST, values=asn1.SetOf([tlv(encode(sm3.hash(info)))])),
        ]
    )
    issuer, serial = issuer_serial(signer.certificate)
    signer_info = SignerInfo(
        version=1,
        sid=IssuerSerial(issuer=tlv(issuer), serial=serial),
        digest=Algorithm(algorithm=oids.SM3),
        attributes=said,
        algorithm=Algorithm(algorithm=oids.SM2_SIGN),
        signature=signer.sign_der(encode(said)),
    )
    body = SignedData(
        version=3,
        digests=asn1.SetOf([Algorithm(algorithm=oids.SM3)]),
        content=DataInfo(type=kind, content=info),
        certificates=[tlv(signer.certificate.der)],
        signers=asn1.SetOf([signer_info]),
    )
    return encode(SignedMessage(type=oids.SIGNED_DATA, content=body))


def stamped(value: bytes) -> bytes:
    """Our signature with a time stamp behind it."""
    genuine = decode(layout.SignatureDer, OURS)
    return encode(
        layout.SignatureDer(
            to_sign=genuine.to_sign,
            certificate=genuine.certificate,
            algorithm=genuine.algorithm,
            signature=genuine.signature,
            stamp=BitString(value, 0),
        )
    )


def signature() -> bytes:
    return decode(layout.SignatureDer, OURS).signature.as_bytes()


def test_a_stamp_says_when_and_by_whom() -> None:
    found = stamps.verify(token(b"signature", NOW), b"signature", office().trust)
    assert (found.at, found.authority) == (NOW, AUTHORITY.certificate)


def test_a_stamped_signature_holds_and_tells_the_authority() -> None:
    found = check_signature(stamped(token(signature(), NOW + timedelta(seconds=3))), office().trust, HASH, NOW)
    assert sound(found.findings)
    (told,) = [each for each in found.findings if each.reason is SignatureReason.STAMP]
    assert (told.level, told.facts["authority"]) == (Level.PASSED, "测试时间戳服务")


BAD: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "no token": lambda: b"\x30\x00",
    "of something else": lambda: token(b"another signature"),
    "earlier than the signature": lambda: token(signature(), NOW - timedelta(hours=1)),
    "by a certificate that stamps no time": lambda: token(signature(), signer=office().stranger),
    "outside the authority's dates": lambda: token(signature(), NOW + timedelta(days=4000)),
    "another type of content": lambda: token(signature(), kind=oids.DATA),
    "attributes of another type": lambda: token(signature(), attribute_kind=oids.DATA),
    "a changed byte": lambda: token(signature()).replace(sm3.hash(signature()), sm3.hash(b"x")),
    "a key that is not the certificate's": lambda: token(
        signature(), signer=Signer(AUTHORITY.certificate, office().stranger.sign)
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_such_a_stamp_fails_the_signature(name: str) -> None:
    found = check_signature(stamped(BAD[name]()), office().trust, HASH, NOW)
    assert wrong(found.findings) == {SignatureReason.STAMP}


def test_verify_raises_for_what_it_refuses() -> None:
    with pytest.raises(BadSignature):
        stamps.verify(token(b"a"), b"b", office().trust)
    with pytest.raises(BadEncoding):
        stamps.verify(token(b"a") + b"\0", b"a", office().trust)
    with pytest.raises(BadEncoding):
        stamps.verify(bytes(1 << 20), b"a", office().trust)


@pytest.mark.parametrize(
    ("at", "level"), [(START + timedelta(days=1), Level.PASSED), (START - timedelta(days=1), Level.FAILED)]
)
def test_a_seal_of_version_five_may_carry_a_stamp(at: datetime, level: Level) -> None:
    plain = decode(layout.SealDer, version_five(START))
    stamp = token(plain.signature.as_bytes(), max(at, START), AUTHORITY)
    if level is Level.FAILED:
        stamp = token(b"not this seal", START)
    seal = encode(
        layout.SealDer(
            info=plain.info,
            certificate=plain.certificate,
            algorithm=plain.algorithm,
            signature=plain.signature,
            stamp=BitString(stamp, 0),
        )
    )
    assert levels(check_seal(seal, office().trust, NOW).findings)[SealReason.STAMP] is level
    used = check_signature(sign(seal, office().official, HASH, PLACE, NOW), office().trust, HASH, NOW)
    assert levels(used.findings)[SealReason.STAMP] is level


@asn1.sequence
class OtherWay:
    """TSTInfo as other authorities write it: fractions of a second, a nonce, their own name."""

    version: int
    policy: ObjectIdentifier
    imprint: stamps.Imprint
    serial: int
    at: GeneralizedTime
    ordering: Annotated[bool, Default(value=False)]
    nonce: int
    authority: Annotated[asn1.TLV, asn1.Explicit(0)]


def test_optional_fields_of_others_are_read() -> None:
    imprint = stamps.Imprint(algorithm=Algorithm(algorithm=oids.SM3), hash=bytes(32))
    moment = GeneralizedTime(NOW.replace(microsecond=250_000))
    name = tlv(b"\xa4" + bytes([len(AUTHORITY.certificate.subject_der)]) + AUTHORITY.certificate.subject_der)
    der = encode(
        OtherWay(version=1, policy=POLICY, imprint=imprint, serial=1, at=moment, ordering=True, nonce=9, authority=name)
    )
    read = decode(stamps.Info, der)
    assert (read.nonce, read.at.as_datetime().microsecond, encode(read)) == (9, 250_000, der)
