"""Every write of duties: progress, answers, extensions, judging; slips; telling the units that reported (LE-02).

- A unit answers for itself, as the clock of its own duty runs. The last answer moves the instruction on; one that is sent
  back opens it again.
- A granted extension starts the clock anew: reminders and slips of the old term are silent from then on (LO-08).
- A slip goes out when its mark of the clock comes, once for each due time, and never when the answer is there.
- A term that has run out is a fact for the scores; what it costs, if anything, is the rule set's business.
- Reporting units are told once, what the table allowed on the day the instruction was registered or classified.
"""

from datetime import datetime
from uuid import UUID

from bulletins.commands import instruction_steps as steps
from bulletins.rules.instructions import (
    ANSWER,
    DUTY_KIND,
    KIND,
    SUPPLEMENT,
    TOLD,
    TOLD_CLOCK,
    Colour,
    Duty,
    Given,
    Instruction,
    Target,
    Term,
    end_of,
    wrong_due,
)
from bulletins.store import articles as article_rows
from bulletins.store import duties as store
from bulletins.store import instructions as instruction_rows
from bulletins.store import issues as issue_rows
from bulletins.tables.instructions import Instruction as InstructionTable
from bulletins.tables.instructions import InstructionTarget
from bulletins.workflow.acts import Act, RankAct
from bulletins.workflow.duty import DUTY, DutyState
from bulletins.workflow.instruction import INSTRUCTION, UNROUTED, visible
from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import clock, clocks, terms
from kernel.actor import SYSTEM, Call
from kernel.db import Done, Tx, command
from kernel.errors import Forbidden, Invalid, NotFound, StaleVersion
from marking.cleared import Cleared
from scores.commands import happenings
from submissions.workflow.told import OWN_RANKS, Sight


@command("instruction_duty.act")
async def act(  # noqa: PLR0913, PLR0917 - what is done, and what is said and chosen with it
    tx: Tx, id: UUID, version: int, action: str, said: Cleared, given: Given | None = None
) -> Done:
    """Any move of a duty that is a button."""
    given = given or Given()
    instruction, target = await _found(tx, id)
    if target.version != version:
        raise StaleVersion
    gate.nothing_held(said)
    asked = {"text": said.parts.get("text", ""), "due": "1" if given.due else "", "code": given.code}
    row = DUTY.require(Duty(target, instruction), action, tx.actor, asked)
    text = steps.words(said, "text", required=False)
    columns = await _columns(tx, target, action, given)
    new = await tx.move(InstructionTarget, id, version, target.state, row.target, **columns)
    tx.record(DUTY_KIND, id, action, source=target.state, target=str(row.target), after=text.encode(), note=given.code)
    if text or given.due or given.code:
        due = end_of(given.due) if given.due else None
        await store.say(tx, instruction.id, id, action, text, code=given.code, due=due)
    for topic in row.then:
        await tx.promise(topic, record=id, action=action, by=tx.actor.id)
    state = await _follow(tx, instruction.id)
    await steps.reckon(tx, instruction.id)
    return Done(id, new, str(row.target), {"instruction": str(instruction.id), "state": state})


async def answer(call: Call, instruction_id: UUID, version: int, said: Cleared) -> Done:
    """The actor's unit reports what was done, on the instruction as it stood at `version`; where that stands then."""
    instruction = await instruction_rows.instruction(instruction_id)
    target = instruction.of(call.actor.unit)
    if target is None or not visible(instruction, call.actor):
        raise NotFound
    if instruction.version != version:
        raise StaleVersion
    done = await act(call, target.id, target.version, "answer", said)
    after = await instruction_rows.instruction(instruction_id)
    return Done(instruction_id, after.version, done.more["state"])


@command("instruction.slip")
async def slip(tx: Tx, id: UUID, colour: str, due: datetime) -> Done:
    """A slip of a colour for a due time; called by the mark of the clock."""
    instruction, target = await _found(tx, id)
    if target.state != DutyState.OWED or target.due != due or colour not in list(Colour):
        return Done(id)
    made = await store.add_slip(tx, id, colour, due)
    if made is None:
        return Done(id)
    tx.record(DUTY_KIND, id, Act.SLIP, note=colour)
    return Done(id, target.version, target.state, {"slip": str(made), "instruction": str(instruction.id)})


async def overdue(tx: Tx, id: UUID, due: datetime) -> None:
    """The term of a duty is over, and no answer has come; called by the marks of the clock, noted once."""
    instruction, target = await _found(tx, id)
    if target.state != DutyState.OWED or target.due != due:
        return
    issue, day = await issue_rows.issue(instruction.issue), clock.local(due).date()
    made = happenings.Happening(
        happenings.Sort.MISSED, id, (happenings.Share(target.unit),), KIND, instruction.id, label=issue.name, day=day
    )
    await happenings.note.within(tx, made)


