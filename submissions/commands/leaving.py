"""What a person of a unit has in hand goes to a colleague when their account ends (SUB-02).

- Texts that have not left the unit, copies nobody saved, tasks of assignments, debts: all of it is the unit's work.
- A working copy keeps its words sealed on the way; the heir opens it like one of their own.
- The journal says of every text, task and debt that it was handed over; the saved versions keep their writers.
- Nobody stands in for somebody who is gone: such absences end, and those it concerns are told.
- To nobody (None) is counted only; tasks then wait for whoever of the unit takes them.
"""

from uuid import UUID

from kernel.db import Tx
from submissions.commands import assignments
from submissions.rules.records import KIND
from submissions.store import leaving as store
from submissions.workflow.debts import KIND as DEBT
from submissions.workflow.submission import PlainAct

ABSENCE = "signer_absence"


async def texts(tx: Tx, account: UUID, to: UUID | None) -> int:
    """Texts that have not left the unit."""
    ids = await store.texts(tx, account)
    if to and ids:
        await store.give_texts(tx, ids, to)
        _say(tx, KIND, ids, to)
    return len(ids)


async def copies(tx: Tx, account: UUID, to: UUID | None) -> int:
    """What was being written and not saved."""
    ids = await store.copies(tx, account)
    if to and ids:
        await store.give_copies(tx, account, to)
    return len(ids)


async def tasks(tx: Tx, account: UUID, to: UUID | None) -> int:
    """Tasks of assignments."""
    return await assignments.hand_over(tx, account, to)


async def debts(tx: Tx, account: UUID, to: UUID | None) -> int:
    """Texts sent first whose signature is owed."""
    ids = await store.debts(tx, account)
    if to and ids:
        await store.give_debts(tx, ids, to)
        _say(tx, DEBT, ids, to)
    return len(ids)


async def absences(tx: Tx, account: UUID, _to: UUID | None) -> int:
    """Who was to stand in, or was stood in for."""
    ended = await store.end_absences(tx, account)
    for row in ended:
        tx.record(ABSENCE, row["id"], "end", target="ended")
        await tx.promise("submission.tell_absence", record=row["id"], action="end", by=tx.actor.id)
    return len(ended)


def _say(tx: Tx, kind: str, ids: list[UUID], to: UUID) -> None:
    for id in ids:
        tx.record(kind, id, PlainAct.INHERIT, after=str(to).encode())
