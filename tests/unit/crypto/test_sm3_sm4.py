"""SM3, SM4 sealed and bare: the engines alike, and every kind of damage refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import second, sm3, sm4
from crypto.errors import BadCiphertext, BadKey

KEY = bytes(range(16))
STEP = sm4.FRAME + sm4.TAG
HEAD = 1 + sm4.SALT


def flip(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@given(st.binary(max_size=300))
@settings(max_examples=30, deadline=None)
def test_three_sm3_engines_agree(data: bytes) -> None:
    portable = sm3.PortableHasher()
    portable.update(data[:7])
    portable.update(data[7:])
    assert sm3.hash(data) == portable.digest() == second.hash(data)


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_hmac_engines_agree_for_keys_of_any_length(key: bytes, message: bytes) -> None:
    assert sm3.hmac(key, message) == sm3.portable_hmac(key, message)


def test_running_hash_may_be_read_twice() -> None:
    for running in (sm3.hasher(), sm3.PortableHasher()):
        running.update(b"ab")
        assert running.digest() == sm3.hash(b"ab")
        running.update(b"c")
        assert running.digest() == sm3.hash(b"abc")


@given(st.binary(max_size=500), st.binary(max_size=40))
def test_small_form_round_trip(plaintext: bytes, associated: bytes) -> None:
    sealed = sm4.seal(KEY, plaintext, associated)
    assert sm4.open(KEY, sealed, associated) == plaintext
    assert len(sealed) == 1 + 12 + len(plaintext) + 16


@given(st.binary(max_size=100), st.data())
def test_small_form_refuses_every_bit(plaintext: bytes, data: st.DataObject) -> None:
    sealed = sm4.seal(KEY, plaintext, b"here")
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    with pytest.raises(BadCiphertext):
        sm4.open(KEY, flip(sealed, bit), b"here")


def test_small_form_refuses_other_place_other_key_and_any_cut() -> None:
    sealed = sm4.seal(KEY, b"text", b"here")
    for key, place in ((KEY, b"there"), (KEY, b"her"), (sm4.new_key(), b"here")):
        with pytest.raises(BadCiphertext):
            sm4.open(key, sealed, place)
    for length in range(len(sealed)):
        with pytest.raises(BadCiphertext):
            sm4.open(KEY, sealed[:length], b"here")
    with pytest.raises(BadCiphertext):
        sm4.open(KEY, sealed + b"\0", b"here")


def test_nonces_do_not_repeat() -> None:
    assert len({sm4.seal(KEY, b"", b"")[1:13] for _ in range(2000)}) == 2000


def test_a_key_or_nonce_of_another_length_is_refused() -> None:
    for key in (b"", KEY[:15], KEY + b"\0", KEY * 2):
        with pytest.raises(BadKey):
            sm4.seal(key, b"x", b"")
        with pytest.raises(BadKey):
            sm4.seal_framed(key, b"x", b"")
    for nonce in (b"\0" * 8, b"\0" * 11, b"\0" * 16):
        with pytest.raises(ValueError, match="12 bytes"):
            sm4.gcm_encrypt(KEY, nonce, b"x", b"")


@pytest.mark.parametrize("size", [0, 1, sm4.FRAME - 1, sm4.FRAME, sm4.FRAME + 1, 2 * sm4.FRAME, 2 * sm4.FRAME + 5])
def test_framed_form_round_trip_at_the_edges(size: int) -> None:
    data = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    sealed = sm4.seal_framed(KEY, data, b"here")
    frames = max(1, -(-size // sm4.FRAME))
    assert len(sealed) == HEAD + size + frames * sm4.TAG
    assert sm4.open_framed(KEY, sealed, b"here") == data


@given(st.binary(max_size=60), st.data())
def test_framed_form_refuses_every_bit(plaintext: bytes, data: st.DataObject) -> None:
    sealed = sm4.seal_framed(KEY, plaintext, b"here")
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    with pytest.raises(BadCiphertext):
        sm4.open_framed(KEY, flip(sealed, bit), b"here")


def test_equal_frames_look_different() -> None:
    # One keystream for two frames would give away the exclusive-or of their texts.
    sealed = sm4.seal_framed(KEY, bytes(3 * sm4.FRAME), b"here")
    _, frames = frames_of(sealed)
    assert len({frame[:64] for frame in frames}) == 3
    assert sm4.seal_framed(KEY, b"x" * 64, b"here")[HEAD:] != sm4.seal_framed(KEY, b"x" * 64, b"here")[HEAD:]


def frames_of(sealed: bytes) -> tuple[bytes, list[bytes]]:
    return sealed[:HEAD], [sealed[at : at + STEP] for at in range(HEAD, len(sealed), STEP)]


def damaged_frames() -> dict[str, bytes]:
    data = b"a" * sm4.FRAME + b"b" * sm4.FRAME + b"c" * sm4.FRAME
    head, (one, two, three) = frames_of(sm4.seal_framed(KEY, data, b"here"))
    other_head, (other, *_) = frames_of(sm4.seal_framed(KEY, data, b"here"))
    return {
        "first dropped": head + two + three,
        "middle dropped": head + one + three,
        "last dropped": head + one + two,
        "all dropped": head,
        "swapped": head + two + one + three,
        "doubled": head + one + one + two + three,
        "repeated at the end": head + one + two + three + three,
        "cut inside the last": head + one + two + three[:-100],
        "cut inside a tag": head + one + two[:-3],
        "one byte more": head + one + two + three + b"\0",
        "an empty frame more": head + one + two + three + b"\0" * sm4.TAG,
        "a frame of another file": head + other + two + three,
        "the head of another file": other_head + one + two + three,
        "only the head's form byte": head[:1],
        "nothing": b"",
    }


@pytest.mark.parametrize("name", damaged_frames())
def test_framed_form_refuses(name: str) -> None:
    with pytest.raises(BadCiphertext):
        sm4.open_framed(KEY, damaged_frames()[name], b"here")


def test_the_two_forms_are_not_taken_for_each_other() -> None:
    small, framed = sm4.seal(KEY, b"x" * 40, b"here"), sm4.seal_framed(KEY, b"x" * 40, b"here")
    for opened, sealed in (
        (sm4.open, framed),
        (sm4.open, sm4.SMALL + framed[1:]),
        (sm4.open_framed, small),
        (sm4.open_framed, sm4.FRAMED + small[1:]),
    ):
        with pytest.raises(BadCiphertext):
            opened(KEY, sealed, b"here")


IV = bytes(range(16, 32))


@given(st.binary(max_size=100))
def test_cbc_and_ctr_round_trip(plaintext: bytes) -> None:
    sealed = sm4.cbc_encrypt(KEY, IV, plaintext)
    assert len(sealed) == (len(plaintext) // 16 + 1) * 16
    assert sm4.cbc_decrypt(KEY, IV, sealed) == plaintext
    assert sm4.ctr(KEY, IV, sm4.ctr(KEY, IV, plaintext)) == plaintext


@given(st.binary(min_size=1, max_size=6).map(lambda blocks: blocks * 16))
def test_ecb_round_trip(plaintext: bytes) -> None:
    assert sm4.ecb_decrypt(KEY, sm4.ecb_encrypt(KEY, plaintext)) == plaintext


def refused_bare_texts() -> dict[str, tuple[bytes, bytes, bytes]]:
    """Key, iv, ciphertext: each wrong in one way."""
    good = sm4.cbc_encrypt(KEY, IV, b"text")
    padded = {
        "padding zero": b"x" * 15 + b"\0",
        "padding beyond a block": b"x" * 15 + b"\x11",
        "padding not alike": b"x" * 13 + b"\x02\x03\x03",
        "no padding": b"x" * 16,
    }
    return {
        "empty": (KEY, IV, b""),
        "cut": (KEY, IV, good[:-1]),
        "longer": (KEY, IV, good + b"\0"),
        "short key": (KEY[:-1], IV, good),
        "long key": (KEY * 2, IV, good),
        "short iv": (KEY, IV[:-1], good),
        "no iv": (KEY, b"", good),
        **{name: (KEY, IV, sm4.cbc_encrypt(KEY, IV, text)[:16]) for name, text in padded.items()},
    }


@pytest.mark.parametrize("how", refused_bare_texts())
def test_whatever_is_wrong_with_a_bare_text_the_refusal_is_the_same(how: str) -> None:
    with pytest.raises(BadCiphertext) as caught:
        sm4.cbc_decrypt(*refused_bare_texts()[how])
    assert caught.value.args == ()


def test_ecb_takes_whole_blocks_only() -> None:
    for key, text in ((KEY, b""), (KEY, b"x" * 15), (KEY, b"x" * 17), (KEY[:-1], b"x" * 16)):
        with pytest.raises(BadCiphertext):
            sm4.ecb_decrypt(key, text)
    for text in (b"", b"x" * 15, b"x" * 17):
        with pytest.raises(ValueError, match="whole blocks"):
            sm4.ecb_encrypt(KEY, text)
