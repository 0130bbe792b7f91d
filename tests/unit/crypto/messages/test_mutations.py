"""One-bit changes, anywhere: in an envelope of ours and in what it holds. With ZHENGXUN_TEST_LONG=1 a thousand each."""

import random

import pytest
from cryptography.hazmat.asn1 import BitString

from crypto.asn1 import encode, tlv
from crypto.certificates.certificate import Certificate
from crypto.certificates.profiles import Role
from crypto.certificates.structures import Signed, algorithm, require_octets
from crypto.certificates.trust import Trust
from crypto.errors import BadCertificate, BadEncoding
from crypto.messages import both, signed
from crypto.messages.checking import check
from tests.simulators.pki import AT, holder
from tests.unit.crypto.messages.people import CONTENT, LONG, NOW, flipped, people

NUMBER = 1000 if LONG else 100
A = people().signers[0].signer
KEY = people().keys[0]
ENVELOPE = both.seal(CONTENT, [A], [KEY.certificate], at=AT)
SIGNED = signed.sign(CONTENT, [A], at=AT)
pytestmark = pytest.mark.filterwarnings("ignore:Parsed a serial number")


def bits(data: bytes) -> list[int]:
    """Spread over the whole, no two the same; the seed stands here so that a failure can be repeated."""
    return random.Random(20261122).sample(range(len(data) * 8), NUMBER)


def trust() -> Trust:
    return people().trust


def test_an_envelope() -> None:
    assert check(ENVELOPE, trust(), NOW, holder=KEY).sound
    passed = [bit for bit in bits(ENVELOPE) if check(flipped(ENVELOPE, bit), trust(), NOW, holder=KEY).sound]
    assert not passed


def test_a_signed_message() -> None:
    # The forms a reader may choose between (…301.1 and …501, NULL and nothing) lie more than a bit apart.
    assert check(SIGNED, trust(), NOW).sound
    passed = [bit for bit in bits(SIGNED) if check(flipped(SIGNED, bit), trust(), NOW).sound]
    assert not passed


def test_the_certificate_in_a_message_counts_in_every_byte() -> None:
    start = SIGNED.index(A.certificate.der)
    for at in range(start, start + len(A.certificate.der), 1 if LONG else 7):
        assert not check(flipped(SIGNED, at * 8), trust(), NOW).sound


def test_a_certificates_signature_has_no_second_form() -> None:
    # A BIT STRING whose last bit is 0 could say that this bit is unused: other bytes, the same signature.
    while (der := people().issuing.signer.sign_der(b"body"))[-1] & 1:
        continue
    made = encode(Signed(body=tlv(b"\x30\x00"), algorithm=algorithm(), signature=BitString(der, 0)))
    require_octets(made)
    at = made.rindex(der) - 1
    with pytest.raises(BadEncoding, match="octets"):
        require_octets(flipped(made, at * 8))
    while True:
        own = holder(people().issuing, Role.SIGNING, "最后一位是零").certificate
        if not own.der[-1] & 1:
            break
    assert Certificate(own.der) == own
    with pytest.raises(BadCertificate, match="octets"):
        Certificate(flipped(own.der, (own.der.rindex(own.parsed.signature) - 1) * 8))
