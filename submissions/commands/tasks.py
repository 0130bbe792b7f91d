"""What people do with a task: take it, report, ask for more time, hand it on, answer it; and the office's word on it.

- A record of another unit does not exist for the caller; the unit moves its own side, the office the other.
- Whoever begins to write has accepted. Several submissions may answer one task, one submission several tasks.
- Words enter only as `Cleared` and are sealed under the order's key.
"""

from datetime import datetime
from uuid import UUID

from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right
from kernel import vault
from kernel.db import Done, Tx, command
from kernel.errors import Forbidden, Invalid, NotFound, StaleVersion
from marking.cleared import Cleared
from submissions.commands import answers, credit, orders, writing
from submissions.errors import NotLinkable
from submissions.rules.assignments import Given, Outcome, Recipient, Task, end_of, too_long, wrong_due
from submissions.rules.records import Details
from submissions.store import assignments as order_rows
from submissions.store import tasks as store
from submissions.workflow.assignments import TASK, TaskAct, TaskState, visible
from submissions.workflow.submission import State as SubmissionState

URGENCY, ASSIGNED = "normal", "assigned"
SETTLES = frozenset({"close", "cancel", "reassign"})
OPEN_TO_ANSWERS = frozenset({TaskState.ISSUED, TaskState.ACCEPTED, TaskState.ANSWERED})


@command("assignment.act")
async def act(tx: Tx, id: UUID, version: int, action: str, said: Cleared, given: Given) -> Done:  # noqa: PLR0913, PLR0917
    """Any move of a task that is a button."""
    gate.nothing_held(said)
    task = await _found(tx, id, version)
    asked = {"note": said.text("note"), "outcome": given.outcome, "due": "1" if given.due else ""}
    asked |= {"person": str(given.person or ""), "unit": str(given.unit or "")}
    move = TASK.require(task, action, tx.actor, asked)
    note = said.text("note").strip()
    if wrong := too_long({"note": note}):
        raise Invalid(fields=wrong)
    columns = await _consequences(tx, action, task, given)
    after = await answers.moved(tx, task, move, note + given.outcome, **columns)
    if note or given.due or given.outcome:
        box, due = await vault.box(task.assignment), end_of(given.due) if given.due else None
        await order_rows.add_note(tx, box, action, note, task=id, code=given.outcome, due=due)
    if action == "insist":
        await answers.start_clock(tx, after, orders.Term.ORDERED)
    if action == "close":
        await credit.answered(tx, task)
    if action == "extend":
        await answers.start_clock(tx, after, orders.Term.EXTENDED)
    if action == "reassign" and given.unit:
        await _give_to(tx, task, given.unit)
    if action in SETTLES:
        await orders.close_if_settled(tx, task.assignment)
    return answers.done(after)


@command("assignment.begin")
async def begin(tx: Tx, id: UUID, version: int, cleared: Cleared) -> Done:
    """A draft that answers the task, filled in from the order. `more["submission"]`: the draft."""
    task = await _mine(tx, id, version)
    order = await order_rows.row(task.assignment)
    if order is None:
        raise NotFound
    row = await store.row(id)
    learned = None if order["category"] == ASSIGNED or row is None else row["created"]
    details = Details(category=order["category"], urgency=URGENCY, genre=order["genre"], learned=learned)
    draft = await writing.create.within(tx, cleared, details)
    return await _linked(tx, task, draft.id)


@command("assignment.link")
async def link(tx: Tx, id: UUID, version: int, submission: UUID) -> Done:
    """A submission of the unit, written before or for another task, answers this one too."""
    locked = await tx.one("SELECT unit, state FROM submission WHERE id = $1 FOR SHARE", submission)
    task = await _mine(tx, id, version)
    if locked is None or locked["unit"] != task.unit or locked["state"] == SubmissionState.WITHDRAWN:
        raise NotLinkable(fields={"submission": NotLinkable.code})
    return await _linked(tx, task, submission)


@command("assignment.unlink")
async def unlink(tx: Tx, id: UUID, version: int, submission: UUID) -> Done:
    """It does not answer this one after all."""
    task = await _mine(tx, id, version)
    if not await store.unlink(tx, id, submission):
        raise NotFound
    await answers.touched(tx, task, TaskAct.UNLINK)
    return answers.done(await answers.reckon(tx, id))


