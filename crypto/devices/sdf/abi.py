"""GM/T 0018 as C sees it: structures, functions, numbers, and what each return code means to us.

- The blobs are GM/T 0016's under other names (crypto/devices/skf/abi.py): bits, then 64-byte fields, right-aligned.
- One table maps return codes; a code that is not in it is DeviceFailed with its number.
"""

import ctypes as c

from crypto.devices.skf.abi import EccPublicKey, EccSignature
from crypto.errors import (
    BadCiphertext,
    CryptoError,
    DeviceFailed,
    DeviceRemoved,
    DeviceTimeout,
    NoRoom,
    NotUnlocked,
    UnknownKey,
    Unsupported,
)

UINT = c.c_uint32
HANDLE, HANDLE_OUT, BYTES, OUT = c.c_void_p, c.POINTER(c.c_void_p), c.c_char_p, c.POINTER(UINT)
KEY_BITS = 128
CIPHER_ROOM = 64 + 64 + 32 + 4  # bytes of an ECCCipher before its C2
SM4_ECB, SM4_CBC = 0x401, 0x402
BASE = 0x01000000

REFUSALS: dict[int, type[CryptoError]] = {
    BASE + 0x02: Unsupported,  # SDR_NOTSUPPORT
    BASE + 0x03: DeviceRemoved,  # SDR_COMMFAIL
    BASE + 0x04: DeviceTimeout,  # SDR_HARDFAIL: the unit does not answer
    BASE + 0x05: DeviceRemoved,  # SDR_OPENDEVICE
    BASE + 0x06: NoRoom,  # SDR_OPENSESSION
    BASE + 0x07: NotUnlocked,  # SDR_PARDENY
    BASE + 0x08: UnknownKey,  # SDR_KEYNOTEXIST
    BASE + 0x09: Unsupported,  # SDR_ALGNOTSUPPORT
    BASE + 0x0A: Unsupported,  # SDR_ALGMODNOTSUPPORT
    BASE + 0x0C: BadCiphertext,  # SDR_SKOPERR: the private key could not be applied to what it was given
    BASE + 0x14: UnknownKey,  # SDR_KEYTYPEERR
    BASE + 0x16: BadCiphertext,  # SDR_ENCDATAERR
    BASE + 0x18: NotUnlocked,  # SDR_PRKRERR
    BASE + 0x1C: NoRoom,  # SDR_NOBUFFER
}
# Functions that are given what came from outside: with them, "bad data" is the sender's, not the card's.
OPENING = frozenset({"SDF_ImportKeyWithISK_ECC", "SDF_Decrypt"})


class DeviceInfo(c.Structure):
    """DEVICEINFO."""

    _pack_ = 1
    _fields_ = (
        ("issuer", c.c_char * 40),
        ("name", c.c_char * 16),
        ("serial", c.c_char * 16),
        ("version", UINT),
        ("standard", UINT),
        ("asym", UINT * 2),
        ("sym", UINT),
        ("hash", UINT),
        ("buffer", UINT),
    )


PUBLIC_OUT, SIGNATURE_OUT = c.POINTER(EccPublicKey), c.POINTER(EccSignature)
CALLS: dict[str, tuple[object, ...]] = {
    "SDF_OpenDevice": (HANDLE_OUT,),
    "SDF_CloseDevice": (HANDLE,),
    "SDF_OpenSession": (HANDLE, HANDLE_OUT),
    "SDF_CloseSession": (HANDLE,),
    "SDF_GetDeviceInfo": (HANDLE, c.POINTER(DeviceInfo)),
    "SDF_GetPrivateKeyAccessRight": (HANDLE, UINT, BYTES, UINT),
    "SDF_ReleasePrivateKeyAccessRight": (HANDLE, UINT),
    "SDF_ExportSignPublicKey_ECC": (HANDLE, UINT, PUBLIC_OUT),
    "SDF_ExportEncPublicKey_ECC": (HANDLE, UINT, PUBLIC_OUT),
    "SDF_InternalSign_ECC": (HANDLE, UINT, BYTES, UINT, SIGNATURE_OUT),
    "SDF_GenerateKeyWithIPK_ECC": (HANDLE, UINT, UINT, BYTES, HANDLE_OUT),
    "SDF_ImportKeyWithISK_ECC": (HANDLE, UINT, BYTES, HANDLE_OUT),
    "SDF_DestroyKey": (HANDLE, HANDLE),
    "SDF_Encrypt": (HANDLE, HANDLE, UINT, BYTES, BYTES, UINT, BYTES, OUT),
    "SDF_Decrypt": (HANDLE, HANDLE, UINT, BYTES, BYTES, UINT, BYTES, OUT),
}


def refusal(number: int, name: str) -> CryptoError:
    """What the return code of a function means."""
    kind = REFUSALS.get(number)
    if kind is BadCiphertext and name not in OPENING:
        return DeviceFailed(number)
    return DeviceFailed(number) if kind is None else kind()
