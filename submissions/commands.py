"""Every write of submissions.

- Text enters only as `Cleared`, the gate's proof that no marking was found in it; nothing else can be stored.
- The officer's own unit writes; a record of another unit does not exist for the caller.
- A save that changes nothing leaves nothing behind; every other write adds one to the version and one journal line.
- What the gate held goes into the record with the officer's declaration, and is released with the signer's (gate/).
- Before it leaves the officer's hands, at the signature, before it leaves the unit and when a file is taken off, the
  stored text passes the gate again, by the rules of the day; files are as they were when they came in.
- Order inside: may it (rights, state, version), then numbers and clocks, then the compare-and-set move.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from crypto import sm3
from gate import commands as gate
from gate import queries as held
from identity.rights import Right
from kernel import blindindex, blobs, clock, vault
from kernel.actor import Actor, Call
from kernel.db import Done, Row, Tx, command
from kernel.errors import Forbidden, Invalid, NotFound, StaleVersion
from kernel.ids import new_id
from kernel.vault import Box
from kernel.workflow import Transition
from marking.cleared import Cleared
from submissions import store
from submissions.errors import FileTooLarge, NotEditable, SignatureBroken, TooManyFiles
from submissions.rules import due
from submissions.rules import text as rules
from submissions.rules.records import KIND, LARGEST_FILE, MOST_FILES, Details, Item
from submissions.tables import Submission, SubmissionAdoption
from submissions.workflow import HOUSE, WORKFLOW, Adoption, State, visible
from typeset.reading import length

__all__ = [
    "Adoption", "Details", "act", "adopt", "attach", "close", "create", "detach", "save",
]  # fmt: skip
PASS_AGAIN = frozenset({"request_sign", "sign_off", "submit"})


@command("submission.create")
async def create(tx: Tx, cleared: Cleared, details: Details) -> Done:
    """A new draft of the actor's unit, with its first version and its files."""
    if not tx.actor.may(Right.SUBMISSION_WRITE):
        raise Forbidden(action="")
    await _check(cleared, details, tx)
    box = vault.mint(new_id(), KIND)
    await vault.keep(tx, box)
    text = _text(cleared)
    chars = length(text["body"])
    digest = rules.digest(text["title"], text["body"], [(file.name, file.digest) for file in cleared.files])
    await tx.insert(
        Submission, id=box.owner, state=State.DRAFT.value, created=tx.now, saved=tx.now, moved=tx.now,
        unit=tx.actor.unit, author=tx.actor.id, category=details.category, urgency=details.urgency, genre=details.genre,
        learned=details.learned, chars=chars, digest=digest, **store.sealed(box, text),
    )  # fmt: skip
    await store.add_version(tx, box, 1, text, chars)
    await store.add_files(tx, box, cleared)
    await gate.keep_holds(tx, KIND, box.owner, cleared, files=_digests(cleared))
    await _start_clock(tx, box.owner, "report", details, details.learned or tx.now)
    await blindindex.put(tx, box.owner, KIND, text["title"], text["body"])
    tx.record(KIND, box.owner, "create", target=State.DRAFT, after=digest)
    return Done(box.owner, 1, State.DRAFT.value)


@command("submission.save")
async def save(tx: Tx, id: UUID, version: int, cleared: Cleared, details: Details) -> Done:
    """Keep a changed text, changed details and further files of a draft."""
    row, item = await _editable(tx, id, version)
    files = await store.files(id)
    await _check(cleared, details, tx, files)
    box = await vault.box(id)
    text = _text(cleared)
    newly_held = await gate.keep_holds(tx, KIND, id, cleared, files=_digests(cleared, files))
    before = store.opened(box, row)
    new_text = (text["title"], text["body"]) != (before["title"], before["body"])
    same_details = details == Details(row["category"], row["urgency"], row["genre"], row["learned"])
    if text == before and same_details and not cleared.files and not newly_held:
        return Done(id, version, item.state)
    chars = length(text["body"])
    number = row["text_version"] + new_text
    await store.add_files(tx, box, cleared)
    digest = await store.digest(id, text)
    new = await tx.move(
        Submission, id, version, item.state, State.DRAFT, saved=tx.now, category=details.category,
        urgency=details.urgency, genre=details.genre, learned=details.learned, chars=chars, text_version=number,
        digest=digest, **store.sealed(box, text),
    )  # fmt: skip
    if new_text:
        await store.add_version(tx, box, number, text, chars)
    if not same_details and row["submitted"] is None:
        await _start_clock(tx, id, "report", details, details.learned or row["created"])
    await blindindex.put(tx, id, KIND, text["title"], text["body"])
    tx.record(KIND, id, "save", source=item.state, target=State.DRAFT, before=item.digest, after=digest)
    return Done(id, new, State.DRAFT.value)


@command("submission.attach")
async def attach(tx: Tx, id: UUID, version: int, cleared: Cleared) -> Done:
    """Further files of a draft."""
    row, item = await _editable(tx, id, version)
    files = await store.files(id)
    _check_files(cleared, files)
    await gate.keep_holds(tx, KIND, id, cleared, files=_digests(cleared, files))
    box = await vault.box(id)
    await store.add_files(tx, box, cleared)
    return await _files_changed(tx, row, item, box, "attach")


async def detach(call: Call, id: UUID, version: int, file: UUID) -> Done:
    """Take a file off a draft. Raises MarkingFound, Held for the text that stays."""
    async with gate.noting(call):
        return await _detach(call, id, version, file)


