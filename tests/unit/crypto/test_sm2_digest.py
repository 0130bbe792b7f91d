"""A signature over a given digest, on both engines: peers leave ZA out (GmSSL's messages)."""

import gmssl_pyx
import pytest

from crypto import encoding, engines, libcrypto, pyx, sm2, sm3
from crypto.errors import BadSignature
from tests.unit.crypto.messages.people import flipped

DIGEST = sm3.hash(b"whatever was hashed")


@pytest.mark.parametrize("engine", [libcrypto.find(), pyx.Pyx()], ids=["libcrypto", "gmssl-pyx"])
def test_both_engines_verify_over_a_digest(engine: engines.Engine) -> None:
    pair = sm2.generate()
    signature = bytes(gmssl_pyx.sm2_sign_sm3_digest(pair.raw, DIGEST))
    key = engine.load_public(pair.public.raw)
    assert key.verified_digest(DIGEST, signature)
    assert not key.verified_digest(sm3.hash(b"another"), signature)
    assert not engine.load_public(sm2.generate().public.raw).verified_digest(DIGEST, signature)
    for bit in range(0, len(signature) * 8, 11):
        assert not key.verified_digest(DIGEST, flipped(signature, bit))
    assert not key.verified(DIGEST, signature, sm2.SIGNER)


def test_a_digest_is_no_message() -> None:
    pair = sm2.generate()
    signature = encoding.signature_from_der(bytes(gmssl_pyx.sm2_sign_sm3_digest(pair.raw, DIGEST)))
    pair.public.verify_digest(DIGEST, signature)
    for digest, given in ((DIGEST[:31], signature), (DIGEST + b"\0", signature), (DIGEST, signature[:63]), (b"", b"")):
        with pytest.raises(BadSignature):
            pair.public.verify_digest(digest, given)
    with pytest.raises(BadSignature):
        pair.public.verify(DIGEST, signature)
