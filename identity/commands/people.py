"""Writing the address book: people, liaison officers, operators A and B.

- A unit keeps its own people; the system administrator may do it for any unit.
- One or two liaison officers a unit; when one goes a gap opens, due in 10 working days, and the next one closes it
  (SUB-02).
- Operators A and B are two different people who stand in for each other (KEY-08).
- Every entry counts as checked when it changes; a unit also confirms that all its entries still hold (KEY-10).
"""

from dataclasses import asdict
from uuid import UUID

from identity.commands.words import require_plain
from identity.errors import SeatTaken, ThirdLiaison
from identity.rights import Right, demand
from identity.rules import Contact, policy, wrong_contact
from identity.store import accounts, units
from identity.store import people as store
from identity.store.people import Person, Seated
from identity.workflow.register import Seat
from kernel import clock, worktime
from kernel.actor import SYSTEM, Call
from kernel.db import Done, Tx, command
from kernel.errors import Forbidden, Invalid, NotFound, StaleVersion
from kernel.ids import new_id

SEATS = (1, 2)


@command("person.add")
async def add_person(tx: Tx, unit: UUID, contact: Contact, place: int = 0) -> Done:
    """A new entry of the address book."""
    _own_unit(tx, unit)
    return await enter(tx, unit, contact, place)


async def enter(tx: Tx, unit: UUID, contact: Contact, place: int = 0) -> Done:
    """Write a new person; rights are the caller's."""
    if wrong := wrong_contact(contact):
        raise Invalid(fields=wrong)
    require_plain(**asdict(contact))
    if await units.one(unit) is None:
        raise NotFound
    person = new_id(tx.now)
    await store.add(tx, person, unit, contact, place)
    tx.record("person", person, "create", target="present", after=repr(contact).encode())
    return Done(person, 1, "present")


@command("person.change")
async def change_person(tx: Tx, id: UUID, version: int, contact: Contact, place: int = 0) -> Done:
    """Corrected contact data. One's own may always be corrected."""
    before = await seen(id)
    own = await accounts.of_person(id)
    if own is None or own.id != tx.actor.id:
        _own_unit(tx, before.unit)
    if wrong := wrong_contact(contact):
        raise Invalid(fields=wrong)
    require_plain(**asdict(contact))
    new = await store.change(tx, id, version, contact, place)
    if new is None:
        raise StaleVersion
    tx.record("person", id, "edit", before=repr(before.contact).encode(), after=repr(contact).encode())
    return Done(id, new, before.state)


@command("unit.confirm")
async def confirm_contacts(tx: Tx, unit: UUID) -> Done:
    """The unit has looked through its entries: they hold (KEY-10)."""
    _own_unit(tx, unit)
    version = await units.confirm(tx, unit)
    if version is None:
        raise NotFound
    tx.record("unit", unit, "confirm")
    return Done(unit, version, "open")


@command("person.liaison")
async def register_liaison(tx: Tx, person: UUID) -> Done:
    """Make somebody a liaison officer of their unit; a third is refused, and the oldest gap is closed."""
    who = await seen(person)
    _own_unit(tx, who.unit)
    await store.lock_unit(tx, who.unit)
    taken = [s for s in await store.seats([who.unit]) if s.kind is Seat.LIAISON]
    if any(s.person == person for s in taken):
        raise SeatTaken(action=Seat.LIAISON.label, state="", reason="")
    free = [seat for seat in SEATS if seat not in {s.seat for s in taken}]
    if not free:
        raise ThirdLiaison(action=Seat.LIAISON.label, state="", reason="")
    await _take(tx, who, Seat.LIAISON, free[0])
    if await store.close_gap(tx, who.unit):
        tx.record("unit", who.unit, "gap_closed")
    await tx.promise("identity.successor", unit=who.unit)
    return Done(person, who.version, who.state, {"seat": str(free[0])})


@command("person.operator")
async def appoint_operator(tx: Tx, person: UUID, seat: int) -> Done:
    """Operator A (1) or B (2) of the person's unit; whoever had the seat gives it up."""
    if seat not in SEATS:
        raise Invalid(fields={"seat": "choose_one"})
    who = await seen(person)
    _own_unit(tx, who.unit)
    await store.lock_unit(tx, who.unit)
    for other in await store.seats([who.unit]):
        if other.kind is not Seat.OPERATOR:
            continue
        if other.person == person:
            raise SeatTaken(action=Seat.OPERATOR.label, state="", reason="")
        if other.seat == seat:
            await release_seats(tx, other.person, Seat.OPERATOR)
    await _take(tx, who, Seat.OPERATOR, seat)
    return Done(person, who.version, who.state, {"seat": str(seat)})


@command("person.release")
async def release(tx: Tx, person: UUID, kind: str) -> Done:
    """End somebody's appointment; a liaison officer leaves a gap."""
    who = await seen(person)
    _own_unit(tx, who.unit)
    if not await release_seats(tx, person, Seat(kind)):
        raise NotFound
    return Done(person, who.version, who.state)


async def release_seats(tx: Tx, person: UUID, kind: Seat | None = None) -> int:
    """End appointments and open the gaps they leave; how many ended."""
    ended = await store.release(tx, person, kind)
    for row in ended:
        tx.record("person", person, "release", source=f"{row['kind']}{row['seat']}")
        if row["kind"] == Seat.LIAISON:
            due = worktime.current().deadline(tx.now, policy().gap_days)
            await store.open_gap(tx, row["unit"], due.day, provisional=due.provisional)
            tx.record("unit", row["unit"], "gap_opened", after=due.day.isoformat().encode())
    return len(ended)


async def warn_of_gaps() -> None:
    """Promise the warnings about gaps that are near their term or past it (topic identity.gap)."""
    today = clock.local(clock.now()).date()
    for gap in await store.gaps():
        left = worktime.current().between(today, gap.due)
        level = "late" if today > gap.due else "near" if left <= policy().gap_warning_days else ""
        if level and level != gap.warned:
            await _warn(Call(SYSTEM), gap.id, gap.unit, gap.warned, level)


@command("unit.warn_gap")
async def _warn(tx: Tx, gap: UUID, unit: UUID, before: str, level: str) -> Done:
    if await store.warned(tx, gap, before, level):
        await tx.promise("identity.gap", unit=unit, gap=gap, level=level)
    return Done(gap)


async def seen(id: UUID) -> Person:
    """The person, or NotFound; those who left are no longer changed."""
    found = await store.one(id)
    if found is None or found.state != "present":
        raise NotFound
    return found


async def _take(tx: Tx, who: Person, kind: Seat, seat: int) -> None:
    await store.appoint(tx, Seated(new_id(tx.now), who.unit, who.id, kind, seat, tx.now))
    tx.record("person", who.id, "appoint", target=f"{kind.value}{seat}")


def _own_unit(tx: Tx, unit: UUID) -> None:
    if tx.actor.may(Right.UNIT_MANAGE):
        return
    demand(tx.actor, Right.BOOK_EDIT)
    if tx.actor.unit != unit:
        raise Forbidden(action="")
