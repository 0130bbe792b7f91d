"""The SQL of phone reports. Words are sealed under the note's own key."""

from datetime import datetime
from uuid import UUID

from kernel import db, vault
from kernel.db import Row, Tx
from kernel.vault import Box
from submissions.rules.records import Scope
from submissions.tables.events import PhoneNote as PhoneTable
from submissions.workflow.events import PhoneNote


def note_of(row: Row) -> PhoneNote:
    """A row as the workflow sees it."""
    return PhoneNote(
        row["id"], row["unit"], row["state"], row["version"], row["called"], row["learned"], row["by"], row["level"],
        row["submission"],
    )  # fmt: skip


async def row(id: UUID) -> Row | None:
    """A phone report."""
    return await db.one("SELECT * FROM phone_note WHERE id = $1", id)


async def of_submission(submission: UUID) -> Row | None:
    """The phone report a text follows."""
    return await db.one("SELECT * FROM phone_note WHERE submission = $1", submission)


async def listing(scope: Scope, states: tuple[str, ...], beyond: tuple[datetime, UUID] | None, limit: int) -> list[Row]:
    """Phone reports the scope allows, newest first."""
    return await db.fetch(
        "SELECT * FROM phone_note WHERE ($1 OR unit = $2) AND state = ANY($3)"
        " AND ($4::timestamptz IS NULL OR (noted, id) < ($4, $5)) ORDER BY noted DESC, id DESC LIMIT $6",
        scope.office, scope.unit, list(states), beyond[0] if beyond else None, beyond[1] if beyond else None, limit,
    )  # fmt: skip


async def candidates(unit: UUID, categories: list[str], since: datetime, *, sent: bool) -> list[Row]:
    """Recent texts of a unit that follow no phone report yet; `sent`: only those that have left it."""
    return await db.fetch(
        "SELECT s.* FROM submission s WHERE s.unit = $1 AND s.category = ANY($2) AND s.created >= $3"
        " AND s.state <> 'withdrawn' AND (NOT $4 OR s.submitted IS NOT NULL)"
        " AND NOT EXISTS (SELECT 1 FROM phone_note n WHERE n.submission = s.id) ORDER BY s.created DESC LIMIT 20",
        unit, categories, since, sent,
    )  # fmt: skip


async def add(tx: Tx, box: Box, note: PhoneNote, caller: str, words: str) -> None:
    """A new phone report with a key of its own."""
    await vault.keep(tx, box)
    await tx.insert(
        PhoneTable, id=note.id, state=note.state, unit=note.unit, level=note.level, called=note.called,
        learned=note.learned, noted=tx.now, by=note.by, caller_sealed=box.seal("caller", caller),
        words_sealed=box.seal("words", words),
    )  # fmt: skip
