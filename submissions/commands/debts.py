"""Signatures that are owed: how a debt is made, and the three ways it ends (SUB-09).

- A debt is made in the very act that sends the text, never by itself, and never without a reason.
- The later signature is over exactly the text that was sent: when the record has moved on to another text, what is
  signed is the saved version that was sent, proved by its digest; that signature is kept, but not in force.
- Who may sign is decided by the rules of the sign-off itself; nothing of them is repeated here.
- Words pass the gate like all others. However it ends, the record's own history says so.
"""

from dataclasses import replace
from uuid import UUID

from gate import commands as gate
from gate import queries as held
from kernel import clock, clocks, terms, vault
from kernel.db import Done, Row, Tx, command
from kernel.errors import NotAllowedNow, NotFound, StaleVersion
from kernel.ids import new_id
from kernel.workflow import Transition
from marking.cleared import Cleared
from notices.commands import ladders
from submissions.commands import signing
from submissions.commands.common import require_whole
from submissions.errors import SignatureBroken
from submissions.rules import text as rules
from submissions.rules.records import KIND as SUBMISSION
from submissions.rules.records import Item
from submissions.rules.signing import Proof, Voided
from submissions.store import debts as store
from submissions.store import emergencies
from submissions.store import signing as signing_rows
from submissions.store import submissions as texts
from submissions.tables.debts import SubmissionDebt
from submissions.tables.submissions import Submission
from submissions.workflow.debts import DEBT, KIND, Debt, DebtAct, DebtState, visible
from submissions.workflow.submission import WORKFLOW, PlainAct, State, waiting

SIGN = "sign"
LATE_ACTS = {"pay": PlainAct.SIGN_LATE, "refuse": PlainAct.REFUSE_LATE, "excuse": PlainAct.EXCUSE_LATE}
HOLDS_NO_SIGNATURE = (State.DRAFT, State.TO_SIGN)


async def owe(tx: Tx, row: Row, item: Item, reason: str) -> dict[str, object]:
    """For the act that sends an unsigned text: the debt, its clock, and the columns that point at it."""
    box = await vault.box(item.id)
    text = texts.opened(box, row)
    debt = Debt(
        new_id(), item.id, item.unit, DebtState.OWED.value, 1, row["text_version"], item.digest, tx.now, tx.actor.id
    )
    await store.add(tx, box, debt, rules.digest(text["title"], text["body"], []), reason)
    binding = await emergencies.terms("debt", row["level"], clock.local(tx.now).date())
    dues = [terms.due_of(one["code"], one["label"], one["measure"], one["amount"], tx.now) for one in binding]
    await clocks.start(tx, KIND, debt.id, SIGN, terms.earliest(dues))
    tx.record(KIND, debt.id, DebtAct.OWE, target=DebtState.OWED, after=item.digest, note=reason)
    return {"debt": debt.id, "owed_digest": item.digest}


@command("debt.act")
async def act(  # noqa: PLR0913, PLR0917 - what decides a move
    tx: Tx, id: UUID, version: int, action: str, said: Cleared, proof: Proof | None = None
) -> Done:
    """Sign late, disagree, excuse. `proof`: a device's signature, to sign."""
    gate.nothing_held(said)
    debt = await seen(tx, id, version)
    move = DEBT.require(debt, action, tx.actor, said.parts)
    row, item = await record_of(tx, debt)
    columns = await _signature(tx, debt, (row, item), said, proof) if action == "pay" else {}
    note = said.text("note").strip()
    box = await vault.box(debt.submission)
    new = await tx.move(
        SubmissionDebt, id, version, debt.state, move.target, settled=tx.now, settled_by=tx.actor.id,
        note_sealed=store.sealed_note(box, id, note),
    )  # fmt: skip
    await clocks.settle(tx, KIND, id, SIGN)
    await ladders.stop.within(tx, id)
    await _written_down(tx, debt, item, move, columns)
    tx.record(KIND, id, action, source=debt.state, target=move.target, before=debt.digest, after=debt.digest, note=note)
    for topic in move.then:
        await tx.promise(topic, record=id, action=action, by=tx.actor.id)
    return Done(id, new, str(move.target))


async def seen(tx: Tx, id: UUID, version: int | None = None) -> Debt:
    """The debt as this actor may see it, at the version they saw."""
    row = await store.row(id)
    if row is None or not visible(debt := store.debt_of(row), tx.actor):
        raise NotFound
    if version not in (None, debt.version):
        raise StaleVersion
    return debt


async def record_of(tx: Tx, debt: Debt) -> tuple[Row, Item]:
    """The record as the sign-off's rules look at it, wherever it stands by now."""
    row = await texts.row(debt.submission)
    if row is None:
        raise NotFound
    known = replace(texts.item_of(row), signing=await signing_rows.standing(row))
    return row, replace(known, holds=await held.standing(tx.actor, [debt.submission]))


def as_sent(item: Item, debt: Debt) -> Item:
    """The record with the text its late signature is over, whatever stands there now."""
    return replace(item, digest=debt.digest)


async def _signature(
    tx: Tx, debt: Debt, record: tuple[Row, Item], said: Cleared, proof: Proof | None
) -> dict[str, object]:
    """What signing writes into the record, once the sign-off's rules allow it and the text is the one that was sent."""
    row, item = record
    try:
        WORKFLOW.require(waiting(item), "sign_off", tx.actor, said.parts)
    except NotAllowedNow as refusal:
        raise NotAllowedNow(
            action=DEBT.label_of("pay"), state=DebtState(debt.state).label, reason=refusal.facts["reason"]
        ) from refusal
    if item.digest != debt.digest:
        await _require_kept(debt)
        await signing.keep_past(tx, as_sent(item, debt), proof)
        return {}
    await require_whole(row, item)
    columns = await signing.keep(tx, item, proof)
    if item.state not in HOLDS_NO_SIGNATURE:
        return columns
    await signing.void(tx, item, Voided.REVISE)  # over what was sent; the text is open again
    return {}


async def _require_kept(debt: Debt) -> None:
    """Raise SignatureBroken unless the version that was sent is still what was sent."""
    row, box = await store.row(debt.id), await vault.box(debt.submission)
    version = next((one for one in await texts.versions(debt.submission) if one["number"] == debt.number), None)
    if row is None or version is None:
        raise SignatureBroken
    title, body = (
        box.open(f"{name}:{debt.number}", bytes(version[f"{name}_sealed"])) for name in ("title", "body")
    )  # fmt: skip
    if rules.digest(title, body, []) != bytes(row["text_digest"]):
        raise SignatureBroken


async def _written_down(tx: Tx, debt: Debt, item: Item, move: Transition, columns: dict[str, object]) -> None:
    """The line in the record's own history."""
    await tx.move(Submission, item.id, item.version, item.state, item.state, **columns)
    act = LATE_ACTS[move.action]
    tx.record(SUBMISSION, item.id, act, source=item.state, target=item.state, before=debt.digest, after=debt.digest)
