"""The small parts of the drivers: blobs, PINs, deadlines, what a medium refuses."""

import errno
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import sm2
from crypto.certificates import envelopedkey
from crypto.devices import pins, tries
from crypto.devices.native import Caller
from crypto.devices.skf import abi
from crypto.devices.softtoken import SoftwareToken
from crypto.errors import (
    BadCiphertext,
    BadPin,
    DeviceBusy,
    DeviceDamaged,
    DeviceError,
    DeviceFailed,
    DeviceReadOnly,
    DeviceRemoved,
    DeviceTimeout,
    NoRoom,
    PinLength,
    Unsupported,
)
from tests.simulators.devices import PIN

pytestmark = pytest.mark.thorough

WORDS = st.binary(min_size=32, max_size=32)


@given(x=WORDS, y=WORDS)
def test_coordinates_stand_at_the_right_of_their_fields(x: bytes, y: bytes) -> None:
    blob = abi.EccPublicKey.from_buffer_copy(b"\0\1\0\0" + abi.field(x) + abi.field(y))
    assert abi.public_of(blob) == x + y
    assert bytes(blob)[4:36] == bytes(32)
    signature = abi.EccSignature.from_buffer_copy(abi.field(x) + abi.field(y))
    assert abi.signature_of(signature) == x + y


def test_other_lengths_of_numbers_are_refused() -> None:
    with pytest.raises(DeviceFailed):
        abi.value(b"\0" * 31 + b"\1" + bytes(32))
    with pytest.raises(Unsupported):
        abi.public_of(abi.EccPublicKey.from_buffer_copy(b"\0\2\0\0" + bytes(128)))
    with pytest.raises(BadCiphertext):
        abi.cipher_blob(bytes(96))


@given(key=st.binary(min_size=97, max_size=200))
def test_a_cipher_blob_holds_c1_c3_c2(key: bytes) -> None:
    blob = abi.cipher_blob(key)
    assert (blob[32:64], blob[96:128], blob[128:160]) == (key[:32], key[32:64], key[64:96])
    assert int.from_bytes(blob[160:164], "little") == len(key) - 96
    assert blob[164:] == key[96:]


def test_the_delivered_key_in_its_blob() -> None:
    device, pair = sm2.generate(), sm2.generate()
    parts = envelopedkey.parts(envelopedkey.seal(device.public.raw, pair))
    blob = abi.enveloped_blob(parts)
    assert blob[:12] == bytes.fromhex("010000000104000000010000")
    assert blob[12:76] == bytes(32) + parts.private
    assert blob[80:144][32:] + blob[144:208][32:] == pair.public.raw
    assert blob[208:] == abi.cipher_blob(parts.key)


@pytest.mark.parametrize(
    ("pin", "refusal"),
    [
        ("12345", PinLength),
        ("1" * 17, PinLength),
        ("", PinLength),
        ("12345\n", BadPin),
        ("123\x00456", BadPin),
        ("12345\ud800", BadPin),
    ],
)
def test_pins_no_device_takes(pin: str, refusal: type[DeviceError]) -> None:
    with pytest.raises(refusal):
        pins.checked(pin, 6, 16)
    assert pins.checked("口令 123", 6, 16) == "口令 123"


def test_a_call_over_its_deadline_ends_the_device_not_the_caller() -> None:
    caller, gate = Caller("test", 1), threading.Event()
    assert caller.run(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        caller.run(lambda: 1 // 0)
    begun = time.monotonic()
    with pytest.raises(DeviceTimeout):
        caller.run(gate.wait)
    with pytest.raises(DeviceTimeout):
        caller.run(lambda: 7)
    assert time.monotonic() - begun < 3
    assert caller.failed
    gate.set()
    caller.stop()


def test_a_busy_device_says_so_and_a_stopped_one_is_gone() -> None:
    caller, gate = Caller("test", 5), threading.Event()
    holding = threading.Thread(target=caller.run, args=(gate.wait,))
    holding.start()
    time.sleep(0.05)
    with pytest.raises(DeviceBusy):
        caller.run(lambda: 7, turn=0.05)
    gate.set()
    holding.join()
    assert caller.run(lambda: 7) == 7
    caller.stop()
    with pytest.raises(DeviceRemoved):
        caller.run(lambda: 7)


@pytest.mark.parametrize(
    ("number", "refusal"),
    [(errno.ENOSPC, NoRoom), (errno.EROFS, DeviceReadOnly), (errno.EACCES, DeviceReadOnly), (errno.EIO, DeviceRemoved)],
)
def test_what_the_medium_refuses_is_named_and_no_pin_is_tried(
    number: int, refusal: type[DeviceError], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = SoftwareToken.create(tmp_path / "device.json", PIN)

    def refuse(_path: Path, _data: bytes) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(tries, "write_durably", refuse)
    with pytest.raises(refusal):
        device.unlock(PIN)
    assert not device.unlocked


def test_an_unreadable_count_locks_out_rather_than_forgets(tmp_path: Path) -> None:
    device = SoftwareToken.create(tmp_path / "device.json", PIN)
    (tmp_path / "device.json.tries").write_text("many")
    with pytest.raises(DeviceDamaged):
        device.unlock(PIN)
