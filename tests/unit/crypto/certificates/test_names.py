"""Names of others: every string type, odd lengths, broken letters; nothing raises or warns."""

import pytest
from cryptography.hazmat.asn1 import BitString
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.asn1 import decode, encode, tlv
from crypto.certificates import certificate, names, path, profiles
from crypto.certificates.build import Body
from crypto.certificates.certificate import Usage
from crypto.certificates.structures import Signed
from tests.simulators.pki import AT, house

COMMON = bytes.fromhex("0603550403")
COUNTRY = bytes.fromhex("0603550406")


def block(tag: int, *inside: bytes) -> bytes:
    content = b"".join(inside)
    assert len(content) < 256
    return bytes([tag]) + (b"" if len(content) < 128 else b"\x81") + bytes([len(content)]) + content


def named(kind: bytes, tag: int, value: bytes) -> bytes:
    return block(0x30, block(0x31, block(0x30, kind, block(tag, value))))


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        (0x0C, "张三".encode()),
        (0x1E, "张三".encode("utf-16-be")),
        (0x1C, "张三".encode("utf-32-be")),
        (0x13, b"Zhang San"),
        (0x16, b"Zhang San"),
        (0x14, b"Zhang San"),
    ],
)
def test_every_type_of_string(tag: int, value: bytes) -> None:
    assert names.read(named(COMMON, tag, value)).common in {"张三", "Zhang San"}


def test_what_is_no_text_is_shown_as_it_is() -> None:
    assert names.read(named(COMMON, 0x04, b"\x01\x02")).common == "#0102"
    assert names.read(named(COMMON, 0x0C, b"\xff")).common == "\ufffd"
    assert names.read(b"\x30\x00") == names.read(b"rubbish") == names.Name(())


def test_the_whole_name_leaves_the_own_country_out() -> None:
    name = names.read(profiles.name("张三", "单位", "办公室").public_bytes())
    assert name.whole == "单位 / 办公室 / 张三"
    assert name.get(NameOID.COUNTRY_NAME) == "CN"
    assert names.read(profiles.name("x", country="DE").public_bytes()).whole == "DE / x"
    assert names.read(named(COUNTRY, 0x0C, "中国".encode())).common == "中国"


def test_a_country_of_many_letters_is_odd_and_no_more() -> None:
    home = house()
    outer = decode(Signed, home.person.certificate.der)
    body = decode(Body, encode(outer.body))
    body.subject = tlv(named(COUNTRY, 0x0C, "中华人民共和国".encode()))
    outer.body = tlv(encode(body))
    outer.signature = BitString(home.issuing.signer.sign_der(encode(body)), 0)
    made = certificate.load(encode(outer))
    assert made.name == "中华人民共和国"
    assert path.check(made, home.trust, AT, Usage.DIGITAL_SIGNATURE).sound


@given(st.binary(max_size=120), st.integers(0, 255))
@settings(max_examples=200)
def test_no_name_raises(value: bytes, tag: int) -> None:
    assert isinstance(names.read(named(COMMON, tag, value)).whole, str)
    assert isinstance(names.read(value).whole, str)
