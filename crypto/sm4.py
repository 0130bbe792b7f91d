"""SM4 (GM/T 0002-2012, GB/T 32907): sealed messages in GCM (RFC 8998 parameters), and the bare modes others prescribe.

The rules of a sealed message:
- small form: 0x01 ‖ nonce (12 random bytes) ‖ ciphertext ‖ tag (16 bytes); fewer than 2**32 of them under one key.
- framed form: 0x02 ‖ salt (16 random bytes) ‖ frames of 1 MiB plaintext, each with its own tag, under a key derived
  from key and salt; the frame's number is its nonce, number and "last" flag are authenticated with it. A dropped,
  doubled, swapped, cut or foreign frame is refused, and so is a file that ends early at a frame's edge.
- The form byte is authenticated with the caller's associated data, which says what the message is and where it belongs.
- No plaintext leaves before every tag is checked; tags are never shorter than 16 bytes, nonces never other than 12.
  Files too large for memory: crypto/streams.py, same framed form.
The rules of the bare modes:
- CBC, CTR and ECB prove nothing about who wrote the text or whether it is whole: only the formats that prescribe them
  call them, and what they give is unverified until a signature over it holds. Our own texts are always sealed messages.
- Every failure of decryption is the one BadCiphertext, so that an answer never tells padding from length.
"""

import io
import secrets
import struct
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from crypto import sm3
from crypto.errors import BadCiphertext, BadKey

