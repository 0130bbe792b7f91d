"""SM4-GCM (GM/T 0002-2012, GB/T 32907; RFC 8998 parameters) as sealed messages.

The rules of a sealed message:
- small form: 0x01 ‖ nonce (12 random bytes) ‖ ciphertext ‖ tag (16 bytes); fewer than 2**32 of them under one key.
- framed form: 0x02 ‖ salt (16 random bytes) ‖ frames of 1 MiB plaintext, each with its own tag, under a key derived
  from key and salt; the frame's number is its nonce, number and "last" flag are authenticated with it. A dropped,
  doubled, swapped, cut or foreign frame is refused, and so is a file that ends early at a frame's edge.
- The form byte is authenticated with the caller's associated data, which says what the message is and where it belongs.
- No plaintext leaves before every tag is checked; tags are never shorter than 16 bytes, nonces never other than 12.
"""

import secrets
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from crypto import sm3
from crypto.errors import BadCiphertext, BadKey

KEY, NONCE, TAG, SALT = 16, 12, 16, 16
FRAME = 1 << 20
SMALL, FRAMED = b"\x01", b"\x02"


def new_key() -> bytes:
    """A random key."""
    return secrets.token_bytes(KEY)


def seal(key: bytes, plaintext: bytes, associated: bytes) -> bytes:
    """Seal a short text or a key."""
    nonce = secrets.token_bytes(NONCE)
    return SMALL + nonce + gcm_encrypt(key, nonce, plaintext, SMALL + associated)


def open(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    """The plaintext of seal(). Raises BadCiphertext."""
    if sealed[:1] != SMALL or len(sealed) < 1 + NONCE + TAG:
        raise BadCiphertext
    nonce = sealed[1 : 1 + NONCE]
    return gcm_decrypt(key, nonce, sealed[1 + NONCE :], SMALL + associated)


def seal_framed(key: bytes, plaintext: bytes, associated: bytes) -> bytes:
    """Seal bytes of any length."""
    salt = secrets.token_bytes(SALT)
    frame_key = _frame_key(key, salt)
    view = memoryview(plaintext)
    count = max(1, -(-len(view) // FRAME))
    sealed = [FRAMED + salt]
    for number in range(count):
        piece = view[number * FRAME : (number + 1) * FRAME]
        sealed.append(
            gcm_encrypt(frame_key, _frame_nonce(number), piece, _frame_aad(number, number == count - 1, associated))
        )
    return b"".join(sealed)


def open_framed(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    """The plaintext of seal_framed(). Raises BadCiphertext; nothing is released unless every frame is genuine."""
    head = 1 + SALT
    if sealed[:1] != FRAMED or len(sealed) < head + TAG:
        raise BadCiphertext
    frame_key = _frame_key(key, sealed[1:head])
    view, step = memoryview(sealed)[head:], FRAME + TAG
    count = -(-len(view) // step)
    return b"".join(
        gcm_decrypt(
            frame_key,
            _frame_nonce(number),
            view[number * step : (number + 1) * step],
            _frame_aad(number, number == count - 1, associated),
        )
        for number in range(count)
    )


def gcm_encrypt(key: bytes, nonce: bytes, plaintext: bytes | memoryview, associated: bytes) -> bytes:
    """Bare SM4-GCM: ciphertext ‖ tag. For known answers and the forms above; everything else calls seal()."""
    running = Cipher(_algorithm(key), modes.GCM(_twelve(nonce))).encryptor()
    running.authenticate_additional_data(associated)
    return running.update(plaintext) + running.finalize() + running.tag


def gcm_decrypt(key: bytes, nonce: bytes, sealed: bytes | memoryview, associated: bytes) -> bytes:
    """The reverse of gcm_encrypt(). Raises BadCiphertext."""
    if len(sealed) < TAG:
        raise BadCiphertext
    running = Cipher(_algorithm(key), modes.GCM(_twelve(nonce), bytes(sealed[-TAG:]))).decryptor()
    running.authenticate_additional_data(associated)
    unverified = running.update(sealed[:-TAG])
    try:
        return unverified + running.finalize()
    except InvalidTag:
        raise BadCiphertext from None


def block(key: bytes, data: bytes) -> bytes:
    """One block of bare SM4, for known answers only."""
    return Cipher(_algorithm(key), modes.ECB()).encryptor().update(data)  # noqa: S305 - one block is the test vector


def _algorithm(key: bytes) -> algorithms.SM4:
    if len(key) != KEY:
        raise BadKey
    return algorithms.SM4(key)


def _twelve(nonce: bytes) -> bytes:
    # The library takes 8 to 128 bytes without a word; other lengths are hashed into a nonce and may collide.
    if len(nonce) != NONCE:
        raise ValueError("nonce must be 12 bytes")
    return nonce


def _frame_key(key: bytes, salt: bytes) -> bytes:
    if len(key) != KEY:
        raise BadKey
    return sm3.hmac(key, b"zhengxun frames" + FRAMED + salt)[:KEY]


def _frame_nonce(number: int) -> bytes:
    return number.to_bytes(NONCE, "big")


def _frame_aad(number: int, last: bool, associated: bytes) -> bytes:  # noqa: FBT001 - a field of the format
    return FRAMED + struct.pack(">Q?", number, last) + associated
