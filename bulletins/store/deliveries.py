"""Rows of deliveries."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from bulletins.rules.deliveries import Delivery, Tally
from bulletins.rules.kinds import Reader
from kernel import clock, db
from kernel.db import Row, Tx
from kernel.errors import NotFound
from kernel.ids import new_id

FOR = "(person = $1 OR unit = $2 OR (deputy = $1 AND deputy_until > $3))"
STATES = ("queued", "arrived", "opened", "accepted", "closed", "taken_back")


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


async def add(tx: Tx, issue: UUID, readers: Sequence[Reader], state: str, after: int = 0) -> list[UUID]:
    """One delivery a reader, all in one statement; their ids in the readers' order, which is that of the copies' numbers."""
    ids = [new_id() for _ in readers]
    await tx.run(
        "INSERT INTO delivery (id, state, issue, number, unit, person, added, created)"
        " SELECT id, $1, $2, number + $3, unit, person, added, $4"
        " FROM unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[]) WITH ORDINALITY AS given (id, unit, person, added, number)",
        state, issue, after, tx.now, ids, [reader.unit for reader in readers], [reader.person for reader in readers],
        [reader.added for reader in readers],
    )  # fmt: skip
    return ids


async def numbered(issue: UUID, number: int) -> Delivery | None:
    """The delivery that has this copy."""
    row = await db.one("SELECT * FROM delivery WHERE issue = $1 AND number = $2", issue, number)
    return _delivery(row) if row else None


async def queued(tx: Tx, issue: UUID, limit: int, after: int = 0) -> list[Delivery]:
    """Deliveries behind a number not yet arrived, in order, locked; those another worker has are passed over."""
    rows = await tx.fetch(
        "SELECT * FROM delivery WHERE issue = $1 AND state = 'queued' AND number > $3 ORDER BY number LIMIT $2"
        " FOR UPDATE SKIP LOCKED",
        issue, limit, after,
    )  # fmt: skip
    return [_delivery(row) for row in rows]


async def of_issue(issue: UUID) -> list[Delivery]:
    """Every delivery of an issue, in the list's order."""
    return [_delivery(row) for row in await db.fetch("SELECT * FROM delivery WHERE issue = $1 ORDER BY number", issue)]


async def locked(tx: Tx, issue: UUID, states: Sequence[str], limit: int | None = None) -> list[Delivery]:
    """Deliveries of an issue in these states, in order, held until the transaction ends."""
    rows = await tx.fetch(
        "SELECT * FROM delivery WHERE issue = $1 AND state = ANY($2) ORDER BY number LIMIT $3 FOR UPDATE",
        issue, [str(state) for state in states], limit,
    )  # fmt: skip
    return [_delivery(row) for row in rows]


async def page(
    issue: UUID, *, states: Sequence[str] = (), beyond: int = 0, before: int | None = None, limit: int = 50
) -> list[Delivery]:
    """A page of an issue's deliveries by number: behind `beyond`, or the last ones before `before`."""
    rows = await db.fetch(
        "SELECT * FROM delivery WHERE issue = $1 AND ($2::text[] = '{}' OR state = ANY($2)) AND number > $3"  # noqa: S608
        f" AND ($4::integer IS NULL OR number < $4) ORDER BY number {'ASC' if before is None else 'DESC'} LIMIT $5",
        issue, [str(state) for state in states], beyond, before, limit,
    )  # fmt: skip
    return [_delivery(row) for row in (rows if before is None else rows[::-1])]


async def last_number(tx: Tx, issue: UUID) -> int:
    """The highest copy number of an issue."""
    row = await tx.one("SELECT coalesce(max(number), 0) AS last FROM delivery WHERE issue = $1", issue)
    return int(row["last"]) if row else 0


async def recipients(tx: Tx, issue: UUID, readers: Sequence[Reader]) -> set[Reader]:
    """Which of these have a copy of the issue."""
    rows = await tx.fetch(
        "SELECT unit, person FROM delivery WHERE issue = $1 AND (unit = ANY($2) OR person = ANY($3))",
        issue, [reader.unit for reader in readers if reader.unit], [reader.person for reader in readers if reader.person],
    )  # fmt: skip
    return {Reader(row["unit"], row["person"]) for row in rows}


async def tally(issue: UUID) -> Tally | None:
    """How many copies stand where, as it is kept; None before the first approval."""
    row = await db.one("SELECT * FROM issue_list WHERE issue = $1", issue)
    return Tally(**{name: row[name] for name in Tally.__slots__}) if row else None


async def count(tx: Tx, issue: UUID, moved: Mapping[str, int], more: int = 0) -> None:
    """Keep the tally: state -> how many more or fewer; `more`: further readers of the list. One row, the last one locked."""
    changes = ", ".join(f"{state} = {state} + ${n}" for n, state in enumerate(moved, 3))
    if set(moved) - set(STATES):
        raise ValueError(moved)
    await tx.run(
        f"UPDATE issue_list SET size = size + $2, {changes} WHERE issue = $1",  # noqa: S608 - states of this file
        issue, more, *moved.values(),
    )  # fmt: skip


async def remind(tx: Tx, ids: Sequence[UUID], day: date) -> set[UUID]:
    """Those of the deliveries nobody was reminded of that day; from now on somebody was."""
    rows = await tx.fetch(
        "UPDATE delivery SET reminded = $2 WHERE id = ANY($1) AND (reminded IS NULL OR reminded < $2) RETURNING id",
        list(ids), day,
    )  # fmt: skip
    return {row["id"] for row in rows}


async def appoint(tx: Tx, deputies: Mapping[UUID, tuple[UUID, datetime]], issue: UUID) -> None:
    """Copies of an issue that go to these people are read by their deputies too (person -> deputy, until)."""
    await tx.run(
        "UPDATE delivery d SET deputy = u.deputy, deputy_until = u.until"
        " FROM unnest($2::uuid[], $3::uuid[], $4::timestamptz[]) AS u (person, deputy, until)"
        " WHERE d.issue = $1 AND d.person = u.person AND d.state = 'arrived' AND d.deputy IS NULL",
        issue, list(deputies), [who for who, _ in deputies.values()], [until for _, until in deputies.values()],
    )  # fmt: skip


async def mine(
    person: UUID, unit: UUID, *, states: Sequence[str] = (), before: UUID | None = None, limit: int = 30
) -> list[Delivery]:
    """Copies that came to this person, their unit, or to whom they read for; newest first. Without states: all."""
    rows = await db.fetch(
        f"SELECT * FROM delivery WHERE {FOR} AND arrived_at IS NOT NULL AND ($4::text[] = '{{}}' OR state = ANY($4))"  # noqa: S608 - a condition from this file
        " AND ($5::uuid IS NULL OR id < $5) ORDER BY id DESC LIMIT $6",
        person, unit, clock.now(), [str(state) for state in states], before, limit,
    )  # fmt: skip
    return [_delivery(row) for row in rows]


async def to(person: UUID, unit: UUID, issue: UUID) -> Delivery | None:
    """The reader's delivery of an issue that can be read; the personal one goes first."""
    row = await db.one(
        f"SELECT * FROM delivery WHERE {FOR} AND issue = $4 AND state NOT IN ('queued', 'taken_back')"  # noqa: S608 - a condition from this file
        " ORDER BY (person = $1) DESC NULLS LAST, person NULLS LAST LIMIT 1",
        person, unit, clock.now(), issue,
    )  # fmt: skip
    return _delivery(row) if row else None


def _delivery(row: Row) -> Delivery:
    return Delivery(**{name: row[name] for name in Delivery.__slots__})
