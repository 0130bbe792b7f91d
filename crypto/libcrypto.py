"""ctypes binding to OpenSSL 3 libcrypto: the SM2 calls that `cryptography` lacks.

- Keys enter and leave in canonical raw forms, signatures and ciphertexts in DER; crypto/sm2.py turns DER into raw.
- Every call checks its result and drains libcrypto's error queue; contexts are freed on every path.
- An EVP_PKEY may be shared between threads, a context may not: each call makes its own. ctypes releases the GIL.
- Signing and verifying make as few calls as will do: each costs more than it seems, because the arithmetic in between
  empties the processor's caches.
- The signer's id is always set: without one OpenSSL 3.0 takes an EMPTY id, and such a signature fails everywhere else.
- find() takes the first OpenSSL >= 3.0 with SM2 among the usual names; crypto/engines.py chooses between engines.
"""

import ctypes as c
import ctypes.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from crypto.encoding import PRIVATE, PUBLIC, pair_to_der, public_to_der
from crypto.errors import BadCiphertext, BadKey, CryptoError, EngineMissing

FLOOR = 0x30000000
SIGNATURE_ROOM = 80
SignatureRoom = c.c_char * SIGNATURE_ROOM
CIPHER_ROOM = 160  # more than two integers, a hash and five headers take in DER
PTR, SIZE, INT, OUT = c.c_void_p, c.c_size_t, c.c_int, c.POINTER(c.c_size_t)
# Without argument and result types a 64-bit pointer is cut to 32 bits: name -> result, arguments.
CALLS: dict[str, tuple[Any, ...]] = {
    "OpenSSL_version_num": (c.c_ulong,),
    "OpenSSL_version": (c.c_char_p, INT),
    "ERR_get_error": (c.c_ulong,),
    "ERR_error_string_n": (None, c.c_ulong, c.c_char_p, SIZE),
    "ERR_clear_error": (None,),
    "d2i_AutoPrivateKey": (PTR, PTR, c.POINTER(c.c_char_p), c.c_long),
    "d2i_PUBKEY": (PTR, PTR, c.POINTER(c.c_char_p), c.c_long),
    "EVP_PKEY_free": (None, PTR),
    "EVP_PKEY_CTX_new": (PTR, PTR, PTR),
    "EVP_PKEY_CTX_new_from_name": (PTR, PTR, c.c_char_p, c.c_char_p),
    "EVP_PKEY_CTX_free": (None, PTR),
    "EVP_PKEY_pairwise_check": (INT, PTR),
    "EVP_MD_CTX_new": (PTR,),
    "EVP_MD_CTX_free": (None, PTR),
    "EVP_PKEY_CTX_set1_id": (INT, PTR, c.c_char_p, INT),
    "EVP_DigestSignInit_ex": (INT, PTR, c.POINTER(PTR), c.c_char_p, PTR, c.c_char_p, PTR, PTR),
    "EVP_DigestVerifyInit_ex": (INT, PTR, c.POINTER(PTR), c.c_char_p, PTR, c.c_char_p, PTR, PTR),
    "EVP_DigestSign": (INT, PTR, c.c_char_p, OUT, c.c_char_p, SIZE),
    "EVP_DigestVerify": (INT, PTR, c.c_char_p, SIZE, c.c_char_p, SIZE),
    "EVP_PKEY_verify_init": (INT, PTR),
    "EVP_PKEY_verify": (INT, PTR, c.c_char_p, SIZE, c.c_char_p, SIZE),
    "EVP_PKEY_encrypt_init": (INT, PTR),
    "EVP_PKEY_encrypt": (INT, PTR, c.c_char_p, OUT, c.c_char_p, SIZE),
    "EVP_PKEY_decrypt_init": (INT, PTR),
    "EVP_PKEY_decrypt": (INT, PTR, c.c_char_p, OUT, c.c_char_p, SIZE),
    "EVP_PKEY_keygen_init": (INT, PTR),
    "EVP_PKEY_keygen": (INT, PTR, c.POINTER(PTR)),
    "EVP_PKEY_get_octet_string_param": (INT, PTR, c.c_char_p, c.c_char_p, SIZE, OUT),
    "EVP_PKEY_get_bn_param": (INT, PTR, c.c_char_p, c.POINTER(PTR)),
    "BN_bn2binpad": (INT, PTR, c.c_char_p, INT),
    "BN_clear_free": (None, PTR),
}


