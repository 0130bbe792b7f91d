"""The life of an account (SEC-02): applied for, approved by a second person, used, locked, disabled.

- The system administrator applies, the security administrator approves and hands over a first password that lasts
  14 days and must be changed at once.
- Whoever leaves loses the account, its sessions and the appointments in the same transaction; a leaving audit stays.
"""

import secrets
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg

from identity.commands import leaving, passwords, people
from identity.commands.words import require_plain
from identity.errors import LoginTaken, RolesExclude
from identity.rights import ADMINISTRATORS, Right, Role, demand, excluded, misplaced
from identity.rules import Contact, wrong_login
from identity.store import accounts as store
from identity.store import people as people_store
from identity.store import sessions, units
from identity.store.accounts import Account
from identity.tables import Person as PersonTable
from identity.workflow.accounts import ACCOUNT, AccountState, Leaving
from identity.workflow.register import PERSON
from kernel import vault
from kernel.actor import SYSTEM, Actor, Call
from kernel.db import Done, Tx, command
from kernel.errors import Forbidden, Invalid, NotFound, StaleVersion
from kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class Issued:
    """A first password, shown once."""

    done: Done
    password: str = field(repr=False)


@command("account.apply")
async def apply_account(  # noqa: PLR0913, PLR0917 - the fields of the application
    tx: Tx, unit: UUID, login: str, roles: tuple[str, ...], contact: Contact | None = None, person: UUID | None = None
) -> Done:
    """Ask for an account: for somebody of the address book, or for a new entry."""
    demand(tx.actor, Right.ACCOUNT_APPLY)
    if (contact is None) == (person is None):
        raise Invalid(fields={"person": "choose_one"})
    place = await units.one(unit)
    if place is None or place.state != "open":
        raise Invalid(fields={"unit": "choose_one"})
    chosen = checked_roles(roles, office=place.office)
    if person is not None:
        if (await people.seen(person)).unit != unit:
            raise Invalid(fields={"person": "choose_one"})
    elif contact is not None:
        person = (await people.enter(tx, unit, contact)).id
    return await enter(
        tx, new_id(tx.now), login, unit=unit, person=person, roles=store.stored(chosen), applied_by=tx.actor.id
    )


async def enter(tx: Tx, id: UUID, login: str, **columns: object) -> Done:
    """Write a new account; rights are the caller's."""
    login = login.strip().casefold()
    if wrong := wrong_login(login):
        raise Invalid(fields={"login": wrong})
    require_plain(login=login)
    try:
        await store.add(tx, id=id, login=login, **columns)
    except asyncpg.UniqueViolationError as error:
        field_name = "person" if error.constraint_name == "account_person" else "login"
        raise LoginTaken(fields={field_name: f"{field_name}_taken"}) from error
    state = str(columns.get("state", AccountState.APPLIED))
    tx.record("account", id, "create", target=state, after=repr((login, columns["roles"])).encode())
    if state == AccountState.APPLIED:
        await tx.promise("identity.account", record=id, action="apply")
    return Done(id, 1, state)


def checked_roles(roles: tuple[str, ...], *, office: bool) -> frozenset[Role]:
    """The roles as a set. Raises RolesExclude, Invalid."""
    try:
        chosen = frozenset(map(Role, roles))
    except ValueError:
        raise Invalid(fields={"roles": "choose_one"}) from None
    if not chosen:
        raise Invalid(fields={"roles": "required"})
    if excluded(chosen) or misplaced(chosen, office=office):
        raise RolesExclude
    return chosen


async def approve_account(call: Call, id: UUID, version: int, password: str = "") -> Issued:
    """Open an applied-for account with a first password (made here unless given)."""
    first, sealed = await first_password(password)
    return Issued(await _issue(Call(call.actor), id, version, "approve", sealed), first)


async def reissue_password(call: Call, id: UUID, version: int) -> Issued:
    """A forgotten password: a new first one; sessions end."""
    first, sealed = await first_password("")
    return Issued(await _issue(Call(call.actor), id, version, "reissue", sealed), first)


async def first_password(password: str = "") -> tuple[str, str]:
    """A first password (made here unless given) and its hash."""
    first = password or "-".join(secrets.token_hex(2) for _ in range(4))
    return first, await passwords.hashed(first)


