"""Everything that may go wrong with a token or card, switched on one by one in the fakes."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto import sm2
from crypto.devices.base import ContentCipher, Mode
from crypto.devices.skf.driver import SkfToken
from crypto.errors import (
    BadCiphertext,
    BadPin,
    DefaultPin,
    DeviceBusy,
    DeviceError,
    DeviceExists,
    DeviceFailed,
    DeviceLocked,
    DeviceRemoved,
    DeviceTimeout,
    NoCertificate,
    NoRoom,
    NotInitialised,
    NotUnlocked,
    OtherDevice,
    PinLength,
    UnknownKey,
    Unsupported,
    WrongPin,
)
from tests.simulators import pki
from tests.simulators.devices import OTHER_PIN, PIN, SdfBench, SkfBench, compiled, delivered

pytestmark = pytest.mark.thorough

CBC = ContentCipher(Mode.CBC, bytes(16))
# The codes to map, written down by hand from the standards' lists, not from the drivers' tables.
SKF_CODES = {
    0x0A000001: DeviceFailed,
    0x0A000006: DeviceFailed,
    0x0A00000F: DeviceTimeout,
    0x0A000011: DeviceFailed,
    0x0A00001B: UnknownKey,
    0x0A00001C: NoCertificate,
    0x0A000020: DeviceFailed,
    0x0A000023: DeviceRemoved,
    0x0A000024: WrongPin,
    0x0A000025: DeviceLocked,
    0x0A000026: BadPin,
    0x0A000027: PinLength,
    0x0A000028: DeviceBusy,
    0x0A00002D: NotUnlocked,
    0x0A00002E: NotInitialised,
    0x0A000030: NoRoom,
    0x0B000033: DeviceFailed,  # a maker's own
}
SDF_CODES = {
    0x01000001: DeviceFailed,
    0x01000002: Unsupported,
    0x01000003: DeviceRemoved,
    0x01000004: DeviceTimeout,
    0x01000005: DeviceRemoved,
    0x01000006: NoRoom,
    0x01000007: NotUnlocked,
    0x01000008: UnknownKey,
    0x01000009: Unsupported,
    0x0100000A: Unsupported,
    0x0100000B: DeviceFailed,
    0x0100000C: DeviceFailed,
    0x0100000D: DeviceFailed,
    0x0100000F: DeviceFailed,
    0x01000010: DeviceFailed,
    0x01000014: UnknownKey,
    0x01000015: DeviceFailed,
    0x01000016: DeviceFailed,
    0x01000017: DeviceFailed,
    0x01000018: NotUnlocked,
    0x0100001C: NoRoom,
    0x0100001D: DeviceFailed,
    0x0100001E: DeviceFailed,
    0x02000001: DeviceFailed,  # a maker's own
}


@pytest.fixture
def key(tmp_path: Path, libraries: Path) -> Iterator[SkfBench]:
    made = SkfBench(tmp_path, compiled("skf", libraries))
    yield made
    made.close()
    assert made.fake.handles == 0


@pytest.fixture
def card(tmp_path: Path, libraries: Path) -> Iterator[SdfBench]:
    made = SdfBench(tmp_path, compiled("sdf", libraries))
    yield made
    made.close()
    assert made.fake.handles == 0


@pytest.fixture
def token(key: SkfBench) -> SkfToken:
    made = key.make()
    made.unlock(PIN)
    return made


@pytest.mark.parametrize(("code", "refusal"), SKF_CODES.items(), ids=map(hex, SKF_CODES))
def test_every_code_of_a_token_is_a_refusal_of_its_own(
    key: SkfBench, token: SkfToken, code: int, refusal: type[DeviceError]
) -> None:
    key.fake.inject("SKF_ECCSignData", code)
    with pytest.raises(refusal) as caught:
        token.sign(b"document")
    assert type(caught.value) is refusal
    if isinstance(caught.value, DeviceFailed):
        assert caught.value.number == code


@pytest.mark.parametrize(("code", "refusal"), SDF_CODES.items(), ids=map(hex, SDF_CODES))
def test_every_code_of_a_card_is_a_refusal_of_its_own(card: SdfBench, code: int, refusal: type[DeviceError]) -> None:
    module = card.make()
    module.unlock(PIN)
    card.fake.inject("SDF_InternalSign_ECC", code)
    with pytest.raises(refusal) as caught:
        module.sign(b"document")
    assert type(caught.value) is refusal
    if refusal not in {DeviceTimeout, DeviceRemoved}:
        assert len(module.sign(b"document")) == 64


@pytest.mark.parametrize("code", [0x0A000010, 0x0A000011, 0x0A00001E])
def test_bad_data_from_outside_is_not_the_tokens_fault(
    key: SkfBench, token: SkfToken, house: pki.House, code: int
) -> None:
    given = delivered(token, house)
    token.install(given.sign, given.encrypt, given.enveloped_key)
    key.fake.inject("SKF_ImportSessionKey", code)
    with pytest.raises(BadCiphertext):
        token.decrypt(given.encrypt.key.encrypt(bytes(16)), CBC, bytes(160))


def test_a_library_without_the_state_of_devices_is_asked_for_its_list(key: SkfBench, token: SkfToken) -> None:
    key.fake.inject("SKF_GetDevState", 0x0A000003, 2)
    assert token.present()
    key.pull()
    assert not token.present()


def test_a_token_pulled_out_in_the_middle_of_a_signature_gives_none(key: SkfBench, token: SkfToken) -> None:
    for answer in (None, 0x0A000001, 0x0A000005):
        if answer is not None:
            key.fake.inject("SKF_ECCSignData", answer)
        key.fake.remove_in("SKF_ECCSignData")
        with pytest.raises(DeviceRemoved):
            token.sign(b"document")
        assert not token.present()
        key.plug()
        with pytest.raises(NotUnlocked):
            token.sign(b"document")
        token.unlock(PIN)
        assert len(token.sign(b"document")) == 64


def test_a_token_pulled_out_while_it_deciphers_leaves_no_handle(
    key: SkfBench, token: SkfToken, house: pki.House
) -> None:
    given = delivered(token, house)
    token.install(given.sign, given.encrypt, given.enveloped_key)
    from_outside = given.encrypt.key.encrypt(bytes(16))
    for function in ("SKF_ImportSessionKey", "SKF_DecryptInit", "SKF_DecryptUpdate", "SKF_DecryptFinal"):
        key.fake.remove_in(function)
        with pytest.raises(DeviceRemoved):
            token.decrypt(from_outside, CBC, bytes(160))
        assert key.fake.handles == 0
        key.plug()
        token.unlock(PIN)


def test_a_token_that_hangs_is_given_up_and_comes_back_when_opened_again(tmp_path: Path, libraries: Path) -> None:
    bench = SkfBench(tmp_path, compiled("skf", libraries), patience=1)
    token = bench.make()
    token.unlock(PIN)
    bench.fake.hang("SKF_ECCSignData", 2.5)
    begun = time.monotonic()
    for _ in range(3):
        with pytest.raises(DeviceTimeout):
            token.sign(b"document")
    with pytest.raises(DeviceTimeout):
        token.unlock(PIN)
    assert time.monotonic() - begun < 2.3
    assert not token.unlocked
    token.close()
    time.sleep(max(0, begun + 2.6 - time.monotonic()))
    again = bench.again()
    again.unlock(PIN)
    assert len(again.sign(b"document")) == 64
    bench.close()


def test_a_token_with_its_makers_pin_does_nothing_until_it_is_changed(key: SkfBench, token: SkfToken) -> None:
    key.fake.default_pin()
    with pytest.raises(DefaultPin):
        token.unlock(PIN)
    with pytest.raises(NotUnlocked):
        token.sign(b"document")
    token.change_pin(PIN, OTHER_PIN)
    token.unlock(OTHER_PIN)
    assert len(token.sign(b"document")) == 64


def test_a_signature_that_does_not_verify_is_not_given_on(key: SkfBench, token: SkfToken, card: SdfBench) -> None:
    key.fake.spoil()
    with pytest.raises(DeviceFailed):
        token.sign(b"document")
    module = card.make()
    module.unlock(PIN)
    card.fake.spoil()
    with pytest.raises(DeviceFailed):
        module.sign(b"document")


def test_another_token_in_its_place_is_noticed(key: SkfBench, token: SkfToken, tmp_path: Path) -> None:
    key.pull()
    assert not token.present()
    key.fake.state = tmp_path / "another.state"
    key.fake.restart()
    with pytest.raises(OtherDevice):
        token.unlock(PIN)


def test_a_blank_token_says_so_and_one_in_use_is_not_made_again(key: SkfBench) -> None:
    with pytest.raises(NotInitialised):
        key.again()
    key.make()
    with pytest.raises(DeviceExists):
        key.make()


def test_an_older_library_takes_the_older_number_of_the_algorithm(key: SkfBench, token: SkfToken) -> None:
    key.fake.inject("SKF_GenECCKeyPair", 0x0A000003)
    assert token.generate() == token.public_key


def test_a_library_that_wants_more_room_gets_it(key: SkfBench, token: SkfToken, house: pki.House) -> None:
    given = delivered(token, house)
    token.install(given.sign, given.encrypt, given.enveloped_key)
    key.fake.inject("SKF_ExportCertificate", 0x0A000020)
    assert token.certificates().sign == given.sign


def test_a_library_without_events_is_looked_at(key: SkfBench, token: SkfToken) -> None:
    key.fake.inject("SKF_WaitForDevEvent", 0x0A000003)
    threading.Timer(0.1, key.pull).start()
    assert token.wait(5) is not None
    assert not token.present()


def test_callers_of_a_card_wait_for_its_sessions(card: SdfBench) -> None:
    module = card.make()
    card.fake.sessions(3)
    module.unlock(PIN)
    signatures: list[bytes] = []
    threads = [threading.Thread(target=lambda: signatures.append(module.sign(b"document"))) for _ in range(8)]
    card.fake.hang("SDF_InternalSign_ECC", 0.2)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(signatures) == 8
    for each in signatures:
        sm2.PublicKey(module.public_key).verify(b"document", each)


def test_a_card_without_a_free_session_says_so(card: SdfBench) -> None:
    module = card.make()
    card.fake.sessions(1)
    with pytest.raises(NoRoom):
        module.unlock(PIN)
    card.fake.sessions(2)
    module.unlock(PIN)
    with pytest.raises(NoRoom):
        card.another()
    assert len(module.sign(b"document")) == 64


def test_a_card_that_hangs_is_given_up_and_opened_anew_by_its_pin(tmp_path: Path, libraries: Path) -> None:
    bench = SdfBench(tmp_path, compiled("sdf", libraries), patience=1)
    module = bench.make()
    module.unlock(PIN)
    wrapped = module.wrap(b"k" * 16)
    bench.fake.hang("SDF_InternalSign_ECC", 2.5)
    begun = time.monotonic()
    for _ in range(3):
        with pytest.raises(DeviceTimeout):
            module.sign(b"document")
    assert time.monotonic() - begun < 2.3
    module.unlock(PIN)
    assert module.unwrap(wrapped) == b"k" * 16
    bench.close()


def test_a_card_that_was_away_serves_on(card: SdfBench) -> None:
    module = card.make()
    module.unlock(PIN)
    wrapped = module.wrap(b"k" * 16)
    card.fake.remove_in("SDF_InternalSign_ECC")
    with pytest.raises(DeviceRemoved):
        module.sign(b"document")
    with pytest.raises(DeviceRemoved):
        module.unwrap(wrapped)
    card.plug()
    assert module.unwrap(wrapped) == b"k" * 16
    assert len(module.sign(b"document")) == 64


def test_another_card_in_the_slot_is_refused(card: SdfBench) -> None:
    module = card.make()
    module.unlock(PIN)
    wrapped = module.wrap(b"k" * 16)
    card.fake.exchange()
    for _ in range(2):
        with pytest.raises((OtherDevice, DeviceRemoved)):
            module.unwrap(wrapped)
    with pytest.raises(OtherDevice):
        module.unwrap(wrapped)
