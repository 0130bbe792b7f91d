"""Reading the register. Every query takes the viewer first.

- Names, units and the address book are open to everyone who is signed in; phone and mail are masked, except on a
  person's own page, and opening that is noted (SEC-09).
- Accounts are seen by the administrators, the journal by the auditor (SEC-01, SEC-03).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crypto.certificates.certificate import Certificate
from identity import rights
from identity.rights import Right, demand
from identity.rules import Contact, masked_mail, masked_phone, policy
from identity.store import accounts as accounts_store
from identity.store import applications as applications_store
from identity.store import book as book_store
from identity.store import journal as journal_store
from identity.store import keys as keys_store
from identity.store import leaving as leaving_store
from identity.store import people as people_store
from identity.store import units as units_store
from identity.store import waiting as waiting_store
from identity.store.accounts import Account, RoleChange
from identity.store.applications import Application
from identity.store.book import UnitBook
from identity.store.journal import Filter
from identity.store.keys import Binding
from identity.store.leaving import Handover
from identity.store.people import Gap, Person, Seated
from identity.store.units import Unit
from identity.workflow import AccountState, ApplicationState, DeviceState, Nobody, PlainAct, Seat
from kernel import blobs, clock, heads, outbox, seen, vault
from kernel import trail as kernel_trail
from kernel.actor import SYSTEM, Actor
from kernel.errors import Forbidden, NotFound
from kernel.journal import Head, Line
from kernel.work import WorkItem
from kernel.workflow import Workflow

PAGE = 50
# Shapes of the tables below this module that others may name.
__all__ = [
    "Account", "Application", "Binding", "Filter", "Gap", "Handover", "Person", "RoleChange", "Seated", "Unit", "UnitBook",
]  # fmt: skip
APPLICATION_OPEN = (ApplicationState.FILED, ApplicationState.REVIEWED, ApplicationState.APPROVED)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One act on a record, in words. `action`, `seq`: for packages that keep the note of an act themselves."""

    at: datetime
    who: str
    unit: str
    label: str
    source_label: str
    target_label: str
    action: str
    target: str
    actor: UUID
    seq: int


@dataclass(frozen=True, slots=True)
class Reader:
    """Who opened a record, first and last."""

    who: str
    unit: str
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Trail:
    """What a record's page shows of its past; history oldest first."""

    history: list[HistoryLine]
    readers: list[Reader]


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
    known, units = await names(viewer, [viewer.id]), await unit_names(viewer, [viewer.unit])
    return {"name": known.get(viewer.id, ""), "unit": units.get(viewer.unit, "")}


async def trail(viewer: Actor, record: UUID, workflow: Workflow) -> Trail:
    """The record's acts and readers with names. The caller has checked that the viewer may see the record."""
    lines, opened = await kernel_trail.history(record), await seen.readers(record)
    known = await names(viewer, {line.actor for line in lines} | {row["actor"] for row in opened})
    homes = await accounts_store.units_of([row["actor"] for row in opened])
    units = await unit_names(viewer, {line.unit for line in lines} | set(homes.values()))
    history = [_history(line, known, units, workflow) for line in lines]
    readers = [
        Reader(
            known.get(row["actor"], ""), units.get(homes.get(row["actor"], SYSTEM.unit), ""), row["first"], row["last"]
        )
        for row in opened
    ]
    return Trail(history, readers)


def _history(line: Line, known: dict[UUID, str], units: dict[UUID, str], workflow: Workflow) -> HistoryLine:
    entry = line.entry
    plain = {act.value: act.label for act in PlainAct}
    label = (
        workflow.label_of(entry.action) if entry.action in workflow.actions() else plain.get(entry.action, entry.action)
    )
    source, target = (_state(workflow, state) for state in (entry.source, entry.target))
    return HistoryLine(
        line.at, known.get(line.actor, ""), units.get(line.unit, ""), label, source, target, entry.action, entry.target,
        line.actor, line.seq,
    )  # fmt: skip


def _state(workflow: Workflow, state: str) -> str:
    return workflow.states(state).label if state in list(workflow.states) else ""


async def holders(_viewer: Actor, right: str, unit: UUID | None = None) -> list[UUID]:
    """Accounts in use whose roles hold the right (of one unit): whom to tell."""
    return await accounts_store.holding([role.value for role in rights.holding(right)], unit)


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


async def journal(viewer: Actor, wanted: Filter, older: int | None = None, newer: int | None = None) -> list[Line]:
    """Journal rows newest first, older or newer than a seq: one page and one row more."""
    demand(viewer, Right.JOURNAL_READ)
    return await journal_store.listed(wanted, older, newer, PAGE + 1)


