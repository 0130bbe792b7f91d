"""Addresses, what they open, and the PIN before each seal."""

import ctypes.util
from pathlib import Path

import pytest

from crypto import sm2, sm4
from crypto.devices import registry
from crypto.devices.base import Driver
from crypto.devices.registry import Address
from crypto.devices.skf import initialise
from crypto.devices.softtoken import SoftwareToken
from crypto.devices.software import SoftwareDevice
from crypto.devices.stepup import StepUp
from crypto.errors import (
    BadAddress,
    DeviceDamaged,
    DeviceRemoved,
    DriverMissing,
    NoCertificate,
    NotInitialised,
    NotUnlocked,
    Unsupported,
    WrongPin,
)
from tests.simulators import pki
from tests.simulators.devices import ADMIN_PIN, OTHER_PIN, PIN, Fake, compiled, delivered


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("software:/media/stick/device.json", Address(Driver.SOFTWARE, "/media/stick/device.json")),
        ("/media/stick/#1.json", Address(Driver.SOFTWARE, "/media/stick/#1.json")),
        ("C:\\keys\\device.json", Address(Driver.SOFTWARE, "C:\\keys\\device.json")),
        ("skf:/opt/key/libskf.so", Address(Driver.SKF, "/opt/key/libskf.so")),
        ("skf:/opt/libskf.so#123/APP/CON", Address(Driver.SKF, "/opt/libskf.so", "123/APP/CON")),
        ("sdf:/opt/libsdf.so#2", Address(Driver.SDF, "/opt/libsdf.so", "2")),
    ],
)
def test_addresses_are_read(text: str, address: Address) -> None:
    assert registry.parse(text) == address
    assert registry.parse(str(address)) == address


@pytest.mark.parametrize(
    "text",
    ["", "device", "ftp:/device.json", "skf:", "software:", "sdf:/lib.so#two", "skf:/lib.so#a/b/c/d", "pkcs11:x.so"],
)
def test_other_texts_are_no_addresses(text: str) -> None:
    with pytest.raises(BadAddress):
        registry.parse(text)


def test_each_file_opens_as_what_it_is(tmp_path: Path) -> None:
    token, module = tmp_path / "token.json", tmp_path / "module.json"
    SoftwareToken.create(token, PIN)
    SoftwareDevice.create(module, PIN)
    assert type(registry.open(registry.parse(str(token)))) is SoftwareToken
    assert type(registry.open(registry.parse(str(module)))) is SoftwareDevice
    assert type(registry.open_module(registry.parse(str(module)), tmp_path)) is SoftwareDevice
    with pytest.raises(DeviceDamaged):
        registry.open_module(registry.parse(str(token)), tmp_path)
    with pytest.raises(DeviceRemoved):
        registry.open(registry.parse(str(tmp_path / "none.json")))


def test_a_module_in_a_file_is_made_once(tmp_path: Path) -> None:
    address = registry.parse(str(tmp_path / "secrets" / "device.json"))
    made = registry.unlocked_module(address, tmp_path, PIN)
    again = registry.unlocked_module(address, tmp_path, PIN)
    assert again.serial == made.serial
    assert again.unwrap(made.wrap(b"k" * 16)) == b"k" * 16
    with pytest.raises(WrongPin):
        registry.unlocked_module(address, tmp_path, OTHER_PIN)


def test_a_card_and_a_token_by_address(tmp_path: Path, libraries: Path) -> None:
    card = Fake(compiled("sdf", libraries), tmp_path / "card.state")
    address = registry.parse(f"sdf:{card.library}#1")
    with pytest.raises(Unsupported):
        registry.open(address)
    module = registry.unlocked_module(address, tmp_path / "secrets", PIN)
    assert module.unwrap(module.wrap(sm4.new_key()))
    module.close()
    with pytest.raises(WrongPin):
        registry.unlocked_module(address, tmp_path / "secrets", OTHER_PIN)
    assert card.handles == 0

    key = Fake(compiled("skf", libraries), tmp_path / "key.state")
    assert [found.applications for found in registry.plugged(str(key.library))] == [()]
    serial = initialise.initialise(str(key.library), "", initialise.Setup(PIN, ADMIN_PIN, "二号"))
    assert [(found.serial, found.label) for found in registry.plugged(str(key.library))] == [(serial, "二号")]
    token = registry.open(registry.parse(f"skf:{key.library}#{serial}"))
    assert token.serial == serial
    token.close()
    for slot in ("other", f"{serial}/NONE"):
        with pytest.raises((DeviceRemoved, NotInitialised)):
            registry.open(registry.parse(f"skf:{key.library}#{slot}"))
    with pytest.raises(Unsupported):
        registry.open_module(registry.parse(f"skf:{key.library}"), tmp_path)
    assert key.handles == 0


def test_a_library_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(DriverMissing) as caught:
        registry.open(registry.parse(f"skf:{tmp_path}/none.so"))
    assert caught.value.facts["file"] == f"{tmp_path}/none.so"
    other = ctypes.util.find_library("c") or "libc.so.6"
    with pytest.raises(DriverMissing) as caught:
        registry.open(Address(Driver.SKF, other))
    assert str(caught.value.facts["lacks"]).startswith("SKF_")


def test_each_seal_asks_for_the_pin_and_leaves_the_device_locked(tmp_path: Path, house: pki.House) -> None:
    device = SoftwareToken.create(tmp_path / "token.json", PIN, admin_pin=ADMIN_PIN)
    asked: list[str] = []

    def ask(pin: str = PIN) -> str:
        asked.append(pin)
        return pin

    with pytest.raises(NoCertificate):
        StepUp(device, ask).signer()
    given = delivered(device, house)
    device.install(given.sign, given.encrypt, given.enveloped_key)
    signer = StepUp(device, ask).signer()
    assert device.unlocked
    for count in (1, 2):
        sm2.PublicKey(device.public_key).verify(b"seal", signer.sign(b"seal"))
        assert len(asked) == count
        with pytest.raises(NotUnlocked):
            device.sign(b"seal")
    device.unlock(PIN)
    with pytest.raises(WrongPin):
        StepUp(device, lambda: ask(OTHER_PIN)).sign(b"seal")
    with pytest.raises(NotUnlocked):
        device.sign(b"seal")
