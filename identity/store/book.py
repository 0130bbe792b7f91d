"""The address book, put together and masked."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from identity.rules import masked_mail, masked_phone, policy
from identity.store import people
from identity.store.people import Gap, Person, Seated
from identity.store.units import Unit
from identity.workflow.register import Seat


@dataclass(frozen=True, slots=True)
class UnitBook:
    """A unit's part of the address book. `missing`: codes of what the unit lacks; `stale`: not confirmed for long."""

    unit: Unit
    people: tuple[Person, ...]
    seats: tuple[Seated, ...]
    gaps: tuple[Gap, ...]
    stale: bool

    def seats_of(self, person: UUID) -> list[Seated]:
        """A person's appointments."""
        return [seated for seated in self.seats if seated.person == person]

    @property
    def missing(self) -> list[str]:
        """A liaison officer (SUB-02), one of the operators (KEY-08)."""
        if self.unit.office:
            return []
        held = {(seated.kind, seated.seat) for seated in self.seats}
        lacks = [] if any(kind is Seat.LIAISON for kind, _ in held) else ["no_liaison"]
        return lacks + [f"no_operator_{seat}" for seat in (1, 2) if (Seat.OPERATOR, seat) not in held]


async def of(units: list[Unit], search: str, now: datetime) -> list[UnitBook]:
    """The units' books in their order; `search` narrows to units and people whose name or post holds it."""
    everybody = await people.of_units([unit.id for unit in units])
    seats = await people.seats([unit.id for unit in units])
    gaps = await people.gaps()
    needle = search.strip().casefold()
    books = []
    for unit in units:
        here = [_masked(person) for person in everybody if person.unit == unit.id]
        named = not needle or needle in unit.name.casefold()
        if not named:
            here = [person for person in here if needle in f"{person.contact.name} {person.contact.post}".casefold()]
        if named or here:
            books.append(
                UnitBook(
                    unit,
                    tuple(here),
                    tuple(seat for seat in seats if seat.unit == unit.id),
                    tuple(gap for gap in gaps if gap.unit == unit.id),
                    stale=now - unit.confirmed >= policy().contacts_fresh,
                )
            )
    return books


def _masked(person: Person) -> Person:
    c = person.contact
    return replace(person, contact=replace(c, phone=masked_phone(c.phone), mail=masked_mail(c.mail)))
