"""What the duty desk entered for units; the viewer always comes first.

- The unit sees its own entries, the office those that it may read; nobody else knows of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right
from kernel import vault
from kernel.actor import Actor
from kernel.db import Row
from submissions.rules.channels import Channel
from submissions.store import channels as store
from submissions.store import submissions as records
from submissions.workflow.fax import EntryState
from submissions.workflow.submission import visible

MOST = 100


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry beside its record. `title` only for those who may see the record."""

    id: UUID
    version: int
    state: EntryState
    channel: Channel
    unit_name: str
    title: str
    received: datetime
    sender: str
    entered_by: str
    at: datetime
    decided_by: str
    decided: datetime | None
    note: str
    may_decide: bool


async def entry(viewer: Actor, id: UUID) -> EntryLine | None:
    """The entry of a record the viewer may see."""
    row = await store.entry(id)
    lines = await _lines(viewer, [row] if row else [])
    return lines[0] if lines else None


async def waiting(viewer: Actor) -> tuple[EntryLine, ...]:
    """Entries that wait for their unit's word: of the viewer's unit, or all of them for the duty desk."""
    if viewer.may(Right.ENTRY_WRITE):
        return tuple(await _lines(viewer, await store.entries(None, MOST)))
    own = [viewer.unit] if viewer.may(Right.SUBMISSION_READ_OWN) else []
    return tuple(await _lines(viewer, await store.entries(own, MOST)))


async def _lines(viewer: Actor, rows: Sequence[Row]) -> list[EntryLine]:
    known = {row["submission"]: await records.row(row["submission"]) for row in rows}
    boxes = await vault.boxes(known)
    people = [row[who] for row in rows for who in ("entered_by", "decided_by") if row[who]]
    names = await identity.names(viewer, people)
    units = await identity.unit_names(viewer, {row["unit"] for row in rows})
    lines = []
    for row in rows:
        record = known[row["submission"]]
        own = record is not None and visible(records.item_of(record), viewer)
        if record is None or not (own or viewer.may(Right.ENTRY_WRITE)):
            continue
        box = boxes[row["submission"]]
        decides = (
            row["state"] == EntryState.WAITING and row["unit"] == viewer.unit and viewer.may(Right.SUBMISSION_SEND)
        )
        lines.append(
            EntryLine(
                row["submission"], row["version"], EntryState(row["state"]), Channel(record["channel"]),
                units.get(row["unit"], ""), box.open("title", bytes(record["title_sealed"])) if own else "",
                row["received"], box.open("sender", bytes(row["sender_sealed"])), names.get(row["entered_by"], ""),
                row["at"], names.get(row["decided_by"], "") if row["decided_by"] else "", row["decided"],
                box.open("entry", bytes(row["note_sealed"])) if row["note_sealed"] else "", decides,
            )
        )  # fmt: skip
    return lines
