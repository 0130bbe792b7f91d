"""Hostile bytes: each is refused with its reason, soon, and without taking memory."""

import base64
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import BadMessage, CryptoError
from crypto.messages import both, encrypted, enveloped, shape, signed, signedenveloped
from crypto.messages.reasons import MessageReason
from tests.simulators.pki import AT
from tests.unit.crypto.messages.people import CONTENT, VECTORS, people, refusal_of

pytestmark = pytest.mark.thorough

A = people().signers[0].signer
KEY = people().keys[0]
SIGNED = signed.sign(CONTENT, [A], at=AT)
ENVELOPE = both.seal(CONTENT, [A], [KEY.certificate], at=AT)
CLOSED = shape.load((VECTORS / "gbt35275_signed_and_enveloped_gmcert.pem").read_bytes())
READERS: tuple[Callable[[bytes], object], ...] = (
    signed.read,
    enveloped.read,
    signedenveloped.read,
    lambda data: encrypted.open(data, b"\7" * 16),
    lambda data: both.open(data, KEY),
)
READ_BY = {SIGNED: signed.read, ENVELOPE: enveloped.read, CLOSED: signedenveloped.read}
GIB2 = b"\x84\x80\x00\x00\x00"


def refused(data: bytes, read: Callable[[bytes], object] = shape.load) -> str:
    began = time.process_time()
    with pytest.raises(BadMessage) as caught:
        read(data)
    assert time.process_time() - began < 2
    return refusal_of(caught.value)


def tlv(tag: int, inside: bytes) -> bytes:
    size = len(inside)
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag]) + (bytes([size]) if size < 128 else bytes([0x80 | len(octets)]) + octets) + inside


@pytest.mark.parametrize("der", READ_BY, ids=["signed", "enveloped", "signed and enveloped"])
def test_every_cut_and_every_trailing_byte(der: bytes) -> None:
    read = READ_BY[der]
    assert read(der)
    for end in range(0, len(der), 7):
        assert refused(der[:end], read) == MessageReason.STRUCTURE
    assert refused(der + b"\0", read) == MessageReason.TRAILING
    assert refused(der + der, read) == MessageReason.TRAILING
    assert refused(b"\0" + der, read) in {MessageReason.STRUCTURE, MessageReason.TRAILING}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", MessageReason.STRUCTURE),
        (b"\x30", MessageReason.STRUCTURE),
        (b"\x30\x80\x00\x00", MessageReason.INDEFINITE),
        (b"\x30\x04\x24\x80\x00\x00", MessageReason.INDEFINITE),
        (b"\x30" + GIB2, MessageReason.STRUCTURE),
        (b"\x30\x0a\x04" + GIB2 + b"\0\0\0\0", MessageReason.STRUCTURE),
        (b"\x30\x88" + b"\xff" * 8, MessageReason.STRUCTURE),
        (b"\x30\x85\x00\x00\x00\x00\x00", MessageReason.STRUCTURE),
        (b"\x30\x84\x00", MessageReason.STRUCTURE),
        (b"\x30\x03\x02\x02\x01", MessageReason.STRUCTURE),
        (b"\x3f\x81\x01\x00", MessageReason.STRUCTURE),
        (b"not a message at all", MessageReason.STRUCTURE),
    ],
)
def test_outlines_that_are_none(data: bytes, reason: MessageReason) -> None:
    assert refused(data) == reason
    for read in READERS:
        assert refused(data, read) == reason


def test_padded_lengths_and_foreign_values_are_refused_by_the_codec() -> None:
    padded = b"\x30\x83\x00" + SIGNED[2:]
    assert padded[3:5] == SIGNED[2:4]
    assert refused(padded, signed.read) == MessageReason.STRUCTURE
    for data in (b"\x02\x01\x05", b"\x30\x00", tlv(0x30, b"\x06\x03\x55\x04\x03")):
        for read in READERS:
            assert refused(data, read) == MessageReason.STRUCTURE


def nested(depth: int) -> bytes:
    der = b""
    for _ in range(depth):
        der = tlv(0x30, der)
    return der


def test_depth() -> None:
    shape.walk(nested(shape.DEPTH))
    assert refused(nested(shape.DEPTH + 1)) == MessageReason.LIMIT
    assert refused(nested(50_000)) == MessageReason.LIMIT


def recipients(number: int, one: bytes) -> bytes:
    """An envelope that declares so many."""
    oid = SIGNED[4:16]
    body = tlv(0x30, b"\x02\x01\x01" + tlv(0x31, one * number) + tlv(0x30, oid))
    return tlv(0x30, b"\x06\x0a\x2a\x81\x1c\xcf\x55\x06\x01\x04\x02\x03" + tlv(0xA0, body))


def test_a_hundred_thousand_recipients() -> None:
    info = tlv(
        0x30, b"\x02\x01\x01" + tlv(0x30, b"\x30\x00\x02\x01\x05") + tlv(0x30, b"\x06\x01\x2a") + b"\x04\x01\x00"
    )
    assert refused(recipients(100_000, info), enveloped.read) == MessageReason.LIMIT
    assert refused(recipients(3_000_000, b"\x05\x00"), enveloped.read) == MessageReason.LIMIT
    assert refused(recipients(300_000, b"\x05\x00"), enveloped.read) == MessageReason.STRUCTURE
    assert refused(recipients(40_000, info), enveloped.read) in {MessageReason.STRUCTURE, MessageReason.LIMIT}


