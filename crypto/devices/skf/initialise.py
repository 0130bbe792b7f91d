"""A blank token made ready: our application in it, with the administrator's and the user's PIN, six tries each.

- The maker's device authentication key opens a blank token (GM/T 0016 §7.2.3): a challenge of 8 bytes, filled up with
  zeros, is enciphered with it. Makers deliver tokens with a key of their own or the widespread default.
- An application that is there already is never touched: its keys would be lost.
"""

import ctypes as c
from dataclasses import dataclass

from crypto import sm4
from crypto.devices import pins
from crypto.devices.base import PIN_LEAST, PIN_MOST, TRIES
from crypto.devices.native import Caller
from crypto.devices.skf import abi
from crypto.devices.skf.connection import CONTAINER
from crypto.devices.skf.library import Skf, text
from crypto.errors import DeviceExists, DeviceRemoved, Unsupported

APPLICATION = CONTAINER
DEFAULT_AUTH_KEY = b"1234567812345678"
CHALLENGE = 8


@dataclass(frozen=True, slots=True, repr=False)
class Setup:
    """What a blank token gets. `auth_key`: the maker's device authentication key."""

    pin: str
    admin_pin: str
    label: str = ""
    auth_key: bytes = DEFAULT_AUTH_KEY


def initialise(path: str, serial: str, setup: Setup) -> str:
    """Make the token ready, the only one found where `serial` is empty; returns its serial number.

    Raises DeviceRemoved, DeviceExists when an application is in it, DeviceFailed when the authentication key is wrong.
    """
    pin, admin_pin = (pins.checked(each, PIN_LEAST, PIN_MOST).encode() for each in (setup.pin, setup.admin_pin))
    library, caller = Skf(path), Caller(f"skf {path}")

    def make() -> str:
        found = [each for each in library.listed() if serial in {"", each.serial}]
        if len(found) != 1:
            raise DeviceRemoved
        if found[0].applications:
            raise DeviceExists(found[0].serial)
        with library.opened("SKF_ConnectDev", "SKF_DisConnectDev", found[0].name.encode()) as device:
            if text(library.info(device).serial) != found[0].serial:
                raise DeviceRemoved
            _authenticate(library, device, setup.auth_key)
            tries = (admin_pin, TRIES, pin, TRIES, abi.OWNER_FILES)
            close = "SKF_CloseApplication"
            with library.opened("SKF_CreateApplication", close, device, APPLICATION.encode(), *tries) as application:
                _make_container(library, application, pin)
            if setup.label:
                library.do("SKF_SetLabel", device, setup.label.encode()[:31])
        return found[0].serial

    try:
        return caller.run(make)
    finally:
        caller.stop()


def _authenticate(library: Skf, device: c.c_void_p, key: bytes) -> None:
    if library.info(device).auth not in {0, abi.SM4_ECB}:
        raise Unsupported("device authentication with another cipher than SM4")
    challenge = c.create_string_buffer(CHALLENGE)
    library.do("SKF_GenRandom", device, challenge, CHALLENGE)
    answer = sm4.ecb_encrypt(key, challenge.raw.ljust(sm4.BLOCK, b"\0"))
    library.do("SKF_DevAuth", device, answer, len(answer))


def _make_container(library: Skf, application: c.c_void_p, pin: bytes) -> None:
    left = c.c_uint32()
    library.do("SKF_VerifyPIN", application, abi.USER, pin, c.byref(left), left=left)
    with library.opened("SKF_CreateContainer", "SKF_CloseContainer", application, CONTAINER.encode()):
        library.do("SKF_ClearSecureState", application)
