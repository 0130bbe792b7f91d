"""Reasons and opinions given with acts, sealed under the record's key."""

from collections.abc import Sequence
from uuid import UUID

from bulletins.rules.notes import Note
from bulletins.tables.notes import BulletinNote
from kernel import db, vault
from kernel.db import Tx
from kernel.ids import new_id


async def add(tx: Tx, record: UUID, action: str, text: str) -> None:
    """Keep what was said; nothing when nothing was."""
    if not text.strip():
        return
    fresh, box = new_id(), await vault.box(record)
    await tx.insert(
        BulletinNote, id=fresh, record=record, action=action, text_sealed=box.seal(f"note:{fresh}", text.strip()),
        by=tx.actor.id, at=tx.now,
    )  # fmt: skip


async def newest(records: Sequence[UUID], action: str) -> dict[UUID, str]:
    """What was said last with an act on these records, of those where something was."""
    rows = await db.fetch(
        "SELECT DISTINCT ON (record) * FROM bulletin_note WHERE record = ANY($1) AND action = $2 ORDER BY record, id DESC",
        list(records), action,
    )  # fmt: skip
    boxes = await vault.boxes([row["record"] for row in rows])
    return {
        row["record"]: boxes[row["record"]].open(f"note:{row['id']}", bytes(row["text_sealed"]))
        for row in rows
        if row["record"] in boxes
    }


async def of(record: UUID) -> list[Note]:
    """What was said about a record, oldest first."""
    rows = await db.fetch("SELECT * FROM bulletin_note WHERE record = $1 ORDER BY id", record)
    if not rows:
        return []
    box = await vault.box(record)
    return [
        Note(row["action"], box.open(f"note:{row['id']}", bytes(row["text_sealed"])), row["by"], row["at"])
        for row in rows
    ]
