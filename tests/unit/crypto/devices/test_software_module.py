"""The service's module in a file: PIN, lock, rotation, damage, what its file shows, files of earlier versions."""

import json
import secrets
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from crypto import sm2, sm3, sm4
from crypto.devices import softfile, software
from crypto.devices.base import TRIES, Module, Wrapped
from crypto.devices.software import SoftwareDevice
from crypto.errors import (
    BadCiphertext,
    DeviceDamaged,
    DeviceExists,
    DeviceLocked,
    DeviceRemoved,
    OtherDevice,
    PinLength,
    UnknownKey,
    Unsupported,
    WrongPin,
)

PIN = "correct horse"


@pytest.fixture(autouse=True)
def _quick_scrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(softfile, "SCRYPT", {"n": 16, "r": 8, "p": 1})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "device.json"


def test_the_cost_of_a_guess_is_not_lowered_by_accident() -> None:
    source = Path(softfile.__file__).read_text()
    assert 'SCRYPT = {"n": 1 << 15, "r": 8, "p": 1}' in source


def test_a_device_opened_again_is_the_same_device(path: Path) -> None:
    made = SoftwareDevice.create(path, PIN)
    key = sm4.new_key()
    wrapped = made.wrap(key)
    again: Module = SoftwareDevice.open(path, PIN)
    assert (again.serial, again.public_key, again.newest) == (made.serial, made.public_key, made.newest)
    assert again.unwrap(wrapped) == key
    assert again.derive("codes") == made.derive("codes")
    sm2.PublicKey(made.public_key).verify(b"head", again.sign(b"head"))


def test_two_devices_share_nothing(tmp_path: Path) -> None:
    one, two = (SoftwareDevice.create(tmp_path / name, PIN) for name in "ab")
    assert one.serial != two.serial
    assert one.public_key != two.public_key
    assert one.derive("codes") != two.derive("codes")
    with pytest.raises(UnknownKey):
        two.unwrap(one.wrap(sm4.new_key()))


def test_derived_keys_are_independent_and_long_enough(path: Path) -> None:
    device = SoftwareDevice.create(path, PIN)
    keys = {device.derive(purpose) for purpose in ("", "codes", "code", "codes ", "blind index 1")}
    assert len(keys) == 5
    assert {len(key) for key in keys} == {32}


def test_file_and_folder_are_the_owners_alone(path: Path) -> None:
    SoftwareDevice.create(path, PIN)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [name.name for name in path.parent.iterdir() if name.name.startswith(".tmp")] == []


def test_the_file_shows_no_key(path: Path) -> None:
    device = SoftwareDevice.create(path, PIN)
    held = device._held
    assert held is not None
    text = path.read_text()
    for secret in (held.pair.raw, held.seed, *held.keks.values()):
        assert secret.hex() not in text
    assert PIN not in text
    assert held.seed.hex() not in repr(device) + repr(held)


def test_create_never_writes_over_a_device(path: Path) -> None:
    SoftwareDevice.create(path, PIN)
    before = path.read_bytes()
    with pytest.raises(DeviceExists):
        SoftwareDevice.create(path, PIN)
    assert path.read_bytes() == before


def test_a_short_pin_is_refused(path: Path) -> None:
    with pytest.raises(PinLength):
        SoftwareDevice.create(path, "1234567")
    assert not path.exists()


def test_six_wrong_pins_lock_even_for_the_right_one(path: Path) -> None:
    SoftwareDevice.create(path, PIN)
    for left in range(TRIES - 1, -1, -1):
        with pytest.raises(WrongPin) as caught:
            SoftwareDevice.open(path, "wrong pin")
        assert caught.value.left == left
    with pytest.raises(DeviceLocked):
        SoftwareDevice.open(path, PIN)


