"""Once a week, in its first working hours: everybody who may do a step of which something sits is told (ED-03).

- What sits: past due, or taken up by nobody though half the time is gone. The notice leads to the desk, where it stands.
- A week is told once, by the key of the command, however often the job runs.
"""

from bulletins.store import desk as store
from identity.queries import register as identity
from kernel import clock, marks
from kernel.actor import SYSTEM, Call
from kernel.db import Done, Tx, command
from notices.commands.telling import tell
from submissions.workflow.claims import QUEUES, DeskStep

DESK = "desk"


async def turn() -> None:
    """Tell this week's list, if it has not been told and somebody is at work."""
    now = clock.now()
    if not marks.working(now):
        return
    year, week, _ = clock.local(now).isocalendar()
    await _week(Call(SYSTEM, f"desk-week-{year}-{week}"))


@command("desk.week")
async def _week(tx: Tx) -> Done:
    office = (await identity.office(SYSTEM)).id
    rows = await store.sitting(tx.now, [step.value for step in DeskStep])
    steps = {DeskStep.SCREENING if row["step"] == store.SCREEN else DeskStep(row["step"]) for row in rows}
    rights = {QUEUES[step].right for step in steps if step in QUEUES}
    told = {one for right in rights for one in await identity.holders(SYSTEM, right, office)}
    if told:
        await tell.within(tx, "desk.week", DESK, office, sorted(told))
    return Done(office, more={"told": str(len(told)), "records": str(sum(row["records"] for row in rows))})
