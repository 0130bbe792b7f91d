"""The start-up self-test names what fails and lets nothing pass that it should not."""

import pytest

from crypto import second, selftest, sm3, sm4
from crypto.errors import BadSignature, SelfTestFailed


def test_every_engine_gives_its_known_answers() -> None:
    assert set(selftest.run()) == set(selftest.CHECKS)


@pytest.mark.parametrize(
    ("module", "name", "broken", "named"),
    [
        (sm3, "hash", lambda _: b"\0" * 32, "SM3"),
        (sm3, "hmac", lambda _k, _m: b"\0" * 32, "HMAC-SM3"),
        (sm4, "block", lambda _k, _d: b"\0" * 16, "SM4"),
        (sm4, "gcm_decrypt", lambda _k, _n, _s, _a: selftest.GCM_PLAIN, "SM4-GCM refuses"),
        (sm4, "cbc_encrypt", lambda _k, _i, _p: bytes(48), "SM4-CBC encrypt, SM4-CBC decrypt"),
        (sm4, "cbc_decrypt", lambda _k, _i, _s: selftest.CBC_PLAIN, "SM4-CBC refuses"),
        (sm4, "ctr", lambda _k, _c, data: data, "SM4-CTR"),
        (sm4, "ecb_decrypt", lambda _k, data: data, "SM4-ECB"),
        (second, "verify", lambda _p, _m, _s: None, "SM2 gmssl refuses"),
    ],
)
def test_a_broken_engine_is_named(
    module: object, name: str, broken: object, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, name, broken)
    with pytest.raises(SelfTestFailed) as caught:
        selftest.run()
    assert ", ".join(caught.value.failed) == named


def test_an_engine_that_raises_is_a_failed_check(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_data: bytes) -> bytes:
        raise OSError

    monkeypatch.setattr(second, "hash", gone)
    with pytest.raises(SelfTestFailed, match="SM3 gmssl"):
        selftest.run()


def test_an_engine_that_refuses_everything_fails_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_public: bytes, _message: bytes, _signature: bytes) -> None:
        raise BadSignature

    monkeypatch.setattr(second, "verify", never)
    with pytest.raises(SelfTestFailed) as caught:
        selftest.run()
    assert caught.value.failed == ("SM2 gmssl verify",)
