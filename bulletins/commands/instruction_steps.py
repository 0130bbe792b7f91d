"""What the writes of instructions and of their duties share: finding, words, terms, clocks, who owes the next step."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from bulletins.rules import outside
from bulletins.rules.instructions import (
    ANSWER,
    AT_DESK,
    DESK,
    DESK_CLOCK,
    KIND,
    LONGEST,
    ORDINARY,
    TOLD,
    TOLD_CLOCK,
    Instruction,
    Term,
    end_of,
    tell_by,
    wrong_due,
)
from bulletins.rules.issues import Issue
from bulletins.store import duties as duty_rows
from bulletins.store import instructions as store
from bulletins.store import outside as outside_rows
from bulletins.workflow.duty import DutyState
from bulletins.workflow.instruction import InstructionState, visible
from gate import commands as gate
from kernel import clock, clocks, terms
from kernel.db import Tx
from kernel.errors import Invalid, NotFound, StaleVersion
from kernel.terms import Due
from marking.cleared import Cleared
from scores.commands import happenings
from submissions.workflow.told import LeaderRank, Said

AT_ONCE = timedelta(minutes=1)  # what is told after hours still has a clock of its own


async def found(tx: Tx, id: UUID, version: int) -> Instruction:
    """The record as this actor may see it, locked, at the version they saw."""
    await store.lock(tx, id)
    instruction = await store.instruction(id)
    if not visible(instruction, tx.actor):
        raise NotFound
    if instruction.version != version:
        raise StaleVersion
    return instruction


def words(said: Cleared, name: str, *, required: bool = True, held: bool = False) -> str:
    """What was written, of a length that can be kept. `held`: what the gate holds is kept with the record."""
    if not held:
        gate.nothing_held(said)
    text = said.parts.get(name, "").strip()
    if required and not text:
        raise Invalid(fields={name: "required"})
    if len(text) > LONGEST:
        raise Invalid(fields={name: "too_long"}, limit=LONGEST)
    return text


async def ranked(tx: Tx, made: Instruction) -> Instruction:
    """With its number in the ledger, the leader's rank of the day, and what a unit may see of it."""
    today = clock.local(tx.now).date()
    written = clock.local(made.said_at or tx.now).date()
    absent = outside.on(await outside_rows.every(), made.leader, written)
    rank = absent.rank if absent else await duty_rows.rank(made.leader, written) or LeaderRank.DEPUTY.value
    sight = await duty_rows.sight(rank, made.kind, today)
    return replace(made, rank=rank, sight=sight, year=today.year, number=await store.next_number(tx, today.year))


async def classified(tx: Tx, instruction: Instruction, kind: str) -> Instruction:
    """The same as another kind, seen as the table says for it."""
    if kind not in list(Said):
        raise Invalid(fields={"kind": "not_a_choice"})
    return replace(
        instruction, kind=kind, sight=await duty_rows.sight(instruction.rank, kind, clock.local(tx.now).date())
    )


async def term(tx: Tx, code: str, day: date | None) -> Due:
    """Until when: a named day, or a row of the office's table. Raises Invalid."""
    if day is not None:
        if wrong := wrong_due(day, tx.now):
            raise Invalid(fields={"due": wrong})
        return terms.at_moment(Term.NAMED.value, Term.NAMED.label, end_of(day), tx.now)
    rows = {row["code"]: row for row in await duty_rows.terms(clock.local(tx.now).date())}
    row = rows.get(code or ORDINARY)
    if row is None:
        raise Invalid(fields={"term": "not_a_choice"})
    return terms.due_of(row["code"], row["label"], row["measure"], row["amount"], tx.now, urgent=row["urgent"])


async def start_clock(tx: Tx, duty: UUID, due: Due) -> None:
    """A unit's clock; what ran before speaks no more."""
    await clocks.start(tx, KIND, duty, ANSWER, due)


async def start_telling(tx: Tx, id: UUID) -> None:
    """The clock by which the reporting units are told, the same day."""
    due = max(tell_by(tx.now), tx.now + AT_ONCE)
    await clocks.start(
        tx, TOLD_CLOCK, id, TOLD, terms.at_moment(Term.TELL.value, Term.TELL.label, due, tx.now, urgent=True)
    )


def desk_owes(instruction: Instruction) -> bool:
    """Whether the office has the next step: to transcribe, route, judge, decide on an extension, close."""
    if instruction.state in (InstructionState.INK, InstructionState.REGISTERED, InstructionState.ANSWERED):
        return True
    return any(each.state == DutyState.ANSWERED or each.asked_due for each in instruction.targets)


async def reckon(tx: Tx, id: UUID) -> None:
    """The office's own clock runs as long as it has the next step."""
    owes = desk_owes(await store.instruction(id))
    runs = any(each.runs for each in (await clocks.of(DESK_CLOCK, [id])).get(id, ()))
    if owes and not runs:
        await clocks.start(tx, DESK_CLOCK, id, DESK, await term(tx, AT_DESK, None))
    if runs and not owes:
        await clocks.settle(tx, DESK_CLOCK, id, DESK)


async def bonus(tx: Tx, issue: Issue, instruction: Instruction) -> None:
    """The item's sources have a leader's instruction to their credit, once; praise, question or task alike."""
    item = next((item for item in issue.articles if item.id == instruction.article), None)
    if item is None:
        return
    shares = tuple(happenings.Share(source.unit, source.submission, source.share) for source in item.sources)
    made = happenings.Happening(
        happenings.Sort.INSTRUCTED, item.id, shares, "instruction", instruction.id, outlet=issue.kind.code,
        genre=item.genre, rank=instruction.rank, label=issue.name,
    )  # fmt: skip
    await happenings.note.within(tx, made)
