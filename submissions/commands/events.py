"""Following an event: the next report, the stages of a decision, joining what is one event (SUB-05, SUB-06).

- The next report is a draft of its own that inherits what does not change; it tells progress only.
- A stage of a decision has a due date that the unit or the office sets; the past is no due date.
- The office joins and takes apart. Nothing of the reports is touched; the clocks are counted anew on both sides.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from gate import commands as gate
from identity.rights import Right
from kernel import clock, clocks, vault
from kernel.actor import Actor, Call
from kernel.db import Done, Row, Tx, command
from kernel.errors import Forbidden, Invalid, NotAllowedNow, NotFound, StaleVersion
from marking.cleared import Cleared
from submissions.commands import chains, writing
from submissions.commands.common import found
from submissions.errors import EventOver, NoReportOfOwn
from submissions.rules.records import KIND as SUBMISSION
from submissions.rules.records import Details, Scope
from submissions.store import events as store
from submissions.store import submissions as texts
from submissions.tables.events import Event as EventTable
from submissions.workflow.events import (
    DAILY,
    EVENT,
    EVENT_KIND,
    FOLLOW_UP,
    STAGE,
    Event,
    EventAct,
    EventKind,
    EventState,
    Naming,
    Ordinal,
    ReportKind,
)
from submissions.workflow.submission import OFFICE_SEES

NEXT = frozenset({ReportKind.FOLLOW_UP, ReportKind.DAILY, ReportKind.STAGE, ReportKind.FINAL})
LONGEST_TITLE = 150


async def draft_next(call: Call, id: UUID, kind: ReportKind, stage: UUID | None = None) -> Done:
    """A draft of the unit's next report. Raises MarkingFound, Held."""
    event, own = await _mine(call.actor, id)
    first = await texts.row(own[0]["submission"])
    if first is None or kind not in NEXT:
        raise NotFound
    before = texts.opened(await vault.box(first["id"]), first)
    text = {
        "title": named(before["title"], kind, sum(row["kind"] == kind and row["sent"] is not None for row in own) + 1),
        "body": "", "source": before["source"], "contact": before["contact"],
    }  # fmt: skip
    cleared = await gate.pass_gate(call, text, sources=[first["id"]])
    details = replace(texts.details_of(first), learned=clock.now(), level=event.level or first["level"])
    return await _draft(call, id, kind, stage, cleared, details)


@command("event.draft")
async def _draft(  # noqa: PLR0913, PLR0917 - what makes a report
    tx: Tx, id: UUID, kind: ReportKind, stage: UUID | None, cleared: Cleared, details: Details
) -> Done:
    event, _ = await _mine(tx.actor, id)
    if event.state != EventState.OPEN:
        raise EventOver(action=kind.label, state=EventState(event.state).label, reason="")
    if (kind == ReportKind.STAGE) != (stage is not None) or (stage and stage not in await _open_stages(id)):
        raise Invalid(fields={"stage": "not_a_choice"})
    made = await writing.create.within(tx, cleared, replace(details, learned=tx.now))
    await store.add_report(tx, made.id, id, tx.actor.unit, kind.value, stage)
    running = (await clocks.of(EVENT_KIND, [id])).get(id, ())
    wanted = {FOLLOW_UP, DAILY} if stage is None else {f"{STAGE}{stage}"}
    due = next((one.due for one in running if one.runs and one.step in wanted), None)
    if due:
        await clocks.start(tx, SUBMISSION, made.id, "report", due)
    tx.record(EVENT_KIND, id, EventAct.DRAFT, source=event.state, target=event.state)
    return made


@command("event.begin")
async def begin(tx: Tx, submission: UUID) -> Done:
    """Follow a major decision from a report that was sent: by the unit or by the office."""
    row, item = await found(submission, tx.actor)
    own = item.unit == tx.actor.unit and tx.actor.may(Right.SUBMISSION_WRITE)
    if not own and not tx.actor.may(Right.SUBMISSION_SCREEN):
        raise Forbidden(action=EventAct.BEGIN.label)
    report = await store.report(submission)
    if item.state not in OFFICE_SEES or (report and report["kind"] != ReportKind.SAME):
        raise NotAllowedNow(action=EventAct.BEGIN.label, state="", reason="")
    event = await chains.begin(tx, row, EventKind.DECISION)
    return Done(event.id, event.version, event.state)


