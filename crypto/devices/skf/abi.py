"""GM/T 0016 as C sees it: structures, functions, numbers, and what each return code means to us.

- Structures are packed; coordinates, r and s are 64-byte fields whose last 32 bytes hold the value, big-endian.
- ULONG and BOOL are 32 bits, as the standard says.
- One table maps return codes; a code that is not in it is DeviceFailed with its number.
"""

import ctypes as c

from crypto import encoding
from crypto.certificates.envelopedkey import Parts
from crypto.devices.base import PIN_LEAST, PIN_MOST
from crypto.encoding import CIPHER_HEAD, PUBLIC, WORD
from crypto.errors import (
    BadCiphertext,
    BadPin,
    CryptoError,
    DeviceBusy,
    DeviceFailed,
    DeviceLocked,
    DeviceRemoved,
    DeviceTimeout,
    NoCertificate,
    NoRoom,
    NotInitialised,
    NotUnlocked,
    PinLength,
    UnknownKey,
    Unsupported,
    WrongPin,
)

ULONG = c.c_uint32
PTR, TEXT, OUT = c.c_void_p, c.c_char_p, c.POINTER(ULONG)
HANDLE, HANDLE_OUT, BYTES = c.c_void_p, c.POINTER(c.c_void_p), c.c_char_p
ADMIN, USER = 0, 1  # whose PIN
FIELD, BITS = 64, 256
IV_ROOM = 32
NO_PADDING = 0
PLUGGED, REMOVED = 1, 2  # SKF_WaitForDevEvent
SM4_ECB, SM4_CBC = 0x401, 0x402
SM2_SIGN, SM2_SIGN_OLD = 0x00020200, 0x00020100  # SGD_SM2_1 of GM/T 0006-2012, and of headers before it
ENVELOPE_VERSION = 1
OWNER_FILES = 0x10  # SECURE_USER_ACCOUNT: who may make files in the application
TOO_SMALL, NO_EVENT = 0x0A000020, 0x0A000022
ALREADY_LOGGED_IN = 0x0A000028

REFUSALS: dict[int, type[CryptoError]] = {
    0x0A000003: Unsupported,  # SAR_NOTSUPPORTYETERR
    0x0A00000F: DeviceTimeout,  # SAR_TIMEOUTERR
    0x0A000010: BadCiphertext,  # SAR_INDATALENERR
    0x0A000011: BadCiphertext,  # SAR_INDATAERR
    0x0A00001B: UnknownKey,  # SAR_KEYNOTFOUNTERR
    0x0A00001C: NoCertificate,  # SAR_CERTNOTFOUNTERR
    0x0A00001E: BadCiphertext,  # SAR_DECRYPTPADERR
    0x0A000023: DeviceRemoved,  # SAR_DEVICE_REMOVED
    0x0A000024: WrongPin,  # SAR_PIN_INCORRECT
    0x0A000025: DeviceLocked,  # SAR_PIN_LOCKED
    0x0A000026: BadPin,  # SAR_PIN_INVALID
    0x0A000027: PinLength,  # SAR_PIN_LEN_RANGE
    ALREADY_LOGGED_IN: DeviceBusy,  # another program is signed in to the token
    0x0A000029: NotInitialised,  # SAR_USER_PIN_NOT_INITIALIZED
    0x0A00002D: NotUnlocked,  # SAR_USER_NOT_LOGGED_IN
    0x0A00002E: NotInitialised,  # SAR_APPLICATION_NOT_EXISTS
    0x0A000030: NoRoom,  # SAR_NO_ROOM
    0x0A000032: NoRoom,  # SAR_REACH_MAX_CONTAINER_COUNT
}
# Functions that are given what came from outside: with them, "bad data" is the sender's, not the device's.
OPENING = frozenset({"SKF_ImportSessionKey", "SKF_DecryptUpdate", "SKF_DecryptFinal", "SKF_ImportECCKeyPair"})


class Version(c.Structure):
    """VERSION."""

    _pack_ = 1
    _fields_ = (("major", c.c_uint8), ("minor", c.c_uint8))


class DevInfo(c.Structure):
    """DEVINFO."""

    _pack_ = 1
    _fields_ = (
        ("version", Version),
        ("manufacturer", c.c_char * 64),
        ("issuer", c.c_char * 64),
        ("label", c.c_char * 32),
        ("serial", c.c_char * 32),
        ("hardware", Version),
        ("firmware", Version),
        ("sym", ULONG),
        ("asym", ULONG),
        ("hash", ULONG),
        ("auth", ULONG),
        ("total", ULONG),
        ("free", ULONG),
        ("ecc_buffer", ULONG),
        ("buffer", ULONG),
        ("reserved", c.c_uint8 * 64),
    )


class EccPublicKey(c.Structure):
    """ECCPUBLICKEYBLOB."""

    _pack_ = 1
    _fields_ = (("bits", ULONG), ("x", c.c_uint8 * FIELD), ("y", c.c_uint8 * FIELD))


class EccSignature(c.Structure):
    """ECCSIGNATUREBLOB."""

    _pack_ = 1
    _fields_ = (("r", c.c_uint8 * FIELD), ("s", c.c_uint8 * FIELD))


