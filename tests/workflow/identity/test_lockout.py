import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from identity.commands import accounts, passwords, signin
from identity.errors import PasswordRefused, SignInRefused
from kernel import db
from tests.workflow.identity.house import PASSWORD, House

pytestmark = pytest.mark.requirement("KEY-11")


async def _wrong(house: House, login: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            await signin.sign_in(login, "not the password")


async def test_four_wrong_ones_are_forgiven_by_a_right_one(house: House) -> None:
    account = await house.open()
    for _ in range(3):
        await _wrong(house, account.login, 4)
        await signin.sign_in(account.login, PASSWORD)
    assert (await house.account(account.id)).failures == 0


async def test_the_fifth_locks_even_for_the_right_one_and_the_wait_doubles(house: House) -> None:
    account = await house.open()
    await _wrong(house, account.login, 5)
    locked = await house.account(account.id)
    assert (locked.state, locked.shut_until) == ("locked", house.watch.now + timedelta(minutes=10))
    with pytest.raises(SignInRefused):
        await signin.sign_in(account.login, PASSWORD)
    house.watch.forward(minutes=10)
    await _wrong(house, account.login, 1)
    assert (await house.account(account.id)).shut_until == house.watch.now + timedelta(minutes=20)
    house.watch.forward(minutes=19)
    with pytest.raises(SignInRefused):
        await signin.sign_in(account.login, PASSWORD)
    house.watch.forward(minutes=1)
    await signin.sign_in(account.login, PASSWORD)
    assert (await house.account(account.id)).state == "active"


async def test_locking_out_ends_the_sessions(house: House) -> None:
    account = await house.open()
    given = await signin.sign_in(account.login, PASSWORD)
    await _wrong(house, account.login, 5)
    assert await signin.recall(given.session) is None


async def test_twenty_guesses_at_the_same_moment_get_five_looks(house: House) -> None:
    account = await house.open()
    guesses = [signin.sign_in(account.login, f"guess number {n}") for n in range(20)]
    answers = await asyncio.gather(*guesses, return_exceptions=True)
    assert all(isinstance(answer, SignInRefused) for answer in answers)
    looked = await db.one("SELECT count(*) AS n FROM journal WHERE action = 'sign_in_failed'")
    assert looked == {"n": 5}


async def test_the_security_administrator_unlocks(house: House) -> None:
    account = await house.open()
    await _wrong(house, account.login, 5)
    now = await house.account(account.id)
    await accounts.unlock_account(house.security, now.id, now.version)
    await signin.sign_in(account.login, PASSWORD)


async def test_unknown_locked_disabled_and_wrong_all_get_the_same_answer(house: House) -> None:
    wrong, locked, disabled, applied = [await house.open() for _ in range(3)] + [await house.apply()]
    await _wrong(house, locked.login, 5)
    now = await house.account(disabled.id)
    await accounts.disable_account(house.system, now.id, now.version, "unused")
    answers = []
    for login in ("nobody", wrong.login, locked.login, disabled.login, applied.login):
        with pytest.raises(SignInRefused) as caught:
            await signin.sign_in(login, "not the password")
        answers.append((caught.value.code, caught.value.status, caught.value.facts, caught.value.fields))
    assert len({str(answer) for answer in answers}) == 1


async def test_a_wrong_current_password_counts_like_one_at_the_gate(house: House) -> None:
    account = await house.open()
    call = await house.call(account)
    for _ in range(5):
        with pytest.raises(PasswordRefused) as caught:
            await passwords.set_password(call, "not the password", "third password 2026")
        assert caught.value.fields == {"current": "password_wrong"}
    assert (await house.account(account.id)).state == "locked"


async def test_the_last_five_passwords_are_not_taken_again_the_one_before_is(house: House) -> None:
    account = await house.open()  # FIRST, then PASSWORD
    call = await house.call(account)
    chosen = [PASSWORD, *(f"chosen password {n} 2026" for n in range(5))]
    for old, new in pairwise(chosen):
        house.watch.forward(minutes=1)
        await passwords.set_password(call, old, new)
    for used in chosen[-5:]:
        with pytest.raises(PasswordRefused) as caught:
            await passwords.set_password(call, chosen[-1], used)
        assert caught.value.fields == {"new": "password_used"}
    await passwords.set_password(call, chosen[-1], PASSWORD)
    await signin.sign_in(account.login, PASSWORD)


async def test_after_ninety_days_the_password_must_be_changed(house: House) -> None:
    account = await house.open()
    house.watch.forward(days=89)
    assert not (await signin.sign_in(account.login, PASSWORD)).must_change
    house.watch.forward(days=1)
    given = await signin.sign_in(account.login, PASSWORD)
    assert given.must_change
    known = await signin.recall(given.session)
    assert known is not None
    assert known.session.must_change


async def test_no_password_or_hash_stands_where_requests_are_remembered(house: House) -> None:
    await house.open()
    kept = await db.fetch("SELECT answer FROM idempotency WHERE answer LIKE '%argon2%'")
    assert kept == []
    stored = await db.fetch("SELECT password FROM account UNION SELECT hash FROM old_password")
    assert stored
    assert all(row["password"].startswith("$argon2id$") for row in stored)
