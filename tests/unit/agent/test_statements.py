from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.devices.statements import Presence, SignIn, known_serial, moment_of, moment_text, number_of
from crypto.errors import BadEncoding

NOW = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)
SAID = SignIn("https://zx.example", "bianji1", bytes(range(32)), NOW)


def test_the_text_is_fixed() -> None:
    assert SAID.message() == (
        b"zhengxun device statement 1\npurpose=sign-in\nservice=https://zx.example\nlogin=bianji1\n"
        b"nonce=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\nissued=2026-11-22T01:02:03Z\n"
    )
    assert Presence("http://10.0.0.1:8000", "3f9a", bytes(32)).message() == (
        b"zhengxun device statement 1\npurpose=presence\nservice=http://10.0.0.1:8000\ndevice=3f9a\nnonce="
        + b"00" * 32
        + b"\n"
    )


@pytest.mark.parametrize(
    "other",
    [
        {"service": "https://zx.example\nlogin=zhuren"},
        {"service": "https://zx.example/path"},
        {"service": "https://ZX.example"},
        {"service": ""},
        {"login": "bianji1\n"},
        {"login": "x"},
        {"login": "bianji1 "},
        {"nonce": bytes(31)},
        {"nonce": bytes(33)},
        {"issued": NOW.replace(tzinfo=None)},
    ],
)
def test_what_has_another_form_is_never_signed(other: dict[str, object]) -> None:
    with pytest.raises(BadEncoding):
        replace(SAID, **other)  # type: ignore[arg-type]


def test_a_device_number_of_another_form_is_never_signed() -> None:
    for serial in ("", "a b", "a\n", "x" * 65, "编号"):
        assert not known_serial(serial)
        with pytest.raises(BadEncoding):
            Presence("https://zx.example", serial, bytes(32))


SERVICES = st.sampled_from(["https://zx.example", "http://a.example:80"])
LOGINS = st.sampled_from(["bianji1"]) | st.from_regex(r"[a-z][a-z0-9._-]{2,9}", fullmatch=True)


@given(st.tuples(SERVICES, LOGINS), st.binary(min_size=32, max_size=32), st.integers(0, 10**6))
def test_different_statements_have_different_bytes(about: tuple[str, str], nonce: bytes, seconds: int) -> None:
    one = SignIn(*about, nonce, NOW + timedelta(seconds=seconds))
    assert (one.message() == SAID.message()) == (one == SAID)
    assert one.message() != Presence(about[0], about[1], nonce).message()
    assert moment_of(moment_text(one.issued)) == one.issued


@pytest.mark.parametrize("text", ["", "2026-11-22", "2026-11-22T01:02:03+08:00", "yesterday"])
def test_moments_of_another_form_are_refused(text: str) -> None:
    with pytest.raises(BadEncoding):
        moment_of(text)
    with pytest.raises(BadEncoding):
        number_of("zz" + text)
