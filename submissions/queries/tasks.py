"""A task's page, for its unit and for the office. What the viewer may not see does not exist."""

from uuid import UUID

from identity.queries import register as identity
from identity.queries import trails
from identity.rights import Right
from kernel import vault
from kernel.actor import Actor
from kernel.db import Row
from kernel.errors import NotFound
from submissions.queries import assignments, lists, orders
from submissions.rules.assignments import Outcome, Task
from submissions.rules.sights import Answer, Said, TaskSheet
from submissions.store import assignments as order_rows
from submissions.store import submissions as submission_rows
from submissions.store import tasks as store
from submissions.workflow.assignments import TASK, TaskAct, TaskState, stages, visible
from submissions.workflow.submission import State as SubmissionState

PLAIN: dict[str, str] = {act.value: act.label for act in TaskAct}
ANSWERABLE = frozenset({TaskState.ISSUED, TaskState.ACCEPTED, TaskState.ANSWERED})


async def show(viewer: Actor, id: UUID) -> TaskSheet:
    """Everything the task's page shows. Raises NotFound."""
    row = await _row(viewer, id)
    task = store.task_of(row)
    order = await order_rows.row(row["assignment"])
    if order is None:
        raise NotFound
    answers = await _answers(viewer, id)
    own = task.unit == viewer.unit
    may_answer = own and viewer.may(Right.ASSIGNMENT_TAKE) and task.state in ANSWERABLE
    past, history = await trails.trail(viewer, id, TASK), await _history(viewer, id)
    return TaskSheet(
        task=task, asked=await orders.asked(viewer, order), line=(await assignments.lines(viewer, [row]))[0],
        answers=answers, linkable=await _linkable(viewer, task) if may_answer else (),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        feedback=next((one.note for one in history if one.outcome), ""), closed=row["closed"],
        merged_into=row["merged_into"], colleagues=await _colleagues(viewer, task) if own else (),
        offers=tuple(TASK.offered(task, viewer)),
        steps=tuple(stages(row["state"], used=any(one.used_in for one in answers))), history=history,
        readers=tuple((one.who, one.unit, one.last) for one in past.readers), may_answer=may_answer,
    )  # fmt: skip


async def beginning(viewer: Actor, id: UUID) -> dict[str, str]:
    """The texts a draft that answers a task begins with. Raises NotFound."""
    row = await _row(viewer, id)
    order = (await order_rows.rows([row["assignment"]]))[row["assignment"]]
    topic = order_rows.opened(await vault.box(order["id"]), order)["topic"]
    return dict.fromkeys(submission_rows.SEALED, "") | {"title": topic}


async def _row(viewer: Actor, id: UUID) -> Row:
    row = await store.row(id)
    if row is None or not visible(store.task_of(row), viewer):
        raise NotFound
    return row


async def _answers(viewer: Actor, id: UUID) -> tuple[Answer, ...]:
    """What answers it and has come before the viewer: a draft of the unit is the unit's alone."""
    rows = await store.answers([id])
    ids = [row["submission"] for row in rows]
    titles, numbers = await lists.titles(viewer, ids), await lists.numbers(viewer, ids)
    used = await store.adopted(ids)
    return tuple(
        Answer(
            row["submission"], titles.get(row["submission"], ""), numbers.get(row["submission"], ""),
            SubmissionState(row["state"]), tuple(used.get(row["submission"], ())),
        )
        for row in rows
        if row["submission"] in titles
    )  # fmt: skip


async def _linkable(viewer: Actor, task: Task) -> tuple[tuple[UUID, str], ...]:
    rows = await store.linkable(task.unit, task.id)
    titles = await lists.titles(viewer, [row["id"] for row in rows])
    return tuple((row["id"], titles[row["id"]]) for row in rows if row["id"] in titles)


async def _colleagues(viewer: Actor, task: Task) -> tuple[tuple[UUID, str], ...]:
    others = [one for one in await identity.holders(viewer, Right.ASSIGNMENT_TAKE, task.unit) if one != task.holder]
    names = await identity.names(viewer, others)
    return tuple((one, names.get(one, "")) for one in others)


async def _history(viewer: Actor, id: UUID) -> tuple[Said, ...]:
    """Every act, newest first, with what was said. A note opens with the key of the order it was written under."""
    notes = await order_rows.task_notes(id)
    boxes = await vault.boxes({row["assignment"] for row in notes})
    said = {
        (row["at"], row["action"]): (order_rows.note_of(boxes[row["assignment"]], row), row["due"], row["code"])
        for row in notes
    }
    past = await trails.trail(viewer, id, TASK)
    return tuple(
        Said(
            act.at, act.who, act.unit, PLAIN.get(act.action, act.label), act.target,
            *said.get((act.at, act.action), ("", None, "")),
        )
        for act in reversed(past.history)
    )  # fmt: skip
