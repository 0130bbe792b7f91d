"""Phone reports: noted by the duty officer first, followed by the text (DU-01, SUB-06).

- What was said on the phone passes the gate like every text; a marking in it stops the note, and the caller is told.
- Noting settles the clock of the call at the moment of the call, and starts the clock of the text. Only the text that
  is sent, or the office's reason why none is wanted, ends it.
- The unit writes its text from the note, or names one it has begun meanwhile.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import clock, clocks, vault
from kernel.actor import Actor, Call
from kernel.db import Done, Row, Tx, command
from kernel.errors import Forbidden, Invalid, NotAllowedNow, NotFound, StaleVersion
from kernel.ids import new_id
from marking.cleared import Cleared
from notices.commands import ladders
from submissions.commands import chains, writing
from submissions.commands.common import found
from submissions.rules.emergencies import WRITTEN_AS
from submissions.store import phone as store
from submissions.store import submissions as texts
from submissions.tables.events import PhoneNote as PhoneTable
from submissions.workflow.events import CALL, PHONE, PHONE_KIND, TEXT, PhoneAct, PhoneNote, PhoneState, phone_visible
from submissions.workflow.submission import State

LONGEST = {"caller": 200, "words": 4000}
TITLE = 60  # characters of the words that make a proposed title


@dataclass(frozen=True, slots=True)
class Taken:
    """What is noted besides the words: who called from where, when they learned of it, when they called."""

    unit: UUID
    learned: datetime
    called: datetime
    level: str = ""


@command("phone.note")
async def note(tx: Tx, cleared: Cleared, taken: Taken) -> Done:
    """Note a call. `cleared`: caller and words."""
    demand(tx.actor, Right.PHONE_NOTE)
    gate.nothing_held(cleared)
    await _check(tx, cleared, taken)
    box = vault.mint(new_id(), PHONE_KIND)
    made = PhoneNote(
        box.owner, taken.unit, PhoneState.NOTED.value, 1, taken.called, taken.learned, tx.actor.id, taken.level
    )
    await store.add(tx, box, made, cleared.text("caller").strip(), cleared.text("words").strip())
    for step in (CALL, TEXT):
        await clocks.start(tx, PHONE_KIND, made.id, step, await chains.term(tx, step, taken.level, taken.learned))
    await clocks.settle(tx, PHONE_KIND, made.id, CALL, at=taken.called)
    tx.record(PHONE_KIND, made.id, PhoneAct.NOTE, target=PhoneState.NOTED)
    await tx.promise("phone.noted", record=made.id, by=tx.actor.id)
    return Done(made.id, 1, PhoneState.NOTED.value)


async def draft(call: Call, id: UUID) -> Done:
    """The unit's text, begun from the note. Raises MarkingFound, Held."""
    row = await _own(call.actor, id)
    box = await vault.box(id)
    words = box.open("words", bytes(row["words_sealed"]))
    text = {
        "title": words.splitlines()[0][:TITLE].rstrip("\N{IDEOGRAPHIC FULL STOP}"), "body": words, "source": "",
        "contact": box.open("caller", bytes(row["caller_sealed"])),
    }  # fmt: skip
    return await _draft(call, id, await gate.pass_gate(call, text))


@command("phone.draft")
async def _draft(tx: Tx, id: UUID, cleared: Cleared) -> Done:
    note = store.note_of(await _own(tx.actor, id))
    await _require_free(note)
    details = replace(WRITTEN_AS, learned=note.learned, level=note.level)
    made = await writing.create.within(tx, cleared, details)
    await _point(tx, note, made.id)
    return made


@command("phone.link")
async def link(tx: Tx, id: UUID, version: int, submission: UUID) -> Done:
    """The text that follows the call is this one: by the unit, or by the office once it was sent."""
    note = await seen(tx.actor, id, version)
    if not tx.actor.may(Right.PHONE_NOTE) and not tx.actor.may(Right.SUBMISSION_WRITE):
        raise Forbidden(action=PhoneAct.DRAFT.label)
    row, item = await found(submission, tx.actor)
    if item.unit != note.unit or await store.of_submission(submission):
        raise Invalid(fields={"submission": "not_a_choice"})
    await _require_free(note)
    new = await _point(tx, note, submission)
    if row["submitted"]:
        await chains.heard(tx, submission, row["submitted"])
        return Done(id, new + 1, PhoneState.WRITTEN.value)
    return Done(id, new, note.state)


@command("phone.act")
async def act(tx: Tx, id: UUID, version: int, action: str, said: Cleared) -> Done:
    """The office wants no text any more."""
    gate.nothing_held(said)
    note = await seen(tx.actor, id, version)
    move = PHONE.require(note, action, tx.actor, said.parts)
    if not move.shown:
        raise NotFound
    words = said.text("note").strip()
    sealed = (await vault.box(id)).seal("note", words)
    new = await tx.move(PhoneTable, id, version, note.state, move.target, note_sealed=sealed)
    await clocks.drop(tx, PHONE_KIND, id, TEXT)
    await ladders.stop.within(tx, id)
    tx.record(PHONE_KIND, id, action, source=note.state, target=move.target, note=words)
    return Done(id, new, str(move.target))


async def seen(actor: Actor, id: UUID, version: int | None = None) -> PhoneNote:
    """The note as this actor may see it. Raises NotFound, StaleVersion."""
    row = await store.row(id)
    if row is None or not phone_visible(note := store.note_of(row), actor):
        raise NotFound
    if version not in (None, note.version):
        raise StaleVersion
    return note


async def _own(actor: Actor, id: UUID) -> Row:
    note = await seen(actor, id)
    if note.unit != actor.unit or not actor.may(Right.SUBMISSION_WRITE):
        raise Forbidden(action=PhoneAct.DRAFT.label)
    row = await store.row(id)
    if row is None:
        raise NotFound
    return row


async def _require_free(note: PhoneNote) -> None:
    """Raise NotAllowedNow when a text follows already that has not been withdrawn."""
    row = await texts.row(note.submission) if note.submission else None
    if note.state != PhoneState.NOTED or (row and row["state"] != State.WITHDRAWN):
        raise NotAllowedNow(action=PhoneAct.DRAFT.label, state=PhoneState(note.state).label, reason="")


async def _point(tx: Tx, note: PhoneNote, submission: UUID) -> int:
    new = await tx.move(PhoneTable, note.id, note.version, note.state, note.state, submission=submission)
    tx.record(PHONE_KIND, note.id, PhoneAct.DRAFT, source=note.state, target=note.state)
    return new


async def _check(tx: Tx, cleared: Cleared, taken: Taken) -> None:
    wrong = {name: "too_long" for name, most in LONGEST.items() if len(cleared.text(name)) > most}
    wrong |= {name: "required" for name in LONGEST if not cleared.text(name).strip()}
    if taken.called > tx.now:
        wrong["called"] = "in_the_future"
    if taken.learned > taken.called:
        wrong["learned"] = "after_the_call"
    if taken.level and taken.level not in {row["code"] for row in await texts.choices("level", _today(tx))}:
        wrong["level"] = "not_a_choice"
    reporting = {unit.id for unit in await identity.units(tx.actor)} - {(await identity.office(tx.actor)).id}
    if taken.unit not in reporting:
        wrong["unit"] = "choose_one"
    if wrong:
        raise Invalid(fields=wrong)


def _today(tx: Tx) -> date:
    return clock.local(tx.now).date()
