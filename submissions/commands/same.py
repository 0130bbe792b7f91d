"""What several units reported of one thing becomes one event, for the office only (ED-02).

- Nothing is asked of the units by it and they see nothing of it; what they owe of emergencies and decisions stays.
- The first reporter is the one whose report reached the office first. Later ones join, by themselves when they are much
  alike within the window, by hand at any time; by hand they leave again: nothing of the reports is touched.
- A report stands in one event. What belongs to a chain of its own, an emergency or a decision, is never taken out of it.
"""

from collections.abc import Sequence
from uuid import UUID

from identity.rights import Right
from kernel.db import Done, Row, Tx, command
from kernel.errors import Forbidden, Invalid, NotFound
from kernel.ids import new_id
from submissions.errors import EventOver
from submissions.store import events as store
from submissions.store import submissions as texts
from submissions.workflow.events import EVENT_KIND, Event, EventAct, EventKind, EventState, ReportKind
from submissions.workflow.submission import OFFICE_SEES

MOST = 50


@command("event.gather")
async def gather(tx: Tx, submissions: Sequence[UUID], into: UUID | None = None) -> Done:
    """These are reports of one thing: into the event named, else into the oldest they stand in, else into a new one."""
    rows = await _sent(tx, submissions)
    reports = {row["id"]: await store.report(row["id"]) for row in rows}
    target = await _target(tx, rows, [report for report in reports.values() if report], into)
    joined = 0
    for row in rows:
        report = reports[row["id"]]
        if report is None:
            await store.add_report(tx, row["id"], target.id, row["unit"], ReportKind.SAME.value)
            await store.sent(tx, row["id"], row["submitted"])
        elif report["kind"] == ReportKind.SAME and report["root"] != target.id:
            await store.move_report(tx, row["id"], target.id)
        else:
            continue
        joined += 1
    tx.record(EVENT_KIND, target.id, EventAct.GATHER, source=target.state, target=target.state)
    return Done(target.id, target.version, target.state, {"joined": str(joined)})


@command("event.leave")
async def leave(tx: Tx, submission: UUID) -> Done:
    """The report is of something else: it stands alone again."""
    _may(tx)
    report = await store.report(submission)
    if report is None:
        raise NotFound
    if report["kind"] != ReportKind.SAME:
        raise Invalid(fields={"submission": "not_a_choice"})
    alone = Event(new_id(), EventKind.TOPIC.value, report["unit"], EventState.ENDED.value, 1, opened=tx.now)
    await store.add(tx, alone)
    await store.move_report(tx, submission, alone.id)
    tx.record(EVENT_KIND, report["root"], EventAct.LEAVE, after=str(submission).encode())
    return Done(report["root"])


async def _sent(tx: Tx, submissions: Sequence[UUID]) -> list[Row]:
    """The submissions, the first reported first. Raises NotFound for what the office may not see."""
    _may(tx)
    wanted = list(dict.fromkeys(submissions))
    if not wanted or len(wanted) > MOST:
        raise Invalid(fields={"submission": "choose_one"})
    await tx.run("SELECT 1 FROM submission WHERE id = ANY($1) ORDER BY id FOR UPDATE", wanted)
    rows = [row for row in (await texts.rows_of(wanted)).values() if row["state"] in OFFICE_SEES]
    if len(rows) < len(wanted):
        raise NotFound
    return sorted(rows, key=lambda row: (row["submitted"], row["id"]))


async def _target(tx: Tx, rows: Sequence[Row], reports: Sequence[Row], into: UUID | None) -> Event:
    found = [await store.one(root) for root in ([into] if into else sorted({report["root"] for report in reports}))]
    open_ = [event for event in found if event and event.state == EventState.OPEN]
    if into and not open_:
        raise EventOver(action=EventAct.GATHER.label, state="", reason="")
    if open_:
        return min(open_, key=lambda event: (event.opened or tx.now, event.id))
    event = Event(new_id(), EventKind.TOPIC.value, rows[0]["unit"], EventState.OPEN.value, 1, opened=tx.now)
    await store.add(tx, event)
    return event


def _may(tx: Tx) -> None:
    if not (tx.actor.office and (tx.actor.may(Right.SUBMISSION_SCREEN) or tx.actor.may("system"))):
        raise Forbidden(action=EventAct.GATHER.label)
