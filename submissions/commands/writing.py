"""Writing: create, save, attach, detach.

- Text enters only as `Cleared`, the gate's proof that no marking was found in it; nothing else can be stored.
- The officer's own unit writes; a record of another unit does not exist for the caller.
- A save that changes nothing leaves nothing behind; every other write adds one to the version and one journal line.
- What the gate held goes into the record with the officer's declaration, and is released with the signer's (gate/).
- When a file is taken off, the text that stays passes the gate again, by the rules of the day.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from gate import commands as gate
from identity.rights import Right, demand
from kernel import blindindex, blobs, clock, vault
from kernel.actor import Call
from kernel.db import Done, Row, Tx, command
from kernel.errors import Forbidden, Invalid, NotFound
from kernel.ids import new_id
from kernel.vault import Box
from marking.cleared import Cleared
from submissions.commands import drafts
from submissions.commands.common import found, start_unit_clocks
from submissions.errors import FileTooLarge, NotEditable, TooManyFiles
from submissions.rules import text as rules
from submissions.rules.clocks import Step
from submissions.rules.drafts import Sent
from submissions.rules.records import KIND, LARGEST_FILE, MOST_FILES, Details, Item
from submissions.store import clocks as clock_rows
from submissions.store import nearness
from submissions.store import submissions as store
from submissions.store import uploads as store_uploads
from submissions.tables.submissions import Submission
from submissions.workflow.submission import State
from typeset.reading import length

__all__ = ["Details", "attach", "create", "detach", "save"]


@command("submission.create")
async def create(tx: Tx, cleared: Cleared, details: Details, *, sent: Sent | None = None) -> Done:
    """A new draft of the actor's unit, with its first version and its files.

    `sent`: the form whose working copy ends with this, as do the files that came in pieces (they are in `cleared`).
    """
    demand(tx.actor, Right.SUBMISSION_WRITE)
    await _check(cleared, details, tx)
    box = vault.mint(new_id(), KIND)
    await vault.keep(tx, box)
    text = _text(cleared)
    chars = length(text["body"])
    digest = rules.digest(text["title"], text["body"], [(file.name, file.digest) for file in cleared.files])
    await tx.insert(
        Submission, id=box.owner, state=State.DRAFT.value, created=tx.now, saved=tx.now, moved=tx.now,
        unit=tx.actor.unit, author=tx.actor.id, category=details.category, urgency=details.urgency, genre=details.genre,
        learned=details.learned, release=details.release, level=details.level, chars=chars, digest=digest,
        **store.sealed(box, text),
    )  # fmt: skip
    await store.add_version(tx, box, 1, text, chars)
    await store.add_files(tx, box, cleared)
    await gate.keep_holds(tx, KIND, box.owner, cleared, files=_digests(cleared))
    await start_unit_clocks(tx, box.owner, details, details.learned or tx.now)
    await _kept(tx, box.owner, text, sent)
    tx.record(KIND, box.owner, "create", target=State.DRAFT, after=digest)
    return Done(box.owner, 1, State.DRAFT.value)


@command("submission.save")
async def save(  # noqa: PLR0913 - the form as it was sent, and the working copy it came from
    tx: Tx, id: UUID, version: int, cleared: Cleared, details: Details, *, sent: Sent | None = None
) -> Done:
    """Keep a changed text, changed details and further files of a draft; `sent` as above."""
    row, item = await _editable(tx, id, version)
    files = await store.files(id)
    await _check(cleared, details, tx, files)
    box = await vault.box(id)
    text = _text(cleared)
    newly_held = await gate.keep_holds(tx, KIND, id, cleared, files=_digests(cleared, files))
    before = store.opened(box, row)
    new_text = (text["title"], text["body"]) != (before["title"], before["body"])
    same_details = details == store.details_of(row)
    if text == before and same_details and not cleared.files and not newly_held:
        await drafts.settle(tx, sent)
        return Done(id, version, item.state)
    chars = length(text["body"])
    number = row["text_version"] + new_text
    await store.add_files(tx, box, cleared)
    digest = await store.digest(id, text)
    new = await tx.move(
        Submission, id, version, item.state, State.DRAFT, saved=tx.now, category=details.category,
        urgency=details.urgency, genre=details.genre, learned=details.learned, release=details.release, level=details.level,
        chars=chars, text_version=number, digest=digest, **store.sealed(box, text),
    )  # fmt: skip
    if new_text:
        await store.add_version(tx, box, number, text, chars)
    if not same_details and row["submitted"] is None:
        await start_unit_clocks(tx, id, details, details.learned or row["created"])
    await _kept(tx, id, text, sent)
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


async def _kept(tx: Tx, id: UUID, text: Mapping[str, str], sent: Sent | None) -> None:
    """What follows a saved text: it can be found and compared; its working copy and what came in pieces have had their time."""
    await blindindex.put(tx, id, KIND, text["title"], text["body"])
    await nearness.put(tx, id, text["title"], text["body"])
    await drafts.settle(tx, sent)
    await store_uploads.drop(tx, list(sent.uploads) if sent else [])


async def _editable(tx: Tx, id: UUID, version: int) -> tuple[Row, Item]:
    row, item = await found(id, tx.actor, version)
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
    if details.level and details.level not in {row["code"] for row in await store.choices("level", today)}:
        wrong["level"] = "not_a_choice"
    if details.learned and details.learned > tx.now:
        wrong["learned"] = "in_the_future"
    if not details.learned and await clock_rows.rules(Step.REPORT, details, today):
        wrong["learned"] = "required"
    if not details.release and await clock_rows.rules(Step.RELEASE, details, today):
        wrong["release"] = "required"
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
