"""Hostile certificates: only typed refusals, nothing hangs, no changed certificate stands for the one it was.

`ZHENGXUN_TEST_LONG=1` tries every bit and many more random inputs.
"""

import os
import random
import time
import tracemalloc
from collections.abc import Callable

import pytest
from cryptography.hazmat.asn1 import BitString
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import oids, sm2
from crypto.asn1 import Algorithm, decode, encode, tlv
from crypto.certificates import certificate, envelopedkey, path, requests, revocation
from crypto.certificates.build import Body
from crypto.certificates.certificate import Certificate, Usage
from crypto.certificates.path import PathReason
from crypto.certificates.profiles import Role
from crypto.certificates.structures import Signed
from crypto.errors import BadCertificate, BadEncoding, CryptoError
from crypto.findings import Level
from tests.simulators.pki import AT, empty_list, holder, house

pytestmark = pytest.mark.thorough

LONG = os.environ.get("ZHENGXUN_TEST_LONG") == "1"
HOME = house()
PERSON = HOME.person.certificate
TRUST = HOME.trust
DER = PERSON.der
LIST = empty_list(HOME.issuing, revocation.Revoked(PERSON.serial, AT)).der
REQUEST = requests.make(PERSON.parsed.subject, HOME.person.pair.public.raw, HOME.person.pair.sign)
DEVICE = sm2.generate()
ENVELOPED = envelopedkey.seal(DEVICE.public.raw, HOME.person.pair)


def read_key(der: bytes) -> sm2.PrivateKey:
    parts = envelopedkey.parts(der)
    return envelopedkey.unsealed(parts, DEVICE.decrypt(parts.key))


READERS: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "certificate": (certificate.load, DER),
    "list": (revocation.load, LIST),
    "request": (requests.read, REQUEST),
    "enveloped key": (read_key, ENVELOPED),
}
DOORS = [(name, reader, sample) for name, (reader, sample) in READERS.items()]
doors = pytest.mark.parametrize(("reader", "sample"), [door[1:] for door in DOORS], ids=[door[0] for door in DOORS])


def flip(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def examined(made: Certificate) -> None:
    """Whatever it says of itself, asking must not raise."""
    assert isinstance(made.name + made.issuer + made.fingerprint, str)
    assert made.usage is None or made.usage >= frozenset()
    assert made.path_length is None or made.path_length >= 0
    assert isinstance(made.key_id, bytes)
    assert isinstance(made.issuer_key_id, bytes | None)
    path.check(made, TRUST, AT, None)


def accepted_after(bit: int) -> bool:
    try:
        made = certificate.load(flip(DER, bit))
    except BadCertificate:
        return False
    assert made != PERSON
    examined(made)
    return path.check(made, TRUST, AT, Usage.DIGITAL_SIGNATURE).sound


def test_the_unchanged_certificate_is_accepted() -> None:
    examined(certificate.load(DER))
    assert path.check(certificate.load(DER), TRUST, AT, Usage.DIGITAL_SIGNATURE).sound


def test_no_changed_bit_is_accepted() -> None:
    step = 1 if LONG else 7
    tried = range(0, len(DER) * 8, step)
    assert [bit for bit in tried if accepted_after(bit)] == []
    assert len(tried) > 500


@doors
def test_any_changed_bit_is_answered(reader: Callable[[bytes], object], sample: bytes) -> None:
    for bit in range(0, len(sample) * 8, 1 if LONG else 11):
        answered(reader, flip(sample, bit))


def answered(reader: Callable[[bytes], object], data: bytes) -> None:
    try:
        read = reader(data)
    except CryptoError:
        return
    if isinstance(read, Certificate):
        examined(read)
    if isinstance(read, revocation.RevocationList):
        asked(read)


FUZZED = 180 if LONG else 0  # seconds a reader, or 300 tries
SEED = int(os.environ.get("ZHENGXUN_TEST_SEED", "0")) or random.SystemRandom().getrandbits(32)
NUMBERS = (b"\x00", b"\x01", b"\x7f", b"\x80", b"\x81", b"\x82\xff\xff", b"\x84\x7f\xff\xff\xff", b"\xff", b"\x30\x80")


def disturbed(chance: random.Random, sample: bytes) -> bytes:
    """A sample with one to six things wrong in it."""
    changed = bytearray(sample)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(changed) + 1)
        other = chance.randrange(len(changed) + 1)
        piece = bytes(changed[min(place, other) : max(place, other)][:60])
        match chance.randrange(6):
            case 0:
                changed[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                changed[place : place + chance.randrange(3)] = chance.choice(NUMBERS)
            case 2:
                del changed[place : place + chance.randrange(40)]
            case 3:
                changed[place:place] = piece
            case 4:
                changed[place : place + len(piece)] = piece
            case _:
                changed[place : place + 1] = (
                    bytes([changed[place] ^ 1 << chance.randrange(8)]) if place < len(changed) else b""
                )
    return bytes(changed)


@doors
def test_minutes_of_disturbance(reader: Callable[[bytes], object], sample: bytes) -> None:
    chance, tried, slowest = random.Random(SEED), 0, 0.0
    end = time.monotonic() + FUZZED
    while tried < 300 or time.monotonic() < end:
        began = time.process_time()
        data = disturbed(chance, sample)
        try:
            answered(reader, data)
        except BaseException:
            print(f"seed {SEED}, after {tried}: {data.hex()}")
            raise
        tried, slowest = tried + 1, max(slowest, time.process_time() - began)
    print(f"{tried} tried, the slowest {slowest:.3f} s, seed {SEED}")
    assert slowest < 2


@doors
@given(data=st.data())
@settings(max_examples=2000 if LONG else 100)
def test_changed_pieces_are_refused_in_words(
    reader: Callable[[bytes], object], sample: bytes, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(sample) - 1))
    end = data.draw(st.integers(start, min(len(sample), start + 40)))
    piece = data.draw(st.binary(max_size=40))
    answered(reader, sample[:start] + piece + sample[end:])