def test_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shape, "LIMIT", len(SIGNED))
    assert shape.load(SIGNED) == SIGNED
    monkeypatch.setattr(shape, "LIMIT", len(SIGNED) - 1)
    assert refused(SIGNED) == MessageReason.LIMIT
    monkeypatch.setattr(shape, "LIMIT", 100)
    assert refused(b"-----BEGIN CMS-----\n" + b"A" * 200) == MessageReason.LIMIT


def armored(der: bytes, label: str = "PKCS7") -> bytes:
    return f"-----BEGIN {label}-----\n{base64.encodebytes(der).decode()}-----END {label}-----\n".encode()


def test_pem() -> None:
    for text in (armored(SIGNED), armored(SIGNED, "CMS").replace(b"\n", b"\r\n"), b"\n \n" + armored(SIGNED) + b"\n\n"):
        assert shape.load(text) == SIGNED
        assert signed.read(text).verify()
    one_line = b"-----BEGIN PKCS7-----\n" + base64.b64encode(SIGNED) + b"\n-----END PKCS7-----"
    assert shape.load(one_line) == SIGNED


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (armored(SIGNED) + b"x", MessageReason.TRAILING),
        (armored(SIGNED) * 2, MessageReason.TRAILING),
        (armored(SIGNED).replace(b"END PKCS7", b"END CMS"), MessageReason.STRUCTURE),
        (armored(SIGNED).replace(b"-----END PKCS7-----", b""), MessageReason.STRUCTURE),
        (armored(SIGNED).replace(b"A", b"*", 1), MessageReason.STRUCTURE),
        (b"-----BEGIN PKCS7-----\nMAIFAA\n-----END PKCS7-----", MessageReason.STRUCTURE),
        (b"-----BEGIN PKCS7-----\n\n-----END PKCS7-----", MessageReason.STRUCTURE),
        (b"-----BEGIN PKCS7-----\nMAE=\n-----END PKCS7-----", MessageReason.STRUCTURE),
        (b"-----BEGIN " + b"A" * 10_000, MessageReason.STRUCTURE),
        (b"-----BEGIN A-----\n" * 10_000, MessageReason.STRUCTURE),
    ],
)
def test_broken_pem(text: bytes, reason: MessageReason) -> None:
    assert refused(text) == reason


def test_spare_bits_of_pem_are_nothing() -> None:
    loose = b"-----BEGIN PKCS7-----\nMAC=\n-----END PKCS7-----"
    assert base64.b64decode(b"MAC=") == b"\x30\x00"
    assert shape.load(loose.replace(b"MAC=", b"MAA=")) == b"\x30\x00"
    assert refused(loose.replace(b"MAC=", b"MAB=")) == MessageReason.STRUCTURE


@given(st.binary(max_size=400))
def test_random_bytes_are_refused(data: bytes) -> None:
    for read in READERS:
        with pytest.raises(CryptoError):
            read(data)


@given(st.data())
@pytest.mark.filterwarnings("ignore:Parsed a serial number")
def test_damage_anywhere_is_refused_by_type_or_read(data: st.DataObject) -> None:
    der = bytearray(data.draw(st.sampled_from([*READ_BY])))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(der) - 1))
        der[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=6))
        if not der:
            break
    for read in READERS:
        try:
            read(bytes(der))
        except CryptoError:
            continue


HOSTILE = """
import resource, sys
sys.path.insert(0, {project!r})
from crypto.errors import BadMessage
from crypto.messages import enveloped, signed
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
def tlv(tag, inside):
    octets = len(inside).to_bytes((len(inside).bit_length() + 7) // 8, "big")  # never under 128 here
    return bytes([tag, 0x80 | len(octets)]) + octets + inside
kind = bytes.fromhex("060a2a811ccf550601040203")
def refused(der):
    for read in (enveloped.read, signed.read):
        try:
            read(der)
        except BadMessage:
            continue
        raise SystemExit("accepted")
info = bytes.fromhex("3014020101" "30053000020105" "300506032a0304" "040100")
content = bytes.fromhex("3018" "060a2a811ccf550601040201" "300706052a03040506" "8001" "00")
for body in (b"\\x05\\x00" * 390_000, info * 44_000, (b"\\x30\\x00") * 390_000, b"\\x24\\x80" * 300_000):
    refused(tlv(0x30, kind + tlv(0xA0, tlv(0x30, b"\\x02\\x01\\x01" + tlv(0x31, body) + content))))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="counts memory in Linux's units")
def test_hostile_messages_take_little_memory(tmp_path: Path) -> None:
    program = tmp_path / "hostile.py"
    program.write_text(textwrap.dedent(HOSTILE.format(project=str(Path(__file__).parents[4]))))
    began = os.times()
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, check=False, timeout=60)
    ended = os.times()
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout) < 200
    assert (
        ended.children_user + ended.children_system - began.children_user - began.children_system < 8
    )  # eight readings
