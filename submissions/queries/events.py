"""Reading events: lists, and the chain of reports on one page. The viewer always comes first.

- Of a chain somebody sees their own unit's reports, the office those that were sent; the others do not exist for them.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right
from kernel import clocks, vault
from kernel.actor import Actor
from kernel.clocks import Running
from kernel.db import Row
from kernel.errors import Invalid, NotFound
from kernel.work import Clock, WorkItem
from submissions.queries import common
from submissions.rules.emergencies import EventLine, EventSheet, Report, Stage, placed
from submissions.rules.nearness import likeness, unpacked
from submissions.rules.records import KIND as SUBMISSION
from submissions.store import events as store
from submissions.store import nearness as signatures
from submissions.store import submissions as texts
from submissions.workflow.events import DAILY, EVENT, EVENT_KIND, STAGE, Event, EventKind, EventState, ReportKind
from submissions.workflow.submission import OFFICE_SEES, State

PAGE, OTHERS, MOST_NUMBERS = 20, 30, 20
SEPARATORS = re.compile(r"[\s,，、;；]+")
OPEN, ALL = (EventState.OPEN,), tuple(EventState)


async def listing(
    viewer: Actor, states: tuple[str, ...], kind: str = "", beyond: tuple[datetime, UUID] | None = None
) -> tuple[list[EventLine], bool]:
    """A page of events the viewer has a report of, newest first, and whether there are older ones."""
    rows = await store.listing(common.scope(viewer), states, kind, beyond, PAGE + 1)
    return await _lines(viewer, rows[:PAGE]), len(rows) > PAGE


async def sheet(viewer: Actor, id: UUID) -> EventSheet:
    """An event's page. Raises NotFound."""
    event = await store.seen(common.scope(viewer), id)
    if event is None:
        raise NotFound
    rows = [row for row in await store.reports(id) if _sees(viewer, row)]
    running = (await clocks.of(EVENT_KIND, [id])).get(id, ())
    reports = await _reports(viewer, rows, running)
    sent = tuple(report for report in reports if report.sent)
    mine = any(row["unit"] == viewer.unit for row in rows) and viewer.may(Right.SUBMISSION_WRITE)
    first = (await store.firsts([id])).get(id)
    lead = (
        (first["unit"] if first else event.unit) if viewer.office else viewer.unit
    )  # who else reported is the office's
    levels = await texts.levels()
    return EventSheet(
        id, event.version, EventKind(event.kind), EventState(event.state), next((one.title for one in reports), ""),
        levels.get(event.level, ""), event.daily, event.opened or rows[0]["added"],
        (await identity.unit_names(viewer, [lead])).get(lead, ""), sent,
        tuple(report for report in reports if not report.sent and report.state != State.WITHDRAWN),
        tuple((one.step, one.shown) for one in running if one.runs and not one.step.startswith(STAGE)),
        await _stages(event, running, mine=mine), await _into(viewer, event), await _joined(viewer, event),
        await _others(viewer, event), tuple(EVENT.offered(event, viewer)), tuple(EVENT.steps(event.state)),
        _next(event, running) if mine and event.state == EventState.OPEN else (),
        event.state == EventState.OPEN and event.kind == EventKind.DECISION
        and (viewer.may(Right.SUBMISSION_SCREEN) or (mine and event.unit == viewer.unit)),
        await _alike(sent) if viewer.office else {},
        viewer.office and viewer.may(Right.SUBMISSION_SCREEN) and event.state == EventState.OPEN,
        tuple(one.submission for one in sent if one.state == State.SCREENED) if viewer.may(Right.ARTICLE_EDIT) else (),
    )  # fmt: skip


async def of_submission(viewer: Actor, submission: UUID) -> tuple[UUID, EventKind, ReportKind] | None:
    """The event a record belongs to, what kind it is, and what the record is in it."""
    row = await store.report(submission)
    event = await store.seen(common.scope(viewer), row["root"]) if row else None
    return (event.id, EventKind(event.kind), ReportKind(row["kind"])) if row and event else None


async def waiting(actor: Actor) -> list[WorkItem]:
    """Events whose next report this person's unit owes."""
    if not actor.may(Right.SUBMISSION_WRITE):
        return []
    rows = await store.listing(common.scope(actor), OPEN, "", None, PAGE)
    leads = await store.firsts([row["id"] for row in rows])
    own = [row for row in rows if row["id"] in leads and leads[row["id"]]["unit"] == actor.unit]
    return [
        WorkItem(
            EVENT_KIND, line.id, line.title, line.state.label, f"/events/{line.id}", ReportKind.FOLLOW_UP.label,
            line.last or line.opened, line.unit_name, clock=line.clock,
        )
        for line in await _lines(actor, own)
        if line.clock
    ]  # fmt: skip


async def numbered(viewer: Actor, numbers: str) -> list[UUID]:
    """The submissions with these numbers, blanks or commas between. Raises Invalid for one that the viewer does not see."""
    wanted = [number for number in SEPARATORS.split(numbers.strip()) if number][:MOST_NUMBERS]
    found = [await store.of_number(common.scope(viewer), number) for number in wanted]
    if None in found:
        raise Invalid(fields={"numbers": "no_such_number"})
    return [id for id in found if id]


async def titles(viewer: Actor, ids: list[UUID]) -> dict[UUID, str]:
    """Titles, for notices."""
    found = {}
    for id in ids:
        event = await store.seen(common.scope(viewer), id)
        if event:
            found[id] = await _title(viewer, id)
    return found


