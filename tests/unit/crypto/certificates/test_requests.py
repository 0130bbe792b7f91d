"""Requests: ours is read by openssl, openssl's by us, and nobody asks for a key he does not have."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import encoding, sm2
from crypto.certificates import names, profiles, requests
from crypto.certificates.requests import Request
from crypto.errors import BadCertificate, BadKey, BadSignature, CryptoError
from tests.simulators.pki import DISTID, OFF_CURVE, openssl

PAIR = sm2.generate()
NAME = profiles.name("张三", "测试单位", "办公室")
MADE = requests.make(NAME, PAIR.public.raw, PAIR.sign)


@pytest.mark.requirement("KEY-02")
def test_openssl_reads_it_and_finds_the_signature_good(tmp_path: Path) -> None:
    (tmp_path / "made").write_bytes(MADE)
    said = openssl("req", "-in", tmp_path / "made", "-inform", "DER", "-verify", "-vfyopt", DISTID, "-noout", "-text",
                   "-nameopt", "utf8")  # fmt: skip
    assert "verify OK" in said
    assert "CN=张三" in said
    (tmp_path / "made").write_bytes(requests.make(NAME, PAIR.public.raw, sm2.generate().sign))
    said = openssl("req", "-in", tmp_path / "made", "-inform", "DER", "-verify", "-vfyopt", DISTID, "-noout")
    assert "verify failure" in said


@pytest.mark.parametrize("form", ["DER", "PEM"])
@pytest.mark.parametrize("attributes", [(), ("-addext", "keyUsage=digitalSignature")])
def test_a_request_of_openssl_is_read(form: str, attributes: tuple[str, ...], tmp_path: Path) -> None:
    key, made = tmp_path / "key", tmp_path / "made"
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2", "-out", key)
    openssl("req", "-new", "-sm3", "-sigopt", DISTID, "-key", key, "-utf8", "-subj", "/C=CN/O=外部/CN=李四",
            "-outform", form, "-out", made, *attributes)  # fmt: skip
    read = requests.read(made.read_bytes())
    assert read.common_name == "李四"
    point = openssl("pkey", "-in", key, "-noout", "-text").split("pub:")[1].split("ASN1")[0]
    assert read.public == bytes.fromhex("".join(point.split()).replace(":", ""))[1:]


def test_what_is_made_is_read() -> None:
    assert requests.read(MADE) == Request(MADE, names.read(NAME.public_bytes()), PAIR.public.raw)
    assert requests.read(MADE).name.whole == "测试单位 / 办公室 / 张三"


def test_a_key_somebody_else_holds() -> None:
    with pytest.raises(BadSignature):
        requests.read(requests.make(NAME, PAIR.public.raw, sm2.generate().sign))


def test_a_changed_name() -> None:
    with pytest.raises(BadSignature):
        requests.read(MADE.replace("张三".encode(), "李四".encode()))


def test_a_point_off_the_curve() -> None:
    with pytest.raises(BadKey):
        requests.make(NAME, OFF_CURVE, PAIR.sign)
    with pytest.raises(BadKey):
        requests.read(MADE.replace(PAIR.public.raw, OFF_CURVE))


def test_another_kind_of_key(tmp_path: Path) -> None:
    key, made = tmp_path / "key", tmp_path / "made"
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key)
    openssl("req", "-new", "-key", key, "-subj", "/CN=x", "-outform", "DER", "-out", made)
    with pytest.raises(BadCertificate):
        requests.read(made.read_bytes())


@pytest.mark.parametrize(
    "bad",
    [b"", MADE + b"\0", MADE[:-1], b"\x30\x80" + MADE[3:] + b"\0\0", b"\x30\x84\x7f\xff\xff\xff", b"x" * 100_000,
     b"-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n", encoding.SPKI + PAIR.public.raw],
    ids=["empty", "more", "less", "endless", "2 GB", "long", "poor PEM", "a key alone"],
)  # fmt: skip
def test_bad_bytes_are_refused(bad: bytes) -> None:
    with pytest.raises(BadCertificate):
        requests.read(bad)


@given(st.integers(0, len(MADE) * 8 - 1))
@settings(max_examples=200)
def test_one_changed_bit_is_refused(bit: int) -> None:
    changed = bytearray(MADE)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CryptoError):
        requests.read(bytes(changed))
