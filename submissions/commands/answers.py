"""What answers a task: submissions linked to it, followed by themselves.

- A task is answered as long as one of its submissions lies with the office, whoever moved it and by which way it came.
- Taken back by the unit, it was no answer; returned by the office, the unit has two more working days to mend it.
- Locks are taken in one order: order, submission, task.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from kernel import clocks, terms, worktime
from kernel.actor import SYSTEM
from kernel.db import Done, Tx
from kernel.errors import NotFound
from kernel.workflow import Transition
from submissions.rules.assignments import KIND, Task, Term
from submissions.store import tasks as store
from submissions.tables.assignments import AssignmentTask
from submissions.workflow.assignments import TASK, TaskState, answers
from submissions.workflow.submission import State as SubmissionState

STEP = "answer"
MEND_DAYS = 2


async def follow(tx: Tx, submission: UUID, state: str) -> None:
    """A submission has come to another state: what it answers follows."""
    for row in await store.answered_by([submission]):
        await reckon(tx, row["id"], returned=state == SubmissionState.RETURNED)


async def reckon(tx: Tx, id: UUID, *, returned: bool = False) -> Task:
    """Bring a task to what its submissions say; the task as it is then."""
    task = await held(tx, id)
    stands = answers(row["state"] for row in await store.answers([id]))
    if stands and task.state == TaskState.ACCEPTED:
        moment = task.first_answered or tx.now
        await clocks.settle(tx, KIND, id, STEP)
        return await moved(tx, task, TASK.require(task, "answer", SYSTEM), first_answered=moment, asked_due=None)
    if not stands and task.state == TaskState.ANSWERED:
        due = not_before(task.due, tx.now) if returned else task.due
        term = Term.MENDED if due != task.due else Term.ORDERED
        await start_clock(tx, replace(task, due=due), term)
        first = task.first_answered if returned else None
        return await moved(tx, task, TASK.require(task, "reopen", SYSTEM), first_answered=first, due=due)
    return task


async def held(tx: Tx, id: UUID) -> Task:
    """The task, locked. Raises NotFound."""
    row = await store.lock(tx, id)
    if row is None:
        raise NotFound
    return store.task_of(row)


async def moved(tx: Tx, task: Task, move: Transition, note: str = "", **columns: object) -> Task:
    """A move of a task with its journal line and promises; the task afterwards."""
    target = str(move.target)
    new = await tx.move(AssignmentTask, task.id, task.version, task.state, target, moved=tx.now, **columns)
    tx.record(KIND, task.id, move.action, source=task.state, target=target, note=note)
    for topic in move.then:
        await tx.promise(topic, record=task.id, action=move.action, by=tx.actor.id)
    known = {name: columns[name] for name in ("holder", "due", "asked_due", "first_answered") if name in columns}
    return replace(task, version=new, state=target, **known)  # type: ignore[arg-type]


async def touched(tx: Tx, task: Task, action: str, **columns: object) -> Task:
    """An act that leaves the task where it is; the task afterwards."""
    new = await tx.move(AssignmentTask, task.id, task.version, task.state, task.state, moved=tx.now, **columns)
    tx.record(KIND, task.id, action, source=task.state, target=task.state)
    known = {name: columns[name] for name in ("holder", "due", "assignment") if name in columns}
    return replace(task, version=new, **known)  # type: ignore[arg-type]


async def start_clock(tx: Tx, task: Task, term: Term) -> None:
    """The unit's clock runs until the task's due time."""
    await clocks.start(tx, KIND, task.id, STEP, terms.at_moment(term.value, term.label, task.due, tx.now))


async def stop_clock(tx: Tx, id: UUID) -> None:
    """Nobody waits for an answer any more."""
    await clocks.drop(tx, KIND, id, STEP)


def not_before(due: datetime, now: datetime) -> datetime:
    """A due time that leaves the unit at least two working days."""
    return max(due, worktime.current().deadline(now, MEND_DAYS).at)


def done(task: Task) -> Done:
    """What a command about a task answers."""
    return Done(task.id, task.version, task.state)