def _sees(viewer: Actor, row: Row) -> bool:
    own = viewer.may(Right.SUBMISSION_READ_OWN) and row["unit"] == viewer.unit and row["kind"] != ReportKind.SAME
    return own or (viewer.office and viewer.may(Right.SUBMISSION_READ) and row["state"] in OFFICE_SEES)


def _next(event: Event, running: Sequence[Running]) -> tuple[ReportKind, ...]:
    """What may be written next, the one that is due first."""
    if event.kind == EventKind.DECISION:
        return (ReportKind.FINAL,)
    daily = any(one.step == DAILY and one.runs for one in running)
    return (ReportKind.DAILY if daily else ReportKind.FOLLOW_UP, ReportKind.FINAL)


async def _reports(viewer: Actor, rows: Sequence[Row], running: Sequence[Running]) -> tuple[Report, ...]:
    ids = [row["submission"] for row in rows]
    records = {id: await texts.row(id) for id in ids}
    boxes = await vault.boxes(ids)
    units = await identity.unit_names(viewer, {row["unit"] for row in rows})
    names = await identity.names(viewer, {row["author"] for row in rows})
    late = await _late(ids, running)
    sent = [row for row in rows if row["sent"]]
    places = dict(zip(
        [row["submission"] for row in sent], placed([(row["kind"], row["unit"]) for row in sent]), strict=True,
    ))  # fmt: skip
    found = []
    for row in rows:
        record = records[row["submission"]]
        if record is None:
            continue
        title, body = common.text(boxes[row["submission"]], record)
        found.append(
            Report(
                row["submission"], row["event"], ReportKind(row["kind"]), places.get(row["submission"], 0), title, body,
                row["unit"], units.get(row["unit"], ""), names.get(row["author"], ""), row["number"] or "",
                State(row["state"]), row["sent"], late.get(row["submission"]) or late.get(row["sent"]),
                record["debt"] is not None and record["signed_digest"] is None,
            )
        )  # fmt: skip
    return tuple(found)


async def _alike(sent: Sequence[Report]) -> dict[UUID, int]:
    """How much every later report is like the first one."""
    signs = {one.submission: await signatures.of(one.submission) for one in sent}
    numbers = {id: unpacked(bytes(row["signature"])) if row else () for id, row in signs.items()}
    return {one.submission: likeness(numbers[sent[0].submission], numbers[one.submission]) for one in sent[1:]}


async def _late(ids: Sequence[UUID], running: Sequence[Running]) -> dict[object, timedelta]:
    """By how much a report was late: by its own clock, or by the event's that it settled at its moment."""
    own = await clocks.of(SUBMISSION, ids)
    found: dict[object, timedelta] = {one.ended: one.late for one in running if one.late}
    return found | {id: one.late for id, steps in own.items() for one in steps if one.step == "report" and one.late}


async def _stages(event: Event, running: Sequence[Running], *, mine: bool) -> tuple[Stage, ...]:
    shown = {one.step: one.shown for one in running}
    return tuple(
        Stage(row["id"], row["due"], row["settled"], shown.get(f"{STAGE}{row['id']}"), mine)
        for row in await store.stages(event.id)
    )


async def _into(viewer: Actor, event: Event) -> tuple[UUID, str] | None:
    if event.joined is None or not viewer.office:
        return None
    return event.joined, await _title(viewer, event.joined)


async def _joined(viewer: Actor, event: Event) -> tuple[tuple[UUID, str], ...]:
    ids = await store.joined(event.id) if viewer.office else []
    return tuple([(id, await _title(viewer, id)) for id in ids])


async def _others(viewer: Actor, event: Event) -> tuple[tuple[UUID, str], ...]:
    """Open events of the same kind that this one could be joined to."""
    if not (viewer.office and viewer.may(Right.SUBMISSION_SCREEN)) or event.state != EventState.OPEN:
        return ()
    rows = await store.listing(common.scope(viewer), OPEN, event.kind, None, OTHERS)
    lines = await _lines(viewer, [row for row in rows if row["id"] != event.id])
    return tuple((line.id, f"{line.unit_name} · {line.title}") for line in lines)


async def _title(viewer: Actor, id: UUID) -> str:
    row = next((row for row in await store.reports(id) if _sees(viewer, row)), None)
    record = await texts.row(row["submission"]) if row else None
    return common.text(await vault.box(record["id"]), record)[0] if record else ""


async def _lines(viewer: Actor, rows: Sequence[Row]) -> list[EventLine]:
    ids = [row["id"] for row in rows]
    firsts, running = await store.firsts(ids), await clocks.of(EVENT_KIND, ids)
    counts = await store.counted(ids, None if viewer.office else viewer.unit)
    leads = {row["id"]: firsts[row["id"]]["unit"] if row["id"] in firsts else row["unit"] for row in rows}
    leads = leads if viewer.office else dict.fromkeys(ids, viewer.unit)
    units = await identity.unit_names(viewer, set(leads.values()))
    levels = await texts.levels()
    found = []
    for row in rows:
        count = counts.get(row["id"])
        found.append(
            EventLine(
                row["id"], EventKind(row["kind"]), EventState(row["state"]), await _title(viewer, row["id"]),
                levels.get(row["level"], ""), units.get(leads[row["id"]], ""), count["reports"] if count else 0,
                count["units"] if count else 0, row["opened"], count["last"] if count else None,
                _soonest(running.get(row["id"], ())), (row["opened"], row["id"]),
            )
        )  # fmt: skip
    return found


def _soonest(running: Sequence[Running]) -> Clock | None:
    open_ = [one for one in running if one.runs]
    return min(open_, key=lambda one: one.due.due).shown if open_ else None
