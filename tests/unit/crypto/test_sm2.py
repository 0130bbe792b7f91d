"""SM2: published answers, two independent engines against each other, strict forms."""

import ctypes.util
import json
from pathlib import Path

import pytest
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import encoding, libcrypto, second, sm2, sm3
from crypto.errors import BadCiphertext, BadEncoding, BadKey, BadSignature, CryptoError, EngineMissing
from crypto.selftest import SM2_MESSAGE, SM2_PLAIN, SM2_PRIVATE, SM2_PUBLIC, SM2_SEALED, SM2_SIGNATURE

VECTORS = Path(__file__).parents[3].parent / "shared" / "vectors" / "algo_vectors.json"
PAIR = sm2.PrivateKey(SM2_PRIVATE, SM2_PUBLIC)
SIGNED = PAIR.sign(b"message")
SEALED = PAIR.public.encrypt(b"a session key")


def word(number: int) -> bytes:
    return number.to_bytes(32, "big")


def flip(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not beside this checkout")
def test_constants_are_the_shared_vectors() -> None:
    vectors = json.loads(VECTORS.read_text())
    sign, seal = vectors["sm2_sign_GMT0003.5"], vectors["sm2_encrypt_same_key_and_k"]
    assert bytes.fromhex(sign["d"]) == SM2_PRIVATE
    assert bytes.fromhex(sign["Px"] + sign["Py"]) == SM2_PUBLIC
    assert bytes.fromhex(sign["r"] + sign["s"]) == SM2_SIGNATURE
    assert bytes.fromhex(seal["C1x"] + seal["C1y"] + seal["C3"] + seal["C2"]) == SM2_SEALED


def test_the_standards_signature_and_ciphertext() -> None:
    PAIR.public.verify(SM2_MESSAGE, SM2_SIGNATURE)
    assert PAIR.decrypt(SM2_SEALED) == SM2_PLAIN


def test_thirty_fresh_keys_across_both_engines() -> None:
    for number in range(30):
        pair, message = sm2.generate(), b"message %d" % number
        signature = pair.sign(message)
        pair.public.verify(message, signature)
        second.verify(pair.public.raw, message, signature)
        with pytest.raises(BadSignature):
            second.verify(pair.public.raw, message + b"x", signature)


def test_the_signers_id_is_the_standards_default() -> None:
    # ZA by hand (GB/T 32918.2 §5.5); gmssl hashes with the same fixed id, so a wrong id would fail there as well.
    curve = word(second.P - 3) + word(second.B) + bytes.fromhex(
        "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
        "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0"
    )  # fmt: skip
    za = sm3.hash((128).to_bytes(2, "big") + sm2.SIGNER + curve + SM2_PUBLIC)
    assert za.hex() == "b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3"
    engine = libcrypto.engine()
    key = engine.load_pair(SM2_PRIVATE, SM2_PUBLIC)
    unnamed = encoding.signature_from_der(engine.sign(key, b"message", b""))
    with pytest.raises(BadSignature):
        PAIR.public.verify(b"message", unnamed)


@given(st.integers(0, 64 * 8 - 1))
@settings(deadline=None)
def test_every_bit_of_a_signature_counts(bit: int) -> None:
    with pytest.raises(BadSignature):
        PAIR.public.verify(b"message", flip(SIGNED, bit))


@given(st.binary(min_size=1, max_size=80), st.data())
@settings(deadline=None, max_examples=50)
def test_every_bit_of_a_message_counts(message: bytes, data: st.DataObject) -> None:
    signature = PAIR.sign(message)
    PAIR.public.verify(message, signature)
    with pytest.raises(BadSignature):
        PAIR.public.verify(flip(message, data.draw(st.integers(0, len(message) * 8 - 1))), signature)


def forged() -> dict[str, bytes]:
    r, s = int.from_bytes(SIGNED[:32], "big"), int.from_bytes(SIGNED[32:], "big")
    n = second.N
    return {
        "empty": b"",
        "cut": SIGNED[:-1],
        "longer": SIGNED + b"\0",
        "r zero": word(0) + word(s),
        "s zero": word(r) + word(0),
        "r = n": word(n) + word(s),
        "s = n": word(r) + word(n),
        "r + s = n": word(r) + word(n - r),
        "n - s": word(r) + word(n - s),
        "halves exchanged": word(s) + word(r),
        "all ones": b"\xff" * 64,
    }


@pytest.mark.parametrize("name", forged())
def test_both_engines_refuse_the_forgery(name: str) -> None:
    with pytest.raises(BadSignature):
        PAIR.public.verify(b"message", forged()[name])
    with pytest.raises(BadSignature):
        second.verify(SM2_PUBLIC, b"message", forged()[name])


@given(st.binary(min_size=1, max_size=400))
@settings(deadline=None, max_examples=40)
def test_encryption_round_trip(plaintext: bytes) -> None:
    sealed = PAIR.public.encrypt(plaintext)
    assert len(sealed) == 96 + len(plaintext)
    assert PAIR.decrypt(sealed) == plaintext


@given(st.integers(0, len(SEALED) * 8 - 1))
@settings(deadline=None)
def test_every_bit_of_a_ciphertext_counts(bit: int) -> None:
    with pytest.raises(BadCiphertext):
        PAIR.decrypt(flip(SEALED, bit))


def test_ciphertext_for_another_key_cut_or_empty_is_refused() -> None:
    with pytest.raises(BadCiphertext):
        sm2.generate().decrypt(SEALED)
    for length in (0, 1, 64, 96, len(SEALED) - 1):
        with pytest.raises(BadCiphertext):
            PAIR.decrypt(SEALED[:length])
    with pytest.raises(BadCiphertext):
        PAIR.public.encrypt(b"")


def test_keys_off_the_curve_or_not_a_pair_are_refused() -> None:
    off = SM2_PUBLIC[:63] + bytes([SM2_PUBLIC[63] ^ 1])
    beyond = word(second.P) + SM2_PUBLIC[32:]
    for public in (off, beyond, b"", SM2_PUBLIC[:-1], b"\x04" + SM2_PUBLIC, b"\0" * 64):
        with pytest.raises(BadKey):
            sm2.PublicKey(public)
        with pytest.raises(BadKey):
            second.verify(public, SM2_MESSAGE, SM2_SIGNATURE)
    other = sm2.generate()
    with pytest.raises(CryptoError):
        sm2.PrivateKey(SM2_PRIVATE, other.public.raw)
    for private in (b"", word(0), word(second.N), SM2_PRIVATE[:-1]):
        with pytest.raises(CryptoError):
            sm2.PrivateKey(private, SM2_PUBLIC)


def test_no_text_form_of_a_private_key_shows_it() -> None:
    for text in (repr(PAIR), str(PAIR)):
        assert SM2_PRIVATE.hex() not in text.lower()
        assert str(SM2_PRIVATE) not in text


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
    der = encoding.ciphertext_to_der(SEALED)
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


def test_a_missing_or_foreign_library_is_named_not_crashed_on() -> None:
    with pytest.raises(EngineMissing):
        libcrypto.use("/nowhere/libcrypto.so.3")
    c_library = ctypes.util.find_library("c")
    assert c_library is not None
    with pytest.raises(EngineMissing):
        libcrypto.use(c_library)
    sm2.PublicKey(SM2_PUBLIC).verify(SM2_MESSAGE, SM2_SIGNATURE)  # the library in use before still is
