"""Accounts, their devices and roles: seen by the administrators alone; one's own by oneself (SEC-01, SEC-03)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from crypto.certificates.certificate import Certificate
from identity.rights import Right
from identity.rules import policy
from identity.store import accounts as accounts_store
from identity.store import keys as keys_store
from identity.store.accounts import Account, RoleChange
from identity.store.keys import Binding
from identity.workflow.accounts import DeviceState
from kernel import clock, vault
from kernel.actor import Actor
from kernel.errors import Forbidden, NotFound

PAGE = 50
# Shapes of the tables below this module that others may name.
__all__ = ["Account", "Binding", "RoleChange"]


async def own_account(viewer: Actor) -> Account:
    """The viewer's own account."""
    found = await accounts_store.one(viewer.id)
    if found is None:
        raise NotFound
    return found


async def accounts(viewer: Actor, state: str = "", unit: UUID | None = None, after: str = "") -> list[Account]:
    """Accounts by login, one page and one row more when there are further ones."""
    _administrators(viewer)
    return await accounts_store.listed(state, unit, after, PAGE + 1)


async def account(viewer: Actor, id: UUID) -> Account:
    """One account. Raises NotFound."""
    _administrators(viewer)
    found = await accounts_store.one(id)
    if found is None:
        raise NotFound
    return found


async def account_of_login(viewer: Actor, login: str) -> Account | None:
    """The account with this login, or None."""
    _administrators(viewer)
    return await accounts_store.by_login(login)


async def account_note(viewer: Actor, of: Account) -> str:
    """Why an account was locked or refused."""
    _administrators(viewer)
    sealed = await accounts_store.note(of.id)
    return (await vault.box(of.person)).open("note", sealed) if sealed else ""


async def devices(viewer: Actor, account: UUID) -> list[Binding]:
    """The devices of an account, ended ones too, the newest first."""
    _administrators(viewer)
    return await keys_store.of_account(account)


async def device(viewer: Actor, id: UUID) -> Binding:
    """One device and its account. Raises NotFound."""
    _administrators(viewer)
    found = await keys_store.one(id)
    if found is None:
        raise NotFound
    return found


async def device_note(viewer: Actor, of: Binding) -> str:
    """Why a device was unbound."""
    _administrators(viewer)
    sealed = await keys_store.note(of.id)
    return (await vault.box(of.person)).open("device_note", sealed) if sealed else ""


async def devices_ending(viewer: Actor) -> list[Binding]:
    """Devices in use whose certificate ends soon."""
    _administrators(viewer)
    return await keys_store.ending(None, policy().expiry_warning, clock.now())


async def own_devices(viewer: Actor) -> list[Binding]:
    """The viewer's own devices in use."""
    return [each for each in await keys_store.of_account(viewer.id) if each.state == DeviceState.BOUND]


async def with_device(_viewer: Actor, accounts: Sequence[UUID]) -> dict[UUID, datetime]:
    """Those of the accounts that have a device in use, and since when: who they are, not which device."""
    return await keys_store.with_bound(accounts)


def certificate_of(device: Binding) -> Certificate:
    """The certificate a device was bound with."""
    return Certificate(device.certificate)


async def leaving(viewer: Actor, id: UUID) -> dict[str, object] | None:
    """The leaving audit of a disabled account."""
    _administrators(viewer)
    return await accounts_store.leaving(id)


async def role_changes(viewer: Actor, account: UUID | None = None, *, open_only: bool = False) -> list[RoleChange]:
    """Changes of roles, newest first."""
    _administrators(viewer)
    return await accounts_store.role_changes(account, open_only=open_only)


async def role_change(viewer: Actor, id: UUID) -> RoleChange:
    """One change of roles. Raises NotFound."""
    _administrators(viewer)
    found = await accounts_store.role_change(id)
    if found is None:
        raise NotFound
    return found


def _administrators(viewer: Actor) -> None:
    if not any(viewer.may(right) for right in (Right.ACCOUNT_APPLY, Right.ACCOUNT_APPROVE, Right.JOURNAL_READ)):
        raise Forbidden(action="")