@command("instruction.tell_units")
async def tell_units(tx: Tx, id: UUID) -> Done:
    """The units that reported are told what the table allows: by the clock of the day, or earlier by the office."""
    if tx.actor != SYSTEM:
        demand(tx.actor, Right.INSTRUCTION_ROUTE)
    await instruction_rows.lock(tx, id)
    instruction = await instruction_rows.instruction(id)
    if not visible(instruction, tx.actor) and tx.actor != SYSTEM:
        raise NotFound
    if instruction.told_at is not None or instruction.state in set(UNROUTED) - {"registered"}:
        return Done(id, instruction.version, instruction.state)
    for unit in await reporters(instruction):
        await store.tell(tx, id, unit, instruction.sight)
    # The version stays: nobody's open page becomes stale by it.
    await tx.run("UPDATE instruction SET told_at = $2 WHERE id = $1", id, tx.now)
    tx.record(KIND, id, Act.TELL, note=instruction.sight)
    await clocks.settle(tx, TOLD_CLOCK, id, TOLD)
    if instruction.sight != Sight.NOTHING:
        await tx.promise("instruction.tell", record=id, action=f"told_{instruction.kind}", by=tx.actor.id)
    return Done(id, instruction.version, instruction.state)


@command("instruction.adopt")
async def adopt(tx: Tx) -> Done:
    """Duties routed before duties had clocks get theirs, by the day named then; free when there are none."""
    rows = await store.without_clock()
    for row in rows:
        due = terms.at_moment(Term.NAMED.value, Term.NAMED.label, row["due"], min(row["routed_at"], row["due"]))
        await steps.start_clock(tx, row["id"], due)
    return Done(SYSTEM.id, more={"clocks": str(len(rows))})


@command("instruction.rank")
async def set_rank(tx: Tx, account: UUID, rank: str) -> Done:
    """A leader's rank from today on."""
    demand(tx.actor, Right.TABLES_EDIT)
    if not tx.actor.office:
        raise Forbidden(action="")
    if account not in await identity.holders(tx.actor, Right.INSTRUCTION_WRITE) or rank not in OWN_RANKS:
        raise Invalid(fields={"rank": "not_a_choice"})
    await store.set_rank(tx, account, rank, clock.local(tx.now).date())
    tx.record("leader_rank", account, RankAct.RANK, note=rank)
    return Done(account)


async def reporters(instruction: Instruction) -> list[UUID]:
    """The units whose reports the item, or the whole issue, was made from."""
    found = {
        source.unit: None
        for article in await article_rows.of_issue(instruction.issue)
        if instruction.article in (None, article.id)
        for source in article.sources
    }
    return list(found)


async def _found(tx: Tx, id: UUID) -> tuple[Instruction, Target]:
    """The duty behind its instruction, which is locked. Raises NotFound."""
    of = await store.instruction_of(id)
    if of is None:
        raise NotFound
    await instruction_rows.lock(tx, of)
    instruction = await instruction_rows.instruction(of)
    if not visible(instruction, tx.actor) and tx.actor != SYSTEM:
        raise NotFound
    return instruction, next(target for target in instruction.targets if target.id == id)


async def _columns(tx: Tx, target: Target, action: str, given: Given) -> dict[str, object]:
    """What a move changes besides the state; its clock follows."""
    columns: dict[str, object] = {}
    match action:
        case "answer":
            await clocks.settle(tx, KIND, target.id, ANSWER)
            columns = {"answered_by": tx.actor.id, "answered_at": tx.now, "asked_due": None}
        case "accept":
            columns = {"accepted_at": tx.now}
        case "return":
            columns = {"due": await _supplement(tx, target, given)}
        case "ask_extension":
            columns = {"asked_due": _later(tx, target, given)}
        case "extend":
            until = _later(tx, target, given)
            due = terms.at_moment(Term.EXTENDED.value, Term.EXTENDED.label, until, tx.now)
            await steps.start_clock(tx, target.id, due)
            columns = {"due": until, "asked_due": None}
        case "refuse_extension":
            columns = {"asked_due": None}
        case "excuse":
            await clocks.drop(tx, KIND, target.id, ANSWER)
            columns = {"asked_due": None}
    return columns


async def _supplement(tx: Tx, target: Target, given: Given) -> datetime:
    """The term of an answer that is sent back."""
    if given.code not in dict(await store.returns(clock.local(tx.now).date())):
        raise Invalid(fields={"code": "not_a_choice"})
    due = await steps.term(tx, SUPPLEMENT, None)
    await steps.start_clock(tx, target.id, due)
    return due.due


def _later(tx: Tx, target: Target, given: Given) -> datetime:
    if given.due is None:
        raise Invalid(fields={"due": "required"})
    wrong = wrong_due(given.due, tx.now)
    if not wrong and target.due and end_of(given.due) <= target.due:
        wrong = "not_later"
    if wrong:
        raise Invalid(fields={"due": wrong})
    return end_of(given.due)


async def _follow(tx: Tx, id: UUID) -> str:
    """The instruction goes where its duties are: on when nobody owes an answer, open again when somebody does."""
    instruction = await instruction_rows.instruction(id)
    owed = any(target.state == DutyState.OWED for target in instruction.targets)
    action = {("routed", False): "answer", ("answered", True): "reopen"}.get((instruction.state, owed))
    if action is None:
        return instruction.state
    row = INSTRUCTION.require(instruction, action, SYSTEM)
    # While others still owe an answer the version stays: their open pages must not become stale by ours.
    await tx.move(InstructionTable, id, instruction.version, instruction.state, row.target)
    tx.record(KIND, id, action, source=instruction.state, target=str(row.target))
    return str(row.target)
