"""The SQL of claims and of the desk's terms."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from kernel import db
from kernel.db import Row, Tx
from kernel.ids import new_id
from submissions.workflow.claims import Claim

OPEN = "SELECT * FROM desk_claim WHERE ended IS NULL"


def claim_of(row: Row) -> Claim:
    """A row as a value."""
    return Claim(row["id"], row["kind"], row["record"], row["step"], row["holder"], row["since"], row["by"])


async def of(kind: str, records: Iterable[UUID]) -> dict[UUID, Claim]:
    """Record -> who has it now."""
    rows = await db.fetch(f"{OPEN} AND kind = $1 AND record = ANY($2)", kind, list(records))
    return {row["record"]: claim_of(row) for row in rows}


async def past(record: UUID) -> list[Row]:
    """Everybody who had a record, the first one first."""
    return await db.fetch("SELECT * FROM desk_claim WHERE record = $1 ORDER BY id", record)


async def held_by(holder: UUID) -> list[Claim]:
    """What somebody has, the longest first."""
    return [claim_of(row) for row in await db.fetch(f"{OPEN} AND holder = $1 ORDER BY since, id", holder)]


async def load() -> list[Row]:
    """holder, step, records, oldest: how much everybody has."""
    return await db.fetch(
        "SELECT holder, step, count(*) AS records, min(since) AS oldest FROM desk_claim WHERE ended IS NULL"
        " GROUP BY holder, step ORDER BY holder, step"
    )


async def locked(tx: Tx, kind: str, record: UUID) -> Claim | None:
    """The open claim, locked."""
    row = await tx.one(f"{OPEN} AND kind = $1 AND record = $2 FOR UPDATE", kind, record)
    return claim_of(row) if row else None


async def locked_of(tx: Tx, holder: UUID) -> list[Claim]:
    """What somebody has, locked."""
    rows = await tx.fetch(f"{OPEN} AND holder = $1 ORDER BY id FOR UPDATE", holder)
    return [claim_of(row) for row in rows]


async def add(tx: Tx, kind: str, record: UUID, step: str, holder: UUID) -> UUID | None:
    """Somebody has it from now on; the new claim, None when somebody else was quicker."""
    row = await tx.one(
        "INSERT INTO desk_claim (id, kind, record, step, holder, since, by) VALUES ($1, $2, $3, $4, $5, $6, $7)"
        " ON CONFLICT (kind, record) WHERE ended IS NULL DO NOTHING RETURNING id",
        new_id(), kind, record, step, holder, tx.now, tx.actor.id,
    )  # fmt: skip
    return row["id"] if row else None


async def end(tx: Tx, claim: UUID, ending: str) -> None:
    """They have it no more."""
    await tx.run(
        "UPDATE desk_claim SET ended = GREATEST(since, $2), ending = $3 WHERE id = $1 AND ended IS NULL",
        claim, tx.now, ending,
    )  # fmt: skip


async def terms(step: str, day: date) -> list[Row]:
    """code, measure, amount, label of what binds a step on a day."""
    return await db.fetch(
        "SELECT code, measure, amount, label FROM desk_term WHERE step = $1 AND valid_from <= $2"
        " AND (valid_until IS NULL OR valid_until > $2) ORDER BY code", step, day,
    )  # fmt: skip
