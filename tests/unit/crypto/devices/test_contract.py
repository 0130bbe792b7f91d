"""What every key device does, whatever it is made of: the same tests over software, SKF and SDF."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto import sm2, sm4
from crypto.certificates import profiles
from crypto.certificates.authority import Order, double
from crypto.certificates.build import new_serial
from crypto.devices.base import TRIES, ContentCipher, Device, Event, Mode, Role
from crypto.errors import (
    BadCiphertext,
    BadPin,
    DeviceError,
    DeviceLocked,
    DeviceRemoved,
    NotUnlocked,
    OtherKey,
    PinLength,
    UnknownKey,
    Unsupported,
    WrongPin,
)
from tests.simulators import pki
from tests.simulators.devices import ADMIN_PIN, BENCHES, OTHER_PIN, PIN, Bench, SdfBench, SkfBench

pytestmark = pytest.mark.thorough

KEY, IV = bytes(range(16)), bytes(range(16, 32))
CONTENT = "关于报送第三季度情况的函。".encode() * 37


@pytest.fixture(params=BENCHES)
def bench(request: pytest.FixtureRequest, tmp_path: Path, libraries: Path) -> Iterator[Bench]:
    made = BENCHES[request.param](tmp_path, libraries)
    yield made
    if isinstance(made, SkfBench | SdfBench):
        made.close()
        assert made.fake.handles == 0


@pytest.fixture
def device(bench: Bench) -> Device:
    return bench.make()


def is_open(device: Device) -> bool:
    return device.unlocked


def lock_out(device: Device) -> None:
    for left in range(TRIES - 1, -1, -1):
        with pytest.raises(WrongPin) as caught:
            device.unlock(OTHER_PIN)
        assert caught.value.left == left
        assert device.tries().left == left


class TestDevice:
    """One class, every driver."""

    def test_it_is_a_device_and_says_who_it_is(self, device: Device) -> None:
        assert device.serial
        assert len(device.public_key) == 64
        assert (device.tries().left, device.tries().limit) == (TRIES, TRIES)

    @pytest.mark.requirement("KEY-11")
    def test_it_signs_only_after_its_pin_and_until_it_is_locked(self, device: Device) -> None:
        with pytest.raises(NotUnlocked):
            device.sign(b"document")
        device.unlock(PIN)
        assert is_open(device)
        sm2.PublicKey(device.public_key).verify(b"document", device.sign(b"document"))
        sm2.PublicKey(device.public_key).verify(b"", device.sign(b""))
        device.lock()
        assert not is_open(device)
        with pytest.raises(NotUnlocked):
            device.sign(b"document")

    def test_it_is_the_same_after_a_restart_and_locked(self, bench: Bench, device: Device) -> None:
        serial, public = device.serial, device.public_key
        device.unlock(PIN)
        again = bench.again()
        assert (again.serial, again.public_key, again.unlocked) == (serial, public, False)
        with pytest.raises(NotUnlocked):
            again.sign(b"document")

    def test_a_wrong_pin_costs_a_try_and_the_right_one_gives_all_back(self, device: Device) -> None:
        for _ in range(2):
            for left in range(TRIES - 1, 0, -1):
                with pytest.raises(WrongPin) as caught:
                    device.unlock(OTHER_PIN)
                assert caught.value.left == left
            device.unlock(PIN)
            assert device.tries().left == TRIES

    def test_a_wrong_pin_locks_a_device_that_was_open(self, device: Device) -> None:
        device.unlock(PIN)
        with pytest.raises(WrongPin):
            device.unlock(OTHER_PIN)
        with pytest.raises(NotUnlocked):
            device.sign(b"document")

    def test_the_last_try_locks_and_a_restart_does_not_help(self, bench: Bench, device: Device) -> None:
        lock_out(device)
        with pytest.raises(DeviceLocked):
            device.unlock(PIN)
        again = bench.again()
        assert again.tries().left == 0
        with pytest.raises(DeviceLocked):
            again.unlock(PIN)

    @pytest.mark.requirement("KEY-03")
    def test_the_administrator_gives_a_new_pin(self, bench: Bench, device: Device) -> None:
        lock_out(device)
        if not bench.has_admin:
            with pytest.raises(Unsupported):
                device.unblock(ADMIN_PIN, OTHER_PIN)
            return
        device.unblock(ADMIN_PIN, "fresh 1234")
        again = bench.again()
        assert again.tries().left == TRIES
        with pytest.raises(WrongPin):
            again.unlock(PIN)
        again.unlock("fresh 1234")
        assert len(again.sign(b"document")) == 64

    def test_nobody_unblocks_the_administrator(self, bench: Bench, device: Device) -> None:
        if not bench.has_admin:
            pytest.skip("this kind has no administrator's PIN")
        for left in range(TRIES - 1, -1, -1):
            with pytest.raises(WrongPin) as caught:
                device.unblock(OTHER_PIN, "fresh 1234")
            assert caught.value.left == left
        again = bench.again()
        assert again.tries(Role.ADMIN).left == 0
        with pytest.raises(DeviceLocked):
            again.unblock(ADMIN_PIN, "fresh 1234")
        again.unlock(PIN)

    def test_the_pin_is_changed_by_whoever_knows_it(self, bench: Bench, device: Device) -> None:
        if not bench.changes_pin:
            with pytest.raises(Unsupported):
                device.change_pin(PIN, OTHER_PIN)
            return
        with pytest.raises(WrongPin) as caught:
            device.change_pin("not the one", OTHER_PIN)
        assert caught.value.left == TRIES - 1
        device.change_pin(PIN, OTHER_PIN)
        again = bench.again()
        with pytest.raises(WrongPin):
            again.unlock(PIN)
        again.unlock(OTHER_PIN)

    def test_a_pin_no_device_takes_costs_no_try(self, bench: Bench, device: Device) -> None:
        if not bench.changes_pin:
            pytest.skip("its PIN is set with the maker's tool")
        for bad, refusal in (
            ("12345", PinLength),
            ("1" * 200, PinLength),
            ("12345678\0", BadPin),
            ("1234567\n", BadPin),
        ):
            with pytest.raises(refusal):
                device.change_pin(PIN, bad)
        assert device.tries().left == TRIES
        device.unlock(PIN)

    def test_it_locks_itself_when_idle(self, bench: Bench, device: Device) -> None:
        if not bench.idles:
            pytest.skip("a service's module is always in use")
        device.unlock(PIN)
        bench.clock.now += 590
        device.sign(b"document")
        bench.clock.now += 590
        device.sign(b"document")
        bench.clock.now += 601
        with pytest.raises(NotUnlocked):
            device.sign(b"document")
        assert not device.unlocked

    def test_certificates_come_and_stay(self, bench: Bench, device: Device, house: pki.House) -> None:
        assert (device.certificates().sign, device.certificates().encrypt) == (None, None)
        device.unlock(PIN)
        given = bench.delivery(device, house)
        device.install(given.sign, given.encrypt, given.enveloped_key or None)
        again = bench.again()
        assert (again.certificates().sign, again.certificates().encrypt) == (given.sign, given.encrypt)
        again.unlock(PIN)
        given.sign.key.verify(b"document", again.sign(b"document"))
        key = given.encrypt.key.encrypt(KEY)
        cbc, ecb = ContentCipher(Mode.CBC, IV), ContentCipher(Mode.ECB)
        assert again.decrypt(key, cbc, sm4.cbc_encrypt(KEY, IV, CONTENT)) == CONTENT
        assert again.decrypt(key, cbc, sm4.cbc_encrypt(KEY, IV, b"")) == b""
        assert again.decrypt(key, ecb, sm4.ecb_encrypt(KEY, CONTENT[:160])) == CONTENT[:160]

    def test_an_altered_envelope_does_not_open(self, bench: Bench, device: Device, house: pki.House) -> None:
        device.unlock(PIN)
        given = bench.delivery(device, house)
        device.install(given.sign, given.encrypt, given.enveloped_key or None)
        key, content = given.encrypt.key.encrypt(KEY), sm4.cbc_encrypt(KEY, IV, CONTENT)
        cbc = ContentCipher(Mode.CBC, IV)
        altered = [
            (key[:-1] + bytes([key[-1] ^ 1]), cbc, content),
            (given.sign.key.encrypt(KEY), cbc, content),
            (given.encrypt.key.encrypt(KEY[:8]), cbc, content),
            (key[:96], cbc, content),
            (key, cbc, content[:-1]),
            (key, cbc, b""),
            (key, ContentCipher(Mode.CBC, IV[:8]), content),
            (key, cbc, content[:-16]),
        ]
        for each in altered:
            with pytest.raises(BadCiphertext):
                device.decrypt(*each)
        assert device.decrypt(key, cbc, content) == CONTENT

    def test_without_an_encryption_key_nothing_is_decrypted(self, bench: Bench, device: Device) -> None:
        if not bench.empty_at_first:
            pytest.skip("its keys are made with the maker's tool")
        device.unlock(PIN)
        foreign = sm2.generate().public.encrypt(KEY)
        with pytest.raises(UnknownKey):
            device.decrypt(foreign, ContentCipher(Mode.CBC, IV), sm4.cbc_encrypt(KEY, IV, CONTENT))

    def test_what_belongs_to_another_device_is_not_installed(
        self, bench: Bench, device: Device, house: pki.House
    ) -> None:
        device.unlock(PIN)
        given = bench.delivery(device, house)
        order = Order(profiles.name("李四"), profiles.Role.SIGNING, pki.AT, new_serial())
        elsewhere = double(order, new_serial(), sm2.generate().public.raw, house.issuing.signer)
        stranger = pki.holder(house.issuing, profiles.Role.SIGNING, "李四").certificate
        wrong = [
            (stranger, given.encrypt, given.enveloped_key or None),
            (given.sign, stranger, given.enveloped_key or None),
            (given.sign, stranger, None),
            (given.sign, given.encrypt, b"not an enveloped key"),
            (given.sign, elsewhere.encrypt, elsewhere.enveloped_key),
        ]
        for each in wrong:
            with pytest.raises((OtherKey, Unsupported)):
                device.install(*each)
        assert device.certificates().sign is None
        device.install(given.sign, None, None)
        assert device.certificates().sign == given.sign

    def test_a_new_signing_key_takes_the_place_of_the_old(self, bench: Bench, device: Device, house: pki.House) -> None:
        device.unlock(PIN)
        if not bench.generates:
            with pytest.raises(Unsupported):
                device.generate()
            return
        old = device.public_key
        device.install(bench.delivery(device, house).sign, None, None)
        public = device.generate()
        assert public != old
        assert device.public_key == public
        assert device.certificates().sign is None
        assert bench.again().public_key == public

    def test_keys_are_made_and_installed_only_after_the_pin(
        self, bench: Bench, device: Device, house: pki.House
    ) -> None:
        given = bench.delivery(device, house)
        with pytest.raises(NotUnlocked):
            device.install(given.sign, given.encrypt, given.enveloped_key or None)
        if bench.generates:
            with pytest.raises(NotUnlocked):
                device.generate()

    def test_pulled_out_it_does_nothing_and_says_why(self, bench: Bench, device: Device) -> None:
        device.unlock(PIN)
        assert device.present()
        bench.pull()
        with pytest.raises(DeviceRemoved):
            device.sign(b"document")
        assert not device.present()
        with pytest.raises(DeviceRemoved):
            device.unlock(PIN)
        bench.plug()
        assert device.present()
        if bench.idles:
            with pytest.raises(NotUnlocked):
                device.sign(b"document")
            device.unlock(PIN)
        assert len(device.sign(b"document")) == 64

    def test_its_coming_and_going_is_noticed(self, bench: Bench, device: Device) -> None:
        assert device.wait(0.05) is None
        for act, event in ((bench.pull, Event.REMOVED), (bench.plug, Event.PLUGGED)):
            begun = time.monotonic()
            actor = threading.Timer(0.1, act)
            actor.start()
            assert device.wait(5) is event
            assert time.monotonic() - begun < 2
            actor.join()

    def test_nothing_of_a_pin_or_key_is_shown(self, device: Device) -> None:
        device.unlock(PIN)
        said = [repr(device)]
        with pytest.raises(DeviceError) as caught:
            device.unlock(OTHER_PIN)
        said += [str(caught.value), repr(caught.value), repr(caught.value.facts)]
        assert all(PIN not in each and OTHER_PIN not in each for each in said)

    def test_closed_it_is_locked(self, device: Device) -> None:
        device.unlock(PIN)
        device.close()
        with pytest.raises(DeviceError):
            device.sign(b"document")
