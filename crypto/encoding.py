"""SM2 values between their canonical raw forms (inside) and DER (at the border).

- Inside: private key 32 bytes, public key 64 (X ‖ Y), signature 64 (r ‖ s), ciphertext C1 ‖ C3 ‖ C2 without the 04.
- GM/T 0009: SM2Signature ::= SEQUENCE { r, s }; SM2Cipher ::= SEQUENCE { x, y, hash, cipherText }.
- Integers take 1 to 33 bytes in DER and always 32 raw. Only the one canonical DER form passes, in both directions.
"""

from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from crypto.errors import BadEncoding, BadKey

WORD = 32
PRIVATE, PUBLIC, SIGNATURE, CIPHER_HEAD = 32, 64, 64, 96
# SubjectPublicKeyInfo { ecPublicKey, sm2 } up to the 04 of the point; PKCS#8 around ECPrivateKey { 1, d, [1] point }.
SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")
PKCS8_HEAD = bytes.fromhex("308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420")
PKCS8_MIDDLE = bytes.fromhex("a14403420004")


@asn1.sequence
class SM2Cipher:
    """GM/T 0009 §7.2."""

    x: int
    y: int
    hash: bytes
    cipher: bytes


def signature_to_der(raw: bytes) -> bytes:
    """64 bytes r ‖ s as SM2Signature."""
    if len(raw) != SIGNATURE:
        raise BadEncoding
    return encode_dss_signature(_number(raw[:WORD]), _number(raw[WORD:]))


def signature_from_der(der: bytes) -> bytes:
    """SM2Signature as 64 bytes r ‖ s."""
    try:
        r, s = decode_dss_signature(der)
    except ValueError:
        raise BadEncoding from None
    return _word(r) + _word(s)


def ciphertext_to_der(raw: bytes) -> bytes:
    """C1 ‖ C3 ‖ C2 as SM2Cipher."""
    if len(raw) <= CIPHER_HEAD:
        raise BadEncoding
    x, y, check = _number(raw[:WORD]), _number(raw[WORD:PUBLIC]), raw[PUBLIC:CIPHER_HEAD]
    return asn1.encode_der(SM2Cipher(x=x, y=y, hash=check, cipher=raw[CIPHER_HEAD:]))


def ciphertext_from_der(der: bytes) -> bytes:
    """SM2Cipher as C1 ‖ C3 ‖ C2."""
    try:
        value = asn1.decode_der(SM2Cipher, der)
    except ValueError:
        raise BadEncoding from None
    if len(value.hash) != WORD or not value.cipher:
        raise BadEncoding
    return _word(value.x) + _word(value.y) + value.hash + value.cipher


def public_to_der(public: bytes) -> bytes:
    """A public key as SubjectPublicKeyInfo."""
    if len(public) != PUBLIC:
        raise BadKey
    return SPKI + public


def public_from_der(der: bytes) -> bytes:
    """The public key in a SubjectPublicKeyInfo. Whether the point is on the curve is checked on loading."""
    if len(der) != len(SPKI) + PUBLIC or not der.startswith(SPKI):
        raise BadEncoding
    return der[len(SPKI) :]


def pair_to_der(private: bytes, public: bytes) -> bytes:
    """Both halves as PKCS#8, unencrypted: only for handing to an engine, never for storing."""
    if len(private) != PRIVATE or len(public) != PUBLIC:
        raise BadKey
    return PKCS8_HEAD + private + PKCS8_MIDDLE + public


def _number(raw: bytes) -> int:
    return int.from_bytes(raw, "big")


def _word(number: int) -> bytes:
    if number < 0 or number.bit_length() > WORD * 8:
        raise BadEncoding
    return number.to_bytes(WORD, "big")
