"""Every write of instructions.

- A leader writes on an issue that was delivered to them, on one of its items or on the whole.
- Words enter only as `Cleared`. An item earns the bonus for an instruction once, however many are written (PUB-10).
- Each named unit answers once; the last answer moves the instruction on. The row is locked, so two last answers meet.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from bulletins.rules import scoring
from bulletins.rules.instructions import Instruction
from bulletins.rules.issues import Issue
from bulletins.rules.scores import Event, Share
from bulletins.store import deliveries as delivery_rows
from bulletins.store import instructions as store
from bulletins.store import issues as issue_rows
from bulletins.store import scores
from bulletins.tables.instructions import Instruction as InstructionTable
from bulletins.workflow.instruction import INSTRUCTION, InstructionState, visible
from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right
from kernel import clock
from kernel.db import Done, Tx, command
from kernel.errors import Forbidden, Invalid, NotAllowedNow, NotFound, StaleVersion
from kernel.ids import new_id
from marking.cleared import Cleared

LONGEST = 2000
LONGEST_TERM = timedelta(days=366)
LAST_MINUTE = time(23, 59)  # a due day ends on that day wherever it is shown


@command("instruction.register")
async def register(tx: Tx, issue_id: UUID, article: UUID | None, said: Cleared) -> Done:
    """What the leader wrote."""
    if not tx.actor.may(Right.INSTRUCTION_WRITE):
        raise Forbidden(action="")
    if await delivery_rows.to(tx.actor.id, tx.actor.unit, issue_id) is None:
        raise NotFound
    await issue_rows.lock(tx, issue_id)  # two instructions on one item must not both find that it has no bonus yet
    issue = await issue_rows.issue(issue_id)
    if article is not None and article not in {item.id for item in issue.articles}:
        raise NotFound
    text = _words(said, "text")
    made = Instruction(new_id(), 1, InstructionState.REGISTERED, issue_id, article, tx.actor.id, text, tx.now)
    await store.add(tx, made)
    await _bonus(tx, issue, article)
    tx.record("instruction", made.id, "register", target=made.state, after=text.encode())
    await tx.promise("instruction.tell", record=made.id, action="register")
    return Done(made.id, 1, made.state)


@command("instruction.route")
async def route(tx: Tx, id: UUID, version: int, units: Sequence[UUID], due: date) -> Done:
    """Hand it to named units, to be answered by the end of a day."""
    instruction = await _found(tx, id, version)
    asked = {"units": "".join(map(str, units)), "due": due.isoformat()}
    row = INSTRUCTION.require(instruction, "route", tx.actor, asked)
    named = list(dict.fromkeys(units))
    if set(await identity.unit_names(tx.actor, named)) != set(named):
        raise Invalid(fields={"units": "not_a_choice"})
    end = datetime.combine(due, LAST_MINUTE, clock.LOCAL)
    if end <= tx.now:
        raise Invalid(fields={"due": "in_the_past"})
    if end - tx.now > LONGEST_TERM:
        raise Invalid(fields={"due": "due_too_far"})
    new = await tx.move(
        InstructionTable, id, version, instruction.state, row.target, due=end, routed_at=tx.now, routed_by=tx.actor.id
    )
    await store.aim(tx, id, named)
    _record(tx, instruction, "route", str(row.target))
    await tx.promise("instruction.tell", record=id, action="route")
    return Done(id, new, str(row.target))


@command("instruction.answer")
async def answer(tx: Tx, id: UUID, version: int, said: Cleared) -> Done:
    """The actor's unit reports what was done."""
    instruction = await _found(tx, id, version)
    row = INSTRUCTION.require(instruction, "answer", tx.actor, said.parts)
    words = _words(said, "text")
    if not await store.answer(tx, id, tx.actor.unit, words):
        raise NotAllowedNow(action=row.label, state=InstructionState(instruction.state).label, reason="")
    open_units = {target.unit for target in instruction.targets if target.answered_at is None} - {tx.actor.unit}
    target = instruction.state if open_units else str(row.target)
    # While others still owe an answer the version stays: their open pages must not become stale by ours.
    new = version if open_units else await tx.move(InstructionTable, id, version, instruction.state, target)
    tx.record("instruction", id, "answer", source=instruction.state, target=target, after=words.encode())
    await tx.promise("instruction.tell", record=id, action="answer")
    return Done(id, new, target)


@command("instruction.close")
async def close(tx: Tx, id: UUID, version: int) -> Done:
    """Everything was answered and the office is content."""
    instruction = await _found(tx, id, version)
    row = INSTRUCTION.require(instruction, "close", tx.actor)
    new = await tx.move(InstructionTable, id, version, instruction.state, row.target, closed_at=tx.now)
    _record(tx, instruction, "close", str(row.target))
    await tx.promise("instruction.tell", record=id, action="close")
    return Done(id, new, str(row.target))


async def _bonus(tx: Tx, issue: Issue, article: UUID | None) -> None:
    """Points for the item's sources, by the rule of the day."""
    rule = scoring.in_force(issue.kind.rules, Event.INSTRUCTION, clock.local(tx.now).date())
    item = next((item for item in issue.articles if item.id == article), None)
    if rule is None or item is None:
        return
    points = scoring.split(rule.points, rule.sharing, {source.submission: source.share for source in item.sources})
    lines = [Share(source.submission, source.unit, points[source.submission], rule.id) for source in item.sources]
    await scores.add(tx, issue.id, item.id, lines)


async def _found(tx: Tx, id: UUID, version: int) -> Instruction:
    """The record as this actor may see it, locked, at the version they saw."""
    await store.lock(tx, id)
    instruction = await store.instruction(id)
    if not visible(instruction, tx.actor):
        raise NotFound
    if instruction.version != version:
        raise StaleVersion
    return instruction


def _record(tx: Tx, instruction: Instruction, action: str, target: str) -> None:
    text = instruction.text.encode()
    tx.record("instruction", instruction.id, action, source=instruction.state, target=target, before=text, after=text)


def _words(said: Cleared, name: str) -> str:
    gate.nothing_held(said)
    words = said.text(name).strip()
    if not words:
        raise Invalid(fields={name: "required"})
    if len(words) > LONGEST:
        raise Invalid(fields={name: "too_long"}, limit=LONGEST)
    return words
