"""Signing in and out, and what a cookie is worth at each request.

- The cookie holds 32 random bytes; the table holds their digest. Only ids the table knows are taken, and signing in
  always makes a new one.
- An account with a device signs in in two steps: `begin` ends with a challenge, `finish` with the session, which hangs on
  the device from then on (identity/commands/challenges.py, presence.py).
- Unknown login, wrong password, locked, disabled, outdated first password: one answer, in about the same time.
- A session ends by rest, by age, at sign-out, and with its account: each request looks at both in one statement.
  Nothing that a slow request does can bring it back.
- The form token is derived from the id, so that it needs no column and dies with the session.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from crypto import sm3
from identity.commands import challenges, passwords, presence
from identity.commands.challenges import Answer
from identity.errors import ChallengeOver, DeviceNeeded, SignInRefused
from identity.rights import actor_with
from identity.rules import outdated, policy
from identity.store import accounts, keys, sessions
from identity.store.accounts import Account
from identity.workflow.accounts import ACCOUNT, AccountState
from identity.workflow.register import UnitKind
from kernel import clock
from kernel.actor import SYSTEM, Actor, Call
from kernel.db import Done, Tx, command

USABLE = (AccountState.APPROVED, AccountState.ACTIVE)
TOUCH_AFTER = 60  # seconds: last_seen is no finer than this


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What the browser gets. `session` is the secret of the cookie."""

    session: str
    account: UUID
    ends: datetime
    must_change: bool
    target: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """The password was right, a device is to answer. `pending` is the secret of the cookie."""

    pending: str


@dataclass(frozen=True, slots=True)
class Session:
    """A live session, for scope["auth"]."""

    id_hash: bytes
    account: UUID
    csrf: str
    created: datetime
    ends: datetime
    must_change: bool
    device: UUID | None = None


@dataclass(frozen=True, slots=True)
class Recalled:
    """Who a cookie belongs to now."""

    actor: Actor
    session: Session


def digest(session: str) -> bytes:
    """What the table holds of a session id."""
    return sm3.hash(b"zhengxun session" + session.encode())


def token(session: str) -> str:
    """The form token of a session."""
    return sm3.hash(b"zhengxun form token" + session.encode()).hex()


async def sign_in(login: str, password: str, *, terminal: str = "", previous: str = "") -> SignedIn:
    """A new session for the right password alone; `previous`: a cookie the browser still had.

    Raises SignInRefused, DeviceNeeded.
    """
    account, hash = await _passed(login, password)
    if await keys.any_bound(account.id):
        raise DeviceNeeded
    return await _session(account, hash, terminal, previous)


async def begin(
    login: str, password: str, *, terminal: str = "", previous: str = "", target: str = "/"
) -> SignedIn | Asked:
    """The first step: a session, or a challenge where the account has a device. Raises SignInRefused."""
    account, hash = await _passed(login, password)
    if await keys.any_bound(account.id):
        return Asked(await challenges.ask(account.id, hash, target))
    return await _session(account, hash, terminal, previous)


async def finish(pending: str, answer: Answer, *, service: str, terminal: str = "", previous: str = "") -> SignedIn:
    """The second step: a session for the right answer. Raises what challenges.prove raises."""
    proved = await challenges.prove(pending, answer, service, terminal)
    account = await accounts.one(proved.challenge.account)
    if account is None:
        raise ChallengeOver
    made = await _session(account, proved.hash, terminal, previous, proved.device.id)
    return replace(made, target=proved.challenge.target)


async def _passed(login: str, password: str) -> tuple[Account, str]:
    account = await accounts.by_login(login.strip().casefold())
    known = await passwords.tried(account.id) if account else None
    good = await passwords.matches(known, password)
    if account is None or known is None:
        raise SignInRefused
    if not good:
        await passwords.failed(Call(SYSTEM), account.id)
        raise SignInRefused
    return account, known


async def _session(account: Account, hash: str, terminal: str, previous: str, device: UUID | None = None) -> SignedIn:
    session = secrets.token_urlsafe(32)
    call = Call(Actor(account.id, account.unit, terminal=terminal))
    done = await _start(call, hash, digest(session), digest(previous), device)
    return SignedIn(session, account.id, datetime.fromisoformat(done.more["ends"]), done.more["must_change"] == "1")


@command("account.sign_in")
async def _start(tx: Tx, hash: str, id_hash: bytes, previous: bytes, device: UUID | None = None) -> Done:
    account, now = tx.actor.id, tx.now
    if not await accounts.welcome(tx, account, hash):
        raise SignInRefused
    if not (await keys.hold(tx, device) if device else not await keys.any_bound(account)):
        raise SignInRefused  # bound or unbound a moment ago
    item = await accounts.one(account)
    if item is None or item.password_set is None:
        raise SignInRefused
    if item.state == AccountState.APPROVED and now - item.password_set >= policy().initial_valid:
        raise SignInRefused
    if item.state == AccountState.LOCKED:
        row = ACCOUNT.require(item, "recover", SYSTEM)
        await accounts.move(tx, item, row.target)
        tx.record("account", account, row.action, source=item.state, target=row.target)
    await sessions.end(tx, previous)
    ends = now + policy().absolute
    if device:
        await presence.arrive(tx, device)
        tx.record("device_binding", device, "sign_in")
    started = {"id_hash": id_hash, "account": account, "created": now, "last_seen": now, "ends": ends}
    await sessions.start(tx, {**started, "device": device})
    tx.record("account", account, "sign_in")
    must_change = "1" if item.must_change or outdated(item.password_set, now) else ""
    return Done(account, item.version, item.state, {"ends": ends.isoformat(), "must_change": must_change})


async def recall(session: str, *, terminal: str = "", touch: bool = True) -> Recalled | None:
    """Who sends this cookie, or None: unknown, at rest too long, too old, its device gone, or its account may not.

    `touch`: the person did something; a page that only asks whether the session lasts does not lengthen it.
    """
    id_hash = digest(session)
    row = await sessions.found(id_hash)
    now = clock.now()
    if row is None or row["state"] not in USABLE or now >= row["ends"] or now - row["last_seen"] >= policy().idle:
        return None
    if row["removed"] is not None:
        return None
    if not row["attended"]:
        await presence.close(Call(Actor(row["account"], row["unit"], terminal=terminal)), row["device"])
        return None
    if touch and (now - row["last_seen"]).total_seconds() >= TOUCH_AFTER:
        await sessions.seen(id_hash)
    office = row["kind"] == UnitKind.GENERAL_OFFICE
    actor = actor_with(row["account"], row["unit"], row["roles"], office=office, terminal=terminal)
    must_change = row["must_change"] or outdated(row["password_set"], now)
    lasting = Session(
        id_hash, row["account"], token(session), row["created"], row["ends"], must_change, row["device"]
    )  # fmt: skip
    return Recalled(actor, lasting)


async def removed(session: str) -> bool:
    """Whether this cookie's session ended because its device was taken out."""
    row = await sessions.found(digest(session)) if session else None
    return row is not None and row["removed"] is not None


@command("account.sign_out")
async def sign_out(tx: Tx, id_hash: bytes) -> Done:
    """End this session."""
    if await sessions.end(tx, id_hash):
        tx.record("account", tx.actor.id, "sign_out")
    return Done(tx.actor.id)


async def sweep() -> None:
    """Drop rows of sessions and challenges nobody can use any more."""
    await _sweep(Call(SYSTEM))


@command("session.sweep")
async def _sweep(tx: Tx) -> Done:
    dropped = await sessions.sweep(tx) + await challenges.sweep(tx)
    return Done(SYSTEM.id, more={"dropped": str(dropped)})
