"""Fake key devices: the makers' libraries compiled from C, and benches on which every kind of device is tried alike.

- The fakes do real SM2 and SM4 by libcrypto; only what a person does (plugging, pulling out) and faults are switches.
- A bench makes a fresh device, opens it again as after a restart, and pulls it out.
"""

import ctypes
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Protocol

import pytest

from crypto.certificates import authority
from crypto.certificates.authority import Double, Order
from crypto.certificates.build import new_serial
from crypto.certificates.profiles import Role, name
from crypto.devices.base import Device
from crypto.devices.sdf.driver import SdfModule
from crypto.devices.skf import initialise
from crypto.devices.skf.connection import Place
from crypto.devices.skf.driver import Habits, SkfToken
from crypto.devices.softtoken import SoftwareToken
from crypto.devices.software import SoftwareDevice
from tests.simulators import pki

HERE = Path(__file__).parent
PIN, ADMIN_PIN, OTHER_PIN = "pin 123456", "admin 654321", "other 98765"


def compiled(kind: str, folder: Path) -> Path:
    """The fake library of a kind; skips the test where it can't be compiled."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    made = folder / f"{kind}_fake.so"
    if not made.exists():
        order: list[str | Path] = [
            compiler,
            "-shared",
            "-fPIC",
            "-O1",
            "-o",
            made,
            HERE / f"{kind}_fake.c",
            "-l:libcrypto.so.3",
            "-lpthread",
        ]
        done = subprocess.run(order, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"cannot be compiled here: {done.stderr[-300:]}")
    return made


class Fake:
    """The switches of a fake library."""

    def __init__(self, library: Path, state: Path) -> None:
        self.library, self.state = library, state
        self._loaded = ctypes.CDLL(str(library))
        self.restart()

    def restart(self) -> None:
        """The machine was off: what a session held is gone, what the device stores is there."""
        self._loaded.FAKE_Start(str(self.state).encode())

    def inject(self, function: str, code: int, times: int = 1) -> None:
        self._loaded.FAKE_Inject(function.encode(), ctypes.c_uint32(code), times)

    def hang(self, function: str, seconds: float) -> None:
        self._loaded.FAKE_Hang(function.encode(), int(seconds * 1000))

    def remove_in(self, function: str) -> None:
        self._loaded.FAKE_Remove_in(function.encode())

    def plug(self, *, present: bool) -> None:
        self._loaded.FAKE_Plug(int(present))

    def default_pin(self) -> None:
        self._loaded.FAKE_Default_pin(1)

    def spoil(self) -> None:
        self._loaded.FAKE_Spoil(1)

    def sessions(self, limit: int) -> None:
        self._loaded.FAKE_Sessions(limit)

    def exchange(self) -> None:
        """Another card in the slot."""
        self._loaded.FAKE_Exchange()

    @property
    def encryption_key(self) -> bytes:
        """A card's second public key."""
        out = ctypes.create_string_buffer(64)
        self._loaded.FAKE_Encryption_key(out)
        return out.raw

    @property
    def handles(self) -> int:
        return int(self._loaded.FAKE_Handles())


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Bench(Protocol):
    """Where one kind of device is tried."""

    has_admin: ClassVar[bool]
    changes_pin: ClassVar[bool]
    generates: ClassVar[bool]
    idles: ClassVar[bool]
    empty_at_first: ClassVar[bool]
    clock: Clock

    def make(self) -> Device:
        """A fresh device, locked."""

    def again(self) -> Device:
        """The same after a restart, locked."""

    def delivery(self, device: Device, house: pki.House) -> Double:
        """What the authority gives for it."""

    def pull(self) -> None:
        """Take it out."""

    def plug(self) -> None:
        """Put it back."""


class Token:
    """What all tokens have in common."""

    has_admin: ClassVar[bool] = True
    changes_pin: ClassVar[bool] = True
    generates: ClassVar[bool] = True
    idles: ClassVar[bool] = True
    empty_at_first: ClassVar[bool] = True

    def delivery(self, device: Device, house: pki.House) -> Double:
        return delivered(device, house)


