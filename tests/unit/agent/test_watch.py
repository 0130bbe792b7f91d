"""The stay of a device: begun by a sign-in, kept by statements, ended at once when the device is gone."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.holder import Holder
from agent.watch import SPEAK, End
from crypto.devices.softtoken import SoftwareToken
from crypto.devices.statements import SignIn
from crypto.errors import DeviceLocked, DeviceRemoved, NoCertificate, NotUnlocked, WrongPin
from tests.http.identity.tokens import PIN
from tests.unit.agent.desk import SERVICE, Desk, desk

pytestmark = pytest.mark.thorough

SAID = SignIn(SERVICE, "bianji1", bytes(32), datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC))


@pytest.fixture
def terminal(tmp_path: Path) -> Desk:
    return desk(tmp_path)


def turn(terminal: Desk, seconds: float = SPEAK) -> None:
    terminal.clock.now += seconds
    terminal.watch.step()


@pytest.mark.requirement("KEY-11")
def test_a_challenge_is_signed_with_the_pin_and_the_stay_begins(terminal: Desk) -> None:
    signed = terminal.watch.sign_in(PIN, SAID)
    assert terminal.service.key
    terminal.service.key.verify(SAID.message(), signed.signature)
    turn(terminal)
    assert terminal.service.heard == [False, True], "the first statement learns the number"
    turn(terminal)
    assert terminal.service.heard == [False, True, True]
    turn(terminal, 0.5)
    assert len(terminal.service.heard) == 3, "not more often than every two seconds"


@pytest.mark.requirement("KEY-11")
def test_without_a_sign_in_nothing_is_said(terminal: Desk) -> None:
    terminal.watch.holder.view()
    turn(terminal)
    assert terminal.service.heard == []


@pytest.mark.requirement("KEY-11")
def test_pulling_the_device_out_is_told_at_once_and_forgets_the_pin(terminal: Desk) -> None:
    serial = terminal.watch.sign_in(PIN, SAID).device
    turn(terminal)
    terminal.pull()
    turn(terminal, 0.5)
    assert terminal.service.told == [(serial, terminal.service.nonce)]
    assert (terminal.watch.stay, terminal.watch.ended) == (None, End.REMOVED)
    terminal.plug()
    turn(terminal)
    assert len(terminal.service.heard) == 2, "plugged in again, it says nothing by itself"
    with pytest.raises(DeviceRemoved):
        terminal.watch.holder.sign_presence(SERVICE, serial, bytes(32))
    terminal.watch.holder.view()
    with pytest.raises(NotUnlocked):
        terminal.watch.holder.sign_presence(SERVICE, serial, bytes(32))


@pytest.mark.requirement("KEY-11")
def test_another_device_in_the_same_place_is_not_taken_for_it(terminal: Desk) -> None:
    serial = terminal.watch.sign_in(PIN, SAID).device
    terminal.pull()
    other = terminal.authority.device(terminal.path)
    turn(terminal)
    assert terminal.watch.stay is None
    assert other.serial != serial
    assert terminal.watch.holder.view().serial == other.serial


@pytest.mark.requirement("KEY-11")
def test_signing_out_locks_the_device(terminal: Desk) -> None:
    serial = terminal.watch.sign_in(PIN, SAID).device
    turn(terminal)
    terminal.service.sessions = 0
    turn(terminal)
    assert terminal.watch.stay, "it may be the moment between an answer and its session"
    turn(terminal)
    assert terminal.watch.ended is End.SIGNED_OUT
    terminal.watch.holder.view()
    with pytest.raises(NotUnlocked):
        terminal.watch.holder.sign_presence(SERVICE, serial, bytes(32))


@pytest.mark.requirement("KEY-11")
def test_a_signed_challenge_that_becomes_no_session_is_waited_for_and_then_left(terminal: Desk) -> None:
    terminal.service.sessions, terminal.service.waiting = 0, True
    terminal.watch.sign_in(PIN, SAID)
    for _ in range(60):
        turn(terminal)
    assert terminal.watch.stay
    terminal.service.waiting = False
    turn(terminal)
    turn(terminal)
    assert terminal.watch.ended is End.SIGNED_OUT


def test_a_service_that_is_away_is_asked_again_and_one_that_refuses_is_not(terminal: Desk) -> None:
    terminal.watch.sign_in(PIN, SAID)
    terminal.service.away = True
    for _ in range(5):
        turn(terminal)
    assert terminal.watch.stay
    terminal.service.away = False
    turn(terminal)
    assert terminal.service.heard[-1] is True
    terminal.service.refuses = True
    turn(terminal)
    assert terminal.watch.ended is End.REFUSED


def test_a_removal_that_cannot_be_told_ends_the_stay_all_the_same(terminal: Desk) -> None:
    terminal.watch.sign_in(PIN, SAID)
    terminal.service.away = True
    terminal.pull()
    turn(terminal)
    assert terminal.watch.ended is End.REMOVED


def test_a_wrong_pin_during_a_stay_locks_the_device_and_ends_it(terminal: Desk) -> None:
    terminal.watch.sign_in(PIN, SAID)
    turn(terminal)
    with pytest.raises(WrongPin):
        terminal.watch.sign_in("000000", SAID)
    turn(terminal)
    assert terminal.watch.ended is End.LOCKED
    assert len(terminal.service.told) == 1


@pytest.mark.requirement("KEY-11")
def test_wrong_pins_are_counted_by_the_device_and_lock_it(terminal: Desk) -> None:
    left = []
    for _ in range(6):
        with pytest.raises(WrongPin) as wrong:
            terminal.watch.sign_in("000000", SAID)
        left.append(wrong.value.left)
    assert left == [5, 4, 3, 2, 1, 0]
    with pytest.raises(DeviceLocked):
        terminal.watch.sign_in(PIN, SAID)
    assert terminal.watch.holder.view().tries.left == 0
    assert terminal.watch.stay is None


def test_the_holder_locks_the_terminal(terminal: Desk) -> None:
    terminal.watch.sign_in(PIN, SAID)
    turn(terminal)
    terminal.watch.lock()
    assert len(terminal.service.told) == 1
    assert terminal.watch.ended is End.LOCKED


def test_a_device_without_a_certificate_signs_no_challenge(tmp_path: Path) -> None:
    bare = SoftwareToken.create(tmp_path / "bare.json", PIN)
    holder = Holder(lambda: bare)
    assert holder.view().not_after is None
    with pytest.raises(NoCertificate):
        holder.sign_in(PIN, SAID)
