"""Known answers of every engine in use, before anything else runs.

- Values: GM/T 0003.5-2012 (SM2), GM/T 0004-2012 annex A (SM3), GM/T 0002-2012 annex A (SM4), RFC 8998 A.1 (SM4-GCM);
  CBC and CTR as the test collections of OpenSSL and of tests/vectors have them.
- SM2 is checked on the engine in use (crypto/engines.py), whichever that is.
- A wrong answer, a missing engine and an engine that accepts a forgery are all failures; a failure stops the start.
"""

from collections.abc import Callable

from crypto import engines, second, sm2, sm3, sm4
from crypto.errors import BadCiphertext, BadSignature, SelfTestFailed

_h = bytes.fromhex
SM3_ANSWERS = (
    (b"", _h("1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b")),
    (b"abc", _h("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")),
    (b"abcd" * 16, _h("debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732")),
)
HMAC_KEY, HMAC_MESSAGE = b"key", b"The quick brown fox jumps over the lazy dog"
HMAC_ANSWER = _h("bd4a34077888162b210645b8ebf74b9af357303789357a27c7fc457244ebd398")
SM4_KEY = _h("0123456789abcdeffedcba9876543210")
SM4_BLOCK = _h("681edf34d206965e86b3e94f536e4246")
GCM_NONCE, GCM_AAD = _h("00001234567800000000abcd"), _h("feedfacedeadbeeffeedfacedeadbeefabaddad2")
GCM_PLAIN = b"".join(bytes([byte]) * 8 for byte in _h("aabbccddeeffeeaa"))
GCM_SEALED = _h(
    "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15"
    "a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec"
)
CBC_PLAIN = SM4_KEY + SM4_KEY
CBC_BLOCKS = _h("2677f46b09c122cc975533105bd4a22af6125f7275ce552c3a2bbcf533de8a3b")
CTR_ANSWER = _h(
    "c2b4759e78ac3cf43d0852f4e8d5f9fd7256e8a5fcb65a350ee00630912e4449"
    "2a0b17e1b85b060d0fba612d8a95831638b361fd5ffacd942f081485a83ca35d"
)
SM2_PRIVATE = _h("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8")
SM2_PUBLIC = _h(
    "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
)
SM2_MESSAGE = b"message digest"
SM2_SIGNATURE = _h(
    "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
)
SM2_PLAIN = b"encryption standard"
SM2_SEALED = _h(
    "04ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e149a73"
    "e858f9d81e5430a57b36daab8f950a3c64e6ee6a63094d99283aff767e124df0"
    "59983c18f809e262923c53aec295d30383b54e39d609d160afcb1908d0bd8766"
    "21886ca989ca9c7d58087307ca93092d651efa"
)


def run() -> tuple[str, ...]:
    """The names of the checks, all passed. Raises SelfTestFailed with the names that did not, or EngineMissing."""
    engines.engine()
    failed = tuple(name for name, check in CHECKS.items() if not _holds(check))
    if failed:
        raise SelfTestFailed(failed)
    return tuple(CHECKS)


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:  # noqa: BLE001 - whatever an engine raises here, it is a failed check
        return False


def _refuses(refusal: type[Exception], action: Callable[[], object]) -> bool:
    try:
        action()
    except refusal:
        return True
    return False


def _accepts(action: Callable[[], object]) -> bool:
    action()
    return True


def _flip(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def _pair() -> sm2.PrivateKey:
    return sm2.PrivateKey(SM2_PRIVATE, SM2_PUBLIC)


def _fresh_pair_round_trip() -> bool:
    pair = sm2.generate()
    pair.public.verify(SM2_MESSAGE, pair.sign(SM2_MESSAGE))
    return pair.decrypt(pair.public.encrypt(SM2_PLAIN)) == SM2_PLAIN


def _portable_sm3(data: bytes) -> bytes:
    running = sm3.PortableHasher()
    running.update(data)
    return running.digest()


CHECKS: dict[str, Callable[[], bool]] = {
    "SM3": lambda: all(sm3.hash(data) == answer for data, answer in SM3_ANSWERS),
    "SM3 cryptography": lambda: all(_portable_sm3(data) == answer for data, answer in SM3_ANSWERS),
    "SM3 gmssl": lambda: all(second.hash(data) == answer for data, answer in SM3_ANSWERS),
    "HMAC-SM3": lambda: sm3.hmac(HMAC_KEY, HMAC_MESSAGE) == HMAC_ANSWER,
    "HMAC-SM3 cryptography": lambda: sm3.portable_hmac(HMAC_KEY, HMAC_MESSAGE) == HMAC_ANSWER,
    "SM4": lambda: sm4.block(SM4_KEY, SM4_KEY) == SM4_BLOCK,
    "SM4 gmssl": lambda: second.block(SM4_KEY, SM4_KEY) == SM4_BLOCK,
    "SM4-GCM seal": lambda: sm4.gcm_encrypt(SM4_KEY, GCM_NONCE, GCM_PLAIN, GCM_AAD) == GCM_SEALED,
    "SM4-GCM open": lambda: sm4.gcm_decrypt(SM4_KEY, GCM_NONCE, GCM_SEALED, GCM_AAD) == GCM_PLAIN,
    "SM4-GCM refuses": lambda: _refuses(
        BadCiphertext, lambda: sm4.gcm_decrypt(SM4_KEY, GCM_NONCE, _flip(GCM_SEALED), GCM_AAD)
    ),
    "SM4-CBC encrypt": lambda: sm4.cbc_encrypt(SM4_KEY, SM4_KEY, CBC_PLAIN).startswith(CBC_BLOCKS),
    "SM4-CBC decrypt": lambda: (
        sm4.cbc_decrypt(SM4_KEY, SM4_KEY, sm4.cbc_encrypt(SM4_KEY, SM4_KEY, CBC_PLAIN)) == CBC_PLAIN
    ),
    "SM4-CBC refuses": lambda: _refuses(BadCiphertext, lambda: sm4.cbc_decrypt(SM4_KEY, SM4_KEY, CBC_BLOCKS)),
    "SM4-CTR": lambda: sm4.ctr(SM4_KEY, SM4_KEY, GCM_PLAIN) == CTR_ANSWER,
    "SM4-ECB": lambda: sm4.ecb_decrypt(SM4_KEY, SM4_BLOCK + SM4_BLOCK) == CBC_PLAIN,
    "SM2 verify": lambda: _accepts(lambda: sm2.PublicKey(SM2_PUBLIC).verify(SM2_MESSAGE, SM2_SIGNATURE)),
    "SM2 refuses": lambda: _refuses(
        BadSignature, lambda: sm2.PublicKey(SM2_PUBLIC).verify(_flip(SM2_MESSAGE), SM2_SIGNATURE)
    ),
    "SM2 decrypt": lambda: _pair().decrypt(SM2_SEALED) == SM2_PLAIN,
    "SM2 decrypt refuses": lambda: _refuses(BadCiphertext, lambda: _pair().decrypt(_flip(SM2_SEALED))),
    "SM2 fresh pair": _fresh_pair_round_trip,
    "SM2 gmssl verify": lambda: _accepts(lambda: second.verify(SM2_PUBLIC, SM2_MESSAGE, SM2_SIGNATURE)),
    "SM2 gmssl refuses": lambda: _refuses(
        BadSignature, lambda: second.verify(SM2_PUBLIC, _flip(SM2_MESSAGE), SM2_SIGNATURE)
    ),
}
