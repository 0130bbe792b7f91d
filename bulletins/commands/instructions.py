"""Every write of instructions.

- A leader writes on an issue that was delivered to them, on one of its items or on the whole. What was written on paper is
  registered by the staff with its scan; what the gate holds of a scan is let through by an approver.
- A leader who has no account is named from the office's list; what they wrote is held against the original by an approver.
- Words enter only as `Cleared`. Ink and paper count once confirmed; from then the reporting units are to be told the same
  day, and the item has its bonus once, however many are written (PUB-10).
- Everything that changes an instruction or its duties first locks the instruction: two last answers meet there.
"""

import mimetypes
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from bulletins.commands import duties
from bulletins.commands import instruction_steps as steps
from bulletins.errors import ScansOnly
from bulletins.rules import ink as strokes
from bulletins.rules import outside
from bulletins.rules.instructions import (
    DUTY_KIND,
    KIND,
    LARGEST_SCAN,
    MOST_SCANS,
    Given,
    Instruction,
    Paper,
    Way,
    end_of,
)
from bulletins.rules.issues import Issue
from bulletins.store import deliveries as delivery_rows
from bulletins.store import duties as duty_rows
from bulletins.store import instructions as store
from bulletins.store import issues as issue_rows
from bulletins.store import notes
from bulletins.store import outside as outside_rows
from bulletins.tables.instructions import Instruction as InstructionTable
from bulletins.workflow.acts import Act
from bulletins.workflow.duty import DutyState
from bulletins.workflow.instruction import INSTRUCTION, InstructionState, visible
from bulletins.workflow.issue import IssueState
from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import blobs, clock
from kernel.actor import Call
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, NotFound
from kernel.ids import new_id
from marking.cleared import Cleared
from submissions.workflow.told import Said

PICTURES = ("image/png", "image/jpeg", "image/tiff", "application/pdf")
OUT = (IssueState.RELEASED, IssueState.ARCHIVED)


@command("instruction.register")
async def register(  # noqa: PLR0913, PLR0917 - where it was written, what, and how
    tx: Tx, issue_id: UUID, article: UUID | None, said: Cleared, kind: str = "task", ink: str = "",
    follows: UUID | None = None,
) -> Done:  # fmt: skip
    """What the leader wrote. `ink`: the strokes, to be transcribed when no words come with them."""
    demand(tx.actor, Right.INSTRUCTION_WRITE)
    if follows is None and await delivery_rows.to(tx.actor.id, tx.actor.unit, issue_id) is None:
        raise NotFound
    if ink:
        strokes.read(ink)
    issue = await _issue(tx, issue_id, article)
    text = steps.words(said, "text", required=not ink)
    state = InstructionState.REGISTERED if text else InstructionState.INK
    made = Instruction(
        new_id(), 1, state, issue_id, article, tx.actor.id, text, tx.now, kind=kind,
        way=Way.INK if ink else Way.TYPED, said_at=tx.now, follows=follows, ink=ink,
    )  # fmt: skip
    return await _enter(tx, issue, made, Act.REGISTER)


@command("instruction.paper")
async def register_paper(tx: Tx, paper: Paper, said: Cleared) -> Done:
    """A paper instruction, entered by the staff: `said` holds the words as read, and the scans."""
    demand(tx.actor, Right.INSTRUCTION_ROUTE)
    today = clock.local(tx.now).date()
    absent = {each.id for each in outside.current(await outside_rows.every(), today)}
    if paper.leader not in absent.union(await identity.holders(tx.actor, Right.INSTRUCTION_WRITE)):
        raise Invalid(fields={"leader": "not_a_choice"})
    if paper.said > today:
        raise Invalid(fields={"said": "in_the_future"})
    _scans(said)
    issue = await _issue(tx, paper.issue, paper.article)
    if issue.state not in OUT:
        raise Invalid(fields={"issue": "not_a_choice"})
    made = Instruction(
        new_id(), 1, InstructionState.UNCONFIRMED, paper.issue, paper.article, paper.leader,
        steps.words(said, "text", held=True), tx.now, kind=paper.kind, way=Way.PAPER,
        said_at=min(tx.now, end_of(paper.said)), transcriber=tx.actor.id, follows=paper.follows,
    )  # fmt: skip
    return await _enter(tx, issue, made, Act.PAPER, said)


@command("instruction.act")
async def act(  # noqa: PLR0913, PLR0917 - what is done, and what is said and chosen with it
    tx: Tx, id: UUID, version: int, action: str, said: Cleared, given: Given | None = None
) -> Done:
    """Any move of an instruction that is a button."""
    given = given or Given()
    instruction = await steps.found(tx, id, version)
    asked = {"text": said.parts.get("text", ""), "note": said.parts.get("note", ""), "kind": given.kind}
    row = INSTRUCTION.require(
        instruction, action, tx.actor, asked | {"units": "".join(map(str, given.units)), "declared": "1"}
    )
    if not row.shown:
        raise NotFound(action=action)
    gate.nothing_held(said)
    columns = await _columns(tx, instruction, action, said, given)
    new = await tx.move(InstructionTable, id, version, instruction.state, row.target, **columns)
    note = said.parts.get("note", "").strip()
    await notes.add(tx, id, action, note)
    digest = (said.parts.get("text", "").strip() or instruction.text).encode()
    before = instruction.text.encode()
    tx.record(
        KIND, id, action, source=instruction.state, target=str(row.target), before=before, after=digest, note=note
    )
    for topic in row.then:
        await tx.promise(topic, record=id, action=action, by=tx.actor.id)
    if action in {"confirm", "correct", "vouch"}:
        await _counts(tx, await issue_rows.issue(instruction.issue), await store.instruction(id))
    await steps.reckon(tx, id)
    return Done(id, new, str(row.target))


