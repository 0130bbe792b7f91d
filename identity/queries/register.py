"""Who and what there is: units, people, whom to tell, how to reach them. Every query takes the viewer first.

- Names, units and the address book are open to everyone who is signed in; phone and mail are masked, except on a
  person's own page, and opening that is noted (SEC-09).
"""

from collections.abc import Iterable
from uuid import UUID

from identity import rights
from identity.rights import Right, demand
from identity.rules import Contact, masked_mail, masked_phone
from identity.store import accounts as accounts_store
from identity.store import book as book_store
from identity.store import people as people_store
from identity.store import units as units_store
from identity.store import waiting as waiting_store
from identity.store.book import UnitBook
from identity.store.people import Gap, Person, Seated
from identity.store.units import Unit
from identity.workflow.accounts import AccountState
from identity.workflow.register import Nobody, Seat
from kernel import clock, seen
from kernel.actor import SYSTEM, Actor
from kernel.errors import NotFound
from kernel.reads import together
from kernel.work import WorkItem

# Shapes of the tables below this module that others may name.
__all__ = ["Gap", "Person", "Seated", "Unit", "UnitBook"]


async def names(_viewer: Actor, accounts: Iterable[UUID]) -> dict[UUID, str]:
    """Account -> name of its person. The system has one too; unknown ids are left out."""
    asked = set(accounts)
    system = {SYSTEM.id: Nobody.SYSTEM.label} if SYSTEM.id in asked else {}
    people = sorted(asked - {SYSTEM.id})
    return system | (await people_store.names_of_accounts(people) if people else {})


async def homes(_viewer: Actor, accounts: Iterable[UUID]) -> dict[UUID, UUID]:
    """Account -> its unit."""
    return await accounts_store.units_of(list(accounts))


async def unit_names(_viewer: Actor, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Unit -> name."""
    asked = sorted(set(ids))
    return await units_store.names(asked) if asked else {}


async def me(viewer: Actor) -> dict[str, str]:
    """Name and unit for the frame."""
    async with together() as begin:
        known, units = begin(names(viewer, [viewer.id])), begin(unit_names(viewer, [viewer.unit]))
        return {"name": (await known).get(viewer.id, ""), "unit": (await units).get(viewer.unit, "")}


async def holders(_viewer: Actor, right: str, unit: UUID | None = None) -> list[UUID]:
    """Accounts in use whose roles hold the right (of one unit): whom to tell."""
    return await accounts_store.holding([role.value for role in rights.holding(right)], unit)


async def holders_in(_viewer: Actor, right: str, units: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """Unit -> accounts in use whose roles hold the right, for many units at once."""
    return await accounts_store.holding_in([role.value for role in rights.holding(right)], sorted(set(units)))


async def actor_of(account: UUID) -> Actor:  # lint: allow visibility-required - this is what makes a viewer
    """The actor an account is now. Raises NotFound for accounts nobody can sign in with."""
    item = await accounts_store.one(account)
    if item is None or item.state not in (AccountState.APPROVED, AccountState.ACTIVE):
        raise NotFound
    return rights.actor_with(item.id, item.unit, item.roles, office=item.office)


async def office(_viewer: Actor) -> Unit:
    """The general office. Raises NotFound before the house is founded."""
    found = await units_store.office()
    if found is None:
        raise NotFound
    return found


async def units(_viewer: Actor, *, closed: bool = False) -> list[Unit]:
    """All units in the agreed order, parents before children; the general office is among them."""
    return await units_store.tree(closed=closed)


async def unit(_viewer: Actor, id: UUID) -> Unit:
    """One unit. Raises NotFound."""
    found = await units_store.one(id)
    if found is None:
        raise NotFound
    return found


async def reports_to(viewer: Actor, id: UUID) -> Unit:
    """Whom a unit's submissions go to: its parent; the office for top units and direct-report points (SUB-01)."""
    asked = await unit(viewer, id)
    if asked.parent is None or asked.direct:
        return await office(viewer)
    return await unit(viewer, asked.parent)


async def book(viewer: Actor, ids: list[UUID] | None = None, search: str = "") -> list[UnitBook]:
    """The address book (of some units) in the agreed order, masked; `search` in names of people, posts and units."""
    chosen = [unit for unit in await units(viewer) if ids is None or unit.id in ids]
    return await book_store.of(chosen, search, clock.now())


async def person(viewer: Actor, id: UUID) -> Person:
    """Somebody with phone and mail in clear; the opening is noted unless it is one's own entry. Raises NotFound."""
    demand(viewer, Right.BOOK_READ)
    found = await people_store.one(id)
    if found is None or found.state != "present":
        raise NotFound
    own = await accounts_store.of_person(id)
    if own is None or own.id != viewer.id:
        await seen.mark(viewer, "person", id)
    return found


async def contact_of(_viewer: Actor, account: UUID) -> Contact | None:
    """Where to reach an account's holder; None when unknown or gone."""
    item = await accounts_store.one(account)
    holder = await people_store.one(item.person) if item and item.state != AccountState.DISABLED else None
    return holder.contact if holder else None


async def person_of(_viewer: Actor, account: UUID) -> UUID | None:
    """The person behind an account."""
    item = await accounts_store.one(account)
    return item.person if item else None


def masked(address: str) -> str:
    """A number or an address as others may read it."""
    return masked_mail(address) if "@" in address else masked_phone(address)


async def units_of(_viewer: Actor, accounts: Iterable[UUID]) -> dict[UUID, UUID]:
    """Account -> unit; unknown ones are left out."""
    return await accounts_store.units_of(list(set(accounts)))


async def seconds(_viewer: Actor, unit: UUID) -> list[UUID]:
    """The accounts of a unit's operator B, else of its second liaison officer."""
    return await accounts_store.seconds(unit)


async def seats(_viewer: Actor, unit: UUID) -> list[Seated]:
    """Liaison officers and operators of a unit."""
    return await people_store.seats([unit])


async def liaisons(_viewer: Actor, unit: UUID) -> list[UUID]:
    """Accounts of a unit's liaison officers, A before B; those without one are left out."""
    seated = sorted(
        (seat for seat in await people_store.seats([unit]) if seat.kind is Seat.LIAISON), key=lambda seat: seat.seat
    )
    found = [await accounts_store.of_person(seat.person) for seat in seated]
    return [each.id for each in found if each and each.state in (AccountState.APPROVED, AccountState.ACTIVE)]


async def waiting(viewer: Actor) -> list[WorkItem]:
    """Rows of the first page: accounts to approve, roles to grant, officers to name, entries to confirm."""
    return await waiting_store.for_actor(viewer)


async def gaps(_viewer: Actor, unit: UUID | None = None) -> list[Gap]:
    """Liaison officers missing, the most pressing first."""
    return await people_store.gaps(unit)


async def account_of_person(_viewer: Actor, person: UUID) -> UUID | None:
    """The account somebody of the address book can use."""
    found = await accounts_store.of_person(person)
    return found.id if found else None
