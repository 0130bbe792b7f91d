"""SQL of people, their appointments, and the gaps they leave."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from identity.rules import Contact
from identity.tables import Appointment, LiaisonGap
from identity.tables import Person as PersonTable
from identity.workflow.register import Seat
from kernel import db, vault
from kernel.db import Row, Tx
from kernel.ids import new_id
from kernel.vault import Box

FIELDS = ("name", "post", "phone", "mail")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a unit, opened."""

    id: UUID
    version: int
    state: str
    unit: UUID
    contact: Contact
    place: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """A liaison officer missing since `opened`, to be replaced by the end of `due`."""

    id: UUID
    unit: UUID
    opened: datetime
    due: date
    provisional: bool
    warned: str


@dataclass(frozen=True, slots=True)
class Seated:
    """Who holds seat 1 or 2 of a unit."""

    id: UUID
    unit: UUID
    person: UUID
    kind: Seat
    seat: int
    since: datetime


def sealed(box: Box, contact: Contact) -> dict[str, bytes]:
    """The sealed columns of a person."""
    return {f"{name}_sealed": box.seal(name, getattr(contact, name)) for name in FIELDS}


def contact_of(box: Box, row: Row) -> Contact:
    """The reverse of sealed()."""
    return Contact(**{name: box.open(name, bytes(row[f"{name}_sealed"])) for name in FIELDS})


async def add(tx: Tx, id: UUID, unit: UUID, contact: Contact, place: int) -> None:
    """A new person with a data key of their own."""
    box = vault.mint(id, "person")
    await vault.keep(tx, box)
    await tx.insert(PersonTable, id=id, created=tx.now, unit=unit, place=place, **sealed(box, contact))


async def change(tx: Tx, id: UUID, version: int, contact: Contact, place: int) -> int | None:
    """New contact data; the new version, or None when the row is no longer what the actor saw."""
    columns = sealed(await vault.box(id), contact)
    row = await tx.one(
        "UPDATE person SET version = version + 1, place = $3, name_sealed = $4, post_sealed = $5, phone_sealed = $6,"
        " mail_sealed = $7 WHERE id = $1 AND version = $2 AND state = 'present' RETURNING version",
        id, version, place, *columns.values(),
    )  # fmt: skip
    return int(row["version"]) if row else None


async def rows(sql: str, *args: object) -> list[Person]:
    """People of a query over `person`, opened."""
    found = await db.fetch(sql, *args)
    boxes = await vault.boxes([row["id"] for row in found])
    return [
        Person(row["id"], row["version"], row["state"], row["unit"], contact_of(boxes[row["id"]], row), row["place"])
        for row in found
        if row["id"] in boxes
    ]


async def one(id: UUID) -> Person | None:
    """A person."""
    found = await rows("SELECT * FROM person WHERE id = $1", id)
    return found[0] if found else None


async def of_units(units: list[UUID]) -> list[Person]:
    """Those present in the units, in each unit's own order."""
    return await rows("SELECT * FROM person WHERE unit = ANY($1) AND state = 'present' ORDER BY unit, place, id", units)


async def names_of_accounts(accounts: list[UUID]) -> dict[UUID, str]:
    """Account -> the person's name. Two statements, whatever the number."""
    found = await db.fetch(
        "SELECT a.id, p.id AS person, p.name_sealed FROM account a JOIN person p ON p.id = a.person"
        " WHERE a.id = ANY($1)",
        accounts,
    )
    boxes = await vault.boxes({row["person"] for row in found})
    return {
        row["id"]: boxes[row["person"]].open("name", bytes(row["name_sealed"]))
        for row in found
        if row["person"] in boxes
    }


async def seats(units: list[UUID]) -> list[Seated]:
    """Appointments in force."""
    found = await db.fetch(
        "SELECT id, unit, person, kind, seat, since FROM appointment WHERE unit = ANY($1) AND until IS NULL"
        " ORDER BY kind, seat",
        units,
    )
    return [Seated(**{**row, "kind": Seat(row["kind"])}) for row in found]


async def lock_unit(tx: Tx, unit: UUID) -> None:
    """Appointments of one unit queue here: each sees the seats the one before has taken."""
    await tx.run("SELECT 1 FROM unit WHERE id = $1 FOR UPDATE", unit)


async def appoint(tx: Tx, seated: Seated) -> None:
    """Take a seat."""
    await tx.insert(
        Appointment,
        id=seated.id,
        unit=seated.unit,
        person=seated.person,
        kind=seated.kind.value,
        seat=seated.seat,
        since=tx.now,
    )


async def release(tx: Tx, person: UUID, kind: Seat | None = None) -> list[Row]:
    """End a person's appointments (of one kind); what was ended."""
    return await tx.fetch(
        "UPDATE appointment SET until = $2 WHERE person = $1 AND until IS NULL AND ($3::text IS NULL OR kind = $3)"
        " RETURNING id, unit, kind, seat",
        person, tx.now, kind.value if kind else None,
    )  # fmt: skip


async def open_gap(tx: Tx, unit: UUID, due: date, *, provisional: bool) -> UUID:
    """A liaison officer left."""
    gap = new_id(tx.now)
    await tx.insert(LiaisonGap, id=gap, unit=unit, opened=tx.now, due=due, provisional=provisional)
    return gap


async def close_gap(tx: Tx, unit: UUID) -> UUID | None:
    """The oldest gap of the unit is filled."""
    row = await tx.one(
        "UPDATE liaison_gap SET closed = $2 WHERE id = (SELECT id FROM liaison_gap WHERE unit = $1 AND closed IS NULL"
        " ORDER BY due, id LIMIT 1) RETURNING id",
        unit, tx.now,
    )  # fmt: skip
    return row["id"] if row else None


async def gaps(unit: UUID | None = None) -> list[Gap]:
    """Open gaps, the most pressing first."""
    found = await db.fetch(
        "SELECT id, unit, opened, due, provisional, warned FROM liaison_gap"
        " WHERE closed IS NULL AND ($1::uuid IS NULL OR unit = $1) ORDER BY due, id",
        unit,
    )
    return [Gap(**row) for row in found]


async def warned(tx: Tx, gap: UUID, before: str, level: str) -> bool:
    """Note that a warning went out; False when another job was faster."""
    row = await tx.one(
        "UPDATE liaison_gap SET warned = $3 WHERE id = $1 AND warned = $2 AND closed IS NULL RETURNING id",
        gap,
        before,
        level,
    )
    return row is not None
