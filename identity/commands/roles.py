"""Changing an account's roles takes two people, neither of them its holder (SEC-01).

- The system administrator asks, the security administrator grants or refuses; the table refuses one person for both.
- Granted roles end the account's sessions: the next request signs in with the new ones.
"""

from uuid import UUID

import asyncpg

from identity.commands.accounts import checked_roles
from identity.commands.accounts import seen as account_seen
from identity.commands.words import require_plain
from identity.errors import RequestOpen, RolesExclude, TwoPeople
from identity.rights import ADMINISTRATORS, Right, demand
from identity.store import accounts as store
from identity.store import sessions
from identity.store.accounts import RoleChange
from identity.workflow.accounts import ROLE_CHANGE, AccountState
from kernel.db import Done, Tx, command
from kernel.errors import NotAllowedNow, NotFound, StaleVersion


@command("role_change.ask")
async def ask_roles(tx: Tx, account: UUID, roles: tuple[str, ...]) -> Done:
    """Ask for another set of roles."""
    demand(tx.actor, Right.ACCOUNT_APPLY)
    item = await account_seen(tx, account)
    if account == tx.actor.id:
        raise TwoPeople(action=ROLE_CHANGE.label)
    if item.state == AccountState.DISABLED:
        raise NotAllowedNow(action=ROLE_CHANGE.label, state=AccountState.DISABLED.label, reason="")
    chosen = checked_roles(roles, office=item.office)
    if item.founder and not chosen <= ADMINISTRATORS:
        raise RolesExclude
    try:
        change = await store.ask_roles(tx, account, chosen)
    except asyncpg.UniqueViolationError as error:
        raise RequestOpen(action=ROLE_CHANGE.label, state="", reason="") from error
    await tx.promise("identity.role_change", record=change, action="ask")
    tx.record("role_change", change, "create", target="asked", after=repr((account, store.stored(chosen))).encode())
    return Done(change, 1, "asked")


@command("role_change.grant")
async def grant_role(tx: Tx, id: UUID, version: int) -> Done:
    """Give the account the roles asked for, and end its sessions."""
    change = await _change(id, version)
    row = ROLE_CHANGE.require(change, "grant", tx.actor)
    item = await account_seen(tx, change.account)
    if item.last_administrator and change.roles != item.roles:
        raise NotAllowedNow(action=row.label, state="", reason="")
    checked_roles(tuple(store.stored(change.roles)), office=item.office)
    new = await store.move_change(tx, change, row.target)
    await store.set_roles(tx, item.id, change.roles)
    await sessions.end_all(tx, item.id)
    tx.record("role_change", id, row.action, source=change.state, target=row.target)
    before, after = (repr(store.stored(roles)).encode() for roles in (item.roles, change.roles))
    tx.record("account", item.id, "roles", before=before, after=after)
    return Done(id, new, row.target)


@command("role_change.refuse")
async def refuse_roles(tx: Tx, id: UUID, version: int, note: str) -> Done:
    """Say no, with the reason."""
    return await _decide(tx, await _change(id, version), "refuse", note)


@command("role_change.withdraw")
async def withdraw_roles(tx: Tx, id: UUID, version: int) -> Done:
    """Take the request back."""
    return await _decide(tx, await _change(id, version), "withdraw", "")


async def _decide(tx: Tx, change: RoleChange, action: str, note: str) -> Done:
    row = ROLE_CHANGE.require(change, action, tx.actor, {"note": note})
    require_plain(note=note)
    new = await store.move_change(tx, change, row.target)
    tx.record("role_change", change.id, row.action, source=change.state, target=row.target, note=note)
    return Done(change.id, new, row.target)


async def _change(id: UUID, version: int) -> RoleChange:
    found = await store.role_change(id)
    if found is None:
        raise NotFound
    if found.version != version:
        raise StaleVersion
    return found