class Libcrypto:
    """One loaded library; `c` holds its functions."""

    def __init__(self, path: str) -> None:
        """Load and check. Raises EngineMissing."""
        self.c = SimpleNamespace()
        try:
            library = c.CDLL(path)
            for name, (result, *arguments) in CALLS.items():
                function = getattr(library, name)
                function.restype, function.argtypes = result, arguments
                setattr(self.c, name, function)
        except (OSError, AttributeError) as error:
            raise EngineMissing(f"no OpenSSL 3 at {path}") from error
        if self.c.OpenSSL_version_num() < FLOOR:
            raise EngineMissing(f"{path} is too old")
        try:
            self.load_pair(*self.generate()).sign(b"probe", b"probe")
        except CryptoError as error:
            raise EngineMissing(f"{path} was built without SM2 or SM3") from error

    @property
    def version(self) -> str:
        """The library's own words, for `doctor`."""
        return str(self.c.OpenSSL_version(0).decode())

    def generate(self) -> tuple[bytes, bytes]:
        """(private 32 bytes, public 64 bytes) of a fresh pair."""
        key, number, length = PTR(), PTR(), SIZE(0)
        point, private = c.create_string_buffer(PUBLIC + 1), c.create_string_buffer(PRIVATE)
        context = self.c.EVP_PKEY_CTX_new_from_name(None, b"SM2", None)
        try:
            self.done(bool(context))
            self.done(self.c.EVP_PKEY_keygen_init(context))
            self.done(self.c.EVP_PKEY_keygen(context, c.byref(key)))
            octets = (point, PUBLIC + 1, c.byref(length))
            self.done(self.c.EVP_PKEY_get_octet_string_param(key, b"pub", *octets))
            self.done(self.c.EVP_PKEY_get_bn_param(key, b"priv", c.byref(number)))
            self.done(self.c.BN_bn2binpad(number, private, PRIVATE) == PRIVATE)
            return private.raw, point.raw[1:]
        finally:
            self.c.BN_clear_free(number)
            self.c.EVP_PKEY_free(key)
            self.c.EVP_PKEY_CTX_free(context)

    def load_public(self, public: bytes) -> "Key":
        """A public key. Raises BadKey for a point off the curve."""
        return self._load(self.c.d2i_PUBKEY, public_to_der(public))

    def load_pair(self, private: bytes, public: bytes) -> "Key":
        """A key pair. Raises BadKey also when the halves are not one pair, which loading alone does not find."""
        key = self._load(self.c.d2i_AutoPrivateKey, pair_to_der(private, public))
        context = self.c.EVP_PKEY_CTX_new(key.handle, None)
        try:
            self.done(bool(context))
            self.done(self.c.EVP_PKEY_pairwise_check(context), BadKey)
        finally:
            self.c.EVP_PKEY_CTX_free(context)
        return key

    def done(self, result: int, refusal: type[CryptoError] = CryptoError) -> None:
        """Return only if the call's result is 1; drains the error queue."""
        if result == 1:
            return
        lines, text = [], c.create_string_buffer(256)
        while code := self.c.ERR_get_error():
            self.c.ERR_error_string_n(code, text, 256)
            lines.append(text.value.decode())
        raise refusal("; ".join(lines) or "refused by libcrypto")

    def _load(self, load: Callable[..., int | None], der: bytes) -> "Key":
        cursor = c.c_char_p(der)  # d2i moves the cursor; `der` stays alive in this frame
        handle = load(None, c.byref(cursor), len(der))
        if not handle:
            self.done(0, BadKey)
        return Key(self, handle)