@command("account.issue")
async def _issue(tx: Tx, id: UUID, version: int, action: str, hash: str) -> Done:
    item = await seen(tx, id)
    row = ACCOUNT.require(item, action, tx.actor)
    if item.version != version:
        raise StaleVersion
    who = {"approved_by": tx.actor.id} if action == "approve" else {}
    new = await store.move(
        tx, item, row.target, password=hash, password_set=tx.now, must_change=True, failures=0, shut_until=None, **who
    )
    await sessions.end_all(tx, id)
    tx.record("account", id, row.action, source=item.state, target=row.target)
    await tx.promise("identity.successor", unit=item.unit)
    return Done(id, new, row.target)


@command("account.refuse")
async def refuse_account(tx: Tx, id: UUID, version: int, note: str) -> Done:
    """Turn an application down, with the reason."""
    return await _move(tx, id, version, "refuse", note)


@command("account.lock")
async def lock_account(tx: Tx, id: UUID, version: int, note: str) -> Done:
    """Shut an account until it is unlocked; its sessions end."""
    return await _move(tx, id, version, "lock", note)


@command("account.unlock")
async def unlock_account(tx: Tx, id: UUID, version: int) -> Done:
    """Open a locked account again; the count of wrong passwords starts anew."""
    return await _move(tx, id, version, "unlock")


async def _move(tx: Tx, id: UUID, version: int, action: str, note: str = "") -> Done:
    item = await seen(tx, id)
    row = ACCOUNT.require(item, action, tx.actor, {"note": note})
    if item.version != version:
        raise StaleVersion
    require_plain(note=note)
    columns: dict[str, object] = {"failures": 0, "shut_until": None}
    if note:
        columns["note_sealed"] = (await vault.box(item.person)).seal("note", note)
    new = await store.move(tx, item, row.target, **columns)
    await sessions.end_all(tx, id)
    tx.record("account", id, row.action, source=item.state, target=row.target, note=note)
    return Done(id, new, row.target)


@command("account.disable")
async def disable_account(tx: Tx, id: UUID, version: int, reason: str, heir: UUID | None = None) -> Done:
    """End an account at once; what it has in hand goes to `heir`. When its holder leaves, the person and their seats too."""
    item = await seen(tx, id)
    if reason not in list(Leaving):
        raise Invalid(fields={"reason": "choose_one"})
    if item.version != version:
        raise StaleVersion
    done = await _end(tx, item, reason, "disable", tx.actor, heir)
    if reason == Leaving.LEFT:
        who = await people_store.one(item.person)
        if who and who.state == "present":
            await tx.move(PersonTable, who.id, who.version, who.state, "left")
            tx.record("person", who.id, "leave", source=who.state, target="left")
    return done


@command("person.leave")
async def person_leaves(tx: Tx, id: UUID, version: int, heir: UUID | None = None) -> Done:
    """Somebody has left the unit: appointments end, and the account with them; `heir` takes over (SUB-02, SEC-02)."""
    who = await people.seen(id)
    if not tx.actor.may(Right.UNIT_MANAGE) and tx.actor.unit != who.unit:
        raise Forbidden(action="")
    row = PERSON.require(who, "leave", tx.actor)
    account = await store.of_person(id)
    item = await seen(tx, account.id) if account else None
    if item and item.id == tx.actor.id:
        raise Forbidden(action=row.label)
    new = await tx.move(PersonTable, id, version, who.state, row.target)
    tx.record("person", id, row.action, source=who.state, target=row.target)
    if item:
        await _end(tx, item, Leaving.LEFT, "leave", SYSTEM, heir)
    else:
        await people.release_seats(tx, id)
    return Done(id, new, row.target)


async def _end(  # noqa: PLR0913, PLR0917 - who ends it, why, and who takes over
    tx: Tx, item: Account, reason: str, action: str, actor: Actor, heir: UUID | None
) -> Done:
    await people_store.lock_unit(tx, item.unit)
    row = ACCOUNT.require(item, action, actor, {"reason": reason})
    new = await store.move(tx, item, row.target)
    ended = await sessions.end_all(tx, item.id)
    released = await people.release_seats(tx, item.person) if reason in (Leaving.LEFT, Leaving.MOVED) else 0
    await store.note_leaving(tx, item, reason, sessions=ended, appointments=released)
    await leaving.hand_over(tx, item.id, item.unit, heir)
    tx.record("account", item.id, row.action, source=item.state, target=row.target, after=reason.encode())
    return Done(item.id, new, row.target)


async def seen(tx: Tx, id: UUID) -> Account:
    """The account, or NotFound; an administrator's is looked at when nobody else changes one."""
    found = await store.one(id)
    if found and found.roles & ADMINISTRATORS:
        await store.lock_administrators(tx)
        found = await store.one(id)
    if found is None:
        raise NotFound
    return found
