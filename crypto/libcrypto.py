"""ctypes binding to OpenSSL 3 libcrypto: the SM2 calls that `cryptography` lacks.

- Keys enter and leave in canonical raw forms, signatures and ciphertexts in DER; crypto/sm2.py turns DER into raw.
- Every call checks its result and drains libcrypto's error queue; contexts are freed on every path.
- An EVP_PKEY may be shared between threads, a context may not: each call makes its own. ctypes releases the GIL.
- find() takes the first OpenSSL >= 3.0 with SM2 among the usual names; crypto/engines.py chooses between engines.
"""

import ctypes as c
import ctypes.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crypto.encoding import PUBLIC, pair_to_der, public_to_der
from crypto.errors import BadCiphertext, BadKey, CryptoError, EngineMissing

FLOOR = 0x30000000
SIGNATURE_ROOM = 80
PTR, SIZE, INT, OUT = c.c_void_p, c.c_size_t, c.c_int, c.POINTER(c.c_size_t)
# Without argument and result types a 64-bit pointer is cut to 32 bits: name -> result, arguments.
CALLS: dict[str, tuple[Any, ...]] = {
    "OpenSSL_version_num": (c.c_ulong,),
    "OpenSSL_version": (c.c_char_p, INT),
    "ERR_get_error": (c.c_ulong,),
    "ERR_error_string_n": (None, c.c_ulong, c.c_char_p, SIZE),
    "ERR_clear_error": (None,),
    "EVP_sm3": (PTR,),
    "d2i_AutoPrivateKey": (PTR, PTR, c.POINTER(c.c_char_p), c.c_long),
    "d2i_PUBKEY": (PTR, PTR, c.POINTER(c.c_char_p), c.c_long),
    "EVP_PKEY_free": (None, PTR),
    "EVP_PKEY_CTX_new": (PTR, PTR, PTR),
    "EVP_PKEY_CTX_new_from_name": (PTR, PTR, c.c_char_p, c.c_char_p),
    "EVP_PKEY_CTX_free": (None, PTR),
    "EVP_PKEY_CTX_set1_id": (INT, PTR, c.c_char_p, INT),
    "EVP_PKEY_pairwise_check": (INT, PTR),
    "EVP_MD_CTX_new": (PTR,),
    "EVP_MD_CTX_free": (None, PTR),
    "EVP_MD_CTX_set_pkey_ctx": (None, PTR, PTR),
    "EVP_DigestSignInit": (INT, PTR, PTR, PTR, PTR, PTR),
    "EVP_DigestVerifyInit": (INT, PTR, PTR, PTR, PTR, PTR),
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
    """One loaded library."""

    def __init__(self, path: str) -> None:
        """Load and check. Raises EngineMissing."""
        try:
            library = c.CDLL(path)
            self._calls: dict[str, Callable[..., Any]] = {}
            for name, (result, *arguments) in CALLS.items():
                function = getattr(library, name)
                function.restype, function.argtypes = result, arguments
                self._calls[name] = function
        except (OSError, AttributeError) as error:
            raise EngineMissing(f"no OpenSSL 3 at {path}") from error
        self.sm3 = self.call("EVP_sm3")
        if self.call("OpenSSL_version_num") < FLOOR or not self.sm3:
            raise EngineMissing(f"{path} is too old or has no SM3")
        try:
            self.generate()
        except CryptoError as error:
            raise EngineMissing(f"{path} was built without SM2") from error

    def call(self, name: str, *arguments: Any) -> Any:
        """One C call, unchecked."""
        return self._calls[name](*arguments)

    @property
    def version(self) -> str:
        """The library's own words, for `doctor`."""
        return str(self.call("OpenSSL_version", 0).decode())

    def generate(self) -> tuple[bytes, bytes]:
        """(private 32 bytes, public 64 bytes) of a fresh pair."""
        key, number, length = PTR(), PTR(), SIZE(0)
        point, private = c.create_string_buffer(PUBLIC + 1), c.create_string_buffer(32)
        with self.context(self.call("EVP_PKEY_CTX_new_from_name", None, b"SM2", None)) as context:
            try:
                self.done(self.call("EVP_PKEY_keygen_init", context))
                self.done(self.call("EVP_PKEY_keygen", context, c.byref(key)))
                octets = (point, PUBLIC + 1, c.byref(length))
                self.done(self.call("EVP_PKEY_get_octet_string_param", key, b"pub", *octets))
                self.done(self.call("EVP_PKEY_get_bn_param", key, b"priv", c.byref(number)))
                self.done(self.call("BN_bn2binpad", number, private, 32) == 32)  # noqa: PLR2004 - bytes of a key
                return private.raw, point.raw[1:]
            finally:
                self.call("BN_clear_free", number)
                self.call("EVP_PKEY_free", key)

    def load_public(self, public: bytes) -> "Key":
        """A public key. Raises BadKey for a point off the curve."""
        return self._load("d2i_PUBKEY", public_to_der(public))

    def load_pair(self, private: bytes, public: bytes) -> "Key":
        """A key pair. Raises BadKey also when the halves are not one pair, which loading alone does not find."""
        key = self._load("d2i_AutoPrivateKey", pair_to_der(private, public))
        with self.context(self.call("EVP_PKEY_CTX_new", key.handle, None)) as context:
            self.done(self.call("EVP_PKEY_pairwise_check", context), BadKey)
        return key

    def _load(self, loader: str, der: bytes) -> "Key":
        cursor = c.c_char_p(der)  # d2i moves the cursor; `der` stays alive in this frame
        handle = self.call(loader, None, c.byref(cursor), len(der))
        self.done(bool(handle), BadKey)
        return Key(self, handle)

    @contextmanager
    def context(self, context: int | None) -> Iterator[int | None]:
        """A fresh EVP_PKEY_CTX, freed at the end."""
        try:
            self.done(bool(context))
            yield context
        finally:
            self.call("EVP_PKEY_CTX_free", context)

    def done(self, result: int, refusal: type[CryptoError] = CryptoError) -> None:
        """Return only if the call's result is 1; drains the error queue."""
        if result == 1:
            return
        lines, text = [], c.create_string_buffer(256)
        while code := self.call("ERR_get_error"):
            self.call("ERR_error_string_n", code, text, 256)
            lines.append(text.value.decode())
        raise refusal("; ".join(lines) or "refused by libcrypto")


class Key:
    """One EVP_PKEY, freed with this object. Loading costs more than using: keep it."""

    __slots__ = ("_free", "_library", "handle")

    def __init__(self, library: Libcrypto, handle: int) -> None:
        self.handle = handle
        self._library = library
        self._free = library.call

    def __del__(self) -> None:
        self._free("EVP_PKEY_free", self.handle)

    def sign(self, message: bytes, signer: bytes) -> bytes:
        """SM2Signature over SM3(ZA ‖ message)."""
        library = self._library
        out, length = c.create_string_buffer(SIGNATURE_ROOM), SIZE(SIGNATURE_ROOM)
        with self._digest("EVP_DigestSignInit", signer) as digest:
            library.done(library.call("EVP_DigestSign", digest, out, c.byref(length), message, len(message)))
        return out.raw[: length.value]

    def verified(self, message: bytes, signature: bytes, signer: bytes) -> bool:
        """Whether `signature` (DER) is genuine; crypto/sm2.py makes an exception of False."""
        call = self._library.call
        with self._digest("EVP_DigestVerifyInit", signer) as digest:
            result = call("EVP_DigestVerify", digest, signature, len(signature), message, len(message))
        if result != 1:
            call("ERR_clear_error")  # a refusal leaves entries in the queue
        return bool(result == 1)

    def verified_digest(self, digest: bytes, signature: bytes) -> bool:
        """Whether `signature` (DER) is genuine over a digest made by others' rules."""
        library = self._library
        with library.context(library.call("EVP_PKEY_CTX_new", self.handle, None)) as context:
            library.done(library.call("EVP_PKEY_verify_init", context))
            result = library.call("EVP_PKEY_verify", context, signature, len(signature), digest, len(digest))
        if result != 1:
            library.call("ERR_clear_error")
        return bool(result == 1)

    def encrypt(self, plaintext: bytes) -> bytes:
        """SM2Cipher of a non-empty plaintext of any length."""
        return self._crypt("EVP_PKEY_encrypt", plaintext)

    def decrypt(self, ciphertext: bytes) -> bytes:
        """The plaintext of an SM2Cipher. Raises BadCiphertext."""
        return self._crypt("EVP_PKEY_decrypt", ciphertext)

    def _crypt(self, verb: str, data: bytes) -> bytes:
        library, length = self._library, SIZE(0)
        with library.context(library.call("EVP_PKEY_CTX_new", self.handle, None)) as context:
            library.done(library.call(verb + "_init", context))
            library.done(library.call(verb, context, None, c.byref(length), data, len(data)), BadCiphertext)
            out = c.create_string_buffer(max(length.value, 1))
            library.done(library.call(verb, context, out, c.byref(length), data, len(data)), BadCiphertext)
        return out.raw[: length.value]  # the size query over-estimates

    @contextmanager
    def _digest(self, init: str, signer: bytes) -> Iterator[int]:
        library = self._library
        digest = library.call("EVP_MD_CTX_new")
        try:
            with library.context(library.call("EVP_PKEY_CTX_new", self.handle, None)) as context:
                # Without an id OpenSSL 3.0 takes an EMPTY one: such a signature fails everywhere else.
                library.done(library.call("EVP_PKEY_CTX_set1_id", context, signer, len(signer)))
                library.call("EVP_MD_CTX_set_pkey_ctx", digest, context)
                library.done(library.call(init, digest, None, library.sm3, None, self.handle))
                yield digest
        finally:
            library.call("EVP_MD_CTX_free", digest)


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
