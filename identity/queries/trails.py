"""What a record's page shows of its past, with the names of those who acted and read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from identity.queries.register import names, unit_names
from identity.store import accounts as accounts_store
from identity.workflow.register import PlainAct
from kernel import seen
from kernel import trail as kernel_trail
from kernel.actor import SYSTEM, Actor
from kernel.journal import Line
from kernel.reads import together
from kernel.workflow import Workflow


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One act on a record, in words. `action`, `seq`: for packages that keep the note of an act themselves."""

    at: datetime
    who: str
    unit: str
    label: str
    source_label: str
    target_label: str
    action: str
    target: str
    actor: UUID
    seq: int


@dataclass(frozen=True, slots=True)
class Reader:
    """Who opened a record, first and last."""

    who: str
    unit: str
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Trail:
    """What a record's page shows of its past; history oldest first."""

    history: list[HistoryLine]
    readers: list[Reader]


async def trail(viewer: Actor, record: UUID, workflow: Workflow) -> Trail:
    """The record's acts and readers with names. The caller has checked that the viewer may see the record."""
    async with together() as begin:
        acting, reading = begin(kernel_trail.history(record)), begin(seen.readers(record))
        lines, opened = await acting, await reading
        naming = begin(names(viewer, {line.actor for line in lines} | {row["actor"] for row in opened}))
        placing = begin(accounts_store.units_of([row["actor"] for row in opened]))
        known, homes = await naming, await placing
    units = await unit_names(viewer, {line.unit for line in lines} | set(homes.values()))
    history = [_history(line, known, units, workflow) for line in lines]
    readers = [
        Reader(
            known.get(row["actor"], ""), units.get(homes.get(row["actor"], SYSTEM.unit), ""), row["first"], row["last"]
        )
        for row in opened
    ]
    return Trail(history, readers)


def _history(line: Line, known: dict[UUID, str], units: dict[UUID, str], workflow: Workflow) -> HistoryLine:
    entry = line.entry
    plain = {act.value: act.label for act in PlainAct}
    label = (
        workflow.label_of(entry.action) if entry.action in workflow.actions() else plain.get(entry.action, entry.action)
    )
    source, target = (_state(workflow, state) for state in (entry.source, entry.target))
    return HistoryLine(
        line.at, known.get(line.actor, ""), units.get(line.unit, ""), label, source, target, entry.action, entry.target,
        line.actor, line.seq,
    )  # fmt: skip


def _state(workflow: Workflow, state: str) -> str:
    return workflow.states(state).label if state in list(workflow.states) else ""
