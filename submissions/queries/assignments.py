"""Lists of assignments: the office's board, a unit's tasks, what waits for somebody; the viewer always comes first.

- A unit sees its own tasks and nothing of the others; that something is late is seen by the unit and the office only.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right
from kernel import clock, clocks, vault
from kernel.actor import Actor
from kernel.db import Row
from kernel.work import WorkItem
from submissions.rules.assignments import KIND, ORDER_KIND, OrderKind, Quota, Task
from submissions.rules.sights import Board, Figures, Key, TaskLine
from submissions.store import assignments as order_rows
from submissions.store import tasks as store
from submissions.workflow.assignments import (
    ORDER,
    TASK,
    OrderState,
    TaskState,
    order_visible,
    visible,
    waits_for,
)
from submissions.workflow.submission import OFFICE_SEES

PAGE, MOST_WAITING = 20, 50
NEXT_ACT: dict[str, str] = {
    TaskState.ISSUED: "accept", TaskState.ACCEPTED: "answer", TaskState.ANSWERED: "close", TaskState.DECLINED: "insist",
}  # fmt: skip
FINISHED = frozenset({TaskState.CLOSED, TaskState.MERGED, TaskState.CANCELLED})


async def board(
    viewer: Actor,
    states: Sequence[str],
    *,
    unit: UUID | None = None,
    beyond: Key | None = None,
    backwards: bool = False,
) -> Board:
    """A page of tasks by due time; finished ones the latest first."""
    whose = None if order_visible(viewer) else viewer.unit
    counts = await store.counts(whose)
    newest = all(state in FINISHED for state in states)
    rows = await store.listing(
        whose, states, of=unit, beyond=beyond, backwards=backwards, newest=newest, limit=PAGE + 1
    )
    shown = await lines(viewer, rows[:PAGE])
    if backwards:
        shown.reverse()
    first, last = (shown[0].key, shown[-1].key) if shown else (None, None)
    more = len(rows) > PAGE
    before, after = (more, True) if backwards else (beyond is not None, more)
    return Board(tuple(shown), counts, first if before else None, last if after else None)


async def lines(viewer: Actor, rows: Sequence[Row]) -> list[TaskLine]:
    """Rows as the lists show them."""
    orders = await order_rows.rows(list({row["assignment"] for row in rows}))
    opened = await vault.boxes(orders)
    units = await identity.unit_names(viewer, {row["unit"] for row in rows})
    names = await identity.names(viewer, [row["holder"] for row in rows if row["holder"]])
    running = await clocks.of(KIND, [row["id"] for row in rows])
    answers: dict[UUID, int] = {}
    own = {row["id"] for row in rows if row["unit"] == viewer.unit}
    for answer in await store.answers([row["id"] for row in rows]):
        answers[answer["task"]] = answers.get(answer["task"], 0) + (
            answer["task"] in own or answer["state"] in OFFICE_SEES
        )
    return [
        TaskLine(
            task=store.task_of(row),
            topic=opened[row["assignment"]].open("topic", bytes(orders[row["assignment"]]["topic_sealed"])),
            kind=OrderKind(orders[row["assignment"]]["kind"]), state=TaskState(row["state"]),
            unit=units.get(row["unit"], ""), holder=names.get(row["holder"], ""), since=row["moved"],
            clock=next((one.shown for one in running.get(row["id"], ()) if one.runs), None),
            answers=answers.get(row["id"], 0), key=(row["due"], row["id"]),
        )
        for row in rows
    ]  # fmt: skip


async def waiting(viewer: Actor) -> list[WorkItem]:
    """What this person should do next: take a task, answer it, give the office's word, consent."""
    unit, office = waits_for(viewer)
    rows: list[Row] = []
    if unit:
        found = await store.listing(viewer.unit, unit, limit=MOST_WAITING)
        rows += [row for row in found if row["holder"] in {None, viewer.id}]
    if office:
        rows += await store.listing(None, office, limit=MOST_WAITING)
    items = [
        WorkItem(
            KIND, line.task.id, line.topic, line.state.label, f"/assignments/tasks/{line.task.id}",
            TASK.label_of(NEXT_ACT[line.state]), line.since, line.unit, line.kind.label, line.clock,
        )
        for line in await lines(viewer, rows)
    ]  # fmt: skip
    return [*items, *await _consents(viewer)]


