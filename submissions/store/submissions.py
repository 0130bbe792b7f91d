"""The SQL of a submission; lists: listing.py.

- Reads work inside and outside a transaction; writes take a Tx.
"""

import mimetypes
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from kernel import blobs, clock, db
from kernel.db import Row, Tx
from kernel.ids import new_id
from kernel.vault import Box
from marking.cleared import Cleared
from submissions.rules import text as rules
from submissions.rules.records import Details, Item, Said
from submissions.tables.submissions import SubmissionFile, SubmissionNote, SubmissionVersion

SEALED = ("title", "body", "source", "contact")


def item_of(row: Row) -> Item:
    """A row as the workflow sees it."""
    return Item(
        row["id"], row["unit"], row["author"], row["state"], row["version"], row["chars"], bytes(row["digest"]),
        bytes(row["signed_digest"] or b""), row["number"] or "", through=row["through"], debt=row["debt"],
    )  # fmt: skip


def details_of(row: Row) -> Details:
    """What was chosen, as the row holds it: the one place that knows which columns these are."""
    return Details(row["category"], row["urgency"], row["genre"], row["learned"], row["release"], row["level"])


async def row(id: UUID) -> Row | None:
    """The submission itself."""
    return await db.one("SELECT * FROM submission WHERE id = $1", id)


async def rows_of(ids: Sequence[UUID]) -> dict[UUID, Row]:
    """Many of them, by id."""
    return {row["id"]: row for row in await db.fetch("SELECT * FROM submission WHERE id = ANY($1)", list(ids))}


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


async def choices(kind: str, day: date) -> list[Row]:
    """A list of the office as it stands on `day`."""
    return (await all_choices(day)).get(kind, [])


async def all_choices(day: date) -> dict[str, list[Row]]:
    """List -> its entries as they stand on `day`: a page asks for several."""
    rows = await db.fetch(
        "SELECT * FROM submission_choice WHERE valid_from <= $1 AND (valid_until IS NULL OR valid_until > $1)"
        " ORDER BY place, code", day,
    )  # fmt: skip
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["kind"], []).append(row)
    return found


async def labels(*kinds: str) -> dict[tuple[str, str], tuple[str, str]]:
    """(list, code) -> the last label and help in force, codes no longer offered included.

    A code whose rows are all still planned has the words planned next: a list of records never lacks one.
    """
    rows = await db.fetch(
        "SELECT kind, code, label, help_label FROM submission_choice"
        " ORDER BY valid_from <= $1, abs(valid_from - $1) DESC",
        clock.local(clock.now()).date(),
    )
    return {(row["kind"], row["code"]): (row["label"], row["help_label"]) for row in rows if row["kind"] in kinds}


async def levels() -> dict[str, str]:
    """Level of an emergency -> its label."""
    return {code: label for (_, code), (label, _) in (await labels("level")).items()}


async def add_version(tx: Tx, box: Box, number: int, text: Mapping[str, str], chars: int) -> None:
    """One more saved text."""
    await tx.insert(
        SubmissionVersion, id=new_id(), submission=box.owner, number=number, author=tx.actor.id, saved=tx.now,
        chars=chars, title_sealed=box.seal(f"title:{number}", text["title"]),
        body_sealed=box.seal(f"body:{number}", text["body"]),
    )  # fmt: skip


async def add_files(tx: Tx, box: Box, cleared: Cleared) -> None:
    """The cleared files, sealed and on disk before their rows; the same one under the same name is kept once."""
    names = {each.id: each.name for each in await blobs.of(box.owner)}
    there = {(names.get(row["id"]), bytes(row["digest"])) for row in await files(box.owner)}
    for file in cleared.files:
        if (file.name, file.digest) in there:
            continue
        there.add((file.name, file.digest))
        media = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        blob = await blobs.add(tx, box.owner, await blobs.write(box, file.data), file.name, media)
        await tx.insert(SubmissionFile, id=blob, submission=box.owner, digest=file.digest, added=tx.now)


async def add_note(tx: Tx, box: Box, action: str, said: Said) -> None:
    """What was said with a move."""
    passage = box.seal(f"passage:{action}", said.passage) if said.passage else None
    await tx.insert(
        SubmissionNote, id=new_id(), submission=box.owner, action=action, code=said.code,
        note_sealed=box.seal(f"note:{action}", said.note), passage_sealed=passage,
        author=tx.actor.id, at=tx.now,
    )  # fmt: skip


async def next_number(tx: Tx, year: int) -> str:
    """The next number of the year: the counter's row is locked until COMMIT, so no number is lost or doubled."""
    counted = await tx.one(
        "INSERT INTO counter (series, last) VALUES ($1, 1) ON CONFLICT (series)"
        " DO UPDATE SET last = counter.last + 1 RETURNING last", f"submission {year}",
    )  # fmt: skip
    return f"{year}-{counted['last'] if counted else 1:04}"


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
