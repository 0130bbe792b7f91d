"""What comes by fax, by telephone or on paper, entered at the office for its unit (SUB-14).

- The entry says how it came, when, and from whom; its text and scans pass the same gate as any other.
- Signed on paper: by one of the unit's registered signers, named with capacity and moment. Not signed: owed by the unit
  where the rules let a text go first (SUB-09), otherwise it waits for the unit's signer like any other.
- The unit is told at once and says whether it stands by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import vault
from kernel.actor import SYSTEM, Call
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, NotFound, StaleVersion
from marking.cleared import Cleared
from submissions.commands import channels, moving, writing
from submissions.commands.carriers import require_no_journal, require_open
from submissions.rules.channels import AT_THE_DESK, Channel
from submissions.rules.oa import Signed
from submissions.rules.records import KIND, Details
from submissions.store import channels as store
from submissions.tables.channels import SubmissionEntry
from submissions.workflow.fax import ENTRY, EntryState

LONGEST_SENDER = 80


@dataclass(frozen=True, slots=True)
class Came:
    """How and when something came, for which unit. `owed`: sent now, signed later."""

    unit: UUID
    channel: str
    received: datetime
    signed: Signed | None = None
    owed: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as its workflow sees it."""

    unit: UUID
    state: str


async def enter(call: Call, came: Came, cleared: Cleared, details: Details, reason: Mapping[str, str]) -> Done:
    """Register it. `cleared.parts` holds the text and `sender`; `reason.note`: why it goes unsigned."""
    demand(call.actor, Right.ENTRY_WRITE)
    said = await gate.pass_gate(call, reason)
    async with gate.noting(call):
        return await _enter(call, came, cleared, details, said)


@command("entry.enter")
async def _enter(tx: Tx, came: Came, cleared: Cleared, details: Details, said: Cleared) -> Done:
    demand(tx.actor, Right.ENTRY_WRITE)
    sender = cleared.parts.get("sender", "").strip()
    await _require_sense(tx, came, sender)
    await require_open(tx, Channel(came.channel), details.genre)
    require_no_journal(cleared.parts.get("title", ""), cleared.parts.get("body", ""), [f.name for f in cleared.files])
    actor = channels.as_unit(tx.actor, came.unit)
    actor = replace(actor, rights=actor.rights | {Right.SUBMISSION_UNSIGNED}) if came.owed else actor
    unit = replace(tx, actor=actor)
    at = await writing.create.within(unit, cleared, details)
    await store.set_channel(tx, at.id, came.channel)
    box = await vault.box(at.id)
    await tx.insert(
        SubmissionEntry, submission=at.id, state=EntryState.WAITING.value, unit=came.unit, received=came.received,
        sender_sealed=box.seal("sender", sender), entered_by=tx.actor.id, at=tx.now,
    )  # fmt: skip
    tx.record(KIND, at.id, "enter", target=at.state, note=came.channel)
    await tx.promise("submission.tell_unit", record=at.id, action="entered", by=tx.actor.id)
    if came.signed is not None:
        at = await channels.enter_signed(unit, at, came.signed)
        return await channels.send(unit, at, said)
    action = "send_unsigned" if came.owed else "request_sign"
    return await moving.step(unit, at.id, at.version, action, said)


@command("entry.decide")
async def decide(tx: Tx, id: UUID, version: int, action: str, said: Cleared) -> Done:
    """The unit's word on what was entered for it."""
    gate.nothing_held(said)
    row = await store.entry(id)
    if row is None or row["unit"] != tx.actor.unit or not tx.actor.may(Right.SUBMISSION_READ_OWN):
        raise NotFound
    if row["version"] != version:
        raise StaleVersion
    move = ENTRY.require(Entry(row["unit"], row["state"]), action, tx.actor, said.parts)
    note = said.parts.get("note", "").strip()
    sealed = (await vault.box(id)).seal("entry", note) if note else None
    # lint: allow-file no-state-write - compare and set as tx.move does it; the entry has its submission's key
    kept = await tx.one(
        "UPDATE submission_entry SET state = $4, version = version + 1, decided_by = $5, decided = $6, note_sealed = $7"
        " WHERE submission = $1 AND version = $2 AND state = $3 RETURNING version",
        id, version, row["state"], str(move.target), tx.actor.id, tx.now, sealed,
    )  # fmt: skip
    if kept is None:
        raise StaleVersion
    tx.record(KIND, id, f"entry_{action}", note=note)
    for topic in move.then:
        await tx.promise(topic, record=id, action="entry_objected", by=tx.actor.id)
    return Done(id, kept["version"], str(move.target))


async def _require_sense(tx: Tx, came: Came, sender: str) -> None:
    wrong = {}
    if came.channel not in AT_THE_DESK:
        wrong["channel"] = "choose_one"
    if came.received > tx.now:
        wrong["received"] = "in_the_future"
    if not sender or len(sender) > LONGEST_SENDER:
        wrong["sender"] = "contact_too_long" if sender else "required"
    try:
        if (await identity.unit(SYSTEM, came.unit)).office:
            wrong["unit"] = "choose_one"
    except NotFound:
        wrong["unit"] = "choose_one"
    if wrong:
        raise Invalid(fields=wrong)