KEY, NONCE, TAG, SALT, BLOCK = 16, 12, 16, 16, 16
FRAME = 1 << 20
SMALL, FRAMED = b"\x01", b"\x02"
Data = bytes | memoryview


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
    frames = Frames(key, salt, associated)
    view = memoryview(plaintext)
    count = max(1, -(-len(view) // FRAME))

    def fill(room: memoryview) -> int:
        at = 1 + SALT
        room[:at] = FRAMED + salt
        for number in range(count):
            piece = view[number * FRAME : (number + 1) * FRAME]
            at += frames.seal(number, piece, room[at:], last=number == count - 1)
        return at

    return _filled(1 + SALT + len(view) + count * TAG, fill)


def open_framed(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    """The plaintext of seal_framed(). Raises BadCiphertext; nothing is released unless every frame is genuine."""
    head = 1 + SALT
    if sealed[:1] != FRAMED or len(sealed) < head + TAG:
        raise BadCiphertext
    frames = Frames(key, sealed[1:head], associated)
    view, step = memoryview(sealed)[head:], FRAME + TAG
    count = -(-len(view) // step)

    def fill(room: memoryview) -> int:
        at = 0
        for number in range(count):
            piece = view[number * step : (number + 1) * step]
            at += frames.open(number, piece, room[at:], last=number == count - 1)
        return at

    return _filled(len(view), fill)


class Frames:
    """The frames of one message: for the two functions above and for crypto/streams.py."""

    def __init__(self, key: bytes, salt: bytes, associated: bytes) -> None:
        if len(key) != KEY:
            raise BadKey
        self._key = sm3.hmac(key, b"zhengxun frames" + FRAMED + salt)[:KEY]
        self._associated = associated

    def seal(self, number: int, piece: Data, room: memoryview, *, last: bool) -> int:
        """Frame `number` into `room`, which has TAG bytes more than the piece; how many bytes it takes there."""
        return _gcm_seal(self._key, _nonce(number), piece, self._bound(number, last=last), room)

    def open(self, number: int, sealed: Data, room: memoryview, *, last: bool) -> int:
        """Its plaintext into `room`, as long as the frame; how many bytes. Raises BadCiphertext: then `room` is void."""
        return _gcm_open(self._key, _nonce(number), sealed, self._bound(number, last=last), room)

    def _bound(self, number: int, *, last: bool) -> bytes:
        return FRAMED + struct.pack(">Q?", number, last) + self._associated


def gcm_encrypt(key: bytes, nonce: bytes, plaintext: bytes, associated: bytes) -> bytes:
    """Bare SM4-GCM: ciphertext ‖ tag. For known answers and seal(); everything else calls seal()."""
    return _filled(len(plaintext) + TAG, lambda room: _gcm_seal(key, nonce, plaintext, associated, room))


def gcm_decrypt(key: bytes, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
    """The reverse of gcm_encrypt(). Raises BadCiphertext."""
    return _filled(len(sealed), lambda room: _gcm_open(key, nonce, sealed, associated, room))


def cbc_encrypt(key: bytes, iv: bytes, plaintext: bytes) -> bytes:
    """SM4-CBC with PKCS#7 padding. Only for the contents of GB/T 35275 messages; the iv is 16 fresh random bytes."""
    running = Cipher(_algorithm(key), modes.CBC(iv)).encryptor()
    missing = BLOCK - len(plaintext) % BLOCK

    def fill(room: memoryview) -> int:
        at = running.update_into(plaintext, room)
        return at + running.update_into(bytes([missing]) * missing, room[at:])

    return _filled(len(plaintext) + missing, fill)


def cbc_decrypt(key: bytes, iv: bytes, ciphertext: bytes) -> bytes:
    """The unverified plaintext of cbc_encrypt(), for GB/T 35275 messages only. Raises BadCiphertext."""
    if len(iv) != BLOCK:
        raise BadCiphertext
    running = _decryptor(key, modes.CBC(iv), ciphertext)
    unpad = PKCS7(BLOCK * 8).unpadder()

    def fill(room: memoryview) -> int:
        at = running.update_into(ciphertext, room) - BLOCK
        try:
            end = unpad.update(room[at : at + BLOCK]) + unpad.finalize()
        except ValueError:
            raise BadCiphertext from None
        return at + len(end)

    return _filled(len(ciphertext), fill)


def ecb_encrypt(key: bytes, plaintext: bytes) -> bytes:
    """SM4-ECB of whole blocks, unpadded. Only for the private key in an SM2EnvelopedKey (GB/T 35276 §7.4)."""
    if not plaintext or len(plaintext) % BLOCK:
        raise ValueError("whole blocks only")
    running = Cipher(_algorithm(key), modes.ECB()).encryptor()  # noqa: S305 - prescribed; a random key's blocks differ
    return running.update(plaintext) + running.finalize()


def ecb_decrypt(key: bytes, ciphertext: bytes) -> bytes:
    """The unverified reverse: SM2EnvelopedKey, and messages of CAs that deliver a key in ECB. Raises BadCiphertext."""
    running = _decryptor(key, modes.ECB(), ciphertext)  # noqa: S305 - as above
    return running.update(ciphertext) + running.finalize()


def ctr(key: bytes, counter: bytes, data: bytes) -> bytes:
    """SM4-CTR, its own reverse. Only for contents of foreign messages; a pair of key and counter serves one message."""
    running = Cipher(_algorithm(key), modes.CTR(counter)).encryptor()
    return running.update(data) + running.finalize()


def block(key: bytes, data: bytes) -> bytes:
    """One block of bare SM4, for known answers only."""
    return Cipher(_algorithm(key), modes.ECB()).encryptor().update(data)  # noqa: S305 - one block is the test vector


def _decryptor(key: bytes, mode: modes.CBC | modes.ECB, ciphertext: bytes) -> CipherContext:
    # A key of another length came out of somebody's envelope: it says no more than a wrong padding does.
    if len(key) != KEY or not ciphertext or len(ciphertext) % BLOCK:
        raise BadCiphertext
    return Cipher(_algorithm(key), mode).decryptor()


def _gcm_seal(key: bytes, nonce: bytes, plaintext: Data, associated: bytes, room: memoryview) -> int:
    running = Cipher(_algorithm(key), modes.GCM(_twelve(nonce))).encryptor()
    running.authenticate_additional_data(associated)
    at = running.update_into(plaintext, room)
    running.finalize()
    room[at : at + TAG] = running.tag
    return at + TAG


def _gcm_open(key: bytes, nonce: bytes, sealed: Data, associated: bytes, room: memoryview) -> int:
    if len(sealed) < TAG:
        raise BadCiphertext
    running = Cipher(_algorithm(key), modes.GCM(_twelve(nonce), bytes(sealed[-TAG:]))).decryptor()
    running.authenticate_additional_data(associated)
    at = running.update_into(sealed[:-TAG], room)
    try:
        running.finalize()
    except InvalidTag:
        raise BadCiphertext from None
    return at


def _filled(size: int, fill: Callable[[memoryview], int]) -> bytes:
    """What `fill` writes, at most `size` bytes: made in its place, because copying costs an eighth of enciphering."""
    made = io.BytesIO(bytes(size + BLOCK))  # the library wants room for a block more than it writes
    with made.getbuffer() as room:
        used = fill(room)
    made.truncate(used)
    return made.getvalue()


def _algorithm(key: bytes) -> algorithms.SM4:
    if len(key) != KEY:
        raise BadKey
    return algorithms.SM4(key)


def _twelve(nonce: bytes) -> bytes:
    # The library takes 8 to 128 bytes without a word; other lengths are hashed into a nonce and may collide.
    if len(nonce) != NONCE:
        raise ValueError("nonce must be 12 bytes")
    return nonce


def _nonce(number: int) -> bytes:
    return number.to_bytes(NONCE, "big")