class BlockCipherParam(c.Structure):
    """BLOCKCIPHERPARAM; goes by value."""

    _pack_ = 1
    _fields_ = (("iv", c.c_uint8 * IV_ROOM), ("iv_size", ULONG), ("padding", ULONG), ("feed", ULONG))


CALLS: dict[str, tuple[object, ...]] = {
    "SKF_WaitForDevEvent": (BYTES, OUT, OUT),
    "SKF_CancelWaitForDevEvent": (),
    "SKF_EnumDev": (ULONG, BYTES, OUT),
    "SKF_ConnectDev": (TEXT, HANDLE_OUT),
    "SKF_DisConnectDev": (HANDLE,),
    "SKF_GetDevState": (TEXT, OUT),
    "SKF_SetLabel": (HANDLE, TEXT),
    "SKF_GetDevInfo": (HANDLE, c.POINTER(DevInfo)),
    "SKF_DevAuth": (HANDLE, BYTES, ULONG),
    "SKF_GenRandom": (HANDLE, BYTES, ULONG),
    "SKF_CreateApplication": (HANDLE, TEXT, TEXT, ULONG, TEXT, ULONG, ULONG, HANDLE_OUT),
    "SKF_EnumApplication": (HANDLE, BYTES, OUT),
    "SKF_OpenApplication": (HANDLE, TEXT, HANDLE_OUT),
    "SKF_CloseApplication": (HANDLE,),
    "SKF_VerifyPIN": (HANDLE, ULONG, TEXT, OUT),
    "SKF_GetPINInfo": (HANDLE, ULONG, OUT, OUT, OUT),
    "SKF_ChangePIN": (HANDLE, ULONG, TEXT, TEXT, OUT),
    "SKF_UnblockPIN": (HANDLE, TEXT, TEXT, OUT),
    "SKF_ClearSecureState": (HANDLE,),
    "SKF_CreateContainer": (HANDLE, TEXT, HANDLE_OUT),
    "SKF_EnumContainer": (HANDLE, BYTES, OUT),
    "SKF_OpenContainer": (HANDLE, TEXT, HANDLE_OUT),
    "SKF_CloseContainer": (HANDLE,),
    "SKF_ImportCertificate": (HANDLE, ULONG, BYTES, ULONG),
    "SKF_ExportCertificate": (HANDLE, ULONG, BYTES, OUT),
    "SKF_ExportPublicKey": (HANDLE, ULONG, BYTES, OUT),
    "SKF_GenECCKeyPair": (HANDLE, ULONG, c.POINTER(EccPublicKey)),
    "SKF_ImportECCKeyPair": (HANDLE, BYTES),
    "SKF_ECCSignData": (HANDLE, BYTES, ULONG, c.POINTER(EccSignature)),
    "SKF_ImportSessionKey": (HANDLE, ULONG, BYTES, ULONG, HANDLE_OUT),
    "SKF_DecryptInit": (HANDLE, BlockCipherParam),
    "SKF_DecryptUpdate": (HANDLE, BYTES, ULONG, BYTES, OUT),
    "SKF_DecryptFinal": (HANDLE, BYTES, OUT),
    "SKF_CloseHandle": (HANDLE,),
}


def refusal(number: int, name: str, left: int = 0) -> CryptoError:
    """What the return code of a function means; `left`: the tries the device reported with it."""
    kind = REFUSALS.get(number)
    if kind is BadCiphertext and name not in OPENING:
        return DeviceFailed(number)
    if kind is WrongPin:
        return WrongPin(left)
    if kind is PinLength:
        return PinLength(PIN_LEAST, PIN_MOST)
    return DeviceFailed(number) if kind is None else kind()


def public_of(blob: EccPublicKey) -> bytes:
    """64 bytes X ‖ Y. Raises Unsupported for another curve."""
    if blob.bits != BITS:
        raise Unsupported("not a key of 256 bits")
    return value(bytes(blob.x)) + value(bytes(blob.y))


def signature_of(blob: EccSignature) -> bytes:
    """64 bytes r ‖ s."""
    return value(bytes(blob.r)) + value(bytes(blob.s))


def cipher_blob(raw: bytes) -> bytes:
    """ECCCIPHERBLOB of C1 ‖ C3 ‖ C2. Raises BadCiphertext."""
    if len(raw) <= CIPHER_HEAD:
        raise BadCiphertext
    cipher = raw[CIPHER_HEAD:]
    head = field(raw[:WORD]) + field(raw[WORD:PUBLIC]) + raw[PUBLIC:CIPHER_HEAD]
    return head + len(cipher).to_bytes(4, "little") + cipher


def enveloped_blob(parts: Parts) -> bytes:
    """ENVELOPEDKEYBLOB of what the CA delivered."""
    numbers = b"".join(number.to_bytes(4, "little") for number in (ENVELOPE_VERSION, SM4_ECB, BITS))
    public = BITS.to_bytes(4, "little") + field(parts.public[:WORD]) + field(parts.public[WORD:])
    return numbers + field(parts.private[-encoding.PRIVATE :]) + public + cipher_blob(parts.key)


def field(word: bytes) -> bytes:
    """32 bytes in a 64-byte field."""
    return word.rjust(FIELD, b"\0")


def value(padded: bytes) -> bytes:
    """The 32 bytes in a 64-byte field. Raises DeviceFailed when more is in it."""
    if any(padded[:-WORD]):
        raise DeviceFailed(0)
    return padded[-WORD:]
