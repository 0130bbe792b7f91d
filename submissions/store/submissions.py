"""The SQL of a submission; lists: listing.py.

- Reads work inside and outside a transaction; writes take a Tx.
"""

import mimetypes
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from kernel import blobs, db
from kernel.db import Row, Tx
from kernel.ids import new_id
from kernel.vault import Box
from marking.cleared import Cleared
from submissions.rules import text as rules
from submissions.rules.due import Due
from submissions.rules.records import Details, Item
from submissions.tables.submissions import SubmissionFile, SubmissionNote, SubmissionVersion

SEALED = ("title", "body", "source", "contact")


def item_of(row: Row) -> Item:
    """A row as the workflow sees it."""
    return Item(
        row["id"], row["unit"], row["author"], row["state"], row["version"], row["chars"], bytes(row["digest"]),
        bytes(row["signed_digest"] or b""), row["number"] or "", through=row["through"],
    )  # fmt: skip


def details_of(row: Row) -> Details:
    """What was chosen, as the row holds it: the one place that knows which columns these are."""
    return Details(row["category"], row["urgency"], row["genre"], row["learned"])


async def row(id: UUID) -> Row | None:
    """The submission itself."""
    return await db.one("SELECT * FROM submission WHERE id = $1", id)


async def versions(id: UUID) -> list[Row]:
    """Every saved text, oldest first."""
    return await db.fetch("SELECT * FROM submission_version WHERE submission = $1 ORDER BY number", id)


async def notes(id: UUID) -> list[Row]:
    """Everything said, oldest first."""
    return await db.fetch("SELECT * FROM submission_note WHERE submission = $1 ORDER BY id", id)


async def files(id: UUID) -> list[Row]:
    """Attachments in order: blob id, digest of the content."""
    return await db.fetch("SELECT id, digest FROM submission_file WHERE submission = $1 ORDER BY id", id)


def opened(box: Box, row: Row) -> dict[str, str]:
    """Every text, by its name."""
    return {name: box.open(name, bytes(row[f"{name}_sealed"])) for name in SEALED}


def sealed(box: Box, text: Mapping[str, str]) -> dict[str, bytes]:
    """Every text as its column takes it."""
    return {f"{name}_sealed": box.seal(name, text[name]) for name in SEALED}


async def digest(id: UUID, text: Mapping[str, str]) -> bytes:
    """The digest of the text together with the files as they stand now."""
    names = {file.id: file.name for file in await blobs.of(id)}
    stored = [(names[row["id"]], bytes(row["digest"])) for row in await files(id)]
    return rules.digest(text["title"], text["body"], stored)


async def adoptions(id: UUID) -> list[Row]:
    """Where it was used, oldest first."""
    return await db.fetch("SELECT * FROM submission_adoption WHERE submission = $1 ORDER BY id", id)


async def clocks(ids: list[UUID]) -> list[Row]:
    """All clocks of these submissions."""
    return await db.fetch("SELECT * FROM submission_clock WHERE submission = ANY($1)", ids)


async def choices(kind: str, day: date) -> list[Row]:
    """A list of the office as it stands on `day`."""
    return await db.fetch(
        "SELECT * FROM submission_choice WHERE kind = $1 AND valid_from <= $2"
        " AND (valid_until IS NULL OR valid_until > $2) ORDER BY place, code", kind, day,
    )  # fmt: skip


async def labels(kind: str) -> dict[str, str]:
    """Code -> newest label, codes no longer offered included."""
    rows = await db.fetch("SELECT code, label FROM submission_choice WHERE kind = $1 ORDER BY valid_from", kind)
    return {row["code"]: row["label"] for row in rows}


async def due_rules(step: str, category: str, urgency: str, day: date) -> list[Row]:
    """The rules that bind this step on `day`."""
    return await db.fetch(
        "SELECT * FROM submission_due_rule WHERE step = $1 AND category IN ('', $2) AND urgency IN ('', $3)"
        " AND valid_from <= $4 AND (valid_until IS NULL OR valid_until > $4) ORDER BY code",
        step, category, urgency, day,
    )  # fmt: skip


async def add_version(tx: Tx, box: Box, number: int, text: Mapping[str, str], chars: int) -> None:
    """One more saved text."""
    await tx.insert(
        SubmissionVersion, id=new_id(), submission=box.owner, number=number, author=tx.actor.id, saved=tx.now,
        chars=chars, title_sealed=box.seal(f"title:{number}", text["title"]),
        body_sealed=box.seal(f"body:{number}", text["body"]),
    )  # fmt: skip


async def add_files(tx: Tx, box: Box, cleared: Cleared) -> None:
    """The cleared files, sealed and on disk before their rows."""
    for file in cleared.files:
        media = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        blob = await blobs.add(tx, box.owner, await blobs.write(box, file.data), file.name, media)
        await tx.insert(SubmissionFile, id=blob, submission=box.owner, digest=file.digest, added=tx.now)


async def add_note(tx: Tx, box: Box, action: str, code: str, note: str) -> None:
    """What was said with a move."""
    sealed = box.seal(f"note:{action}", note)
    await tx.insert(
        SubmissionNote, id=new_id(), submission=box.owner, action=action, code=code, note_sealed=sealed,
        author=tx.actor.id, at=tx.now,
    )  # fmt: skip


async def next_number(tx: Tx, year: int) -> str:
    """The next number of the year: the counter's row is locked until COMMIT, so no number is lost or doubled."""
    counted = await tx.one(
        "INSERT INTO counter (series, last) VALUES ($1, 1) ON CONFLICT (series)"
        " DO UPDATE SET last = counter.last + 1 RETURNING last", f"submission {year}",
    )  # fmt: skip
    return f"{year}-{counted['last'] if counted else 1:04}"


async def set_clock(tx: Tx, id: UUID, step: str, due: Due | None) -> None:
    """Start or restart a step's clock; None takes it away."""
    await tx.run("DELETE FROM submission_clock WHERE submission = $1 AND step = $2", id, step)
    if due:
        await tx.run(
            "INSERT INTO submission_clock (submission, step, start, due, rule, rule_label, calendar, provisional)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            id, step, due.start, due.due, due.rule, due.label, due.calendar, due.provisional,
        )  # fmt: skip


async def settle_clock(tx: Tx, id: UUID, *steps: str) -> None:
    """The step is done: its clock stands still."""
    await tx.run(
        "UPDATE submission_clock SET settled = $3 WHERE submission = $1 AND step = ANY($2) AND settled IS NULL",
        id, list(steps), tx.now,
    )  # fmt: skip


async def drop_file(tx: Tx, id: UUID, blob: UUID) -> bool:
    """Take an attachment off. False when it is not one of this submission."""
    row = await tx.one("DELETE FROM submission_file WHERE submission = $1 AND id = $2 RETURNING id", id, blob)
    return row is not None


async def tallies(since: datetime, until: datetime) -> list[Row]:
    """unit, sent: submissions that left their unit in a period."""
    return await db.fetch(
        "SELECT unit, count(*) AS sent FROM submission WHERE submitted >= $1 AND submitted < $2 GROUP BY unit",
        since,
        until,
    )
