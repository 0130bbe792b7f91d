"""Reading the register of optical discs; the viewer always comes first, and every opening is noted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from identity.queries import register as identity
from identity.queries import trails
from identity.queries.trails import Reader
from identity.rights import Right, demand
from kernel import vault
from kernel.actor import Actor
from kernel.db import Row
from kernel.errors import NotFound
from kernel.workflow import Offer
from submissions.rules.discs import item_of
from submissions.store import discs as store
from submissions.workflow.discs import DISC, DiscState, Level

PAGE = 50


@dataclass(frozen=True, slots=True)
class Passed:
    """A step of the chain of custody."""

    at: datetime
    who: str
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class DiscLine:
    """A disc as the register shows it."""

    id: UUID
    version: int
    state: DiscState
    number: str
    carrier: str
    unit_name: str
    level: Level
    pieces: int
    received: datetime
    given_by: str
    taken_by: str
    remark: str
    place: str
    entered_by: str
    chain: tuple[Passed, ...]
    offers: tuple[Offer, ...]


async def listed(viewer: Actor, state: str = "", before: UUID | None = None) -> tuple[list[DiscLine], bool]:
    """A page of the register, newest first, and whether there is more."""
    demand(viewer, Right.DISC_REGISTER)
    rows = await store.listed(state if state in list(DiscState) else "", before, PAGE + 1)
    return await _lines(viewer, rows[:PAGE]), len(rows) > PAGE


async def register(viewer: Actor, since: datetime, until: datetime) -> list[DiscLine]:
    """The discs received in a stretch of time, in the order of their numbers: to be printed."""
    demand(viewer, Right.DISC_REGISTER)
    return await _lines(viewer, await store.between(since, until))


async def disc(viewer: Actor, id: UUID) -> DiscLine:
    """One disc. Raises NotFound."""
    demand(viewer, Right.DISC_REGISTER)
    row = await store.disc(id)
    if row is None:
        raise NotFound
    return (await _lines(viewer, [row]))[0]


async def readers(viewer: Actor, id: UUID) -> list[Reader]:
    """Who opened it."""
    demand(viewer, Right.DISC_REGISTER)
    return (await trails.trail(viewer, id, DISC)).readers


async def _lines(viewer: Actor, rows: Sequence[Row]) -> list[DiscLine]:
    ids = [row["id"] for row in rows]
    boxes, notes = await vault.boxes(ids), await store.notes(ids)
    units = await identity.unit_names(viewer, {row["unit"] for row in rows})
    people = {row["entered_by"] for row in rows} | {note["author"] for note in notes}
    names = await identity.names(viewer, people)
    lines = []
    for row in rows:
        box = boxes[row["id"]]
        who = msgspec.json.decode(box.open("people", bytes(row["people_sealed"])), type=dict[str, str])
        chain = tuple(
            Passed(
                note["at"], names.get(note["author"], ""), DISC.label_of(note["action"]),
                box.open(f"note:{note['action']}", bytes(note["note_sealed"])),
            )
            for note in notes
            if note["disc"] == row["id"]
        )  # fmt: skip
        lines.append(
            DiscLine(
                row["id"], row["version"], DiscState(row["state"]), row["number"], row["carrier"],
                units.get(row["unit"], ""), Level(row["level"]), row["pieces"], row["received"], who["from"], who["to"],
                box.open("remark", bytes(row["remark_sealed"])),
                box.open("place", bytes(row["place_sealed"])) if row["place_sealed"] else "",
                names.get(row["entered_by"], ""), chain, tuple(DISC.offered(item_of(row), viewer)),
            )
        )  # fmt: skip
    return lines
