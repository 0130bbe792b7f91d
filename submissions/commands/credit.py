"""What scores hear of submissions and assignments: facts alone; what they are worth is the rule set's business (PUB-10).

- Something was reported when it reaches the office the first time; late when a term of the unit had run out by then.
- An order is answered when the office closes it with its word, and missed when its term ran out first.
- A regular report that nobody made counts on the last day of its period, a signature still owed on the first day it is
  overdue.
"""

from datetime import datetime, timedelta
from uuid import UUID

from kernel import clock, clocks
from kernel.db import Tx
from scores.commands.happenings import Happening, Share, Sort, note
from submissions.rules import clocks as rules
from submissions.rules.assignments import KIND as TASK_KIND
from submissions.rules.assignments import Task
from submissions.rules.periods import KIND as DUTY_KIND
from submissions.rules.periods import Duty
from submissions.rules.records import KIND, Item
from submissions.workflow.debts import KIND as DEBT_KIND
from submissions.workflow.debts import Debt


async def reported(tx: Tx, item: Item, genre: str) -> None:
    """A submission reaches the office; call it while the unit's clocks still run."""
    shares = (Share(item.unit, item.id),)
    await note.within(tx, Happening(Sort.REPORTED, item.id, shares, KIND, item.id, genre=genre))
    running = (await clocks.of(KIND, [item.id])).get(item.id, ())
    if any(each.runs and each.step in rules.OF_UNIT and each.due.due < tx.now for each in running):
        await note.within(tx, Happening(Sort.LATE, item.id, shares, KIND, item.id))


async def answered(tx: Tx, task: Task) -> None:
    """The office has closed a task with its word."""
    await _task(tx, Sort.ANSWERED, task.id, task.unit)


async def missed(tx: Tx, task: Task) -> None:
    """A task's term is over, and nothing has come."""
    await _task(tx, Sort.MISSED, task.id, task.unit)


async def silent(tx: Tx, duty: Duty) -> None:
    """A period is over, and its unit has said nothing."""
    last = clock.local(duty.ends - timedelta(seconds=1)).date()
    await note.within(
        tx, Happening(Sort.SILENT, duty.id, (Share(duty.unit),), DUTY_KIND, duty.id, label=duty.label, day=last)
    )


async def unsigned(tx: Tx, debt: Debt, due: datetime) -> None:
    """The signature of what was sent without one is overdue."""
    shares, day = (Share(debt.unit, debt.submission),), clock.local(due).date()
    await note.within(tx, Happening(Sort.UNSIGNED, debt.submission, shares, DEBT_KIND, debt.id, day=day))


async def _task(tx: Tx, sort: Sort, task: UUID, unit: UUID) -> None:
    await note.within(tx, Happening(sort, task, (Share(unit),), TASK_KIND, task))