async def journal_kinds(viewer: Actor) -> list[str]:
    """The kinds of record that occur in the journal."""
    demand(viewer, Right.JOURNAL_READ)
    return await journal_store.kinds()


async def journal_heads(viewer: Actor) -> list[Head]:
    """The newest signed heads."""
    demand(viewer, Right.JOURNAL_READ)
    return (await heads.stored())[-20:][::-1]


async def jobs_aside(viewer: Actor) -> list[dict[str, object]]:
    """Jobs of the outbox that stand aside."""
    demand(viewer, Right.OUTBOX_MANAGE)
    return await outbox.aside()


async def heirs(viewer: Actor, unit: UUID, leaver: UUID | None) -> list[tuple[str, str]]:
    """Who of a unit could take over from an account, as a choice: id and name."""
    there = [one.account for one in await leaving_store.colleagues(unit) if one.account != leaver]
    known = await names(viewer, there)
    return [(str(account), known.get(account, "")) for account in there]


async def account_of_person(_viewer: Actor, person: UUID) -> UUID | None:
    """The account somebody of the address book can use."""
    found = await accounts_store.of_person(person)
    return found.id if found else None


async def handover_item(id: UUID) -> Handover | None:  # lint: allow visibility-required - jobs act for nobody
    """A handover."""
    return await leaving_store.one(id)


def sees_handovers(viewer: Actor) -> bool:
    """Whether the viewer sees every unit's handovers."""
    return any(viewer.may(right) for right in (Right.UNIT_DIRECT, Right.UNIT_MANAGE, Right.ACCOUNT_APPROVE))


async def handover(viewer: Actor, id: UUID) -> tuple[Handover, dict[str, int]]:
    """A handover and how much of what there was. Raises NotFound."""
    found = await leaving_store.one(id)
    own = found is not None and found.unit == viewer.unit and viewer.may(Right.BOOK_EDIT)
    if found is None or not (own or sees_handovers(viewer)):
        raise NotFound
    return found, (await leaving_store.lines([id]))[id]


async def handovers(viewer: Actor) -> list[tuple[Handover, dict[str, int]]]:
    """Handovers with something in them, those that wait first: of all units, or of the viewer's own."""
    unit = None if sees_handovers(viewer) else viewer.unit
    if unit and not viewer.may(Right.BOOK_EDIT):
        raise Forbidden(action="")
    found = await leaving_store.listed(unit, waiting=False)
    lines = await leaving_store.lines([one.id for one in found])
    return [(one, lines[one.id]) for one in found if lines[one.id]]


def sees_applications(viewer: Actor) -> bool:
    """Whether the viewer has a hand in every unit's applications."""
    rights_there = (Right.APPLICATION_REVIEW, Right.ACCOUNT_APPROVE, Right.ACCOUNT_APPLY)
    return any(viewer.may(right) for right in rights_there)


async def application(viewer: Actor, id: UUID) -> tuple[Application, dict[str, str]]:
    """An application and its words; the opening is noted. Raises NotFound."""
    found = await applications_store.one(id)
    own = found is not None and found.unit == viewer.unit and viewer.may(Right.APPLICATION_FILE)
    if found is None or not (own or sees_applications(viewer)):
        raise NotFound
    await seen.mark(viewer, "application", id)
    return found, (await applications_store.words([id]))[id]


async def application_files(viewer: Actor, id: UUID) -> list[blobs.Listed]:
    """The stamped forms of an application. Raises NotFound."""
    await application(viewer, id)
    return await blobs.of(id)


async def application_file(viewer: Actor, id: UUID, blob: UUID) -> blobs.Blob:
    """The stamped form. Raises NotFound."""
    await application(viewer, id)
    if not await applications_store.has_file(id, blob):
        raise NotFound
    return await blobs.read(blob)


async def applications(viewer: Actor, *, open_only: bool = False) -> list[tuple[Application, dict[str, str]]]:
    """Applications of all, or of the viewer's own unit, the newest first."""
    unit = None if sees_applications(viewer) else viewer.unit
    if unit and not viewer.may(Right.APPLICATION_FILE):
        raise Forbidden(action="")
    wanted = APPLICATION_OPEN if open_only else tuple(ApplicationState)
    found = await applications_store.listed(unit, wanted)
    words = await applications_store.words([one.id for one in found])
    return [(one, words[one.id]) for one in found]


async def applied_note(found: Application) -> str:  # lint: allow visibility-required - whoever has the code may read it
    """Why an application was turned down, for whoever filed it."""
    return (await applications_store.words([found.id]))[found.id]["note"]


def _administrators(viewer: Actor) -> None:
    if not any(viewer.may(right) for right in (Right.ACCOUNT_APPLY, Right.ACCOUNT_APPROVE, Right.JOURNAL_READ)):
        raise Forbidden(action="")
