"""gmssl: the independent second engine, for self-test and re-verification only.

- It never sees a private key and never encrypts: its nonces and checks are fit for neither.
- Range and curve checks stand in front of it, because it makes none itself (GB/T 32918.2 §7 B1, B2).
- 40 times slower than libcrypto, SM3 a thousand times: never for bulk.
"""

from gmssl import sm2 as gmssl_sm2
from gmssl import sm3 as gmssl_sm3
from gmssl import sm4 as gmssl_sm4

from crypto.encoding import PUBLIC, SIGNATURE, WORD
from crypto.errors import BadKey, BadSignature

# GB/T 32918.5 recommended parameters.
P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93


def hash(data: bytes) -> bytes:
    """SM3."""
    return bytes.fromhex(gmssl_sm3.sm3_hash(list(data)))  # wants a list, and changes it


def block(key: bytes, data: bytes) -> bytes:
    """One block of SM4."""
    engine = gmssl_sm4.CryptSM4()
    engine.set_key(key, gmssl_sm4.SM4_ENCRYPT)
    return bytes(engine.crypt_ecb(data)[:16])  # the rest is padding


def verify(public: bytes, message: bytes, signature: bytes) -> None:
    """Return only if `signature` is genuine, under the default signer's id (it knows no other)."""
    if len(public) != PUBLIC:
        raise BadKey
    x, y = (int.from_bytes(half, "big") for half in (public[:WORD], public[WORD:]))
    if x >= P or y >= P or (y * y - (x * x * x - 3 * x + B)) % P:
        raise BadKey
    r, s = (int.from_bytes(half, "big") for half in (signature[:WORD], signature[WORD:]))
    if len(signature) != SIGNATURE or not (0 < r < N and 0 < s < N):
        raise BadSignature
    engine = gmssl_sm2.CryptSM2(private_key=None, public_key="")
    engine.public_key = public.hex()  # past the constructor: its lstrip("04") mangles 13 % of keys
    try:
        genuine = engine.verify_with_sm3(signature.hex(), message)
    except (TypeError, ValueError, IndexError, AssertionError):
        genuine = False
    if genuine is not True:
        raise BadSignature
