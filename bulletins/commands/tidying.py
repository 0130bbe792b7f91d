"""The monthly list of instructions: drafted once on the first working day, of what is open and who must move (product §11)."""

from datetime import date, datetime
from uuid import UUID

from bulletins.rules.instructions import Instruction, Owes
from bulletins.store import instructions as store
from bulletins.workflow.acts import RankAct
from bulletins.workflow.duty import DutyState
from bulletins.workflow.instruction import InstructionState
from identity.queries import register as identity
from kernel import clock, worktime
from kernel.actor import SYSTEM
from kernel.db import Done, Tx, command

Line = tuple[UUID, UUID | None, str, datetime | None, bool]


WAITS = {
    InstructionState.INK: Owes.TRANSCRIBE, InstructionState.UNCONFIRMED: Owes.CONFIRM,
    InstructionState.REGISTERED: Owes.ROUTE,
}  # fmt: skip


def comes() -> bool:
    """Whether the month's first working day is here or past."""
    today = clock.local(clock.now()).date()
    first = today.replace(day=1)
    calendar = worktime.current()
    return today >= (first if calendar.is_work(first) else calendar.add(first, 1).day)


@command("instruction.tidy")
async def tidy(tx: Tx) -> Done:
    """The list of this month, once; `more["rows"]`: how long it is."""
    month = clock.local(tx.now).date().replace(day=1)
    office = (await identity.office(SYSTEM)).id
    mine = await tx.one(
        "INSERT INTO counter (series, last) VALUES ($1, 1) ON CONFLICT (series) DO NOTHING RETURNING last",
        f"instruction_tidy:{month}",
    )
    if mine is None:
        return Done(office, more={"rows": "0"})
    rows = [line for each in await store.open_ones() for line in lines(each, tx.now)]
    await store.add_tidy(tx, month, rows)
    tx.record("instruction_tidy", office, RankAct.MAKE, after=str(month).encode(), note=str(len(rows)))
    if rows:
        await tx.promise("instruction_tidy.tell", record=office)
    return Done(office, more={"rows": str(len(rows)), "month": str(month)})


def lines(instruction: Instruction, now: datetime) -> list[Line]:
    """What somebody must do about an open instruction: a row for the office or the leader, else one for each unit."""
    owes = WAITS.get(InstructionState(instruction.state))
    if owes:
        return [(instruction.id, None, owes.value, None, False)]
    found: list[Line] = []
    for target in instruction.targets:
        late = target.due is not None and now > target.due
        if target.state == DutyState.OWED:
            found.append((instruction.id, target.id, Owes.ANSWER.value, target.due, late))
        if target.state == DutyState.ANSWERED:
            found.append((instruction.id, target.id, Owes.JUDGE.value, None, False))
    return found or [(instruction.id, None, Owes.CLOSE.value, None, False)]


def month_of(text: str) -> date | None:
    """A month as an address names it."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
