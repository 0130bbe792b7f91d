"""One changed bit makes a genuine file something else: never valid. 1,000 bits each with ZHENGXUN_TEST_LONG=1, else 100."""

import os
import random

import pytest

from app.verify.inspect import inspect
from app.verify.report import Outcome
from tests.fuzz.samples import samples

pytestmark = pytest.mark.thorough

BITS = 1000 if os.environ.get("ZHENGXUN_TEST_LONG") == "1" else 100
SEED = 20261122
# Not the journal's, whose JSON may be spaced in many ways, and not PEM.
SIGNED = (
    "certificate",
    "request",
    "revocation_list",
    "signed",
    "receipt",
    "seal",
    "seal_signature",
    "ofd",
    "pdf",
    "package",
)


@pytest.mark.parametrize("name", SIGNED)
def test_no_changed_bit_passes(name: str) -> None:
    sample = samples()[name]
    assert {each.outcome for each in inspect(sample.data, sample.question())} == {Outcome.VALID}
    for bit in random.Random(SEED).sample(range(len(sample.data) * 8), BITS):
        data = bytearray(sample.data)
        data[bit // 8] ^= 1 << bit % 8
        assert Outcome.VALID not in {each.outcome for each in inspect(bytes(data), sample.question())}, f"bit {bit}"
