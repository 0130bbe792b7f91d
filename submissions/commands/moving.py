"""Moves: every button of the record, and what bulletins moves (`adopt`, `close`).

- Before it leaves the officer's hands, at the signature and before it leaves the unit the stored text passes the gate
  again, by the rules of the day; files are as they were when they came in.
- Order inside: may it (rights, state, version), then numbers and clocks, then the compare-and-set move.
"""

from uuid import UUID

from gate import commands as gate
from kernel import clock, vault
from kernel.actor import Call
from kernel.db import Done, Row, Tx, command
from kernel.errors import Invalid, NotFound
from kernel.ids import new_id
from kernel.workflow import Transition
from marking.cleared import Cleared
from submissions.commands.common import found, require_whole, start_clock
from submissions.rules.records import KIND, Item
from submissions.store import submissions as store
from submissions.tables.submissions import Submission, SubmissionAdoption
from submissions.workflow.submission import HOUSE, WORKFLOW, Adoption

__all__ = ["Adoption", "act", "adopt", "close"]
PASS_AGAIN = frozenset({"request_sign", "sign_off", "submit", "submit_up", "forward"})


async def act(call: Call, id: UUID, version: int, action: str, said: Cleared) -> Done:
    """Any move that is a button. `said.parts` answers the row's asks by name; nobody looks at words said twice.

    Raises MarkingFound, Held for a text that the rules of the day do not let pass.
    """
    async with gate.noting(call):
        return await _act(call, id, version, action, said)


@command("submission.act")
async def _act(tx: Tx, id: UUID, version: int, action: str, said: Cleared) -> Done:
    gate.nothing_held(said)
    row, item = await found(id, tx.actor, version)
    move = WORKFLOW.require(item, action, tx.actor, said.parts)
    if not move.shown:
        raise NotFound
    code, note = (
        said.text(name).strip() if name in {ask.name for ask in move.asks} else "" for name in ("code", "note")
    )
    if code and code not in {
        choice["code"] for choice in await store.choices("return_code", clock.local(tx.now).date())
    }:
        raise Invalid(fields={"code": "not_a_choice"})
    if action in PASS_AGAIN:
        await gate.require_clear(id, store.opened(await vault.box(id), row))
    if action == "sign_off":
        await gate.release(tx, [id], declared=bool(said.text("declared").strip()))
    columns = await _consequences(tx, action, row, item)
    new = await tx.move(Submission, id, version, item.state, move.target, moved=tx.now, **columns)
    if note or code:
        await store.add_note(tx, await vault.box(id), action, code, note)
    return await _moved(tx, item, move, new, code + note)


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
    return Done(item.id, version, str(move.target))


async def _consequences(tx: Tx, action: str, row: Row, item: Item) -> dict[str, object]:
    """What a move changes besides the state."""
    match action:
        case "sign_off":
            await require_whole(row, item)
            return {"signed_digest": item.digest, "signed_by": tx.actor.id, "signed_at": tx.now}
        case "submit_up":
            await gate.require_released([item.id])
            await require_whole(row, item)
            return {"through": item.route}
        case "submit" | "forward":
            await gate.require_released([item.id])
            await require_whole(row, item)
            details = store.details_of(row)
            await store.settle_clock(tx, item.id, "report")
            await start_clock(tx, item.id, "screen", details, tx.now)
            number = item.number or await store.next_number(tx, clock.local(tx.now).year)
            return {"number": number, "submitted": tx.now, "through": item.through if action == "forward" else None}
        case "revise" | "send_down":
            return {"signed_digest": None, "signed_by": None, "signed_at": None}
        case "accept" | "return" | "decline":
            await store.settle_clock(tx, item.id, "screen")
        case "withdraw":
            await store.settle_clock(tx, item.id, "report", "screen")
    return {}
