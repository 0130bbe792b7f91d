"""One session with a card: the calls, the keys taken into it, and its thread.

- Everything but the thread itself is called in that thread (crypto/devices/native.py).
"""

import ctypes as c
from typing import Any

from crypto import sm4
from crypto.devices.base import ContentCipher, Mode
from crypto.devices.native import Caller, Library
from crypto.devices.sdf import abi
from crypto.devices.skf.abi import EccPublicKey, public_of
from crypto.errors import DeviceFailed

MODES = {Mode.CBC: abi.SM4_CBC, Mode.ECB: abi.SM4_ECB}


class Session:
    """One session and its thread. Everything but run() is called in that thread."""

    def __init__(self, library: Library, patience: float, connection: int) -> None:
        """open() opens it. `connection`: the number of the connection it belongs to."""
        self._library, self.connection = library, connection
        self.caller = Caller("sdf session", patience)
        self.handle = c.c_void_p()
        self.keys: dict[str, c.c_void_p] = {}
        self.piece = sm4.BLOCK  # bytes the card takes at a time

    def do(self, name: str, *arguments: Any) -> None:
        """One call on this session; anything but success raises."""
        code = self._library.call(name, self.handle, *arguments)
        if code:
            raise abi.refusal(code, name)

    def open(self, device: c.c_void_p) -> None:
        """Open it."""
        code = self._library.call("SDF_OpenSession", device, c.byref(self.handle))
        if code:
            raise abi.refusal(code, "SDF_OpenSession")

    def key(self, name: str, cipher: bytes, index: int) -> c.c_void_p:
        """A KEK, taken into the session at its first use."""
        if name not in self.keys:
            self.keys[name] = self.imported(cipher, index)
        return self.keys[name]

    def imported(self, cipher: bytes, index: int) -> c.c_void_p:
        """A handle to the key sealed in an ECCCipher; the caller destroys it."""
        handle = c.c_void_p()
        self.do("SDF_ImportKeyWithISK_ECC", index, cipher, c.byref(handle))
        return handle

    def destroy(self, key: c.c_void_p) -> None:
        """Take a key out of the session; whether the card is there to do it does not matter."""
        self._library.call("SDF_DestroyKey", self.handle, key)

    def close(self) -> None:
        """Give everything back."""
        for key in self.keys.values():
            self.destroy(key)
        self.keys.clear()
        if self.handle.value:
            self._library.call("SDF_CloseSession", self.handle)
            self.handle = c.c_void_p()

    def new_key(self, index: int) -> bytes:
        """A key made in the card, as an ECCCipher for it."""
        room, handle = c.create_string_buffer(abi.CIPHER_ROOM + sm4.KEY), c.c_void_p()
        self.do("SDF_GenerateKeyWithIPK_ECC", index, abi.KEY_BITS, room, c.byref(handle))
        self.destroy(handle)
        return room.raw

    def exported(self, name: str, index: int) -> bytes:
        """A public key of the card."""
        blob = EccPublicKey()
        self.do(name, index, c.byref(blob))
        return public_of(blob)

    def crypt(self, name: str, key: c.c_void_p, cipher: ContentCipher, data: bytes) -> bytes:
        """Blocks through the card, as many at a time as it takes; in CBC a piece's iv is the cipher block before it."""
        out, iv, step = [], cipher.iv, self.piece
        for start in range(0, len(data), step):
            piece = data[start : start + step]
            out.append(self._piece(name, key, ContentCipher(cipher.mode, iv), piece))
            iv = (out[-1] if name == "SDF_Encrypt" else piece)[-sm4.BLOCK :] if iv else iv
        return b"".join(out)

    def _piece(self, name: str, key: c.c_void_p, cipher: ContentCipher, piece: bytes) -> bytes:
        room, size = c.create_string_buffer(len(piece) + sm4.BLOCK), c.c_uint32(len(piece) + sm4.BLOCK)
        iv = (
            c.create_string_buffer(cipher.iv, sm4.BLOCK) if cipher.iv else None
        )  # the card may write the next one there
        self.do(name, key, MODES[cipher.mode], iv, piece, len(piece), room, c.byref(size))
        if size.value != len(piece):
            raise DeviceFailed(0)
        return room.raw[: size.value]