async def _linked(tx: Tx, task: Task, submission: UUID) -> Done:
    if not await store.link(tx, task.id, submission):
        raise NotLinkable(fields={"submission": NotLinkable.code})
    if task.state == TaskState.ISSUED:
        task = await answers.moved(tx, task, TASK.require(task, "accept", tx.actor), holder=tx.actor.id)
    await answers.touched(tx, task, TaskAct.LINK)
    after = await answers.reckon(tx, task.id)
    return Done(after.id, after.version, after.state, {"submission": str(submission)})


async def _found(tx: Tx, id: UUID, version: int) -> Task:
    """The task as this actor may see it, at the version they saw, locked behind its order."""
    row = await store.row(id)
    if row is None or not visible(store.task_of(row), tx.actor):
        raise NotFound
    await order_rows.lock(tx, row["assignment"])
    task = await answers.held(tx, id)
    if task.version != version:
        raise StaleVersion
    return task


async def _mine(tx: Tx, id: UUID, version: int) -> Task:
    """A task of the actor's own unit that may still be answered."""
    row = await store.row(id)
    if row is None or not visible(store.task_of(row), tx.actor):
        raise NotFound
    task = await answers.held(tx, id)
    if task.unit != tx.actor.unit or not tx.actor.may(Right.ASSIGNMENT_TAKE):
        raise Forbidden(action="")
    if task.version != version:
        raise StaleVersion
    if task.state not in OPEN_TO_ANSWERS:
        TASK.require(task, "progress", tx.actor)  # says in the usual words that it is over
    return task


async def _consequences(tx: Tx, action: str, task: Task, given: Given) -> dict[str, object]:
    """What a move changes besides the state."""
    columns: dict[str, object] = {}
    match action:
        case "accept":
            columns = {"holder": tx.actor.id}
        case "ask_extension":
            columns = {"asked_due": _later(tx, task, given)}
        case "extend":
            columns = {"due": _later(tx, task, given), "asked_due": None}
        case "refuse_extension":
            columns = {"asked_due": None}
        case "hand_over":
            columns = {"holder": await _colleague(tx, task, given.person)}
        case "close":
            await _require_outcome(task, given.outcome)
            columns = {"outcome": given.outcome, "closed": tx.now}
        case "insist":
            columns = {"due": answers.not_before(task.due, tx.now)}
        case "decline" | "cancel" | "reassign":
            await answers.stop_clock(tx, task.id)
            columns = {"asked_due": None}
    return columns


def _later(tx: Tx, task: Task, given: Given) -> datetime:
    wrong = wrong_due(given.due, tx.now)
    if not wrong and given.due and end_of(given.due) <= task.due:
        wrong = "not_later"
    if wrong or given.due is None:
        raise Invalid(fields={"due": wrong})
    return end_of(given.due)


async def _colleague(tx: Tx, task: Task, person: UUID | None) -> UUID:
    if (
        person is None
        or person == task.holder
        or person not in await identity.holders(tx.actor, Right.ASSIGNMENT_TAKE, task.unit)
    ):
        raise Invalid(fields={"person": "not_a_choice"})
    return person


async def _require_outcome(task: Task, outcome: str) -> None:
    if outcome not in list(Outcome):
        raise Invalid(fields={"outcome": "not_a_choice"})
    linked = [row["submission"] for row in await store.answers([task.id])]
    if outcome == Outcome.USED and not await store.adopted(linked):
        raise Invalid(fields={"outcome": "outcome_not_adopted"})


async def _give_to(tx: Tx, task: Task, unit: UUID) -> None:
    """The same wish to another unit, with time enough."""
    recipient = Recipient(unit)
    await orders.require_recipients(tx, [recipient])
    if await store.of_unit(task.assignment, unit):
        raise Invalid(fields={"unit": "has_the_task"})
    await orders.require_room(tx, unit)
    await order_rows.add_recipients(tx, task.assignment, [recipient])
    await orders.give_out(tx, task.assignment, [recipient], answers.not_before(task.due, tx.now))
