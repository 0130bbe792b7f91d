"""What a move of a submission means for its event and for the phone report it follows (SUB-05, SUB-06).

- A text that reaches the office is a report: the first of an emergency begins an event, a final one ends it.
- The clocks of an event are counted from its reports each time one is sent or taken back, so they are right whatever
  the order. What the report was due by ends as settled; what nobody waits for any more is dropped.
- The unit that reported first by time has to go on reporting; others that were joined may.
- The text that follows a phone report settles its clock in the same act.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from kernel import clock, clocks, terms
from kernel.clock import LOCAL
from kernel.db import Row, Tx
from kernel.ids import new_id
from kernel.terms import Due
from notices.commands import ladders
from submissions.store import emergencies
from submissions.store import events as store
from submissions.store import phone as phone_store
from submissions.tables.events import Event as EventTable
from submissions.tables.events import PhoneNote as PhoneTable
from submissions.workflow.events import (
    DAILY,
    EVENT_KIND,
    FINAL,
    FOLLOW_UP,
    PHONE_KIND,
    STAGE,
    TEXT,
    Event,
    EventAct,
    EventKind,
    EventState,
    PhoneState,
    ReportKind,
)

SENT = frozenset({"submit", "forward", "send_unsigned"})
BACK = frozenset({"return", "decline", "withdraw"})
NEXT_HOUR = timedelta(hours=1)  # nearer than this to the last report, an hour of daily reports is passed over


async def follow(tx: Tx, row: Row, action: str) -> None:
    """After the move: the phone report, the event and their clocks."""
    if action in SENT:
        await heard(tx, row["id"])
        await _reported(tx, row)
        await tx.promise("event.near", record=row["id"])
    elif action in BACK:
        await _came_back(tx, row, action)


async def heard(tx: Tx, submission: UUID, at: datetime | None = None) -> None:
    """The text of a phone report has come, now or (`at`) when it was sent."""
    row = await phone_store.of_submission(submission)
    if row is None or row["state"] != PhoneState.NOTED:
        return
    note = phone_store.note_of(row)
    await tx.move(PhoneTable, note.id, note.version, note.state, PhoneState.WRITTEN)
    await clocks.settle(tx, PHONE_KIND, note.id, TEXT, at=at)
    await ladders.stop.within(tx, note.id)
    tx.record(PHONE_KIND, note.id, "write", source=note.state, target=PhoneState.WRITTEN)


async def begin(tx: Tx, row: Row, kind: EventKind) -> Event:
    """A new event whose first report is this submission."""
    event = Event(new_id(), kind.value, row["unit"], EventState.OPEN.value, 1, row["level"], opened=tx.now)
    await store.add(tx, event)
    await store.lead_report(tx, row["id"], event.id, row["unit"])
    await store.sent(tx, row["id"], row["submitted"] or tx.now)
    tx.record(EVENT_KIND, event.id, EventAct.BEGIN, target=EventState.OPEN)
    await recount(tx, event.id)
    return event


async def term(tx: Tx, step: str, level: str, start: datetime) -> Due | None:
    """When a step of an emergency that begins now is due, by the terms in force."""
    binding = await emergencies.terms(step, level, clock.local(tx.now).date())
    return terms.earliest(
        [terms.due_of(row["code"], row["label"], row["measure"], row["amount"], start) for row in binding]
    )


async def _reported(tx: Tx, row: Row) -> None:
    report = await store.report(row["id"])
    if report is None or report["kind"] == ReportKind.SAME:
        if row["category"] == EventKind.EMERGENCY.value:
            await begin(tx, row, EventKind.EMERGENCY)
        elif report:
            await store.sent(tx, row["id"], tx.now)
        return
    await store.sent(tx, row["id"], tx.now)
    event = await _event(report["root"])
    tx.record(EVENT_KIND, event.id, EventAct.REPORT, source=event.state, target=event.state)
    if row["level"] and row["level"] != event.level:
        await tx.move(EventTable, event.id, event.version, event.state, event.state, level=row["level"])
    if report["stage"]:
        await store.settle_stage(tx, report["stage"], tx.now)
        await clocks.settle(tx, EVENT_KIND, report["event"], f"{STAGE}{report['stage']}")
    if await _leads(event.id, row["unit"]):
        await clocks.settle(tx, EVENT_KIND, event.id, FOLLOW_UP, DAILY)
    if report["kind"] == ReportKind.FINAL:
        await _end(tx, event.id)
    await recount(tx, event.id)


async def _came_back(tx: Tx, row: Row, action: str) -> None:
    report = await store.report(row["id"])
    if report is None:
        return
    if action == "withdraw":
        await store.sent(tx, row["id"], None)
        if report["stage"]:
            await store.settle_stage(tx, report["stage"], None)
    event = await _event(report["root"])
    if report["kind"] == ReportKind.FINAL and event.state == EventState.ENDED:
        await tx.move(EventTable, event.id, event.version, event.state, EventState.OPEN)
        tx.record(EVENT_KIND, event.id, "reopen", source=event.state, target=EventState.OPEN)
    await recount(tx, event.id)


async def _end(tx: Tx, id: UUID) -> None:
    event = await _event(id)
    if event.state == EventState.OPEN:
        await tx.move(EventTable, id, event.version, event.state, EventState.ENDED, daily=False)
        tx.record(EVENT_KIND, id, "end", source=event.state, target=EventState.ENDED)
        await clocks.settle(tx, EVENT_KIND, id, FINAL)


async def recount(tx: Tx, id: UUID) -> None:
    """The clocks an event has to have now."""
    event = await _event(id)
    if event.state != EventState.OPEN or event.kind == EventKind.TOPIC:
        await clocks.drop(tx, EVENT_KIND, id)
        return
    reports = [row for row in await store.reports(id) if row["sent"] and row["kind"] != ReportKind.SAME]
    if event.kind == EventKind.DECISION:
        await _stages(tx, id)
        return
    if not reports:
        await clocks.drop(tx, EVENT_KIND, id)
        return
    lead = reports[0]["unit"]
    last = max(row["sent"] for row in reports if row["unit"] == lead)
    daily = await _next_hour(tx, last) if event.daily else None
    await clocks.start(tx, EVENT_KIND, id, DAILY, daily)
    await clocks.start(
        tx, EVENT_KIND, id, FOLLOW_UP, None if event.daily else await term(tx, FOLLOW_UP, event.level, last)
    )
    await clocks.start(tx, EVENT_KIND, id, FINAL, await term(tx, FINAL, event.level, reports[0]["sent"]))


async def _stages(tx: Tx, id: UUID) -> None:
    for stage in await store.stages(id):
        step = f"{STAGE}{stage['id']}"
        if stage["settled"] is None:
            due = terms.at_moment(ReportKind.STAGE.value, ReportKind.STAGE.label, stage["due"], stage["at"])
            await clocks.start(tx, EVENT_KIND, id, step, due)


async def _next_hour(tx: Tx, last: datetime) -> Due | None:
    """The next hour of daily reports after the last report."""
    rows = await emergencies.hours(clock.local(tx.now).date())
    day = clock.local(last).date()
    found = [
        (datetime.combine(day + timedelta(days), time(row["minute"] // 60, row["minute"] % 60), LOCAL), row)
        for days in (0, 1, 2) for row in rows
    ]  # fmt: skip
    return next(
        (
            terms.at_moment(f"daily-{row['minute']}", row["label"], at, last, urgent=True)
            for at, row in found
            if at >= last + NEXT_HOUR
        ),
        None,
    )


async def _leads(event: UUID, unit: UUID) -> bool:
    reports: Sequence[Row] = await store.reports(event)
    return next((row["unit"] == unit for row in reports if row["sent"] and row["kind"] != ReportKind.SAME), True)


async def _event(id: UUID) -> Event:
    event = await store.one(id)
    if event is None:
        raise LookupError(id)
    return event
