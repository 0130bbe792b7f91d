"""Every SQL statement of orders: what is asked, of whom, what is near, what a unit carries already."""

import mimetypes
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from kernel import blindindex, blobs, db
from kernel.db import Row, Tx
from kernel.ids import new_id
from kernel.vault import Box
from marking.cleared import Cleared
from submissions.rules.assignments import (
    MOST_NEAR,
    NEAR,
    ORDER_KIND,
    RECENT,
    Load,
    Near,
    Order,
    Quota,
    Recipient,
    loads,
    month_of,
)
from submissions.tables.assignments import AssignmentEntry, AssignmentFile, AssignmentNote
from submissions.workflow.assignments import COUNTED, OPEN, TaskState

SEALED = ("topic", "wanted", "bulletin", "why", "override")
LOAD_LOCK = 0x5A58_4C44  # orders that look at loads queue here: two of them must not both find room for one
NONE = UUID(int=0)
OPEN_STATES, COUNTED_STATES = [str(state) for state in OPEN], [str(state) for state in COUNTED]


def order_of(row: Row, answered: int = 0) -> Order:
    """A row as the workflow sees it."""
    return Order(row["id"], row["version"], row["state"], row["author"], row["due"], answered)


def older(one: Row, other: Row) -> bool:
    """Whether an order was given before another: identifiers of one moment say nothing of it."""
    return bool((one["created"], one["id"]) < (other["created"], other["id"]))


def opened(box: Box, row: Row) -> dict[str, str]:
    """Every text, by its name."""
    return {name: box.open(name, bytes(row[f"{name}_sealed"])) for name in SEALED}


def sealed(box: Box, text: Mapping[str, str]) -> dict[str, bytes]:
    """Every text as its column takes it."""
    return {f"{name}_sealed": box.seal(name, text.get(name, "")) for name in SEALED}


async def lock_loads(tx: Tx) -> None:
    """Until COMMIT nobody else gives tasks out."""
    await tx.run("SELECT pg_advisory_xact_lock($1)", LOAD_LOCK)


async def row(id: UUID) -> Row | None:
    """The order itself, with how many of its tasks are answered and wait for the office's word."""
    return await db.one(
        "SELECT a.*, (SELECT count(*) FROM assignment_task t WHERE t.assignment = a.id AND t.state = 'answered') AS answered"
        " FROM assignment a WHERE a.id = $1", id,
    )  # fmt: skip


async def rows(ids: Sequence[UUID]) -> dict[UUID, Row]:
    """Orders by id."""
    found = await db.fetch("SELECT * FROM assignment WHERE id = ANY($1)", list(ids))
    return {each["id"]: each for each in found}


async def in_state(state: str, limit: int = 50) -> list[Row]:
    """Orders in a state, newest first."""
    return await db.fetch("SELECT * FROM assignment WHERE state = $1 ORDER BY id DESC LIMIT $2", state, limit)


async def recipients(id: UUID) -> list[Recipient]:
    """Whom an order goes to."""
    found = await db.fetch("SELECT unit, person FROM assignment_recipient WHERE assignment = $1 ORDER BY unit", id)
    return [Recipient(each["unit"], each["person"]) for each in found]


async def add_recipients(tx: Tx, id: UUID, wanted: Sequence[Recipient]) -> None:
    """Further recipients; who is one already stays as they are."""
    for each in wanted:
        await tx.run(
            "INSERT INTO assignment_recipient (assignment, unit, person) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            id, each.unit, each.person,
        )  # fmt: skip


async def index(tx: Tx, id: UUID, topic: str, wanted: str) -> None:
    """Make an order findable by what it asks."""
    await blindindex.put(tx, id, ORDER_KIND, topic, wanted)


async def near(topic: str, units: Sequence[UUID], now: datetime, but: UUID = NONE) -> list[Near]:
    """Orders that ask nearly the same of some of these units and are open or were answered lately; the nearest first."""
    found = await db.fetch(
        "SELECT r.assignment AS id, array_agg(r.unit ORDER BY r.unit) AS units FROM assignment_recipient r"
        " JOIN assignment a ON a.id = r.assignment LEFT JOIN assignment_task t ON t.assignment = a.id AND t.unit = r.unit"
        " AND t.state NOT IN ('merged', 'cancelled')"
        " WHERE r.unit = ANY($1) AND a.id <> $2 AND (a.state IN ('asked', 'issued') OR t.first_answered > $3)"
        " GROUP BY r.assignment", list(units), but, now - RECENT,
    )  # fmt: skip
    of = {each["id"]: tuple(each["units"]) for each in found}
    shares = await blindindex.shares(ORDER_KIND, blindindex.pairs(topic), list(of)) if of else {}
    close = [Near(id, share, of[id]) for id, share in shares.items() if share >= NEAR]
    return sorted(close, key=lambda one: (-one.share, one.id))[:MOST_NEAR]


async def quotas(day: date) -> list[Quota]:
    """The quotas in force on a day."""
    found = await db.fetch(
        "SELECT measure, most, unit FROM assignment_quota WHERE valid_from <= $1 AND (valid_until IS NULL OR valid_until > $1)",
        day,
    )
    return [Quota(each["measure"], each["most"], each["unit"]) for each in found]


