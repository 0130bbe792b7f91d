"""What orders and tasks share: who can be asked, giving tasks out, closing an order when nothing of it is owed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right
from kernel import clock
from kernel.actor import SYSTEM
from kernel.db import Tx
from kernel.errors import Invalid
from kernel.ids import new_id
from submissions.commands import answers
from submissions.errors import QuotaFull
from submissions.rules.assignments import KIND, ORDER_KIND, Recipient, Term
from submissions.store import assignments as store
from submissions.store import tasks as task_rows
from submissions.tables.assignments import Assignment, AssignmentTask
from submissions.workflow.assignments import ORDER, OrderState, TaskAct, TaskState

__all__ = ["Term", "close_if_settled", "give_out", "require_recipients", "require_room"]


async def require_recipients(tx: Tx, wanted: Sequence[Recipient]) -> None:
    """Raise Invalid unless every unit has an officer who can take it, and every named person is one of them."""
    units = {unit.id for unit in await identity.units(tx.actor) if not unit.office}
    for each in wanted:
        officers = await identity.holders(tx.actor, Right.ASSIGNMENT_TAKE, each.unit)
        if each.unit not in units:
            raise Invalid(fields={"units": "not_a_choice"})
        if not officers:
            raise Invalid(fields={"units": "unit_without_officer"})
        if each.person and each.person not in officers:
            raise Invalid(fields={"units": "not_a_choice"})


async def require_room(tx: Tx, unit: UUID) -> None:
    """Raise QuotaFull when a unit carries as much as it may."""
    await store.lock_loads(tx)
    load = (await store.loads_of([unit], tx.now, clock.local(tx.now).date()))[unit]
    if load.full:
        raise QuotaFull(action="", state="", reason="")


async def give_out(
    tx: Tx, id: UUID, wanted: Sequence[Recipient], due: datetime, remind: datetime | None = None
) -> None:
    """A task for each recipient, with its clock."""
    for each in wanted:
        task = new_id(tx.now)
        await tx.insert(
            AssignmentTask, id=task, state=TaskState.ISSUED.value, assignment=id, unit=each.unit, holder=each.person,
            created=tx.now, moved=tx.now, due=due,
        )  # fmt: skip
        row = await task_rows.row(task)
        if row:
            await answers.start_clock(tx, task_rows.task_of(row), Term.ORDERED)
        tx.record(KIND, task, TaskAct.ISSUE, target=TaskState.ISSUED)
        await tx.promise("assignment.tell_unit", record=task, action=str(TaskAct.ISSUE), by=tx.actor.id)
        if remind and remind > tx.now:
            await tx.promise("assignment.remind", due=remind, record=task)


async def close_if_settled(tx: Tx, id: UUID) -> None:
    """The order is done when none of its tasks owes anything."""
    row = await store.lock(tx, id)
    if row is None or row["state"] != OrderState.ISSUED or not await store.all_settled(tx, id):
        return
    order = store.order_of(row)
    move = ORDER.require(order, "close", SYSTEM)
    await tx.move(Assignment, id, order.version, order.state, str(move.target), moved=tx.now)
    tx.record(ORDER_KIND, id, move.action, source=order.state, target=move.target)
