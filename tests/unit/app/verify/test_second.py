"""The second opinion looks on: it agrees with genuine work, names what differs, and stops where it would take too long."""

from dataclasses import replace

import pytest

from app.verify import second
from app.verify.reasons import SecondReason
from app.verify.report import Outcome
from app.verify.sandbox import looked
from app.verify.second import watching
from crypto import engines, sm2, sm3
from crypto.errors import BadSignature
from crypto.findings import Level
from tests.fuzz.samples import samples

pytestmark = pytest.mark.thorough

PAIR = sm2.generate()


def reasons(name: str) -> dict[str, Level]:
    sample = samples()[name]
    question = replace(sample.question(), second=True)
    return {each.reason: each.level for report in looked(sample.data, question) for each in report.findings}


@pytest.mark.parametrize("name", ["signed", "seal_signature", "ofd", "journal", "package", "receipt"])
def test_genuine_files_are_agreed_upon(name: str) -> None:
    assert reasons(name)[SecondReason.AGREES] is Level.PASSED
    assert SecondReason.DIFFERS not in reasons(name)


def test_every_verification_and_hash_is_compared() -> None:
    with watching() as opinion:
        sm2.PublicKey(PAIR.public.raw).verify(b"a", PAIR.sign(b"a"))
        with pytest.raises(BadSignature):
            sm2.PublicKey(PAIR.public.raw).verify(b"b", PAIR.sign(b"a"))
        sm3.hash(b"abc")
        running = sm3.hasher()
        running.update(b"ab")
        running.update(b"c" * 1000)
        running.digest()
        running.digest()
    assert (opinion.signatures, opinion.hashes, opinion.differing, opinion.skipped) == (2, 2, 0, 0)


def test_outside_nothing_is_compared() -> None:
    usual = engines.engine()
    with watching() as opinion:
        pass
    sm3.hash(b"abc")
    assert engines.engine() is usual
    assert opinion.hashes == 0


def test_a_difference_fails_the_file() -> None:
    opinion = second.Opinion()
    opinion.hash(b"abc", sm3.hash(b"abd"))
    assert [(each.reason, each.level) for each in opinion.findings()] == [(SecondReason.DIFFERS, Level.FAILED)]
    sample = samples()["head"]
    (report,) = looked(sample.data, sample.question())
    assert report.outcome is Outcome.VALID
    assert report.and_more(opinion.findings()).outcome is Outcome.INVALID


def test_both_ways_of_differing_over_a_signature() -> None:
    der = bytes.fromhex("3006020101020101")
    opinion = second.Opinion()
    opinion.signature(PAIR.public.raw, b"a", der, genuine=True)
    assert opinion.differing == 1
    opinion.signature(PAIR.public.raw, b"a", der, genuine=False)
    assert opinion.differing == 1


def test_what_is_too_long_is_left_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second, "PIECE", 100)
    monkeypatch.setattr(second, "TOTAL", 250)
    with watching() as opinion:
        for length in (101, 100, 99, 98):
            sm3.hash(b"x" * length)
    assert (opinion.hashes, opinion.skipped) == (2, 2)
    assert [each.reason for each in opinion.findings()] == [SecondReason.AGREES, SecondReason.SKIPPED]


def test_no_private_key_reaches_the_second_engine() -> None:
    with watching() as opinion:
        pair = sm2.generate()
        sm2.PrivateKey(pair.raw, pair.public.raw).sign(b"a")
    assert opinion.signatures == 0
