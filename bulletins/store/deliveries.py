"""Rows of deliveries."""

from collections.abc import Sequence
from uuid import UUID

from bulletins.rules.deliveries import Delivery
from bulletins.rules.kinds import Reader
from kernel import db
from kernel.db import Row, Tx
from kernel.errors import NotFound
from kernel.ids import new_id

FOR = "(person = $1 OR unit = $2)"


async def delivery(id: UUID) -> Delivery:
    """One delivery. Raises NotFound."""
    row = await db.one("SELECT * FROM delivery WHERE id = $1", id)
    if row is None:
        raise NotFound
    return _delivery(row)


async def some(ids: Sequence[UUID]) -> list[Delivery]:
    """Those that exist."""
    return [_delivery(row) for row in await db.fetch("SELECT * FROM delivery WHERE id = ANY($1)", list(ids))]


async def lock(tx: Tx, id: UUID) -> None:
    """Queue behind whoever changes this delivery now."""
    await tx.run("SELECT 1 FROM delivery WHERE id = $1 FOR UPDATE", id)


async def add(tx: Tx, issue: UUID, readers: Sequence[Reader], state: str) -> list[UUID]:
    """One delivery a reader, all in one statement; their ids and copies' numbers in the readers' order."""
    ids = [new_id() for _ in readers]
    await tx.run(
        "INSERT INTO delivery (id, state, issue, number, unit, person, created)"
        " SELECT id, $1, $2, number, unit, person, $3"
        " FROM unnest($4::uuid[], $5::uuid[], $6::uuid[]) WITH ORDINALITY AS given (id, unit, person, number)",
        state, issue, tx.now, ids, [reader.unit for reader in readers], [reader.person for reader in readers],
    )  # fmt: skip
    return ids


async def numbered(issue: UUID, number: int) -> Delivery | None:
    """The delivery that has this copy."""
    row = await db.one("SELECT * FROM delivery WHERE issue = $1 AND number = $2", issue, number)
    return _delivery(row) if row else None


async def queued(tx: Tx, issue: UUID, limit: int) -> list[Delivery]:
    """Deliveries not yet arrived, locked for this transaction."""
    rows = await tx.fetch(
        "SELECT * FROM delivery WHERE issue = $1 AND state = 'queued' ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED",
        issue,
        limit,
    )
    return [_delivery(row) for row in rows]


async def of_issue(issue: UUID) -> list[Delivery]:
    """Every delivery of an issue, in the list's order."""
    return [_delivery(row) for row in await db.fetch("SELECT * FROM delivery WHERE issue = $1 ORDER BY number", issue)]


async def mine(
    person: UUID, unit: UUID, *, states: Sequence[str] = (), before: UUID | None = None, limit: int = 30
) -> list[Delivery]:
    """Arrived deliveries addressed to this person or unit, newest first."""
    rows = await db.fetch(
        f"SELECT * FROM delivery WHERE {FOR} AND state <> 'queued' AND ($3::text[] = '{{}}' OR state = ANY($3))"  # noqa: S608 - a condition from this file
        " AND ($4::uuid IS NULL OR id < $4) ORDER BY id DESC LIMIT $5",
        person, unit, list(states), before, limit,
    )  # fmt: skip
    return [_delivery(row) for row in rows]


async def to(person: UUID, unit: UUID, issue: UUID) -> Delivery | None:
    """The reader's delivery of an issue; the personal one goes first."""
    row = await db.one(
        f"SELECT * FROM delivery WHERE {FOR} AND issue = $3 AND state <> 'queued' ORDER BY person NULLS LAST LIMIT 1",  # noqa: S608 - a condition from this file
        person, unit, issue,
    )  # fmt: skip
    return _delivery(row) if row else None


def _delivery(row: Row) -> Delivery:
    return Delivery(**{name: row[name] for name in Delivery.__slots__})
