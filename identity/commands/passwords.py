"""Passwords: hashing, counting wrong ones, and choosing a new one.

- Hashing runs in two threads of its own, never inside a transaction: a guesser can slow sign-in down, not the service.
- A try is counted before it is looked at; a right password ends the count (see identity.rules for the waits).
- A wrong current password counts like a wrong one at the gate.
- A new password ends the account's other sessions.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from identity.errors import PasswordRefused, SignInRefused
from identity.rules import Cost, policy, wait_after, wrong_password
from identity.store import accounts as store
from identity.store import sessions
from identity.store.accounts import Account
from identity.workflow.accounts import ACCOUNT, AccountState
from kernel.actor import SYSTEM, Call
from kernel.db import Done, Tx, command
from kernel.errors import NotFound, StaleVersion, Unavailable

T = TypeVar("T")
_THREADS = ThreadPoolExecutor(2, "argon2")
_QUEUE_LIMIT = 60
_WAITS_KNOWN = 40  # the last wait of this many stands for all further ones
_waiting = [0]


@cache
def _hasher(cost: Cost) -> PasswordHasher:
    return PasswordHasher(time_cost=cost.passes, memory_cost=cost.memory, parallelism=cost.lanes)


@cache
def _decoy(cost: Cost) -> str:
    """What a password for nobody is compared with, so that it takes as long."""
    return _hasher(cost).hash("nobody has this password")


async def hashed(password: str) -> str:
    """The argon2id hash under the policy's cost."""
    return await _in_thread(lambda: _hasher(policy().cost).hash(password))


async def matches(hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash; no hash takes as long and never does."""

    def compare() -> bool:
        try:
            _hasher(policy().cost).verify(hash or _decoy(policy().cost), password)
        except (VerificationError, InvalidHashError):
            return False
        return bool(hash)

    return await _in_thread(compare)


async def _in_thread(work: Callable[[], T]) -> T:
    if _waiting[0] >= _QUEUE_LIMIT:
        raise Unavailable(part="sign_in")
    _waiting[0] += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_THREADS, work)
    finally:
        _waiting[0] -= 1


async def tried(account: UUID) -> str | None:
    """Count a try; the hash to compare with, or None while the gate is shut."""
    done = await _count(Call(SYSTEM), account)
    return done.more.get("hash")


@command("account.try")
async def _count(tx: Tx, account: UUID) -> Done:
    waits = [wait_after(n) for n in range(1, _WAITS_KNOWN)]
    found = await store.count_try(tx, account, [wait.total_seconds() if wait else 0.0 for wait in waits])
    return Done(account, more={"hash": found} if found else {})


@command("account.sign_in_failed")
async def failed(tx: Tx, account: UUID) -> Done:
    """Note a wrong password; from the fifth in a row the account is locked and its sessions end."""
    await store.lock(tx, account)  # failures of the same moment must not trip over each other's lock-out
    item = await store.one(account)
    if item is None:
        raise NotFound
    tx.record("account", account, "sign_in_failed")
    if item.shut_until is None or item.state not in (AccountState.APPROVED, AccountState.ACTIVE):
        return Done(account, item.version, item.state)
    row = ACCOUNT.require(item, "lock_out", SYSTEM)
    version = await store.move(tx, item, row.target)
    await sessions.end_all(tx, account)
    tx.record("account", account, row.action, source=item.state, target=row.target)
    return Done(account, version, row.target)


@command("account.try_right")
async def right(tx: Tx, account: UUID, hash: str) -> Done:
    """The current password was right, whatever becomes of the new one."""
    await store.welcome(tx, account, hash)
    return Done(account)


async def set_password(call: Call, current: str, new: str, session: bytes = b"") -> Done:
    """Choose a password for one's own account; `session` stays signed in. Raises PasswordRefused, SignInRefused."""
    account = await store.one(call.actor.id)
    if account is None:
        raise NotFound
    known = await tried(account.id)
    if not await matches(known, current):
        if known is None:
            raise SignInRefused
        await failed(Call(SYSTEM), account.id)
        raise PasswordRefused(fields={"current": "password_wrong"})
    await right(Call(SYSTEM), account.id, known or "")
    await _refuse_weak(account, new)
    return await _keep(Call(call.actor), account.id, account.version, await hashed(new), session)


async def _refuse_weak(account: Account, new: str) -> None:
    code = wrong_password(new, account.login, account.unit_name)
    if code is None:
        for earlier in await store.hashes(account.id, policy().history - 1):
            if await matches(earlier, new):
                code = "password_used"
    if code:
        raise PasswordRefused(fields={"new": code}, shortest=policy().shortest)


@command("account.password")
async def _keep(tx: Tx, account: UUID, version: int, hash: str, session: bytes) -> Done:
    item = await store.one(account)
    if item is None or item.version != version:
        raise StaleVersion
    old = (await store.hashes(account, 0))[0]
    await store.keep_password(tx, account, old, policy().history - 1)
    new_version = await store.set_password(tx, item, hash, must_change=False)
    if new_version is None:
        raise StaleVersion
    await sessions.end_all(tx, account, keep=session)
    tx.record("account", account, "password")
    if item.state != AccountState.APPROVED:
        return Done(account, new_version, item.state)
    current = await store.one(account)
    if current is None:
        raise NotFound
    row = ACCOUNT.require(current, "activate", tx.actor)
    final = await store.move(tx, current, row.target)
    tx.record("account", account, row.action, source=current.state, target=row.target)
    return Done(account, final, row.target)
