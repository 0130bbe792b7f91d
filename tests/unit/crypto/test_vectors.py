"""Every value of tests/vectors/algo_vectors.json, which names the standard each comes from."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from gmssl import func as gmssl_chance
from gmssl import sm2 as gmssl_sm2

from crypto import encoding, second, selftest, sm2, sm3, sm4

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[2] / "vectors" / "algo_vectors.json").read_text())
SIGN, SEAL, CURVE = (VECTORS[name] for name in ("sm2_sign_GMT0003.5", "sm2_encrypt_same_key_and_k", "sm2_curve"))
ELSEWHERE = {
    "uscc": "codes of organisations (GB 32100): no record of the product holds one yet",
    "org_code_GB11714": "codes of organisations: no record of the product holds one yet",
    "id_GB11643": "identity numbers: the product stores none",
}


def h(text: str) -> bytes:
    return bytes.fromhex(text)


PRIVATE, PUBLIC = h(SIGN["d"]), h(SIGN["Px"] + SIGN["Py"])
SIGNATURE = h(SIGN["r"] + SIGN["s"])
SEALED = h(SEAL["C1x"] + SEAL["C1y"] + SEAL["C3"] + SEAL["C2"])


def gmssl(public: bytes, private: bytes, mode: int = 1) -> Any:
    engine = gmssl_sm2.CryptSM2(private.hex(), "", mode=mode)
    engine.public_key = public.hex()  # past the constructor, which mangles keys
    return engine


def curve() -> None:
    p, n, a, b = (int(CURVE[name], 16) for name in "pnab")
    x, y = int(CURVE["Gx"], 16), int(CURVE["Gy"], 16)
    assert (second.P, second.N, second.B, p - 3) == (p, n, b, a)
    assert (y * y - (x**3 + a * x + b)) % p == 0
    sm2.PublicKey(h(CURVE["Gx"] + CURVE["Gy"]))  # the base point is on the engine's curve


def sign() -> None:
    message = SIGN["msg_ascii"].encode()
    assert SIGN["id_ascii"].encode() == sm2.SIGNER
    parts = (CURVE[name] for name in ("a", "b", "Gx", "Gy"))
    za = sm3.hash((len(sm2.SIGNER) * 8).to_bytes(2, "big") + sm2.SIGNER + b"".join(map(h, parts)) + PUBLIC)
    assert za == h(SIGN["ZA"])
    assert sm3.hash(za + message) == h(SIGN["e"])
    # libcrypto takes no k from outside, as it should; gmssl does, and so proves the standard's r and s.
    assert gmssl(PUBLIC, PRIVATE).sign(h(SIGN["e"]), SIGN["k"]) == (SIGN["r"] + SIGN["s"]).lower()
    sm2.PublicKey(PUBLIC).verify(message, SIGNATURE)
    second.verify(PUBLIC, message, SIGNATURE)


def encrypt() -> None:
    plaintext = SEAL["msg_ascii"].encode()
    legacy = h(SEAL["C1x"] + SEAL["C1y"] + SEAL["C2"] + SEAL["C3"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gmssl_chance, "random_hex", lambda _length: SIGN["k"])
        assert gmssl(PUBLIC, PRIVATE).encrypt(plaintext) == SEALED
        assert gmssl(PUBLIC, PRIVATE, mode=0).encrypt(plaintext) == legacy
    pair = sm2.PrivateKey(PRIVATE, PUBLIC)
    assert pair.decrypt(SEALED) == plaintext
    assert encoding.ciphertext_from_der(encoding.ciphertext_to_der(SEALED)) == SEALED


def hashes() -> None:
    for item in VECTORS["sm3"]:
        text = "abcd" * 16 if item["msg_ascii"] == "abcd x16" else item["msg_ascii"]
        assert sm3.hash(text.encode()) == second.hash(text.encode()) == h(item["md"])


def mac() -> None:
    item = VECTORS["hmac_sm3"]
    assert sm3.hmac(item["key_ascii"].encode(), item["msg_ascii"].encode()) == h(item["mac"])


def block() -> None:
    item = {name: h(value) for name, value in VECTORS["sm4"].items()}
    key, plaintext = item["key"], item["ecb_pt"]
    assert sm4.block(key, plaintext) == second.block(key, plaintext) == item["ecb_ct"]
    assert sm4.ecb_encrypt(key, plaintext) == item["ecb_ct"]
    assert sm4.ecb_decrypt(key, item["ecb_ct"]) == plaintext
    # CBC over zero blocks is the cipher applied to its own result, a million times (GM/T 0002 annex A.2).
    turned = sm4.cbc_encrypt(key, plaintext, bytes(16_000_000))
    assert turned[15_999_984:16_000_000] == item["ecb_1e6_iterations"]


def cbc() -> None:
    item = {name: h(value) for name, value in VECTORS["sm4_cbc_nopad"].items()}
    sealed = sm4.cbc_encrypt(item["key"], item["iv"], item["pt"])
    assert sealed[:-16] == item["ct"]
    assert sm4.cbc_decrypt(item["key"], item["iv"], sealed) == item["pt"]


def gcm() -> None:
    item = {name: h(value) for name, value in VECTORS["sm4_gcm_RFC8998"].items()}
    sealed = item["ct"] + item["tag"]
    assert sm4.gcm_encrypt(item["key"], item["iv"], item["pt"], item["aad"]) == sealed
    assert sm4.gcm_decrypt(item["key"], item["iv"], sealed, item["aad"]) == item["pt"]


CHECKS: dict[str, Callable[[], None]] = {
    "sm2_curve": curve,
    "sm2_sign_GMT0003.5": sign,
    "sm2_encrypt_same_key_and_k": encrypt,
    "sm3": hashes,
    "hmac_sm3": mac,
    "sm4": block,
    "sm4_cbc_nopad": cbc,
    "sm4_gcm_RFC8998": gcm,
}


@pytest.mark.parametrize("section", [name for name in VECTORS if name != "note"])
def test_section(section: str) -> None:
    if section in ELSEWHERE:
        pytest.skip(ELSEWHERE[section])
    CHECKS[section]()


def test_the_constants_of_the_self_test_are_these() -> None:
    assert (selftest.SM2_PRIVATE, selftest.SM2_PUBLIC) == (PRIVATE, PUBLIC)
    assert (selftest.SM2_SIGNATURE, selftest.SM2_SEALED) == (SIGNATURE, SEALED)
    assert h(VECTORS["sm4_cbc_nopad"]["ct"]) == selftest.CBC_BLOCKS