async def asked_orders(viewer: Actor) -> list[tuple[UUID, str, datetime]]:
    """Orders that wait for a superior's consent, as (order, topic, since): the office's."""
    if not order_visible(viewer):
        return []
    rows = await order_rows.in_state(OrderState.ASKED)
    opened = await vault.boxes(row["id"] for row in rows)
    return [(row["id"], opened[row["id"]].open("topic", bytes(row["topic_sealed"])), row["created"]) for row in rows]


async def quotas(viewer: Actor) -> list[Quota]:
    """How much may be asked of a unit today."""
    return await order_rows.quotas(clock.local(clock.now()).date()) if order_visible(viewer) else []


async def titles(viewer: Actor, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Topics of the tasks the viewer may see: for notices."""
    rows = [row for row in await store.by_ids(ids) if visible(store.task_of(row), viewer)]
    return {line.task.id: line.topic for line in await lines(viewer, rows)}


async def order_titles(viewer: Actor, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Topics of the orders the viewer may see: for notices."""
    if not order_visible(viewer):
        return {}
    rows = await order_rows.rows(list(ids))
    opened = await vault.boxes(rows)
    return {id: opened[id].open("topic", bytes(row["topic_sealed"])) for id, row in rows.items()}


async def task(id: UUID) -> Task | None:  # lint: allow visibility-required - jobs act for nobody
    """For this package's own jobs: whose it is and where it stands; no content, no viewer."""
    row = await store.row(id)
    return store.task_of(row) if row else None


async def author_of(order: UUID) -> UUID | None:  # lint: allow visibility-required - jobs act for nobody
    """For this package's own jobs: who gave the order."""
    row = await order_rows.row(order)
    return row["author"] if row else None


async def open_of(_viewer: Actor, account: UUID) -> int:
    """How many tasks somebody has in hand: what would be handed over if they left."""
    return len(await store.held_by(account))


async def solicited(_viewer: Actor, submissions: Iterable[UUID]) -> dict[UUID, str]:
    """Of some submissions those that answer an assignment, with its kind: what scoring counts as solicited."""
    return await store.kinds_of(submissions)


async def figures(_viewer: Actor, since: datetime, until: datetime) -> list[Figures]:
    """Units' tasks that fell due in a period: figures for scoring and statistics; the caller says who sees them."""
    rows = await store.figures(since, until, clock.now())
    return [
        Figures(row["unit"], row["issued"], row["answered"], row["on_time"], row["late"], row["declined"])
        for row in rows
    ]


async def tasks_of(viewer: Actor, submission: UUID) -> list[TaskLine]:
    """What a submission answers, as far as the viewer may see it: for the submission's page."""
    rows = [row for row in await store.answered_by([submission]) if visible(store.task_of(row), viewer)]
    return await lines(viewer, rows)


async def _consents(viewer: Actor) -> list[WorkItem]:
    if not (viewer.office and viewer.may(Right.ASSIGNMENT_CONSENT)):
        return []
    rows = [row for row in await order_rows.in_state(OrderState.ASKED) if row["author"] != viewer.id]
    opened = await vault.boxes(row["id"] for row in rows)
    return [
        WorkItem(
            ORDER_KIND, row["id"], opened[row["id"]].open("topic", bytes(row["topic_sealed"])), OrderState.ASKED.label,
            f"/assignments/{row['id']}", ORDER.label_of("consent"), row["created"], detail=OrderKind(row["kind"]).label,
        )
        for row in rows
    ]  # fmt: skip