class SoftwareBench(Token):
    kind: type[SoftwareToken] = SoftwareToken

    def __init__(self, folder: Path) -> None:
        self.stick = folder / "stick"
        self.away = folder / "pocket"
        self.path = self.stick / "device.json"
        self.clock = Clock()

    def make(self) -> SoftwareToken:
        self.kind.create(self.path, PIN, admin_pin=ADMIN_PIN, label="一号")
        return self.again()

    def again(self) -> SoftwareToken:
        return self.kind(self.path, idle=600, clock=self.clock)

    def pull(self) -> None:
        self.stick.rename(self.away)

    def plug(self) -> None:
        self.away.rename(self.stick)


class ModuleBench(SoftwareBench):
    kind = SoftwareDevice
    generates = False
    idles = False

    def again(self) -> SoftwareToken:
        return self.kind(self.path)


class SkfBench(Token):
    def __init__(self, folder: Path, library: Path, patience: float = 5) -> None:
        self.fake = Fake(library, folder / "token.state")
        self.clock = Clock()
        self.patience = patience
        self.open: list[SkfToken] = []

    def make(self) -> SkfToken:
        setup = initialise.Setup(PIN, ADMIN_PIN, "一号")
        initialise.initialise(str(self.fake.library), "", setup)
        made = self.again()
        made.unlock(PIN)
        made.generate()
        made.lock()
        return made

    def again(self) -> SkfToken:
        self.close()
        self.fake.restart()
        self.open.append(SkfToken(str(self.fake.library), Place(), Habits(self.patience, 600, self.clock)))
        return self.open[-1]

    def pull(self) -> None:
        self.fake.plug(present=False)

    def plug(self) -> None:
        self.fake.plug(present=True)

    def close(self) -> None:
        while self.open:
            self.open.pop().close()


class SdfBench(Token):
    has_admin = changes_pin = generates = idles = empty_at_first = False

    def __init__(self, folder: Path, library: Path, patience: float = 5) -> None:
        self.fake = Fake(library, folder / "card.state")
        self.folder = folder / "secrets"
        self.clock = Clock()
        self.patience = patience
        self.open: list[SdfModule] = []

    def make(self) -> SdfModule:
        return self.again()

    def again(self) -> SdfModule:
        self.close()
        self.fake.restart()
        return self.another()

    def another(self) -> SdfModule:
        """One more process's."""
        self.open.append(SdfModule(str(self.fake.library), 1, self.folder, self.patience))
        return self.open[-1]

    def delivery(self, device: Device, house: pki.House) -> Double:
        """A card keeps both its pairs: the authority certifies what is in it."""
        holder = name("政讯服务", "办公厅")
        orders = [Order(holder, role, pki.AT, new_serial()) for role in (Role.SERVICE, Role.ENCRYPTION)]
        publics = (device.public_key, self.fake.encryption_key)
        sign, encrypt = (
            authority.single(order, public, house.issuing.signer) for order, public in zip(orders, publics, strict=True)
        )
        return Double(sign, encrypt, b"")

    def pull(self) -> None:
        self.fake.plug(present=False)

    def plug(self) -> None:
        self.fake.plug(present=True)

    def close(self) -> None:
        while self.open:
            self.open.pop().close()


BENCHES: dict[str, Callable[[Path, Path], Bench]] = {
    "software": lambda folder, _: SoftwareBench(folder),
    "module": lambda folder, _: ModuleBench(folder),
    "sdf": lambda folder, libraries: SdfBench(folder, compiled("sdf", libraries)),
    "skf": lambda folder, libraries: SkfBench(folder, compiled("skf", libraries)),
}


def delivered(device: Device, house: pki.House) -> Double:
    """What the authority gives for a device's signing key."""
    order = Order(name("张三", "测试单位", "办公室"), Role.SIGNING, pki.AT, new_serial())
    return authority.double(order, new_serial(), device.public_key, house.issuing.signer)