def test_the_right_pin_gives_all_tries_back(path: Path) -> None:
    SoftwareDevice.create(path, PIN)
    for _ in range(3):
        for _ in range(TRIES - 1):
            with pytest.raises(WrongPin):
                SoftwareDevice.open(path, "wrong pin")
        SoftwareDevice.open(path, PIN)


def test_a_try_is_counted_before_it_is_made(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SoftwareDevice.create(path, PIN)

    def die(_pin: str, _salt: bytes) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(softfile, "stretched", die)
        for _ in range(TRIES):
            with pytest.raises(KeyboardInterrupt):
                SoftwareDevice.open(path, "guess 123")
    with pytest.raises(DeviceLocked):
        SoftwareDevice.open(path, PIN)


def test_the_newest_key_wraps_and_the_older_still_unwrap(path: Path) -> None:
    device = SoftwareDevice.create(path, PIN)
    key = sm4.new_key()
    old = device.wrap(key)
    kek = device.rotate()
    new = device.wrap(key)
    assert old.kek != new.kek == kek == device.newest
    for opened in (device, SoftwareDevice.open(path, PIN)):
        assert opened.unwrap(old) == opened.unwrap(new) == key
        assert opened.newest == kek


def test_a_running_device_sees_another_process_rotate(path: Path) -> None:
    running = SoftwareDevice.create(path, PIN)
    other = SoftwareDevice.open(path, PIN)
    kek = other.rotate()
    key = sm4.new_key()
    assert running.unwrap(other.wrap(key)) == key
    assert running.newest == kek
    assert running.rotate() not in (kek, "")
    assert other.newest == running.newest


ROTATE_FIVE_TIMES = """
import sys
from pathlib import Path
from crypto.devices import softfile, software
softfile.SCRYPT = {"n": 16, "r": 8, "p": 1}
device = software.SoftwareDevice.open(Path(sys.argv[1]), sys.argv[2])
for _ in range(5):
    device.rotate()
"""


def test_processes_that_rotate_at_once_lose_no_key(path: Path) -> None:
    device = SoftwareDevice.create(path, PIN)
    root = Path(software.__file__).parents[2]
    runners = [subprocess.Popen([sys.executable, "-c", ROTATE_FIVE_TIMES, path, PIN], cwd=root) for _ in range(3)]
    assert [runner.wait() for runner in runners] == [0, 0, 0]
    assert device.newest == f"{device.serial}-16"
    held = SoftwareDevice.open(path, PIN)._held
    assert held is not None
    assert len(held.keks) == 16


def test_a_wrapped_key_moved_to_another_id_or_changed_is_refused(path: Path) -> None:
    device = SoftwareDevice.create(path, PIN)
    old = device.wrap(sm4.new_key())
    device.rotate()
    with pytest.raises(BadCiphertext):
        device.unwrap(Wrapped(device.newest, old.sealed))
    with pytest.raises(BadCiphertext):
        device.unwrap(Wrapped(old.kek, old.sealed[:-1] + bytes([old.sealed[-1] ^ 1])))
    with pytest.raises(UnknownKey):
        device.unwrap(Wrapped("none", old.sealed))


def test_damage_is_told_from_a_wrong_pin(path: Path) -> None:
    SoftwareDevice.create(path, PIN)
    good = json.loads(path.read_text())
    sealed = bytearray(bytes.fromhex(good["sealed"]))
    sealed[40] ^= 1
    damaged: list[object] = [
        {**good, "sealed": sealed.hex()},
        {**good, "format": 3},
        {**good, "kind": "token"},
        {**good, "doors": {}},
        {**good, "doors": {"user": {**good["doors"]["user"], "salt": "no hex"}}},
        {**good, "public": sm2.generate().public.raw.hex()},
        {name: value for name, value in good.items() if name != "sealed"},
        [],
    ]
    for bad in damaged:
        path.write_text(json.dumps(bad))
        with pytest.raises(DeviceDamaged):
            SoftwareDevice.open(path, PIN)
    path.write_bytes(b"\xff not json")
    with pytest.raises(DeviceDamaged):
        SoftwareDevice.open(path, PIN)
    path.unlink()
    with pytest.raises(DeviceRemoved):
        SoftwareDevice.open(path, PIN)


def test_nothing_is_wrapped_once_the_file_is_gone(path: Path) -> None:
    device = SoftwareDevice.create(path, PIN)
    key = sm4.new_key()
    wrapped = device.wrap(key)
    path.unlink()
    with pytest.raises(DeviceRemoved):
        device.wrap(key)
    assert device.unwrap(wrapped) == key
    assert device.derive("codes")
    assert not device.present()


def test_another_device_in_its_place_is_noticed(path: Path) -> None:
    device = SoftwareDevice.create(path, PIN)
    path.unlink()
    SoftwareDevice.create(path, PIN)
    with pytest.raises(OtherDevice):
        device.wrap(sm4.new_key())


def test_a_modules_signing_key_is_made_once(path: Path) -> None:
    device = SoftwareDevice.create(path, PIN)
    with pytest.raises(Unsupported):
        device.generate()


def first_format(path: Path) -> dict[str, bytes]:
    """A device file as earlier versions wrote it, byte for byte their recipe; returns the keys in it."""
    pair, seed, salt = sm2.generate(), secrets.token_bytes(32), secrets.token_bytes(16)
    serial, public = "0123456789abcdef", pair.public.raw.hex()
    head = json.dumps([1, serial, public, salt.hex()]).encode()
    pin_key = Scrypt(salt=salt, length=16, **softfile.SCRYPT).derive(PIN.encode())
    keks = {f"{serial}-1": sm4.new_key(), f"{serial}-2": sm4.new_key()}
    inside = json.dumps(
        {"private": pair.raw.hex(), "seed": seed.hex(), "keks": {kek: key.hex() for kek, key in keks.items()}}
    )
    outside = {
        "format": 1, "serial": serial, "public": public, "salt": salt.hex(),
        "check": sm3.hmac(pin_key, b"zhengxun pin" + head).hex(),
        "sealed": sm4.seal(pin_key, inside.encode(), head).hex(),
    }  # fmt: skip
    path.parent.mkdir()
    path.write_text(json.dumps(outside, indent=1))
    return {"seed": seed, "public": pair.public.raw, **keks}


def test_a_file_of_the_first_format_opens_and_is_brought_up_to_date(path: Path) -> None:
    keys = first_format(path)
    kek = "0123456789abcdef-1"
    wrapped = Wrapped(kek, sm4.seal(keys[kek], b"k" * 16, b"zhengxun data key\0" + kek.encode()))
    with pytest.raises(WrongPin) as caught:
        SoftwareDevice.open(path, "wrong pin")
    assert caught.value.left == TRIES - 1
    assert json.loads(path.read_text())["format"] == 1
    for _ in range(2):
        device = SoftwareDevice.open(path, PIN)
        assert json.loads(path.read_text())["format"] == 2
        assert (device.serial, device.public_key, device.newest) == (kek[:-2], keys["public"], f"{kek[:-2]}-2")
        assert device.unwrap(wrapped) == b"k" * 16
        assert device.derive("codes") == sm3.hmac(keys["seed"], b"zhengxun purpose\0codes")
    assert device.tries().left == TRIES


def test_a_lock_of_the_first_format_stays(path: Path) -> None:
    first_format(path)
    path.with_name("device.json.tries").write_text("6")
    with pytest.raises(DeviceLocked):
        SoftwareDevice.open(path, PIN)


def test_an_administrator_is_appointed_to_a_file_of_the_first_format(path: Path) -> None:
    first_format(path)
    device = SoftwareDevice(path)
    device.set_admin_pin(PIN, "administrator")
    device.unblock("administrator", "another pin")
    assert SoftwareDevice.open(path, "another pin").newest == "0123456789abcdef-2"
