"""Moves: every button of the record, and what bulletins moves (`adopt`, `close`).

- Before it leaves the officer's hands, at the signature and before it leaves the unit the stored text passes the gate
  again, by the rules of the day; files are as they were when they came in.
- Order inside: may it (rights, state, version), then numbers and clocks, then the compare-and-set move.
"""

from uuid import UUID

from gate import commands as gate
from kernel import clock, clocks, vault
from kernel.actor import Call
from kernel.db import Done, Row, Tx, command
from kernel.errors import Invalid, NotFound
from kernel.ids import new_id
from kernel.workflow import Transition
from marking.cleared import Cleared
from submissions.commands import answers, carriers, chains, claims, credit, debts, periods, signing
from submissions.commands.common import found, reached_office, require_whole, start_unit_clocks
from submissions.rules import text as rules
from submissions.rules.channels import Channel
from submissions.rules.clocks import Step
from submissions.rules.records import KIND, Item, Said
from submissions.rules.signing import Proof
from submissions.store import submissions as store
from submissions.tables.submissions import Submission, SubmissionAdoption
from submissions.workflow.submission import HOUSE, WORKFLOW, Adoption, State
from typeset.blocks import plain

__all__ = ["Adoption", "act", "adopt", "close", "step"]
PASS_AGAIN = frozenset({"request_sign", "sign_off", "submit", "submit_up", "forward", "send_unsigned"})


async def act(  # noqa: PLR0913, PLR0917 - what decides a move
    call: Call, id: UUID, version: int, action: str, said: Cleared, proof: Proof | None = None
) -> Done:
    """Any move that is a button. `said.parts` answers the row's asks by name; `proof`: a device's signature, to sign off.

    Raises MarkingFound, Held for a text that the rules of the day do not let pass.
    """
    async with gate.noting(call):
        return await _act(call, id, version, action, said, proof)


@command("submission.act")
async def _act(  # noqa: PLR0913, PLR0917 - what decides a move
    tx: Tx, id: UUID, version: int, action: str, said: Cleared, proof: Proof | None = None
) -> Done:
    gate.nothing_held(said)
    row, item = await found(id, tx.actor, version)
    move = WORKFLOW.require(item, action, tx.actor, said.parts)
    if not move.shown:
        raise NotFound
    await claims.hold(tx, KIND, id, item.state)
    words = await _said(tx, row, move, said)
    if action in PASS_AGAIN:
        text = store.opened(await vault.box(id), row)
        await gate.require_clear(id, text)
        await carriers.require_none(id, text)
        if action == "request_sign" and row["channel"] == Channel.WEB:
            await carriers.require_open(tx, Channel.WEB, row["genre"])
    if action == "sign_off":
        await gate.release(tx, [id], declared=bool(said.text("declared").strip()))
    columns = await _consequences(tx, action, row, item, proof)
    if action == "send_unsigned":
        columns |= await debts.owe(tx, row, item, words.note)
    new = await tx.move(Submission, id, version, item.state, move.target, moved=tx.now, **columns)
    await signing.void(tx, item, action)
    if item.state == State.SUBMITTED:
        await claims.finish(tx, KIND, id)
    await chains.follow(tx, row, action)
    if words:
        await store.add_note(tx, await vault.box(id), action, words)
    return await _moved(tx, item, move, new, words.code + words.passage + words.note)


async def step(tx: Tx, id: UUID, version: int, action: str, said: Cleared) -> Done:
    """The same as a part of a larger command, which has passed the gate outside its transaction."""
    return await _act.within(tx, id, version, action, said)


@command("submission.adopt")
async def adopt(tx: Tx, id: UUID, adoption: Adoption) -> Done:
    """For bulletins, inside the release of an issue: `adopt.within(tx, …)`. The caller has checked its own actor."""
    _, item = await found(id, HOUSE)
    move = WORKFLOW.require(item, "adopt", HOUSE)
    new = await tx.move(Submission, id, item.version, item.state, move.target, moved=tx.now)
    await tx.insert(
        SubmissionAdoption, id=new_id(), submission=id, issue=adoption.issue, issue_label=adoption.issue_label,
        article=adoption.article, points=adoption.points, rule=adoption.rule, at=tx.now,
    )  # fmt: skip
    return await _moved(tx, item, move, new)


@command("submission.close")
async def close(tx: Tx, id: UUID) -> Done:
    """For a later stage, inside its own command: `close.within(tx, …)`. The caller has checked its own actor."""
    _, item = await found(id, HOUSE)
    move = WORKFLOW.require(item, "close", HOUSE)
    new = await tx.move(Submission, id, item.version, item.state, move.target, moved=tx.now)
    return await _moved(tx, item, move, new)


async def _said(tx: Tx, row: Row, move: Transition, said: Cleared) -> Said:
    """What the row asks for. Raises Invalid: a code the office has not, a sentence that does not stand in the text."""
    asked = {ask.name: ask for ask in move.asks}
    words = Said(*(said.text(name).strip() if name in asked else "" for name in ("code", "passage", "note")))
    wrong = {}
    if words.code:
        kind = asked["code"].options.removesuffix("s")
        if words.code not in {choice["code"] for choice in await store.choices(kind, clock.local(tx.now).date())}:
            wrong["code"] = "not_a_choice"
    if words.passage:
        text = store.opened(await vault.box(row["id"]), row)
        if not rules.stands_in(words.passage, text["title"], plain(text["body"])):
            wrong["passage"] = "not_in_text"
    if wrong:
        raise Invalid(fields=wrong)
    return words


async def _moved(tx: Tx, item: Item, move: Transition, version: int, note: str = "") -> Done:
    """The journal line and the promises of a move."""
    tx.record(
        KIND,
        item.id,
        move.action,
        source=item.state,
        target=move.target,
        before=item.digest,
        after=item.digest,
        note=note,
    )
    for topic in move.then:
        await tx.promise(topic, record=item.id, action=move.action, by=tx.actor.id)
    await answers.follow(tx, item.id, str(move.target))
    return Done(item.id, version, str(move.target))


async def _consequences(tx: Tx, action: str, row: Row, item: Item, proof: Proof | None) -> dict[str, object]:
    """What a move changes besides the state."""
    match action:
        case "sign_off":
            await require_whole(row, item)
            return await signing.keep(tx, item, proof)
        case "submit_up":
            await gate.require_released([item.id])
            await require_whole(row, item)
            await signing.require_genuine(item)
            return {"through": item.route}
        case "submit" | "forward" | "send_unsigned":
            await gate.require_released([item.id])
            await require_whole(row, item)
            if action != "send_unsigned":
                await signing.require_genuine(item)
            details = store.details_of(row)
            await credit.reported(tx, item, row["genre"])
            await reached_office(tx, item.id, details)
            await periods.arrived(tx, item.unit, item.through, details.category, details.learned)
            number = item.number or await store.next_number(tx, clock.local(tx.now).year)
            return {"number": number, "submitted": tx.now, "through": item.through if action == "forward" else None}
        case "revise" | "send_down":
            if item.state == State.WITHDRAWN and row["submitted"] is None:
                await start_unit_clocks(tx, item.id, store.details_of(row), row["learned"] or row["created"])
            return {"signed_digest": None, "signed_by": None, "signed_at": None, "debt": None, "owed_digest": None}
        case "restore":
            await reached_office(tx, item.id, store.details_of(row))
        case "accept" | "return" | "decline":
            await clocks.settle(tx, KIND, item.id, Step.SCREEN)
        case "withdraw":
            await clocks.drop(tx, KIND, item.id)
    return {}
