"""The SQL of what a person of a unit has in hand."""

from uuid import UUID

from kernel.db import Row, Tx
from submissions.workflow.submission import AT_UNIT

IN_HAND = sorted(str(state) for state in AT_UNIT)


async def texts(tx: Tx, author: UUID) -> list[UUID]:
    """Texts that have not left the unit."""
    sql = "SELECT id FROM submission WHERE author = $1 AND state = ANY($2) ORDER BY id FOR UPDATE"
    return [row["id"] for row in await tx.fetch(sql, author, IN_HAND)]


async def give_texts(tx: Tx, ids: list[UUID], to: UUID) -> None:
    """Somebody else has these in hand; who wrote what stands in the versions."""
    await tx.run("UPDATE submission SET author = $2 WHERE id = ANY($1)", ids, to)


async def copies(tx: Tx, account: UUID) -> list[UUID]:
    """Working copies."""
    rows = await tx.fetch("SELECT id FROM submission_working WHERE account = $1 ORDER BY id FOR UPDATE", account)
    return [row["id"] for row in rows]


async def give_copies(tx: Tx, account: UUID, to: UUID) -> None:
    """Where the heir has a copy of the same text too, the other becomes a copy of a new one: neither is lost."""
    await tx.run(
        "UPDATE submission_working w SET account = $2, submission = CASE WHEN EXISTS (SELECT 1 FROM submission_working o"
        " WHERE o.account = $2 AND o.submission = w.submission) THEN NULL ELSE w.submission END WHERE w.account = $1",
        account, to,
    )  # fmt: skip


async def debts(tx: Tx, account: UUID) -> list[UUID]:
    """Debts that are owed still."""
    sql = (
        "SELECT id FROM submission_debt WHERE state = 'owed' AND coalesce(keeper, sent_by) = $1 ORDER BY id FOR UPDATE"
    )
    return [row["id"] for row in await tx.fetch(sql, account)]


async def give_debts(tx: Tx, ids: list[UUID], to: UUID) -> None:
    """Somebody else answers for them. Who sent one out and inherits it is its keeper by being the sender."""
    await tx.run(
        "UPDATE submission_debt SET keeper = CASE WHEN sent_by = $2 THEN NULL ELSE $2 END WHERE id = ANY($1)", ids, to
    )


async def end_absences(tx: Tx, account: UUID) -> list[Row]:
    """Absences the account entered or stands in for, over from now on."""
    return await tx.fetch(
        "UPDATE signer_absence SET revoked = $2, revoked_by = $3"
        " WHERE (account = $1 OR substitute = $1) AND ends > $2 AND revoked IS NULL"
        " RETURNING id",
        account, tx.now, tx.actor.id,
    )  # fmt: skip