async def set_quota(tx: Tx, quota: Quota, day: date) -> None:
    """From a day on; what held before ends there, what was set for the same day is replaced by it."""
    of = (quota.measure, quota.unit)
    await tx.run(
        "UPDATE assignment_quota SET valid_until = $3 WHERE measure = $1 AND unit IS NOT DISTINCT FROM $2 AND valid_from < $3"
        " AND (valid_until IS NULL OR valid_until > $3)", *of, day,
    )  # fmt: skip
    changed = await tx.one(
        "UPDATE assignment_quota SET most = $4, valid_until = NULL WHERE measure = $1 AND unit IS NOT DISTINCT FROM $2"
        " AND valid_from = $3 RETURNING id", *of, day, quota.most,
    )  # fmt: skip
    if changed is None:
        await tx.run(
            "INSERT INTO assignment_quota (id, measure, unit, most, valid_from) VALUES ($1, $2, $3, $4, $5)",
            new_id(), *of, quota.most, day,
        )  # fmt: skip


async def end_quota(tx: Tx, measure: str, unit: UUID, day: date) -> bool:
    """A unit's own quota holds no more; one that was set this very day never did."""
    of = (measure, unit, day)
    row = await tx.one(
        "DELETE FROM assignment_quota WHERE measure = $1 AND unit = $2 AND valid_from = $3 RETURNING id", *of
    ) or await tx.one(
        "UPDATE assignment_quota SET valid_until = $3 WHERE measure = $1 AND unit = $2 AND valid_from < $3"
        " AND valid_until IS NULL RETURNING id", *of,
    )  # fmt: skip
    return row is not None


async def loads_of(units: Sequence[UUID], now: datetime, day: date) -> dict[UUID, Load]:
    """What each unit carries, and what it may carry on `day`."""
    first, after = month_of(now)
    found = await db.fetch(
        "SELECT unit, count(*) FILTER (WHERE state = ANY($2)) AS open,"
        " count(*) FILTER (WHERE state = ANY($3) AND created >= $4 AND created < $5) AS month"
        " FROM assignment_task WHERE unit = ANY($1) GROUP BY unit",
        list(units), OPEN_STATES, COUNTED_STATES, first, after,
    )  # fmt: skip
    counted = {each["unit"]: (each["open"], each["month"]) for each in found}
    return loads(units, counted, await quotas(day))


async def add_files(tx: Tx, box: Box, cleared: Cleared) -> None:
    """The cleared attachments, sealed and on disk before their rows."""
    for file in cleared.files:
        media = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        blob = await blobs.add(tx, box.owner, await blobs.write(box, file.data), file.name, media)
        await tx.insert(AssignmentFile, id=blob, assignment=box.owner, digest=file.digest, added=tx.now)


async def file_ids(id: UUID) -> set[UUID]:
    """The attachments of an order."""
    return {each["id"] for each in await db.fetch("SELECT id FROM assignment_file WHERE assignment = $1", id)}


async def add_entries(tx: Tx, id: UUID, entries: Sequence[UUID], decision: str) -> None:
    """How the hits in the catalogue were answered."""
    for entry in entries:
        await tx.insert(AssignmentEntry, assignment=id, entry=entry, decision=decision)


async def entries(ids: Sequence[UUID]) -> list[Row]:
    """The answered hits of these orders."""
    return await db.fetch("SELECT * FROM assignment_entry WHERE assignment = ANY($1) ORDER BY entry", list(ids))


async def overridden(limit: int = 100) -> list[Row]:
    """Orders that ask for data although the catalogue has some, newest first."""
    return await db.fetch(
        "SELECT a.* FROM assignment a WHERE EXISTS (SELECT 1 FROM assignment_entry e WHERE e.assignment = a.id"
        " AND e.decision = 'override') ORDER BY a.id DESC LIMIT $1", limit,
    )  # fmt: skip


async def add_note(  # noqa: PLR0913 - the columns of what was said
    tx: Tx, box: Box, action: str, note: str, *, task: UUID | None = None, code: str = "", due: datetime | None = None
) -> None:
    """What was said with a move."""
    id = new_id(tx.now)
    await tx.insert(
        AssignmentNote, id=id, assignment=box.owner, task=task, action=action, code=code, due=due,
        note_sealed=box.seal(f"note:{id}", note), author=tx.actor.id, at=tx.now,
    )  # fmt: skip


async def order_notes(id: UUID) -> list[Row]:
    """What was said with an order's own moves, oldest first."""
    return await db.fetch("SELECT * FROM assignment_note WHERE assignment = $1 AND task IS NULL ORDER BY id", id)


async def task_notes(task: UUID) -> list[Row]:
    """What was said about a task, oldest first."""
    return await db.fetch("SELECT * FROM assignment_note WHERE task = $1 ORDER BY id", task)


def note_of(box: Box, row: Row) -> str:
    """A note, opened with the key of the order it was written under."""
    return box.open(f"note:{row['id']}", bytes(row["note_sealed"]))


async def merged_into(id: UUID) -> list[Row]:
    """Orders whose wishes went into this one, oldest first."""
    return await db.fetch("SELECT * FROM assignment WHERE merged_into = $1 ORDER BY id", id)


async def all_settled(tx: Tx, id: UUID) -> bool:
    """Whether nothing of an order is owed any more."""
    left = await tx.one(
        "SELECT 1 FROM assignment_task WHERE assignment = $1 AND state = ANY($2) LIMIT 1", id,
        [str(TaskState.ISSUED), str(TaskState.ACCEPTED), str(TaskState.ANSWERED), str(TaskState.DECLINED)],
    )  # fmt: skip
    return left is None


async def lock(tx: Tx, id: UUID) -> Row | None:
    """The order, held until COMMIT: its tasks are not settled behind its back."""
    return await tx.one("SELECT * FROM assignment WHERE id = $1 FOR UPDATE", id)