@command("event.plan")
async def plan(tx: Tx, id: UUID, due: datetime, stage: UUID | None = None) -> Done:
    """A stage report is due then; `stage`: one whose due time moves."""
    event = await seen(tx.actor, id)
    if not tx.actor.may(Right.SUBMISSION_SCREEN) and not (
        tx.actor.may(Right.SUBMISSION_WRITE) and event.unit == tx.actor.unit
    ):
        raise Forbidden(action=EventAct.PLAN.label)
    if event.kind != EventKind.DECISION or event.state != EventState.OPEN:
        raise EventOver(action=EventAct.PLAN.label, state=EventState(event.state).label, reason="")
    if due <= tx.now:
        raise Invalid(fields={"due": "in_the_past"})
    if stage is None:
        await store.add_stage(tx, id, due)
    elif stage in await _open_stages(id):
        await store.move_stage(tx, stage, due)
    else:
        raise NotFound
    await chains.recount(tx, id)
    tx.record(EVENT_KIND, id, EventAct.PLAN, source=event.state, target=event.state, after=due.isoformat().encode())
    return Done(id, event.version, event.state)


@command("event.act")
async def act(tx: Tx, id: UUID, version: int, action: str, into: UUID | None = None) -> Done:
    """Any move of the office: join, take apart, daily reports and back."""
    event = await seen(tx.actor, id, version)
    move = EVENT.require(event, action, tx.actor, {"into": str(into or "")})
    if not move.shown:
        raise NotFound
    columns: dict[str, object] = {}
    if action == "join":
        columns["joined"] = await _target(tx, event, into)
    elif action == "part":
        columns["joined"] = None
    elif action != "close":
        columns["daily"] = action == "go_daily"
    new = await tx.move(EventTable, id, version, event.state, move.target, **columns)
    tx.record(EVENT_KIND, id, action, source=event.state, target=move.target)
    for each in (id, into or event.joined):
        if each:
            await chains.recount(tx, each)
    return Done(id, new, str(move.target))


async def seen(actor: Actor, id: UUID, version: int | None = None) -> Event:
    """The event as this actor may see it. Raises NotFound, StaleVersion."""
    own = actor.unit if actor.may(Right.SUBMISSION_READ_OWN) else None
    event = await store.seen(Scope(own, actor.office and actor.may(Right.SUBMISSION_READ)), id)
    if event is None:
        raise NotFound
    if version not in (None, event.version):
        raise StaleVersion
    return event


def named(title: str, kind: ReportKind, place: int) -> str:
    """The title a next report is proposed."""
    numbered = Ordinal(str(place)).label if place <= len(Ordinal) else str(place)
    many = kind in {ReportKind.FOLLOW_UP, ReportKind.DAILY, ReportKind.STAGE}
    return Naming.TITLE.label.format(title=title[:LONGEST_TITLE], kind=kind.label, place=numbered if many else "")


async def _mine(actor: Actor, id: UUID) -> tuple[Event, list[Row]]:
    """The event and the unit's own reports in it, first the one sent first."""
    event = await seen(actor, id)
    if not actor.may(Right.SUBMISSION_WRITE):
        raise Forbidden(action=EventAct.DRAFT.label)
    own = [row for row in await store.reports(id) if row["unit"] == actor.unit and row["kind"] != ReportKind.SAME]
    if not own:
        raise NoReportOfOwn(action=EventAct.DRAFT.label, state="", reason="")
    return event, own


async def _open_stages(id: UUID) -> set[UUID]:
    return {row["id"] for row in await store.stages(id) if row["settled"] is None}


async def _target(tx: Tx, event: Event, into: UUID | None) -> UUID:
    other = await store.one(into) if into else None
    if other is None or other.id == event.id or other.kind != event.kind or other.state != EventState.OPEN:
        raise Invalid(fields={"into": "not_a_choice"})
    await tx.run("SELECT 1 FROM event WHERE id = $1 FOR UPDATE", other.id)
    if await store.joined(event.id):
        raise Invalid(fields={"into": "event_has_joined"})
    return other.id