class Key:
    """One EVP_PKEY, freed with this object. Loading costs more than using: keep it."""

    __slots__ = ("_c", "_done", "handle")

    def __init__(self, library: Libcrypto, handle: int | None) -> None:
        self.handle = handle
        self._c, self._done = library.c, library.done

    def __del__(self) -> None:
        self._c.EVP_PKEY_free(self.handle)

    def sign(self, message: bytes, signer: bytes) -> bytes:
        """SM2Signature over SM3(ZA ‖ message)."""
        out, length, context = SignatureRoom(), SIZE(SIGNATURE_ROOM), PTR()
        digest = self._c.EVP_MD_CTX_new()
        try:
            done = (
                digest
                and self._c.EVP_DigestSignInit_ex(digest, c.byref(context), b"SM3", None, None, self.handle, None) == 1
                and self._c.EVP_PKEY_CTX_set1_id(context, signer, len(signer)) == 1
                and self._c.EVP_DigestSign(digest, out, c.byref(length), message, len(message)) == 1
            )
        finally:
            self._c.EVP_MD_CTX_free(digest)  # and `context` with it
        if not done:
            self._done(0)
        return out.raw[: length.value]

    def verified(self, message: bytes, signature: bytes, signer: bytes) -> bool:
        """Whether `signature` (DER) is genuine; crypto/sm2.py makes an exception of False."""
        context = PTR()
        digest = self._c.EVP_MD_CTX_new()
        try:
            genuine = (
                digest
                and self._c.EVP_DigestVerifyInit_ex(digest, c.byref(context), b"SM3", None, None, self.handle, None)
                == 1
                and self._c.EVP_PKEY_CTX_set1_id(context, signer, len(signer)) == 1
                and self._c.EVP_DigestVerify(digest, signature, len(signature), message, len(message)) == 1
            )
        finally:
            self._c.EVP_MD_CTX_free(digest)
        if not genuine:
            self._c.ERR_clear_error()  # a refusal leaves entries in the queue
        return bool(genuine)

    def verified_digest(self, digest: bytes, signature: bytes) -> bool:
        """Whether `signature` (DER) is genuine over a digest made by others' rules (crypto/messages/signers.py)."""
        context = self._c.EVP_PKEY_CTX_new(self.handle, None)
        try:
            genuine = (
                context
                and self._c.EVP_PKEY_verify_init(context) == 1
                and self._c.EVP_PKEY_verify(context, signature, len(signature), digest, len(digest)) == 1
            )
        finally:
            self._c.EVP_PKEY_CTX_free(context)
        if not genuine:
            self._c.ERR_clear_error()
        return bool(genuine)

    def encrypt(self, plaintext: bytes) -> bytes:
        """SM2Cipher of a non-empty plaintext of any length."""
        room = len(plaintext) + CIPHER_ROOM
        return self._crypt(self._c.EVP_PKEY_encrypt_init, self._c.EVP_PKEY_encrypt, plaintext, room)

    def decrypt(self, ciphertext: bytes) -> bytes:
        """The plaintext of an SM2Cipher. Raises BadCiphertext."""
        room = len(ciphertext)
        return self._crypt(self._c.EVP_PKEY_decrypt_init, self._c.EVP_PKEY_decrypt, ciphertext, room)

    def _crypt(self, init: Callable[..., int], crypt: Callable[..., int], data: bytes, room: int) -> bytes:
        out, length = c.create_string_buffer(room), SIZE(room)
        context = self._c.EVP_PKEY_CTX_new(self.handle, None)
        try:
            self._done(bool(context))
            self._done(init(context))
            self._done(crypt(context, out, c.byref(length), data, len(data)), BadCiphertext)
        finally:
            self._c.EVP_PKEY_CTX_free(context)
        return out.raw[: length.value]


def find() -> Libcrypto:
    """The first library of this machine that will do. Raises EngineMissing when there is none."""
    for path in _usual():
        try:
            return Libcrypto(path)
        except EngineMissing:
            continue
    raise EngineMissing("no OpenSSL 3 with SM2 found")


def _usual() -> Iterator[str]:
    if sys.platform == "darwin":
        # Apple's own libcrypto ends the process that loads it: only files that are OpenSSL's are tried.
        homes = (sys.base_prefix, "/opt/homebrew/opt/openssl@3", "/usr/local/opt/openssl@3", "/opt/local")
        for home in homes:
            file = Path(home) / "lib" / "libcrypto.3.dylib"
            if file.exists():
                yield str(file)
        return
    if found := ctypes.util.find_library("crypto"):
        yield found
    yield "libcrypto-3-x64.dll" if sys.platform == "win32" else "libcrypto.so.3"