@command("submission.detach")
async def _detach(tx: Tx, id: UUID, version: int, file: UUID) -> Done:
    row, item = await _editable(tx, id, version)
    if not await store.drop_file(tx, id, file):
        raise NotFound
    await blobs.forget(tx, file)
    await gate.files_changed(tx, id, {bytes(left["digest"]) for left in await store.files(id)})
    box = await vault.box(id)
    await gate.require_clear(id, store.opened(box, row))
    return await _files_changed(tx, row, item, box, "detach")


async def act(call: Call, id: UUID, version: int, action: str, said: Cleared) -> Done:
    """Any move that is a button. `said.parts` answers the row's asks by name; nobody looks at words said twice.

    Raises MarkingFound, Held for a text that the rules of the day do not let pass.
    """
    async with gate.noting(call):
        return await _act(call, id, version, action, said)


@command("submission.act")
async def _act(tx: Tx, id: UUID, version: int, action: str, said: Cleared) -> Done:
    gate.nothing_held(said)
    row, item = await _found(id, tx.actor, version)
    move = WORKFLOW.require(item, action, tx.actor, said.parts)
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
    _, item = await _found(id, HOUSE)
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
    _, item = await _found(id, HOUSE)
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


async def _found(id: UUID, actor: Actor, version: int | None = None) -> tuple[Row, Item]:
    """The record as this actor may see it, at the version they saw (None: as it stands)."""
    row = await store.row(id)
    if row is None or not visible(item := store.item_of(row), actor):
        raise NotFound
    if version not in (None, item.version):
        raise StaleVersion
    return row, replace(item, holds=await held.standing(actor, [id]))


async def _editable(tx: Tx, id: UUID, version: int) -> tuple[Row, Item]:
    row, item = await _found(id, tx.actor, version)
    if item.unit != tx.actor.unit or not tx.actor.may(Right.SUBMISSION_WRITE):
        raise Forbidden(action="")
    if item.state != State.DRAFT:
        raise NotEditable(state=State(item.state).label)
    return row, item


async def _check(cleared: Cleared, details: Details, tx: Tx, kept: Sequence[Row] = ()) -> None:
    """Raises Invalid with every wrong field at once."""
    today = clock.local(tx.now).date()
    text = _text(cleared)
    wrong = rules.wrong_text(**text)
    for name in ("category", "urgency", "genre"):
        if getattr(details, name) not in {row["code"] for row in await store.choices(name, today)}:
            wrong[name] = "not_a_choice"
    if details.learned and details.learned > tx.now:
        wrong["learned"] = "in_the_future"
    if not details.learned and await store.due_rules("report", details.category, details.urgency, today):
        wrong["learned"] = "required"
    if wrong:
        raise Invalid(fields=wrong)
    _check_files(cleared, kept)


def _check_files(cleared: Cleared, kept: Sequence[Row]) -> None:
    if len(kept) + len(cleared.files) > MOST_FILES:
        raise TooManyFiles(fields={"files": TooManyFiles.code}, most=MOST_FILES)
    if any(len(file.data) > LARGEST_FILE for file in cleared.files):
        raise FileTooLarge(fields={"files": FileTooLarge.code}, limit=LARGEST_FILE // 1024 // 1024)


def _digests(cleared: Cleared, kept: Sequence[Row] = ()) -> set[bytes]:
    """SM3 of every file the record has once this is in."""
    return {file.digest for file in cleared.files} | {bytes(row["digest"]) for row in kept}


def _text(cleared: Cleared) -> dict[str, str]:
    return {name: cleared.parts.get(name, "") for name in store.SEALED}


async def _files_changed(tx: Tx, row: Row, item: Item, box: Box, action: str) -> Done:
    digest = await store.digest(item.id, store.opened(box, row))
    new = await tx.move(Submission, item.id, item.version, item.state, item.state, saved=tx.now, digest=digest)
    tx.record(KIND, item.id, action, source=item.state, target=item.state, before=item.digest, after=digest)
    return Done(item.id, new, item.state)


async def _consequences(tx: Tx, action: str, row: Row, item: Item) -> dict[str, object]:
    """What a move changes besides the state."""
    match action:
        case "sign_off":
            await _hold(row, item)
            return {"signed_digest": item.digest, "signed_by": tx.actor.id, "signed_at": tx.now}
        case "submit":
            await gate.require_released([item.id])
            await _hold(row, item)
            details = Details(row["category"], row["urgency"], row["genre"], row["learned"])
            await store.settle_clock(tx, item.id, "report")
            await _start_clock(tx, item.id, "screen", details, tx.now)
            number = item.number or await store.next_number(tx, clock.local(tx.now).year)
            return {"number": number, "submitted": tx.now}
        case "revise":
            return {"signed_digest": None, "signed_by": None, "signed_at": None}
        case "accept" | "return" | "decline":
            await store.settle_clock(tx, item.id, "screen")
        case "withdraw":
            await store.settle_clock(tx, item.id, "report", "screen")
    return {}


async def _hold(row: Row, item: Item) -> None:
    """Raise SignatureBroken unless what is sealed and stored, files included, is what the digest says."""
    box = await vault.box(item.id)
    text = store.opened(box, row)
    for file in await store.files(item.id):
        if sm3.hash((await blobs.read(file["id"])).data) != bytes(file["digest"]):
            raise SignatureBroken
    if await store.digest(item.id, text) != item.digest:
        raise SignatureBroken


async def _start_clock(tx: Tx, id: UUID, step: str, details: Details, start: datetime) -> None:
    binding = await store.due_rules(step, details.category, details.urgency, clock.local(tx.now).date())
    dues = [due.due_of(rule["code"], rule["label"], rule["measure"], rule["amount"], start) for rule in binding]
    await store.set_clock(tx, id, step, due.earliest(dues))
