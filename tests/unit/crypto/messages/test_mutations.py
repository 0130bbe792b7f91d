"""One-bit changes, anywhere: in an envelope of ours and in what it holds. With ZHENGXUN_TEST_LONG=1 a thousand each."""

import random

import pytest

from crypto.certificates.trust import Trust
from crypto.messages import both, signed
from crypto.messages.checking import check
from tests.simulators.pki import AT
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
    # Two of its bits carry nothing: ...301.1 and ...501, NULL and no parameters are more than a bit apart.
    assert check(SIGNED, trust(), NOW).sound
    passed = [bit for bit in bits(SIGNED) if check(flipped(SIGNED, bit), trust(), NOW).sound]
    assert not passed


def test_the_certificate_in_a_message_counts_in_every_byte() -> None:
    start = SIGNED.index(A.certificate.der)
    for at in range(start, start + len(A.certificate.der), 1 if LONG else 7):
        assert not check(flipped(SIGNED, at * 8), trust(), NOW).sound
