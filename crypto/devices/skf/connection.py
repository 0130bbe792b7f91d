"""One token, connected: its device, application and container handles, opened and closed together.

- Everything here is called in the token's own thread (crypto/devices/native.py).
- Connecting again after the token was out takes only the token with the same serial number.
"""

import ctypes as c
from dataclasses import dataclass

from crypto.certificates.certificate import Certificate
from crypto.certificates.envelopedkey import Parts
from crypto.devices.base import Tries
from crypto.devices.skf import abi
from crypto.devices.skf.library import Handle, Skf, text
from crypto.errors import (
    BadCiphertext,
    DeviceError,
    DeviceRemoved,
    NotInitialised,
    OtherDevice,
    OtherKey,
    UnknownKey,
    Unsupported,
)

CONTAINER = "ZHENGXUN"
BLOCK, PIECE_MOST = 16, 1 << 16
PRESENT = 1  # SKF_GetDevState


@dataclass(frozen=True, slots=True)
class Place:
    """Which token, application and container; empty: the first there is."""

    serial: str = ""
    application: str = ""
    container: str = ""


class Connection:
    """The handles of one token."""

    def __init__(self, library: Skf, place: Place) -> None:
        """open() connects."""
        self._library, self._place = library, place
        self._device: Handle | None = None
        self._application: Handle | None = None
        self.container: Handle | None = None
        self.name = self.serial = self.label = ""
        self.piece = BLOCK

    def open(self) -> None:
        """Connect; does nothing when it is. Raises DeviceRemoved, OtherDevice when another token is in its place."""
        if self._device is not None and self.present():
            return
        self.close()
        refused: DeviceError = DeviceRemoved()
        for name in self._library.present():
            try:
                wanted = self._connected(name)
            except DeviceError as error:  # another program's, or broken: the next may be ours
                self.close()
                refused = error
                continue
            if wanted:
                self._open_inside()
                return
            refused = OtherDevice() if self.serial else refused
        raise refused

    def close(self) -> None:
        """Give every handle back, the last opened first."""
        for handle in (self.container, self._application, self._device):
            self._library.close(handle)
        self.container = self._application = self._device = None

    def present(self) -> bool:
        """What SKF_GetDevState says; where a library does not have it, whether the token is listed."""
        state = c.c_uint32()
        code = self._library.code("SKF_GetDevState", self.name.encode(), c.byref(state))
        if abi.REFUSALS.get(code) is Unsupported:
            return self.name in self._library.present()
        return code == 0 and state.value == PRESENT

    def application_handle(self) -> c.c_void_p:
        """Raises DeviceRemoved while the token is out."""
        if self._application is None:
            raise DeviceRemoved
        return self._application.value

    def container_handle(self) -> c.c_void_p:
        """Raises UnknownKey where the token has no container of ours yet, DeviceRemoved."""
        self.application_handle()
        if self.container is None:
            raise UnknownKey("no container")
        return self.container.value

    def public(self, *, sign: bool) -> bytes:
        """The public key of one of the two pairs. Raises UnknownKey."""
        blob = self._library.given("SKF_ExportPublicKey", self.container_handle(), int(sign))
        return abi.public_of(abi.EccPublicKey.from_buffer_copy(blob.ljust(c.sizeof(abi.EccPublicKey), b"\0")))

    def generate(self) -> bytes:
        """A fresh signing pair."""
        if self.container is None:
            wanted = (self._place.container or CONTAINER).encode()
            arguments = (self.application_handle(), wanted)
            self.container = self._library.open("SKF_CreateContainer", "SKF_CloseContainer", *arguments)
        blob = abi.EccPublicKey()
        try:
            self._library.do("SKF_GenECCKeyPair", self.container.value, abi.SM2_SIGN, c.byref(blob))
        except Unsupported:  # libraries made after the older header
            self._library.do("SKF_GenECCKeyPair", self.container.value, abi.SM2_SIGN_OLD, c.byref(blob))
        return abi.public_of(blob)

    def take(self, sign: Certificate, encrypt: Certificate | None, parts: Parts | None) -> None:
        """The delivered pair and both certificates. Raises OtherKey."""
        if parts is not None and (encrypt is None or encrypt.public_key != parts.public):
            raise OtherKey
        if parts is None and encrypt is not None and not self._holds(encrypt):
            raise OtherKey
        container = self.container_handle()
        if parts is not None:
            try:
                self._library.do("SKF_ImportECCKeyPair", container, abi.enveloped_blob(parts))
            except BadCiphertext:  # sealed to another device's signing key
                raise OtherKey from None
        self._library.do("SKF_ImportCertificate", container, 1, sign.der, len(sign.der))
        if encrypt is not None:
            self._library.do("SKF_ImportCertificate", container, 0, encrypt.der, len(encrypt.der))

    def pin_info(self, who: int) -> tuple[Tries, bool]:
        """How many tries are left, and whether the PIN is the one the maker gave."""
        limit, left, default = c.c_uint32(), c.c_uint32(), c.c_uint32()
        where = (c.byref(limit), c.byref(left), c.byref(default))
        self._library.do("SKF_GetPINInfo", self.application_handle(), who, *where)
        if not limit.value:
            raise NotInitialised
        return Tries(left.value, limit.value), bool(default.value)

    def deciphered(self, session: c.c_void_p, iv: bytes, content: bytes) -> bytes:
        """What the token makes of a content under a session key that is in it, padding and all."""
        room = (c.c_uint8 * abi.IV_ROOM)(*iv)
        self._library.do("SKF_DecryptInit", session, abi.BlockCipherParam(room, len(iv), abi.NO_PADDING, 0))
        size = self.piece
        out = [
            self._piece("SKF_DecryptUpdate", session, content[start : start + size])
            for start in range(0, len(content), size)
        ]
        return b"".join([*out, self._piece("SKF_DecryptFinal", session, b"")])

    def _holds(self, encrypt: Certificate) -> bool:
        try:
            return encrypt.public_key == self.public(sign=False)
        except UnknownKey:
            return False

    def _connected(self, name: str) -> bool:
        """Connect to `name`; whether it is the token that is wanted. If not, it is let go."""
        self._device = self._library.open("SKF_ConnectDev", "SKF_DisConnectDev", name.encode())
        info = self._library.info(self._device.value)
        serial = text(info.serial)
        if (self.serial or self._place.serial or serial) != serial:
            self.close()
            return False
        self.name, self.serial, self.label = name, serial, text(info.label)
        self.piece = max(BLOCK, min(info.buffer, PIECE_MOST) // BLOCK * BLOCK)
        return True

    def _open_inside(self) -> None:
        device = self._device.value if self._device else None
        try:
            names = self._library.names("SKF_EnumApplication", device)
            wanted = self._place.application or next(iter(names), "")
            if not wanted:
                raise NotInitialised
            arguments = (device, wanted.encode())
            self._application = self._library.open("SKF_OpenApplication", "SKF_CloseApplication", *arguments)
            self._open_container()
        except DeviceError:
            self.close()
            raise

    def _open_container(self) -> None:
        application = self.application_handle()
        names = self._library.names("SKF_EnumContainer", application)
        wanted = self._place.container or next(iter(names), "")
        if wanted in names:
            arguments = (application, wanted.encode())
            self.container = self._library.open("SKF_OpenContainer", "SKF_CloseContainer", *arguments)

    def _piece(self, name: str, session: c.c_void_p, piece: bytes) -> bytes:
        room = c.create_string_buffer(len(piece) + abi.IV_ROOM)
        size = c.c_uint32(len(room))
        given = (piece, len(piece)) if piece else ()
        self._library.do(name, session, *given, room, c.byref(size))
        return room.raw[: size.value]
