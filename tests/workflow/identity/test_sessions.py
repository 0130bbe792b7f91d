from datetime import timedelta

import pytest

from identity import rules
from identity.commands import accounts, passwords, roles, signin
from identity.errors import SignInRefused
from identity.store import sessions
from kernel import db
from kernel.actor import Call
from tests.workflow.identity.house import FIRST, PASSWORD, House

pytestmark = pytest.mark.requirement("KEY-11")


async def _rows() -> int:
    found = await db.one("SELECT count(*) AS n FROM session")
    assert found is not None
    return int(found["n"])


async def test_an_id_the_table_does_not_know_is_never_taken(house: House) -> None:
    account = await house.open()
    chosen = "attackerchosen" * 3
    assert await signin.recall(chosen) is None
    given = await signin.sign_in(account.login, PASSWORD, previous=chosen)
    assert given.session != chosen
    assert await signin.recall(chosen) is None
    assert await signin.recall(given.session) is not None


async def test_signing_in_again_makes_a_new_id_and_the_old_one_dies(house: House) -> None:
    account = await house.open()
    first = await signin.sign_in(account.login, PASSWORD)
    second = await signin.sign_in(account.login, PASSWORD, previous=first.session)
    assert first.session != second.session
    assert await signin.recall(first.session) is None
    assert await signin.recall(second.session) is not None
    assert await _rows() == 1


async def test_neither_the_cookie_nor_the_form_token_stands_in_the_database(house: House) -> None:
    account = await house.open()
    given = await signin.sign_in(account.login, PASSWORD)
    known = await signin.recall(given.session)
    assert known is not None
    row = await db.one("SELECT * FROM session")
    assert given.session not in str(row)
    assert known.session.csrf not in str(row)
    assert known.session.csrf not in given.session


async def test_after_signing_out_a_slow_request_brings_nothing_back(house: House) -> None:
    account = await house.open()
    given = await signin.sign_in(account.login, PASSWORD)
    known = await signin.recall(given.session)
    assert known is not None
    await signin.sign_out(Call(known.actor), known.session.id_hash)
    await sessions.seen(known.session.id_hash)  # the last thing a slow request does
    assert await signin.recall(given.session) is None
    assert await _rows() == 0


@pytest.mark.parametrize("minutes", [29, 30])
async def test_a_session_at_rest_ends_after_thirty_minutes(house: House, minutes: int) -> None:
    account = await house.open()
    given = await signin.sign_in(account.login, PASSWORD)
    house.watch.forward(minutes=minutes)
    assert (await signin.recall(given.session) is not None) == (minutes < 30)


async def test_a_session_at_work_ends_after_eight_hours_all_the_same(house: House) -> None:
    account = await house.open()
    given = await signin.sign_in(account.login, PASSWORD)
    for _ in range(23):
        house.watch.forward(minutes=20)
        assert await signin.recall(given.session) is not None
    house.watch.forward(minutes=20)
    assert await signin.recall(given.session) is None


async def test_the_limits_are_figures_of_the_installation(house: House) -> None:
    rules.install(rules.Policy(idle=timedelta(minutes=5), cost=rules.COSTS["test"]))
    account = await house.open()
    given = await signin.sign_in(account.login, PASSWORD)
    house.watch.forward(minutes=5)
    assert await signin.recall(given.session) is None


@pytest.mark.requirement("SEC-02")
async def test_disabling_ends_every_session_at_once(house: House) -> None:
    account = await house.open()
    given = [await signin.sign_in(account.login, PASSWORD) for _ in range(3)]
    now = await house.account(account.id)
    await accounts.disable_account(house.system, now.id, now.version, "security")
    assert [await signin.recall(each.session) for each in given] == [None] * 3
    with pytest.raises(SignInRefused):
        await signin.sign_in(account.login, PASSWORD)


async def test_locking_ends_every_session_and_unlocking_does_not_bring_them_back(house: House) -> None:
    account = await house.open()
    given = await signin.sign_in(account.login, PASSWORD)
    now = await house.account(account.id)
    done = await accounts.lock_account(house.security, now.id, now.version, "核查")
    assert await signin.recall(given.session) is None
    await accounts.unlock_account(house.security, now.id, done.version)
    assert await signin.recall(given.session) is None
    await signin.sign_in(account.login, PASSWORD)


@pytest.mark.requirement("SEC-01")
async def test_new_roles_end_the_sessions_that_had_the_old_ones(house: House) -> None:
    account = await house.open("screener", house.office)
    given = await signin.sign_in(account.login, PASSWORD)
    change = await roles.ask_roles(house.system, account.id, ("proofreader",))
    assert await signin.recall(given.session) is not None
    await roles.grant_role(house.security, change.id, change.version)
    assert await signin.recall(given.session) is None
    again = await signin.recall((await signin.sign_in(account.login, PASSWORD)).session)
    assert again is not None
    assert again.actor.roles == {"proofreader"}


async def test_a_new_password_keeps_this_session_and_ends_the_others(house: House) -> None:
    account = await house.open()
    here, there = [await signin.sign_in(account.login, PASSWORD) for _ in range(2)]
    keep = signin.digest(here.session)
    await passwords.set_password(await house.call(account), PASSWORD, "third password 2026", keep)
    assert await signin.recall(here.session) is not None
    assert await signin.recall(there.session) is None


@pytest.mark.requirement("SUB-17")
async def test_a_first_password_opens_the_door_only_to_be_changed(house: House) -> None:
    account = await house.approve()
    given = await signin.sign_in(account.login, FIRST)
    assert given.must_change
    await passwords.set_password(await house.call(account), FIRST, PASSWORD)
    assert (await house.account(account.id)).state == "active"
    assert not (await signin.sign_in(account.login, PASSWORD)).must_change


@pytest.mark.requirement("SUB-17")
@pytest.mark.parametrize("days", [13, 14])
async def test_a_first_password_that_nobody_used_dies_after_fourteen_days(house: House, days: int) -> None:
    account = await house.approve()
    house.watch.forward(days=days)
    if days < 14:
        assert (await signin.sign_in(account.login, FIRST)).must_change
    else:
        with pytest.raises(SignInRefused):
            await signin.sign_in(account.login, FIRST)


async def test_dead_rows_are_swept(house: House) -> None:
    account = await house.open()
    await signin.sign_in(account.login, PASSWORD)
    await signin.sweep()
    assert await _rows() == 1
    house.watch.forward(hours=8)
    await signin.sweep()
    assert await _rows() == 0
