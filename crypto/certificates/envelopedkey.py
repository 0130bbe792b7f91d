"""An encryption key pair on its way from the authority to a device (GB/T 35276-2017 §7.4, GM/T 0009 §7.4).

- SM2EnvelopedKey ::= SEQUENCE { symAlgID, symEncryptedKey SM2Cipher, Sm2PublicKey, Sm2EncryptedPrivateKey }: a fresh
  SM4 key sealed to the device's signing key, the private key in SM4-ECB under it, without padding.
- It has no tag of its own: what comes out must be the private half of the public key beside it, else it is refused.
- Read as well: SM4 named without a mode, NULL parameters, and 64 bytes with 32 zeros in front (GM/T 0016's field).
- A device that opens it inside takes Parts; unsealed() is for devices that are software.
"""

from dataclasses import dataclass

from cryptography.hazmat import asn1
from cryptography.hazmat.asn1 import BitString, Null
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from crypto import encoding, oids, sm2, sm4
from crypto.asn1 import Algorithm, decode, encode
from crypto.encoding import PRIVATE, PUBLIC, SM2Cipher
from crypto.errors import BadCiphertext, BadEncoding, BadKey

LIMIT = 4096  # bytes of one structure
POINT = b"\x04"
FIELD = 64  # bytes GM/T 0016 gives a private key; an SM2 key fills the last 32


@asn1.sequence
class SM2EnvelopedKey:
    """GB/T 35276 §7.4."""

    algorithm: Algorithm
    key: SM2Cipher
    public: BitString
    private: BitString


@dataclass(frozen=True, slots=True)
class Parts:
    """What a device needs: the sealed SM4 key (C1 ‖ C3 ‖ C2), the public key (64 bytes), the sealed private key."""

    key: bytes
    public: bytes
    private: bytes


def seal(sign_public: bytes, pair: sm2.PrivateKey) -> bytes:
    """A pair for the device whose signing key is `sign_public`. Raises BadKey for a point off the curve."""
    key = sm4.new_key()
    sealed = sm2.PublicKey(sign_public).encrypt(key)
    return encode(
        SM2EnvelopedKey(
            algorithm=Algorithm(algorithm=oids.SM4_ECB),
            key=decode(SM2Cipher, encoding.ciphertext_to_der(sealed)),
            public=BitString(POINT + pair.public.raw, 0),
            private=BitString(_ecb(key).encryptor().update(pair.raw), 0),
        )
    )


def parts(der: bytes) -> Parts:
    """Taken apart, not opened. Raises BadEncoding."""
    if len(der) > LIMIT:
        raise BadEncoding("too large")
    read = decode(SM2EnvelopedKey, der)
    if read.algorithm.algorithm not in {oids.SM4_ECB, oids.SM4}:
        raise BadEncoding("not SM4-ECB")
    if not isinstance(read.algorithm.parameters, Null | None):
        raise BadEncoding("ECB takes no parameters")
    public, private = _bytes(read.public), _bytes(read.private)
    if len(public) != 1 + PUBLIC or not public.startswith(POINT):
        raise BadEncoding("not an uncompressed point")
    if len(private) not in {PRIVATE, FIELD}:
        raise BadEncoding("not the length of a private key")
    key = encoding.ciphertext_from_der(encode(read.key))
    if len(key) != encoding.CIPHER_HEAD + sm4.KEY:
        raise BadEncoding("not the length of an SM4 key")
    return Parts(key, public[1:], private)


def unsealed(sealed: Parts, key: bytes) -> sm2.PrivateKey:
    """The pair, with the SM4 key that the device's signing key opened. Raises BadCiphertext when it is not the pair."""
    if len(key) != sm4.KEY:
        raise BadCiphertext
    private = _ecb(key).decryptor().update(sealed.private)
    if any(private[:-PRIVATE]):
        raise BadCiphertext
    try:
        return sm2.PrivateKey(private[-PRIVATE:], sealed.public)
    except BadKey:
        raise BadCiphertext from None


def _ecb(key: bytes) -> Cipher[modes.ECB]:
    return Cipher(algorithms.SM4(key), modes.ECB())  # noqa: S305 - the standard's mode, for one random key under another


def _bytes(field: BitString) -> bytes:
    if field.padding_bits():
        raise BadEncoding("unused bits")
    return field.as_bytes()
