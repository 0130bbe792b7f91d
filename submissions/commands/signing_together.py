"""Several texts signed in one act; one bad text never stops the others (办法 第十六条; ED-12).

- Each text is signed by the same move as from its own page, in a transaction of its own; what is refused says why.
- A device is asked once: it gets a challenge with every text as it stood then, known to its signer for a few minutes,
  good for one answer. The answer is checked text by text against what stands there when it comes.
- What has to be declared is not signed together with others: its signer looks at it on its own page.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from gate import commands as gate
from identity.commands import challenges
from identity.commands.challenges import Answered
from identity.errors import DeviceRefused
from kernel import vault
from kernel.actor import Call
from kernel.db import Done, Tx, command
from kernel.errors import Refusal
from kernel.ids import new_id
from marking.cleared import Cleared
from submissions.commands import debts, moving
from submissions.commands.common import found
from submissions.errors import SignChallengeOver, SignedAnother
from submissions.rules.records import Item
from submissions.rules.signing import CHALLENGE, MOST_AT_ONCE, Proof, Wanted, capacity_of
from submissions.store import signing as store
from submissions.store.signing import Challenge, Text
from submissions.workflow.debts import DEBT
from submissions.workflow.submission import WORKFLOW

NONCE, NOTE = 32, "sign_note"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one text; `refusal`: why it was not signed."""

    id: UUID
    refusal: Refusal | None = None


async def sign_each(call: Call, wanted: Sequence[Wanted]) -> list[Outcome]:
    """Sign what can be signed, without a device."""
    said = await gate.pass_gate(call, {})
    return [
        await _outcome(Call(call.actor, f"{call.key}-{place}" if call.key else ""), each, said)
        for place, each in enumerate(wanted[:MOST_AT_ONCE])
    ]


async def ready(call: Call, wanted: Sequence[Wanted], said: Cleared) -> tuple[list[Wanted], list[Outcome]]:
    """What the actor could sign now, and why the rest not. Changes nothing."""
    good, bad = list[Wanted](), list[Outcome]()
    for each in wanted[:MOST_AT_ONCE]:
        try:
            _, item = await found(each.id, call.actor, each.version)
            WORKFLOW.require(item, "sign_off", call.actor, said.parts)
        except Refusal as refusal:
            bad.append(Outcome(each.id, refusal))
        else:
            good.append(each)
    return good, bad


@command("signing.ask_device")
async def ask_device(tx: Tx, wanted: tuple[Wanted, ...], said: Cleared, service: str) -> Done:
    """Put texts to the actor's device. `said`: opinion and declaration, for a text that is signed alone."""
    gate.nothing_held(said)
    if not wanted:
        raise SignChallengeOver
    made = await _begin(tx, service)
    for place, each in enumerate(wanted[:MOST_AT_ONCE]):
        _, item = await found(each.id, tx.actor, each.version)
        WORKFLOW.require(item, "sign_off", tx.actor, said.parts)
        await store.add_text(tx, made.id, await _text(tx, place, item, said))
    return Done(made.id)


@command("signing.ask_device_late")
async def ask_late(tx: Tx, debt: UUID, version: int, said: Cleared, service: str) -> Done:
    """Put a text that was sent unsigned to the actor's device, to sign it late."""
    gate.nothing_held(said)
    found_debt = await debts.seen(tx, debt, version)
    DEBT.require(found_debt, "pay", tx.actor, said.parts)
    _, item = await debts.record_of(tx, found_debt)
    made, text = await _begin(tx, service), await _text(tx, 0, debts.as_sent(item, found_debt), said)
    await store.add_text(tx, made.id, replace(text, debt=debt, debt_version=version))
    return Done(made.id)


async def _begin(tx: Tx, service: str) -> Challenge:
    issued = tx.now.replace(microsecond=0)
    made = Challenge(new_id(tx.now), tx.actor.id, service, secrets.token_bytes(NONCE), issued, tx.now + CHALLENGE)
    await store.start_challenge(tx, made)
    return made


async def _text(tx: Tx, place: int, item: Item, said: Cleared) -> Text:
    sealed = (await vault.box(item.id)).seal(NOTE, said.text("note").strip())
    capacity, _ = capacity_of(item.signing, tx.actor)
    return Text(place, item.id, item.version, item.digest, capacity.value, sealed, bool(said.text("declared")))


async def answer(call: Call, answered: Answered) -> list[Outcome]:
    """Sign every text the device has signed. The challenge is used up. Raises SignChallengeOver."""
    asked = await store.challenge(call.actor.id, nonce=answered.nonce)
    if asked is None:
        raise SignChallengeOver
    texts = await store.texts(asked.id)
    await _take(call, asked.id)
    if len(texts) != len(answered.signatures):
        raise SignChallengeOver
    outcomes = []
    for text, signature in zip(texts, answered.signatures, strict=True):
        note = (await vault.box(text.submission)).open(NOTE, text.note_sealed)
        words = {"note": note, "declared": "1" if text.declared else ""}
        said = await gate.pass_gate(call, {name: word for name, word in words.items() if word})
        proof = Proof(asked.service, asked.nonce, asked.issued, answered.device, answered.certificate, signature)
        outcome = await _signed(Call(call.actor), text, said, proof)
        if isinstance(outcome.refusal, DeviceRefused | SignedAnother):
            await challenges.refused(Call(call.actor), call.actor.id, outcome.refusal.code)
        outcomes.append(outcome)
    return outcomes


async def _outcome(call: Call, each: Wanted, said: Cleared) -> Outcome:
    try:
        await moving.act(call, each.id, each.version, "sign_off", said)
    except Refusal as refusal:
        return Outcome(each.id, refusal)
    return Outcome(each.id)


async def _signed(call: Call, text: Text, said: Cleared, proof: Proof) -> Outcome:
    try:
        if text.debt and text.debt_version:
            await debts.act(call, text.debt, text.debt_version, "pay", said, proof)
        else:
            await moving.act(call, text.submission, text.version, "sign_off", said, proof)
    except Refusal as refusal:
        return Outcome(text.submission, refusal)
    return Outcome(text.submission)


@command("signing.device_answer")
async def _take(tx: Tx, id: UUID) -> Done:
    if not await store.take_challenge(tx, id):
        raise SignChallengeOver
    return Done(id)