async def answer(call: Call, id: UUID, version: int, said: Cleared) -> Done:
    """The actor's unit reports what was done, on the instruction as it stood at `version`."""
    return await duties.answer(call, id, version, said)


async def route(  # noqa: PLR0913, PLR0917 - to whom, until when, with what words
    call: Call, id: UUID, version: int, units: Sequence[UUID], due: date | None = None, term: str = "",
    said: Cleared | None = None,
) -> Done:  # fmt: skip
    """Hand it to named units: by a term of the office's table, or to be answered by the end of a day."""
    words = said or await gate.pass_gate(call, {})
    return await act(call, id, version, "route", words, Given(units=tuple(units), due=due, term=term))


@command("instruction.archive")
async def archive(tx: Tx, id: UUID) -> Done:
    """Filed with its year; called by the filing itself."""
    await store.lock(tx, id)
    instruction = await store.instruction(id)
    row = INSTRUCTION.require(instruction, "archive", tx.actor)
    new = await tx.move(InstructionTable, id, instruction.version, instruction.state, row.target)
    tx.record(KIND, id, "archive", source=instruction.state, target=str(row.target))
    return Done(id, new, str(row.target))


async def _issue(tx: Tx, issue_id: UUID, article: UUID | None) -> Issue:
    """The issue, locked: two instructions on one item must not both find that it has no bonus yet."""
    await issue_rows.lock(tx, issue_id)
    issue = await issue_rows.issue(issue_id)
    if article is not None and article not in {item.id for item in issue.articles}:
        raise NotFound
    return issue


async def _enter(tx: Tx, issue: Issue, made: Instruction, action: Act, scans: Cleared | None = None) -> Done:
    if made.kind not in list(Said):
        raise Invalid(fields={"kind": "not_a_choice"})
    if made.follows is not None:
        first = await store.instruction(made.follows)
        if not visible(first, tx.actor) or first.issue != made.issue:
            raise NotFound
    entered = await steps.ranked(tx, made)
    box = await store.add(tx, entered)
    for file in scans.files if scans else ():
        media = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        await blobs.add(tx, box.owner, await blobs.write(box, file.data), file.name, media)
    if scans:
        await gate.keep_holds(tx, KIND, made.id, scans, files=[file.digest for file in scans.files])
    tx.record(KIND, made.id, action, target=made.state, after=made.text.encode() or made.ink.encode())
    await tx.promise("instruction.tell", record=made.id, action=str(action), by=tx.actor.id)
    if made.state == InstructionState.REGISTERED:
        await _counts(tx, issue, entered)
    await steps.reckon(tx, made.id)
    return Done(made.id, 1, made.state)


async def _counts(tx: Tx, issue: Issue, instruction: Instruction) -> None:
    """From now on it is the leader's word: its item is credited, the reporting units are told today."""
    await steps.bonus(tx, issue, instruction)
    await steps.start_telling(tx, instruction.id)


async def _columns(tx: Tx, instruction: Instruction, action: str, said: Cleared, given: Given) -> dict[str, object]:
    """What a move changes besides the state."""
    match action:
        case "transcribe" | "correct":
            text = steps.words(said, "text")
            await notes.add(tx, instruction.id, action, text)
            by = {"transcriber": tx.actor.id} if action == "transcribe" else {}
            return {**await store.text_columns(instruction.id, text), **by}
        case "release":
            await gate.release(tx, [instruction.id], declared=given.declared)
        case "classify":
            changed = await steps.classified(tx, instruction, given.kind)
            return {"kind": changed.kind, "sight": changed.sight}
        case "route" | "add":
            return await _aim(tx, instruction, action, said, given)
        case "settle" | "close":
            return {"closed_at": tx.now}
    return {}


async def _aim(tx: Tx, instruction: Instruction, action: str, said: Cleared, given: Given) -> dict[str, object]:
    """New duties of named units with their clocks."""
    named = [unit for unit in dict.fromkeys(given.units) if instruction.of(unit) is None]
    if not named or set(await identity.unit_names(tx.actor, named)) != set(named):
        raise Invalid(fields={"units": "not_a_choice"})
    asked = steps.words(said, "text", required=action == "route" and not instruction.whole)
    due = await steps.term(tx, given.term, given.due)
    for unit in named:
        duty = await duty_rows.aim(tx, instruction.id, unit, due.due)
        tx.record(DUTY_KIND, duty, Act.ROUTE if action == "route" else Act.ADD, target=DutyState.OWED)
        await steps.start_clock(tx, duty, due)
    if action == "add":
        return {}
    return {"due": due.due, "routed_at": tx.now, "routed_by": tx.actor.id} | await store.demand_columns(
        instruction.id, asked
    )


def _scans(said: Cleared) -> None:
    """One scan at least, pictures or PDF, not too many and not too large. Raises Invalid."""
    if not said.files:
        raise Invalid(fields={"scan": "choose_a_file"})
    kinds = {mimetypes.guess_type(file.name)[0] for file in said.files}
    if (
        len(said.files) > MOST_SCANS
        or not kinds <= set(PICTURES)
        or any(len(f.data) > LARGEST_SCAN for f in said.files)
    ):
        raise ScansOnly(fields={"scan": ScansOnly.code}, most=MOST_SCANS, limit=LARGEST_SCAN // 1024 // 1024)
