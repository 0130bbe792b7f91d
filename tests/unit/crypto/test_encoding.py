"""Raw forms and DER: round trips, and only the one canonical form passes."""

import pytest
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from crypto import encoding
from crypto.errors import BadEncoding
from crypto.selftest import SM2_PUBLIC, SM2_SEALED, SM2_SIGNATURE


@given(st.binary(min_size=64, max_size=64))
def test_signature_encoding_round_trip(raw: bytes) -> None:
    assert encoding.signature_from_der(encoding.signature_to_der(raw)) == raw


@given(st.binary(min_size=97, max_size=200))
def test_ciphertext_encoding_round_trip(raw: bytes) -> None:
    assert encoding.ciphertext_from_der(encoding.ciphertext_to_der(raw)) == raw


def test_encoding_pads_short_numbers_to_32_bytes() -> None:
    raw = b"\0\0\0\x01" + SM2_SIGNATURE[:28] + b"\0" * 31 + b"\x05"
    assert encoding.signature_from_der(encoding.signature_to_der(raw)) == raw


def not_canonical() -> dict[str, bytes]:
    der = encoding.signature_to_der(b"\x01" * 64)
    return {
        "empty": b"",
        "cut": der[:-1],
        "trailing byte": der + b"\0",
        "long length": b"\x30\x81" + der[1:],
        "padded integer": b"\x30" + bytes([der[1] + 1]) + b"\x02\x21\x00" + der[4:],
        "one field": bytes.fromhex("3003020101"),
        "negative": bytes.fromhex("30060201ff020101"),
        "over 256 bits": encode_dss_signature(1 << 256, 1),
    }


@pytest.mark.parametrize("name", not_canonical())
def test_only_canonical_signature_der_passes(name: str) -> None:
    with pytest.raises(BadEncoding):
        encoding.signature_from_der(not_canonical()[name])


def test_only_canonical_ciphertext_der_passes() -> None:
    der = encoding.ciphertext_to_der(SM2_SEALED)
    short = asn1.encode_der(encoding.SM2Cipher(x=1, y=1, hash=b"\0" * 31, cipher=b"x"))
    bare = asn1.encode_der(encoding.SM2Cipher(x=1, y=1, hash=b"\0" * 32, cipher=b""))
    negative = asn1.encode_der(encoding.SM2Cipher(x=-1, y=1, hash=b"\0" * 32, cipher=b"x"))
    wide = asn1.encode_der(encoding.SM2Cipher(x=1 << 256, y=1, hash=b"\0" * 32, cipher=b"x"))
    for bad in (b"", der[:-1], der + b"\0", b"\x30\x82\x00" + der[1:], short, bare, negative, wide):
        with pytest.raises(BadEncoding):
            encoding.ciphertext_from_der(bad)


def test_public_key_encoding() -> None:
    der = encoding.public_to_der(SM2_PUBLIC)
    assert encoding.public_from_der(der) == SM2_PUBLIC
    for bad in (b"", der[:-1], der + b"\0", b"\x31" + der[1:]):
        with pytest.raises(BadEncoding):
            encoding.public_from_der(bad)
