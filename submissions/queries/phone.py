"""Reading phone reports. The viewer always comes first."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right
from kernel import clock, clocks, vault
from kernel.actor import Actor
from kernel.db import Row
from kernel.errors import NotFound
from kernel.work import WorkItem
from submissions.queries import common
from submissions.rules.emergencies import RECENT, WRITTEN_AS, PhoneLine, PhoneSheet
from submissions.store import phone as store
from submissions.store import submissions as texts
from submissions.workflow.events import CALL, PHONE, PHONE_KIND, TEXT, PhoneAct, PhoneState, phone_visible

PAGE, LEAD = 20, 60


async def listing(
    viewer: Actor, states: tuple[str, ...], beyond: tuple[datetime, UUID] | None = None
) -> tuple[list[PhoneLine], bool]:
    """A page of phone reports the viewer may see, newest first, and whether there are older ones."""
    rows = await store.listing(common.scope(viewer), states, beyond, PAGE + 1)
    return await _lines(viewer, rows[:PAGE]), len(rows) > PAGE


async def sheet(viewer: Actor, id: UUID) -> PhoneSheet:
    """A phone report's page. Raises NotFound."""
    row = await store.row(id)
    if row is None or not phone_visible(note := store.note_of(row), viewer):
        raise NotFound
    own = note.unit == viewer.unit and viewer.may(Right.SUBMISSION_WRITE)
    open_ = note.state == PhoneState.NOTED and note.submission is None
    return PhoneSheet(
        (await _lines(viewer, [row]))[0], tuple(PHONE.offered(note, viewer)), tuple(PHONE.steps(note.state)),
        own and open_,
        await _texts(note.unit, sent=not own) if open_ and (own or viewer.may(Right.PHONE_NOTE)) else (),
    )  # fmt: skip


async def of_submission(viewer: Actor, submission: UUID) -> PhoneLine | None:
    """The phone report that a record follows."""
    row = await store.of_submission(submission)
    return (await _lines(viewer, [row]))[0] if row and phone_visible(store.note_of(row), viewer) else None


async def waiting(actor: Actor) -> list[WorkItem]:
    """Calls whose text this person's unit owes and has not begun."""
    if not actor.may(Right.SUBMISSION_WRITE):
        return []
    rows = await store.listing(common.scope(actor), (PhoneState.NOTED,), None, PAGE)
    return [
        WorkItem(
            PHONE_KIND, line.id, line.words[:LEAD], line.state.label, f"/phone/{line.id}", PhoneAct.DRAFT.label,
            line.noted, line.unit_name, clock=line.clock,
        )
        for line in await _lines(actor, [row for row in rows if row["submission"] is None])
    ]  # fmt: skip


async def titles(viewer: Actor, ids: list[UUID]) -> dict[UUID, str]:
    """How notices name a call."""
    rows = [row for id in ids if (row := await store.row(id)) and phone_visible(store.note_of(row), viewer)]
    return {line.id: line.words[:LEAD] for line in await _lines(viewer, rows)}


async def _texts(unit: UUID, *, sent: bool) -> tuple[tuple[UUID, str], ...]:
    rows = await store.candidates(unit, [WRITTEN_AS.category], clock.now() - RECENT, sent=sent)
    boxes = await vault.boxes(row["id"] for row in rows)
    return tuple((row["id"], common.text(boxes[row["id"]], row)[0]) for row in rows)


async def _lines(viewer: Actor, rows: Sequence[Row]) -> list[PhoneLine]:
    boxes = await vault.boxes(row["id"] for row in rows)
    units = await identity.unit_names(viewer, {row["unit"] for row in rows})
    names = await identity.names(viewer, {row["by"] for row in rows})
    levels = await texts.levels()
    running = await clocks.of(PHONE_KIND, [row["id"] for row in rows])
    found = []
    for row in rows:
        box, steps = boxes[row["id"]], {one.step: one for one in running.get(row["id"], ())}
        call, text = steps.get(CALL), steps.get(TEXT)
        found.append(
            PhoneLine(
                row["id"], row["version"], PhoneState(row["state"]), row["unit"], units.get(row["unit"], ""),
                levels.get(row["level"], ""), row["called"], row["learned"], row["noted"], names.get(row["by"], ""),
                box.open("caller", bytes(row["caller_sealed"])), box.open("words", bytes(row["words_sealed"])),
                box.open("note", bytes(row["note_sealed"])) if row["note_sealed"] else "", call.late if call else None,
                text.shown if text else None, text.late if text else None, row["submission"], (row["noted"], row["id"]),
            )
        )  # fmt: skip
    return found
