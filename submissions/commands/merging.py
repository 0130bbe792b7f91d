"""Merging two orders into one, in one act.

- The later order goes into the older. Of a unit's two tasks the one that has come further lives on there, with the later
  due time and the answers of both; a unit that had one task keeps it. Nobody is asked less carefully, nobody twice.
- Every unit concerned is told once.
"""

from uuid import UUID

from kernel import blindindex, vault
from kernel.actor import SYSTEM
from kernel.db import Row, Tx
from kernel.errors import Invalid
from submissions.commands import answers, orders
from submissions.rules.assignments import ORDER_KIND, Order, Task, Term
from submissions.store import assignments as store
from submissions.store import tasks as task_rows
from submissions.tables.assignments import Assignment
from submissions.workflow.assignments import OPEN, TASK, UNSETTLED, OrderAct, OrderState, TaskAct

RANK = {state: place for place, state in enumerate(("declined", "issued", "accepted", "answered", "closed"))}


async def take_in(tx: Tx, order: Order, into: UUID | None) -> UUID:
    """The later order's tasks and wishes go into the older one; its id. The later one is moved by the caller."""
    target, later = await store.row(into) if into else None, await store.row(order.id)
    if target is None or later is None or target["state"] != OrderState.ISSUED or not store.older(target, later):
        raise Invalid(fields={"into": "not_a_choice"})
    for row in await task_rows.of_order(order.id):
        if row["state"] in UNSETTLED:
            await _join(tx, await answers.held(tx, row["id"]), target["id"])
    await store.add_recipients(tx, target["id"], await store.recipients(order.id))
    await _index_both(tx, target, order.id)
    taking = store.order_of(target)
    await tx.move(Assignment, taking.id, taking.version, taking.state, taking.state, moved=tx.now)
    tx.record(ORDER_KIND, taking.id, OrderAct.TAKE_IN, source=taking.state, target=taking.state)
    await orders.close_if_settled(tx, taking.id)
    return taking.id


async def _index_both(tx: Tx, target: Row, taken: UUID) -> None:
    """The older order is found by what either of them asks."""
    wishes = list[str]()
    for row in (target, await store.row(taken)):
        if row:
            text = store.opened(await vault.box(row["id"]), row)
            wishes += [text["topic"], text["wanted"]]
    await blindindex.put(tx, target["id"], ORDER_KIND, *wishes)


async def _join(tx: Tx, task: Task, into: UUID) -> None:
    """A task of the later order goes on in the older one: alone, or as one with the unit's task there."""
    there = await task_rows.of_unit(into, task.unit)
    survivor, loser = task, None
    if there:
        other = await answers.held(tx, there["id"])
        survivor, loser = (task, other) if RANK[task.state] > RANK[other.state] else (other, task)
    if loser:
        await answers.stop_clock(tx, loser.id)
        await answers.moved(tx, loser, TASK.require(loser, "merge", SYSTEM), merged_into=survivor.id, asked_due=None)
        await task_rows.carry_answers(tx, loser.id, survivor.id)
    before, due = survivor.due, max(survivor.due, loser.due) if loser else survivor.due
    survivor = await answers.touched(tx, survivor, TaskAct.JOIN, assignment=into, due=due)
    if due != before and survivor.state in OPEN:
        await answers.start_clock(tx, survivor, Term.MERGED)
    await answers.reckon(tx, survivor.id)
    await tx.promise("assignment.tell_unit", record=survivor.id, action=str(TaskAct.JOIN), by=tx.actor.id)
