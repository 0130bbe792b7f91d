"""What scores hear of submissions and assignments: facts alone; what they are worth is the rule set's business (PUB-10).

- Something was reported when it reaches the office the first time; an urgent report whose term had run out was late.
- An order is answered when the office closes it with its word, and missed when its term ran out first.
"""

from uuid import UUID

from kernel import clocks
from kernel.db import Tx
from scores.commands.happenings import Happening, Share, Sort, note
from submissions.rules import clocks as rules
from submissions.rules.assignments import KIND as TASK_KIND
from submissions.rules.assignments import Task
from submissions.rules.records import KIND, Item


async def reported(tx: Tx, item: Item, genre: str) -> None:
    """A submission reaches the office; call it while the unit's clocks still run."""
    shares = (Share(item.unit, item.id),)
    await note.within(tx, Happening(Sort.REPORTED, item.id, shares, KIND, item.id, genre=genre))
    running = (await clocks.of(KIND, [item.id])).get(item.id, ())
    if any(each.runs and each.due.urgent and each.step in rules.OF_UNIT and each.due.due < tx.now for each in running):
        await note.within(tx, Happening(Sort.LATE, item.id, shares, KIND, item.id))


async def answered(tx: Tx, task: Task) -> None:
    """The office has closed a task with its word."""
    await _task(tx, Sort.ANSWERED, task.id, task.unit)


async def missed(tx: Tx, task: Task) -> None:
    """A task's term is over, and nothing has come."""
    await _task(tx, Sort.MISSED, task.id, task.unit)


async def _task(tx: Tx, sort: Sort, task: UUID, unit: UUID) -> None:
    await note.within(tx, Happening(sort, task, (Share(unit),), TASK_KIND, task))
