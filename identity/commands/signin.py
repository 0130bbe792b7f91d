"""Signing in and out, and what a cookie is worth at each request.

- The cookie holds 32 random bytes; the table holds their digest. Only ids the table knows are taken, and signing in
  always makes a new one.
- Unknown login, wrong password, locked, disabled, outdated first password: one answer, in about the same time.
- A session ends by rest, by age, at sign-out, and with its account: each request looks at both in one statement.
  Nothing that a slow request does can bring it back.
- The form token is derived from the id, so that it needs no column and dies with the session.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crypto import sm3
from identity.commands import passwords
from identity.errors import SignInRefused
from identity.rights import actor_with
from identity.rules import outdated, policy
from identity.store import accounts, sessions
from identity.workflow import ACCOUNT, AccountState, UnitKind
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


@dataclass(frozen=True, slots=True)
class Session:
    """A live session, for scope["auth"]."""

    id_hash: bytes
    account: UUID
    csrf: str
    created: datetime
    ends: datetime
    must_change: bool


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
    """A new session for the right password; `previous`: a cookie the browser still had. Raises SignInRefused."""
    account = await accounts.by_login(login.strip().casefold())
    known = await passwords.tried(account.id) if account else None
    good = await passwords.matches(known, password)
    if account is None or known is None:
        raise SignInRefused
    if not good:
        await passwords.failed(Call(SYSTEM), account.id)
        raise SignInRefused
    session = secrets.token_urlsafe(32)
    actor = Actor(account.id, account.unit, terminal=terminal)
    done = await _start(Call(actor), known, digest(session), digest(previous))
    return SignedIn(session, account.id, datetime.fromisoformat(done.more["ends"]), done.more["must_change"] == "1")


@command("account.sign_in")
async def _start(tx: Tx, hash: str, id_hash: bytes, previous: bytes) -> Done:
    account, now = tx.actor.id, tx.now
    if not await accounts.welcome(tx, account, hash):
        raise SignInRefused
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
    await sessions.start(tx, {"id_hash": id_hash, "account": account, "created": now, "last_seen": now, "ends": ends})
    tx.record("account", account, "sign_in")
    must_change = "1" if item.must_change or outdated(item.password_set, now) else ""
    return Done(account, item.version, item.state, {"ends": ends.isoformat(), "must_change": must_change})


async def recall(session: str, *, terminal: str = "") -> Recalled | None:
    """Who sends this cookie, or None: unknown, at rest too long, too old, or its account may not."""
    id_hash = digest(session)
    row = await sessions.found(id_hash)
    now = clock.now()
    if row is None or row["state"] not in USABLE or now >= row["ends"] or now - row["last_seen"] >= policy().idle:
        return None
    if (now - row["last_seen"]).total_seconds() >= TOUCH_AFTER:
        await sessions.seen(id_hash)
    office = row["kind"] == UnitKind.GENERAL_OFFICE
    actor = actor_with(row["account"], row["unit"], row["roles"], office=office, terminal=terminal)
    must_change = row["must_change"] or outdated(row["password_set"], now)
    return Recalled(actor, Session(id_hash, row["account"], token(session), row["created"], row["ends"], must_change))


@command("account.sign_out")
async def sign_out(tx: Tx, id_hash: bytes) -> Done:
    """End this session."""
    if await sessions.end(tx, id_hash):
        tx.record("account", tx.actor.id, "sign_out")
    return Done(tx.actor.id)


async def sweep() -> None:
    """Drop session rows nobody can use any more."""
    await _sweep(Call(SYSTEM))


@command("session.sweep")
async def _sweep(tx: Tx) -> Done:
    return Done(SYSTEM.id, more={"dropped": str(await sessions.sweep(tx))})
