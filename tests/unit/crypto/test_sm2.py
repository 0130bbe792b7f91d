"""SM2 on each engine: published answers, an independent engine as witness, every kind of forgery refused."""

import ctypes.util
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import encoding, engines, libcrypto, pyx, second, sm2, sm3
from crypto.errors import BadCiphertext, BadKey, BadSignature, CryptoError, EngineMissing, TooLong
from crypto.selftest import SM2_MESSAGE, SM2_PLAIN, SM2_PRIVATE, SM2_PUBLIC, SM2_SEALED, SM2_SIGNATURE

ENGINES: dict[str, Callable[[], engines.Engine]] = {"libcrypto": libcrypto.find, "gmssl-pyx": pyx.Pyx}


def word(number: int) -> bytes:
    return number.to_bytes(32, "big")


def flip(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.fixture(scope="module", params=ENGINES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", autouse=True)
def engine(name: str) -> Iterator[engines.Engine]:
    before = engines.engine()
    try:
        chosen = ENGINES[name]()
    except EngineMissing as missing:
        pytest.skip(str(missing))
    engines.use(chosen)
    yield chosen
    engines.use(before)


@pytest.fixture(scope="module")
def pair(engine: engines.Engine) -> sm2.PrivateKey:
    return sm2.PrivateKey(SM2_PRIVATE, SM2_PUBLIC)


@pytest.fixture(scope="module")
def signed(pair: sm2.PrivateKey) -> bytes:
    return pair.sign(b"message")


@pytest.fixture(scope="module")
def sealed(pair: sm2.PrivateKey) -> bytes:
    return pair.public.encrypt(b"a session key")


def test_the_engine_says_its_name(name: str, engine: engines.Engine) -> None:
    expected = {"libcrypto": "OpenSSL 3", "gmssl-pyx": "gmssl-pyx 2.1"}
    assert engine.version.startswith(expected[name])


def test_the_standards_signature_and_ciphertext(pair: sm2.PrivateKey) -> None:
    pair.public.verify(SM2_MESSAGE, SM2_SIGNATURE)
    assert pair.decrypt(SM2_SEALED) == SM2_PLAIN


def test_thirty_fresh_keys_before_an_independent_engine() -> None:
    for number in range(30):
        pair, message = sm2.generate(), b"message %d" % number
        signature = pair.sign(message)
        pair.public.verify(message, signature)
        second.verify(pair.public.raw, message, signature)
        with pytest.raises(BadSignature):
            second.verify(pair.public.raw, message + b"x", signature)


@pytest.mark.parametrize("other", ENGINES)
def test_the_engines_read_each_other(other: str, engine: engines.Engine) -> None:
    try:
        peer = ENGINES[other]()
    except EngineMissing as missing:
        pytest.skip(str(missing))
    for _ in range(20):
        private, public = engine.generate()
        ours, theirs = engine.load_pair(private, public), peer.load_pair(private, public)
        half, their_half = engine.load_public(public), peer.load_public(public)
        assert their_half.verified(b"text", ours.sign(b"text", sm2.SIGNER), sm2.SIGNER)
        assert half.verified(b"text", theirs.sign(b"text", sm2.SIGNER), sm2.SIGNER)
        assert not half.verified(b"text", theirs.sign(b"text", b"another id"), sm2.SIGNER)
        assert theirs.decrypt(half.encrypt(b"key")) == ours.decrypt(their_half.encrypt(b"key")) == b"key"


def test_the_signers_id_is_the_standards_default(pair: sm2.PrivateKey, engine: engines.Engine) -> None:
    # ZA by hand (GB/T 32918.2 §5.5); gmssl hashes with the same fixed id, so a wrong id would fail there as well.
    curve = word(second.P - 3) + word(second.B) + bytes.fromhex(
        "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
        "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0"
    )  # fmt: skip
    za = sm3.hash((128).to_bytes(2, "big") + sm2.SIGNER + curve + SM2_PUBLIC)
    assert za.hex() == "b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3"
    unnamed = encoding.signature_from_der(engine.load_pair(SM2_PRIVATE, SM2_PUBLIC).sign(b"message", b"other"))
    with pytest.raises(BadSignature):
        pair.public.verify(b"message", unnamed)


@given(bit=st.integers(0, 64 * 8 - 1))
@settings(deadline=None)
def test_every_bit_of_a_signature_counts(pair: sm2.PrivateKey, signed: bytes, bit: int) -> None:
    with pytest.raises(BadSignature):
        pair.public.verify(b"message", flip(signed, bit))


@given(message=st.binary(min_size=1, max_size=80), data=st.data())
@settings(deadline=None, max_examples=50)
def test_every_bit_of_a_message_counts(pair: sm2.PrivateKey, message: bytes, data: st.DataObject) -> None:
    signature = pair.sign(message)
    pair.public.verify(message, signature)
    with pytest.raises(BadSignature):
        pair.public.verify(flip(message, data.draw(st.integers(0, len(message) * 8 - 1))), signature)


FORGERIES: dict[str, Callable[[int, int], bytes]] = {
    "empty": lambda _r, _s: b"",
    "cut": lambda r, s: (word(r) + word(s))[:-1],
    "longer": lambda r, s: word(r) + word(s) + b"\0",
    "r zero": lambda _, s: word(0) + word(s),
    "s zero": lambda r, _: word(r) + word(0),
    "r = n": lambda _, s: word(second.N) + word(s),
    "s = n": lambda r, _: word(r) + word(second.N),
    "r + s = n": lambda r, _: word(r) + word(second.N - r),
    "n - s": lambda r, s: word(r) + word(second.N - s),
    "halves exchanged": lambda r, s: word(s) + word(r),
    "all ones": lambda _r, _s: b"\xff" * 64,
}


@pytest.mark.parametrize("how", FORGERIES)
def test_the_forgery_is_refused_here_and_by_the_witness(how: str, pair: sm2.PrivateKey, signed: bytes) -> None:
    forged = FORGERIES[how](int.from_bytes(signed[:32], "big"), int.from_bytes(signed[32:], "big"))
    with pytest.raises(BadSignature):
        pair.public.verify(b"message", forged)
    with pytest.raises(BadSignature):
        second.verify(SM2_PUBLIC, b"message", forged)


@given(plaintext=st.binary(min_size=1, max_size=255))
@settings(deadline=None, max_examples=40)
def test_encryption_round_trip(pair: sm2.PrivateKey, plaintext: bytes) -> None:
    sealed = pair.public.encrypt(plaintext)
    assert len(sealed) == 96 + len(plaintext)
    assert pair.decrypt(sealed) == plaintext


@pytest.mark.parametrize("size", [256, 4096])
def test_a_long_plaintext_is_sealed_or_refused_by_name(name: str, size: int, pair: sm2.PrivateKey) -> None:
    if name == "gmssl-pyx":
        with pytest.raises(TooLong, match="255"):
            pair.public.encrypt(bytes(size))
        return
    assert pair.decrypt(pair.public.encrypt(bytes(size))) == bytes(size)


@given(data=st.data())
@settings(deadline=None)
def test_every_bit_of_a_ciphertext_counts(pair: sm2.PrivateKey, sealed: bytes, data: st.DataObject) -> None:
    with pytest.raises(BadCiphertext):
        pair.decrypt(flip(sealed, data.draw(st.integers(0, len(sealed) * 8 - 1))))


def test_ciphertext_for_another_key_cut_or_empty_is_refused(pair: sm2.PrivateKey, sealed: bytes) -> None:
    with pytest.raises(BadCiphertext):
        sm2.generate().decrypt(sealed)
    for length in (0, 1, 64, 96, len(sealed) - 1):
        with pytest.raises(BadCiphertext):
            pair.decrypt(sealed[:length])
    with pytest.raises(BadCiphertext):
        pair.public.encrypt(b"")


def test_keys_off_the_curve_or_not_a_pair_are_refused() -> None:
    off = SM2_PUBLIC[:63] + bytes([SM2_PUBLIC[63] ^ 1])
    beyond = word(second.P) + SM2_PUBLIC[32:]
    for public in (off, beyond, b"", SM2_PUBLIC[:-1], b"\x04" + SM2_PUBLIC, b"\0" * 64):
        with pytest.raises(BadKey):
            sm2.PublicKey(public)
        with pytest.raises(BadKey):
            second.verify(public, SM2_MESSAGE, SM2_SIGNATURE)
    other = sm2.generate()
    for private, public in (
        (SM2_PRIVATE, other.public.raw),
        *((private, SM2_PUBLIC) for private in (b"", word(0), word(second.N), SM2_PRIVATE[:-1])),
    ):
        with pytest.raises(BadKey):
            sm2.PrivateKey(private, public)


def test_no_text_form_of_a_private_key_shows_it(engine: engines.Engine, pair: sm2.PrivateKey) -> None:
    loaded = engine.load_pair(SM2_PRIVATE, SM2_PUBLIC)
    for text in (repr(pair), str(pair), repr(loaded), str(loaded)):
        assert SM2_PRIVATE.hex() not in text.lower()
        assert str(SM2_PRIVATE) not in text


def test_many_refusals_leave_nothing_behind(pair: sm2.PrivateKey, signed: bytes, sealed: bytes) -> None:
    # OpenSSL keeps a queue of errors per thread: one left in it would be taken for the next call's.
    for _ in range(20):
        with pytest.raises(BadSignature):
            pair.public.verify(b"other", signed)
        with pytest.raises(BadCiphertext):
            pair.decrypt(flip(sealed, 300))
        with pytest.raises(CryptoError):
            sm2.PublicKey(bytes(64))
        pair.public.verify(b"message", signed)
        assert pair.decrypt(sealed) == b"a session key"


def test_a_missing_or_foreign_library_is_named_not_crashed_on() -> None:
    with pytest.raises(EngineMissing):
        libcrypto.Libcrypto("/nowhere/libcrypto.so.3")
    c_library = ctypes.util.find_library("c")
    assert c_library is not None
    with pytest.raises(EngineMissing):
        libcrypto.Libcrypto(c_library)
