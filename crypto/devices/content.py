"""What hardware gives back, made into what every device gives: plaintext without padding, signatures that hold."""

from cryptography.hazmat.primitives.padding import PKCS7

from crypto import sm2, sm4
from crypto.devices.base import ContentCipher, Mode
from crypto.errors import BadCiphertext, BadSignature, DeviceFailed


def deciphered(key: bytes, cipher: ContentCipher, content: bytes) -> bytes:
    """The unverified plaintext. Raises BadCiphertext."""
    if len(key) != sm4.KEY:
        raise BadCiphertext
    match cipher.mode:
        case Mode.CBC:
            return sm4.cbc_decrypt(key, cipher.iv, content)
        case Mode.ECB:
            return sm4.ecb_decrypt(key, content)
        case Mode.GCM:
            if len(cipher.iv) != sm4.NONCE:
                raise BadCiphertext
            return sm4.gcm_decrypt(key, cipher.iv, content, b"")


def unpadded(blocks: bytes) -> bytes:
    """What a card deciphered in CBC, without its PKCS#7 padding. Raises BadCiphertext."""
    unpad = PKCS7(sm4.BLOCK * 8).unpadder()
    try:
        return unpad.update(blocks) + unpad.finalize()
    except ValueError:
        raise BadCiphertext from None


def whole_blocks(cipher: ContentCipher, content: bytes) -> None:
    """Refuse, before a card sees it, what cannot be SM4 in this mode. Raises BadCiphertext."""
    if not content or len(content) % sm4.BLOCK or (cipher.mode is Mode.CBC and len(cipher.iv) != sm4.BLOCK):
        raise BadCiphertext


def holding(public: bytes, message: bytes, signature: bytes) -> bytes:
    """A signature that hardware made, verified before it is given on. Raises DeviceFailed: the hardware erred."""
    try:
        sm2.PublicKey(public).verify(message, signature)
    except BadSignature:
        raise DeviceFailed(0) from None
    return signature