def asked(made: revocation.RevocationList) -> None:
    assert made.number is None or made.number >= 0
    assert made.complete in {True, False}
    for ask in (made.lines, lambda: made.find(PERSON.serial), lambda: made.verify(HOME.issuing.certificate)):
        try:
            ask()
        except CryptoError:
            continue


@doors
@given(data=st.binary(max_size=300))
@settings(max_examples=5000 if LONG else 100)
def test_any_bytes_are_refused(reader: Callable[[bytes], object], sample: bytes, data: bytes) -> None:
    assert data != sample
    with pytest.raises((BadCertificate, BadEncoding)):
        reader(data)


def nested(depth: int) -> bytes:
    made = b"\x05\x00"
    for _ in range(depth):
        size = len(made)
        made = b"\x30" + (bytes([size]) if size < 128 else b"\x83" + size.to_bytes(3, "big")) + made
    return made


HOSTILE = {
    "empty": b"",
    "two gigabytes declared": b"\x30\x84\x7f\xff\xff\xff\x30",
    "an enormous length": b"\x30\xff" + b"\xff" * 127,
    "indefinite length": b"\x30\x80" + DER[4:] + b"\0\0",
    "trailing byte": DER + b"\0",
    "cut": DER[:-1],
    "long form of the length": b"\x30\x83\x00" + DER[2:],
    "nested twenty thousand deep": nested(20_000),
    "nothing but tags": b"\x30" * 60_000,
    "pem of nothing": b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
    "pem of rubbish": b"-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n",
    "pem without end": b"-----BEGIN CERTIFICATE-----\n" + b"A" * 10_000,
    "larger than any certificate": DER[:20] + bytes(1 << 20),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
@doors
def test_hostile_shapes(reader: Callable[[bytes], object], sample: bytes, data: bytes) -> None:
    began = time.process_time()
    tracemalloc.start()
    with pytest.raises((BadCertificate, BadEncoding)):
        reader(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.process_time() - began < 2
    assert peak < 64 << 20
    assert reader(sample)  # the control


def test_twenty_thousand_empty_pems() -> None:
    began = time.process_time()
    with pytest.raises(BadCertificate):
        certificate.load_all(
            PERSON.pem() * 3 + b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" * 20_000
        )
    assert time.process_time() - began < 2


def test_the_signature_of_another_certificate() -> None:
    theirs = holder(HOME.issuing, Role.SIGNING, "张三", pair=HOME.person.pair).certificate
    outer = decode(Signed, DER)
    outer.signature = BitString(theirs.parsed.signature, 0)
    made = certificate.load(encode(outer))
    found = path.check(made, TRUST, AT, None)
    assert {each.reason for each in found.findings if each.level is Level.FAILED} == {
        PathReason.SIGNATURE, PathReason.CHAIN,
    }  # fmt: skip


@pytest.mark.parametrize(("field", "value"), [("serial", 0), ("serial", -5), ("version", 1), ("version", 0)])
def test_numbers_no_certificate_has(field: str, value: int) -> None:
    outer = decode(Signed, DER)
    body = decode(Body, encode(outer.body))
    setattr(body, field, value)
    outer.body = tlv(encode(body))
    with pytest.raises(BadCertificate):
        certificate.load(encode(outer))


def test_two_different_algorithms() -> None:
    # RFC 5280 §4.1.1.2: outside stands what inside is signed.
    outer = decode(Signed, DER)
    outer.algorithm = Algorithm(algorithm=oids.SM3)
    with pytest.raises(BadCertificate):
        certificate.load(encode(outer))
