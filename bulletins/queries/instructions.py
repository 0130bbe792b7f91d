"""Reads of instructions: the office all, a leader their own, a unit those routed to it."""

from collections.abc import Sequence
from uuid import UUID

from bulletins.queries.common import course
from bulletins.queries.views import Answer, InstructionLine, InstructionSheet
from bulletins.rules.instructions import Instruction
from bulletins.store import articles as article_rows
from bulletins.store import instructions as store
from bulletins.store import issues as issue_rows
from bulletins.workflow.instruction import INSTRUCTION, InstructionState, visible
from identity.queries import register as identity
from identity.rights import Right
from kernel import clock, terms, worktime
from kernel.actor import Actor
from kernel.errors import NotFound
from kernel.work import Clock
from kernel.workflow import Offer

PAGE = 30
USUAL_DAYS = 5  # working days proposed for an answer; the office may choose another day


async def listing(
    viewer: Actor, state: str = "", before: UUID | None = None
) -> tuple[list[InstructionLine], UUID | None]:
    """Instructions, newest first, and the mark of the next page."""
    states = (state,) if state in set(InstructionState) else ()
    found = await _listed(viewer, states, before, PAGE + 1)
    return await lines(viewer, found[:PAGE]), found[PAGE - 1].id if len(found) > PAGE else None


async def lines(viewer: Actor, found: Sequence[Instruction]) -> list[InstructionLine]:
    """Instructions with the names around them."""
    issues = await issue_rows.some({entry.issue for entry in found})
    titles = {
        article.id: article.title for article in await article_rows.articles([e.article for e in found if e.article])
    }
    people = await identity.names(viewer, {entry.leader for entry in found})
    units = await identity.unit_names(viewer, {one for entry in found for one in _asked(viewer, entry)})
    return [
        InstructionLine(
            entry, InstructionState(entry.state).label, people.get(entry.leader, ""), issues[entry.issue].name,
            titles.get(entry.article, "") if entry.article else "",
            " ".join(units.get(unit, "") for unit in _asked(viewer, entry)), running(entry),
        )
        for entry in found
    ]  # fmt: skip


def _asked(viewer: Actor, entry: Instruction) -> list[UUID]:
    """The units that must answer, as far as the viewer may know: a unit only itself."""
    office = viewer.may(Right.INSTRUCTION_READ)
    return [target.unit for target in entry.targets if office or target.unit == viewer.unit]


async def show(viewer: Actor, id: UUID) -> InstructionSheet:
    """Everything an instruction's page shows. Raises NotFound."""
    entry = await store.instruction(id)
    if not visible(entry, viewer):
        raise NotFound
    line = (await lines(viewer, [entry]))[0]
    office = viewer.may(Right.INSTRUCTION_READ)
    shown = [target for target in entry.targets if office or target.unit == viewer.unit]
    units = await identity.unit_names(viewer, {target.unit for target in shown})
    people = await identity.names(viewer, {target.answered_by for target in shown if target.answered_by})
    offers = INSTRUCTION.offered(entry, viewer)
    listed, suggested = await _choices(viewer, entry, offers)
    day = worktime.current().add(clock.local(clock.now()).date(), USUAL_DAYS).day
    return InstructionSheet(
        instruction=entry, state=line.state, leader=line.leader, issue=line.issue, title=line.title,
        answers=tuple(
            Answer(t.unit, units.get(t.unit, ""), t.answer, people.get(t.answered_by or t.unit, ""), t.answered_at)
            for t in shown
        ),
        offers=tuple(offers), course=await course(viewer, id, entry.state, INSTRUCTION), clock=running(entry),
        units=listed, suggested=suggested, due=day if entry.due is None else None,
    )  # fmt: skip


def running(entry: Instruction) -> Clock | None:
    """The clock of an instruction that waits for answers; days that are not worked are marked."""
    if entry.state != InstructionState.ROUTED or entry.due is None or entry.routed_at is None:
        return None
    first, last = clock.local(entry.routed_at).date(), clock.local(entry.due).date()
    provisional = worktime.current().provisional(first, last)
    return Clock(entry.routed_at, entry.due, pauses=terms.pauses(entry.routed_at, entry.due), provisional=provisional)


async def _listed(viewer: Actor, states: Sequence[str], before: UUID | None, limit: int) -> list[Instruction]:
    return await store.listed(
        everything=viewer.may(Right.INSTRUCTION_READ) and viewer.may(Right.ISSUE_READ),
        leader=viewer.id if viewer.may(Right.INSTRUCTION_WRITE) else None,
        unit=viewer.unit if viewer.may(Right.INSTRUCTION_ANSWER) else None, states=states, before=before, limit=limit,
    )  # fmt: skip


async def _choices(
    viewer: Actor, entry: Instruction, offers: Sequence[Offer]
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Units that can be named, and those the item came from: the ones proposed."""
    if not any(offer.action == "route" for offer in offers):
        return (), ()
    came = {source.unit for article in await article_rows.of_issue(entry.issue)
            if entry.article in (None, article.id) for source in article.sources}  # fmt: skip
    everyone = [unit for unit in await identity.units(viewer) if not unit.office]
    ordered = [unit for unit in everyone if unit.id in came] + [unit for unit in everyone if unit.id not in came]
    return tuple((str(unit.id), unit.name) for unit in ordered), tuple(str(key) for key in came)
