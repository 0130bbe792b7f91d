"""The SQL of events, their reports and stages."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from kernel import db
from kernel.db import Row, Tx
from kernel.ids import new_id
from submissions.rules.records import Scope
from submissions.tables.events import Event as EventTable
from submissions.tables.events import EventReport, EventStage
from submissions.workflow.events import Event
from submissions.workflow.submission import OFFICE_SEES

SEEN = (
    "EXISTS (SELECT 1 FROM event_report r JOIN event o ON o.id = r.event WHERE (o.id = e.id OR o.joined = e.id)"
    " AND (r.unit = $1 AND r.kind <> 'same' OR ($2 AND r.sent IS NOT NULL)))"
)


def event_of(row: Row) -> Event:
    """A row as the workflow sees it."""
    return Event(
        row["id"], row["kind"], row["unit"], row["state"], row["version"], row["level"], row["daily"], row["joined"],
        row["opened"],
    )  # fmt: skip


async def one(id: UUID) -> Event | None:
    """An event."""
    row = await db.one("SELECT * FROM event WHERE id = $1", id)
    return event_of(row) if row else None


async def seen(scope: Scope, id: UUID) -> Event | None:
    """An event that has a report this scope may see."""
    row = await db.one(f"SELECT * FROM event e WHERE e.id = $3 AND {SEEN}", scope.unit, scope.office, id)  # noqa: S608
    return event_of(row) if row else None


async def listing(
    scope: Scope, states: tuple[str, ...], kind: str, beyond: tuple[datetime, UUID] | None, limit: int
) -> list[Row]:
    """Events the scope may see, newest first."""
    return await db.fetch(
        f"SELECT * FROM event e WHERE {SEEN} AND e.state = ANY($3) AND ($4 = '' OR e.kind = $4)"  # noqa: S608
        " AND ($5::timestamptz IS NULL OR (e.opened, e.id) < ($5, $6)) ORDER BY e.opened DESC, e.id DESC LIMIT $7",
        scope.unit, scope.office, list(states), kind, beyond[0] if beyond else None, beyond[1] if beyond else None, limit,
    )  # fmt: skip


async def reports(event: UUID) -> list[Row]:
    """The reports of an event and of those joined to it: sent ones first, in the order they were sent."""
    return await db.fetch(
        "SELECT r.*, s.state, s.author, s.number, s.level FROM event_report r JOIN submission s ON s.id = r.submission"
        " JOIN event e ON e.id = r.event WHERE e.id = $1 OR e.joined = $1 ORDER BY r.sent NULLS LAST, r.added, r.submission",
        event,
    )


async def firsts(events: Iterable[UUID]) -> dict[UUID, Row]:
    """Event -> its first report by time, among those joined to it."""
    rows = await db.fetch(
        "SELECT DISTINCT ON (root) COALESCE(e.joined, e.id) AS root, r.submission, r.unit, r.sent FROM event_report r"
        " JOIN event e ON e.id = r.event WHERE r.sent IS NOT NULL AND (e.id = ANY($1) OR e.joined = ANY($1))"
        " ORDER BY root, r.sent, r.submission", list(events),
    )  # fmt: skip
    return {row["root"]: row for row in rows}


async def counted(events: Iterable[UUID], unit: UUID | None = None) -> dict[UUID, Row]:
    """Event -> how many reports were sent (`unit`: by this one), by how many units, and when the last one was."""
    rows = await db.fetch(
        "SELECT COALESCE(e.joined, e.id) AS root, count(*) AS reports, count(DISTINCT r.unit) AS units, max(r.sent) AS last"
        " FROM event_report r JOIN event e ON e.id = r.event WHERE r.sent IS NOT NULL"
        " AND (e.id = ANY($1) OR e.joined = ANY($1)) AND ($2::uuid IS NULL OR r.unit = $2 AND r.kind <> 'same') GROUP BY root",
        list(events), unit,
    )  # fmt: skip
    return {row["root"]: row for row in rows}


async def report(submission: UUID) -> Row | None:
    """What a submission is in a chain, with the event it counts for now (`root`)."""
    return await db.one(
        "SELECT r.*, COALESCE(e.joined, e.id) AS root FROM event_report r JOIN event e ON e.id = r.event"
        " WHERE r.submission = $1", submission,
    )  # fmt: skip


async def stages(event: UUID) -> list[Row]:
    """Stage reports that are due or were, earliest first."""
    return await db.fetch("SELECT * FROM event_stage WHERE event = $1 ORDER BY due, id", event)


async def joined(event: UUID) -> list[UUID]:
    """The events that were joined to this one."""
    return [row["id"] for row in await db.fetch("SELECT id FROM event WHERE joined = $1 ORDER BY opened", event)]


async def add(tx: Tx, event: Event) -> None:
    """A new event."""
    await tx.insert(
        EventTable, id=event.id, state=event.state, kind=event.kind, unit=event.unit, level=event.level,
        opened=event.opened or tx.now,
    )  # fmt: skip


async def add_report(  # noqa: PLR0913, PLR0917 - the columns of a row
    tx: Tx, submission: UUID, event: UUID, unit: UUID, kind: str, stage: UUID | None = None
) -> None:
    """One more report, not sent yet."""
    await tx.insert(
        EventReport, submission=submission, event=event, unit=unit, kind=kind, stage=stage, added=tx.now, sent=None
    )


async def sent(tx: Tx, submission: UUID, at: datetime | None) -> None:
    """When a report was sent; the first time stays. None: it was taken back."""
    if at is None:
        await tx.run("UPDATE event_report SET sent = NULL WHERE submission = $1", submission)
    else:
        await tx.run("UPDATE event_report SET sent = COALESCE(sent, $2) WHERE submission = $1", submission, at)


async def lead_report(tx: Tx, submission: UUID, event: UUID, unit: UUID) -> None:
    """The first report of a chain; what stood among the same matter is taken out of there."""
    await tx.run(
        "INSERT INTO event_report (submission, event, unit, kind, added) VALUES ($1, $2, $3, 'first', $4)"
        " ON CONFLICT (submission) DO UPDATE SET event = $2, kind = 'first' WHERE event_report.kind = 'same'",
        submission, event, unit, tx.now,
    )  # fmt: skip


async def move_report(tx: Tx, submission: UUID, event: UUID) -> None:
    """A report of the same matter stands in another event."""
    await tx.run("UPDATE event_report SET event = $2 WHERE submission = $1 AND kind = 'same'", submission, event)


async def add_stage(tx: Tx, event: UUID, due: datetime) -> UUID:
    """A stage report that is due."""
    id = new_id()
    await tx.insert(EventStage, id=id, event=event, due=due, by=tx.actor.id, at=tx.now)
    return id


async def move_stage(tx: Tx, stage: UUID, due: datetime) -> None:
    """The stage is due at another time."""
    await tx.run("UPDATE event_stage SET due = $2 WHERE id = $1", stage, due)


async def settle_stage(tx: Tx, stage: UUID, at: datetime | None) -> None:
    """The stage's report was sent; None: it was taken back."""
    await tx.run("UPDATE event_stage SET settled = $2 WHERE id = $1", stage, at)


async def of_number(scope: Scope, number: str) -> UUID | None:
    """The submission with this number, as far as the office has it."""
    if not scope.office:
        return None
    row = await db.one(
        "SELECT id FROM submission WHERE number = $1 AND state = ANY($2)", number, [str(state) for state in OFFICE_SEES]
    )
    return row["id"] if row else None
