"""The SQL of the four-quality questions, their ticks, and the outlines of the categories: lists the office keeps."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from kernel import db
from kernel.db import Row, Tx


async def questions(day: date) -> list[Row]:
    """Every question in force on `day`, in order."""
    return await db.fetch(
        "SELECT code, quality, category, label FROM submission_question WHERE valid_from <= $1"
        " AND (valid_until IS NULL OR valid_until > $1) ORDER BY place, code", day,
    )  # fmt: skip


async def headings(day: date) -> list[Row]:
    """Every heading of every outline in force on `day`, in order."""
    return await db.fetch(
        "SELECT category, label, help_label FROM submission_outline WHERE valid_from <= $1"
        " AND (valid_until IS NULL OR valid_until > $1) ORDER BY category, place", day,
    )  # fmt: skip


async def ticks(id: UUID, text_version: int) -> Row | None:
    """What was ticked for a saved text."""
    return await db.one("SELECT * FROM submission_check WHERE submission = $1 AND text_version = $2", id, text_version)


async def tick(tx: Tx, id: UUID, text_version: int, questions: Sequence[str]) -> None:
    """These are ticked for the text, and no others."""
    await tx.run(
        "INSERT INTO submission_check (submission, text_version, questions, account, at) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (submission, text_version) DO UPDATE SET questions = $3, account = $4, at = $5",
        id, text_version, list(questions), tx.actor.id, tx.now,
    )  # fmt: skip
