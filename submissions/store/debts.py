"""The SQL of debts. Reason and note are sealed under the submission's key."""

from datetime import datetime
from uuid import UUID

from kernel import db
from kernel.db import Row, Tx
from kernel.vault import Box
from submissions.rules.records import Scope
from submissions.tables.debts import SubmissionDebt
from submissions.workflow.debts import Debt


def debt_of(row: Row) -> Debt:
    """A row as the workflow sees it."""
    return Debt(
        row["id"], row["submission"], row["unit"], row["state"], row["version"], row["number"], bytes(row["digest"]),
        row["sent"], row["sent_by"], row["keeper"],
    )  # fmt: skip


async def row(id: UUID) -> Row | None:
    """A debt."""
    return await db.one("SELECT * FROM submission_debt WHERE id = $1", id)


async def of_submission(submission: UUID) -> list[Row]:
    """Every debt of a submission, newest first."""
    return await db.fetch("SELECT * FROM submission_debt WHERE submission = $1 ORDER BY id DESC", submission)


async def listing(scope: Scope, states: tuple[str, ...], beyond: tuple[datetime, UUID] | None, limit: int) -> list[Row]:
    """Debts the scope allows, newest first."""
    return await db.fetch(
        "SELECT * FROM submission_debt WHERE ($1 OR unit = $2) AND state = ANY($3)"
        " AND ($4::timestamptz IS NULL OR (sent, id) < ($4, $5)) ORDER BY sent DESC, id DESC LIMIT $6",
        scope.office, scope.unit, list(states), beyond[0] if beyond else None, beyond[1] if beyond else None, limit,
    )  # fmt: skip


async def add(tx: Tx, box: Box, debt: Debt, text_digest: bytes, reason: str) -> None:
    """A new debt. Raises what the database says to a second text under one id."""
    await tx.insert(
        SubmissionDebt, id=debt.id, state=debt.state, submission=debt.submission, unit=debt.unit, number=debt.number,
        digest=debt.digest, text_digest=text_digest, reason_sealed=box.seal(f"debt:{debt.id}", reason), sent=debt.sent,
        sent_by=debt.sent_by,
    )  # fmt: skip


def reason(box: Box, row: Row) -> str:
    """Why it was sent unsigned."""
    return box.open(f"debt:{row['id']}", bytes(row["reason_sealed"]))


def sealed_note(box: Box, id: UUID, note: str) -> bytes | None:
    """What was said when it ended, as its column takes it."""
    return box.seal(f"debt:{id}:end", note) if note else None


def note(box: Box, row: Row) -> str:
    """What was said when it ended."""
    return box.open(f"debt:{row['id']}:end", bytes(row["note_sealed"])) if row["note_sealed"] else ""
