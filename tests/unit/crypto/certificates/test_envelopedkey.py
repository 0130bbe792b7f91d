"""SM2EnvelopedKey: the pair comes out of the right key only, the dialects are read, changes are noticed."""

import pytest
from cryptography.hazmat.asn1 import BitString, Null
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import encoding, oids, sm2, sm4
from crypto.asn1 import Algorithm, decode, encode
from crypto.certificates import envelopedkey
from crypto.certificates.envelopedkey import SM2EnvelopedKey
from crypto.errors import BadCiphertext, BadEncoding, BadKey, CryptoError
from tests.simulators.pki import OFF_CURVE

DEVICE, PAIR = sm2.generate(), sm2.generate()
SEALED = envelopedkey.seal(DEVICE.public.raw, PAIR)


def opened(der: bytes, device: sm2.PrivateKey = DEVICE) -> sm2.PrivateKey:
    parts = envelopedkey.parts(der)
    return envelopedkey.unsealed(parts, device.decrypt(parts.key))


def altered(**fields: object) -> bytes:
    read = decode(SM2EnvelopedKey, SEALED)
    given = {name: getattr(read, name) for name in ("algorithm", "key", "public", "private")}
    return encode(SM2EnvelopedKey(**{**given, **fields}))


@pytest.mark.requirement("KEY-02")
def test_the_device_gets_the_pair() -> None:
    pair = opened(SEALED)
    assert (pair.raw, pair.public.raw) == (PAIR.raw, PAIR.public.raw)
    assert PAIR.raw not in SEALED


def test_another_device_gets_nothing() -> None:
    with pytest.raises(BadCiphertext):
        opened(SEALED, sm2.generate())


def test_no_two_are_alike() -> None:
    assert envelopedkey.seal(DEVICE.public.raw, PAIR) != SEALED


@pytest.mark.parametrize("oid", [oids.SM4_ECB, oids.SM4])
@pytest.mark.parametrize("parameters", [None, Null()])
def test_names_of_the_algorithm_in_use(oid: object, parameters: object) -> None:
    written = Algorithm(algorithm=oid, parameters=parameters)  # type: ignore[arg-type]
    assert opened(altered(algorithm=written)).raw == PAIR.raw


def test_the_field_of_tokens_with_zeros_in_front() -> None:
    key = sm4.new_key()
    running = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()  # the standard's mode
    wide = BitString(running.update(bytes(32) + PAIR.raw), 0)
    sealed = decode(encoding.SM2Cipher, encoding.ciphertext_to_der(DEVICE.public.encrypt(key)))
    assert opened(altered(key=sealed, private=wide)).raw == PAIR.raw
    running = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()
    wrong = BitString(running.update(b"\1" + bytes(31) + PAIR.raw), 0)
    with pytest.raises(BadCiphertext):
        opened(altered(key=sealed, private=wrong))


@pytest.mark.parametrize(
    "fields",
    [
        {"algorithm": Algorithm(algorithm=oids.SM4_CBC)},
        {"algorithm": Algorithm(algorithm=oids.SM4_ECB, parameters=b"0" * 16)},
        {"public": BitString(PAIR.public.raw, 0)},
        {"public": BitString(b"\x02" + PAIR.public.raw, 0)},
        {"public": BitString(b"\x04" + PAIR.public.raw[:-1] + b"\0", 1)},
        {"private": BitString(b"", 0)},
        {"private": BitString(bytes(33), 0)},
        {"private": BitString(bytes(48), 0)},
    ],
)
def test_other_shapes_are_refused(fields: dict[str, object]) -> None:
    with pytest.raises(BadEncoding):
        envelopedkey.parts(altered(**fields))


def test_a_foreign_public_key_is_noticed() -> None:
    for public in (sm2.generate().public.raw, OFF_CURVE):
        with pytest.raises(BadCiphertext):
            opened(altered(public=BitString(b"\x04" + public, 0)))


def test_keys_that_are_none() -> None:
    with pytest.raises(BadKey):
        envelopedkey.seal(OFF_CURVE, PAIR)
    with pytest.raises(BadCiphertext):
        envelopedkey.unsealed(envelopedkey.parts(SEALED), b"short")


@given(st.integers(0, len(SEALED) * 8 - 1))
@settings(max_examples=200)
def test_one_changed_bit_is_refused(bit: int) -> None:
    changed = bytearray(SEALED)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CryptoError):
        opened(bytes(changed))


@given(st.binary(max_size=5000))
@settings(max_examples=50)
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(BadEncoding):
        envelopedkey.parts(data)
