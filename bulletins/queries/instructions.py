"""Reads of instructions: the office all, a leader their own, a unit those routed or told to it, as far as it may know."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from bulletins.queries.common import course
from bulletins.queries.instruction_views import (
    Chained,
    Choices,
    DutyCard,
    InstructionLine,
    InstructionSheet,
    ToldLine,
    WordLine,
)
from bulletins.queries.views import Course
from bulletins.rules.instructions import (
    DESK_CLOCK,
    KIND,
    TOLD_CLOCK,
    Colour,
    Duty,
    Instruction,
    Slip,
    Target,
    Wanted,
    Way,
)
from bulletins.rules.instructions import as_unit_sees as limited
from bulletins.store import articles as article_rows
from bulletins.store import duties as duty_rows
from bulletins.store import instructions as store
from bulletins.store import issues as issue_rows
from bulletins.workflow.duty import DUTY, DutyState
from bulletins.workflow.instruction import INSTRUCTION, InstructionState, sees_all, visible
from gate import queries as gate
from identity.queries import register as identity
from identity.rights import Right
from kernel import blobs, clock, clocks
from kernel.actor import Actor
from kernel.errors import NotFound
from kernel.work import Clock, Running
from kernel.workflow import Offer
from submissions.workflow.told import LeaderRank, Said, Sight

PAGE = 30
FOLLOWED = ("registered", "routed", "answered", "closed", "archived")


async def listing(
    viewer: Actor, state: str = "", before: UUID | None = None, wanted: Wanted | None = None
) -> tuple[list[InstructionLine], UUID | None]:
    """Instructions, newest first, and the mark of the next page."""
    states = (state,) if state in set(InstructionState) else ()
    found = await _listed(viewer, states, before, PAGE + 1, wanted)
    return await lines(viewer, found[:PAGE]), found[PAGE - 1].id if len(found) > PAGE else None


async def stretch(viewer: Actor, wanted: Wanted, before: UUID | None, most: int) -> list[InstructionLine]:
    """Many rows of the ledger at once, for a sheet."""
    states = (wanted.state,) if wanted.state in set(InstructionState) else ()
    return await lines(viewer, await _listed(viewer, states, before, most, wanted))


async def lines(viewer: Actor, found: Sequence[Instruction]) -> list[InstructionLine]:
    """Instructions with the names around them, as far as the viewer may know them."""
    shown = [as_seen(viewer, entry) for entry in found]
    issues = await issue_rows.some({entry.issue for entry in found})
    titles = {
        article.id: article.title for article in await article_rows.articles([e.article for e in found if e.article])
    }
    people = await identity.names(viewer, {entry.leader for entry in found})
    units = await identity.unit_names(viewer, {target.unit for entry in shown for target in entry.targets})
    duties = [target.id for entry in shown for target in entry.targets]
    running = await clocks.of(KIND, duties)
    desk = await clocks.of(DESK_CLOCK, [entry.id for entry in shown]) if viewer.may(Right.INSTRUCTION_READ) else {}
    slips = await duty_rows.slips(duties)
    return [
        InstructionLine(
            entry, f"{entry.year}-{entry.number:03}", InstructionState(entry.state).label, Said(entry.kind).label,
            Way(entry.way).label, _leader(viewer, entry, people), issues[entry.issue].name,
            titles.get(entry.article, "") if entry.article else "",
            " ".join(units.get(target.unit, "") for target in entry.targets),
            _pressing(entry, running) or _runs(desk.get(entry.id, ())), owes(entry, units), _slip(entry, slips),
            next((Sight(each.sight).label for each in entry.told), ""),
        )
        for entry in shown
    ]  # fmt: skip


def as_seen(viewer: Actor, entry: Instruction) -> Instruction:
    """The instruction as far as the viewer may know it."""
    return entry if sees_all(viewer) else limited(entry, viewer.unit)


def next_act(entry: Instruction, actor: Actor) -> str:
    """The act that waits for this person, empty when somebody else has the next step."""
    pressing = {"release", "vouch"} if entry.outside else {"release"}
    for offer in INSTRUCTION.offered(entry, actor):
        if offer.enabled and (offer.tone == "primary" or offer.action in pressing):
            return offer.label
    for target in entry.targets:
        for offer in DUTY.offered(Duty(target, entry), actor):
            if offer.enabled and (offer.tone == "primary" or offer.action == "extend"):
                return offer.label
    return ""


def owes(entry: Instruction, units: dict[UUID, str]) -> str:
    """The units that still owe an answer, by name."""
    return " ".join(units.get(target.unit, "") for target in entry.targets if target.state == DutyState.OWED)


async def show(viewer: Actor, id: UUID) -> InstructionSheet:
    """Everything an instruction's page shows. Raises NotFound."""
    whole = await store.instruction(id)
    if not visible(whole, viewer):
        raise NotFound
    entry, all_seen, office = as_seen(viewer, whole), sees_all(viewer), viewer.may(Right.INSTRUCTION_ROUTE)
    line = (await lines(viewer, [whole]))[0]
    offers = INSTRUCTION.offered(whole, viewer) if all_seen else []
    listed, suggested = await _choices(viewer, whole, offers)
    today = clock.local(clock.now()).date()
    cards = await duty_cards(viewer, entry, whole)
    told = await identity.unit_names(viewer, [each.unit for each in entry.told])
    terms = tuple(
        (row["code"], row["label"]) for row in await duty_rows.terms(today) if row["code"] not in ("desk", "supplement")
    )
    routers = await identity.names(viewer, [whole.by] if whole.by else [])
    return InstructionSheet(
        instruction=entry, state=line.state, kind=line.kind, way=line.way, rank=LeaderRank(entry.rank).label,
        leader=line.leader, issue=line.issue, title=line.title, answers=cards, offers=tuple(offers),
        course=await _course(viewer, entry, all_seen=all_seen), clock=line.clock,
        desk=_shown((await clocks.of(DESK_CLOCK, [id])).get(id, ())) if office else None,
        telling=_shown((await clocks.of(TOLD_CLOCK, [id])).get(id, ())) if office else None,
        units=listed, suggested=suggested, terms=terms, codes=tuple(await duty_rows.returns(today)), due=None,
        told=tuple(ToldLine(told.get(each.unit, ""), Sight(each.sight).label, each.at) for each in entry.told),
        first=await _first(viewer, whole) if all_seen else None,
        following=tuple([await _chained(viewer, each) for each in await store.following(id)]) if all_seen else (),
        scans=tuple(await blobs.of(id)) if all_seen else (), holds=await gate.holds(viewer, [id]) if office else (),
        routed_by=routers.get(whole.by, "") if whole.by and whole.by != whole.leader else "", all_seen=all_seen,
        may_tell=office and whole.told_at is None and whole.state in FOLLOWED,
        may_follow=whole.state in FOLLOWED and (whole.leader == viewer.id or office),
    )  # fmt: skip


async def duty_cards(viewer: Actor, entry: Instruction, whole: Instruction) -> tuple[DutyCard, ...]:
    """The duties this viewer may know of, with everything said about them."""
    targets = entry.targets
    units = await identity.unit_names(viewer, {target.unit for target in targets})
    people = await identity.names(viewer, {word.by for target in targets for word in target.words})
    codes = await duty_rows.return_labels()
    running = await clocks.of(KIND, [target.id for target in targets])
    slips = await duty_rows.slips([target.id for target in targets])
    return tuple(
        DutyCard(
            target, units.get(target.unit, ""), DutyState(target.state).label,
            tuple(
                WordLine(w.at, people.get(w.by, ""), DUTY.label_of(w.action), w.text, codes.get(w.code, w.code), w.due)
                for w in target.words
            ),
            tuple(slip for slip in slips if slip.duty == target.id), _shown(running.get(target.id, ())),
            tuple(DUTY.offered(Duty(target, whole), viewer)),
        )
        for target in targets
    )  # fmt: skip


def _leader(viewer: Actor, entry: Instruction, people: dict[UUID, str]) -> str:
    """Who wrote it; a unit that may not read the words is told the rank."""
    named = sees_all(viewer) or entry.whole
    return entry.outside or people.get(entry.leader, "") if named else LeaderRank(entry.rank).label


async def _course(viewer: Actor, entry: Instruction, *, all_seen: bool) -> Course:
    if all_seen:
        return await course(viewer, entry.id, entry.state, INSTRUCTION)
    mine = entry.of(viewer.unit)
    return await course(viewer, mine.id, mine.state, DUTY) if mine else Course((), {}, (), ())


async def _first(viewer: Actor, entry: Instruction) -> Chained | None:
    if entry.follows is None:
        return None
    first = await store.instruction(entry.follows)
    return await _chained(viewer, first) if visible(first, viewer) else None


async def _chained(viewer: Actor, each: Instruction) -> Chained:
    people = await identity.names(viewer, [each.leader])
    return Chained(
        each.id, f"{each.year}-{each.number:03}", InstructionState(each.state).label,
        each.outside or people.get(each.leader, ""),
        each.said_at or each.created,
    )  # fmt: skip


def _pressing(entry: Instruction, running: dict[UUID, tuple[Running, ...]]) -> Clock | None:
    """The clock a list shows: of what is owed, the one that is due first."""
    runs = [each for target in entry.targets for each in running.get(target.id, ()) if each.runs]
    first = min(runs, key=lambda each: each.due.due, default=None)
    return first.shown if first else None


def _runs(found: Sequence[Running]) -> Clock | None:
    """A clock that runs: what the office did in time says nothing of an instruction that waits for its leader."""
    return next((each.shown for each in found if each.runs), None)


def _shown(found: Sequence[Running]) -> Clock | None:
    """The clock that runs, else the one that was settled last."""
    runs = [each for each in found if each.runs]
    return (runs or list(found))[-1].shown if found else None


def _slip(entry: Instruction, slips: Sequence[Slip]) -> str:
    """The gravest slip that is still in force."""
    owed: dict[UUID, Target] = {target.id: target for target in entry.targets if target.state == DutyState.OWED}
    there = {slip.colour for slip in slips if slip.duty in owed and owed[slip.duty].due == slip.due}
    return next((colour for colour in reversed([each.value for each in Colour]) if colour in there), "")


async def _listed(
    viewer: Actor, states: Sequence[str], before: UUID | None, limit: int, wanted: Wanted | None = None
) -> list[Instruction]:
    office = viewer.may(Right.INSTRUCTION_READ) and viewer.may(Right.ISSUE_READ)
    asked = wanted if wanted is None or office else replace(wanted, unit=None, leader=None)
    return await store.listed(
        everything=office, leader=viewer.id if viewer.may(Right.INSTRUCTION_WRITE) else None,
        unit=viewer.unit if viewer.may(Right.INSTRUCTION_ANSWER) else None, states=states, before=before, limit=limit,
        wanted=asked,
    )  # fmt: skip


async def _choices(viewer: Actor, entry: Instruction, offers: Sequence[Offer]) -> tuple[Choices, tuple[str, ...]]:
    """Units that can be named, and those the item came from: the ones proposed."""
    if not any(offer.action in ("route", "add") for offer in offers):
        return (), ()
    came = {source.unit for article in await article_rows.of_issue(entry.issue)
            if entry.article in (None, article.id) for source in article.sources}  # fmt: skip
    taken = {target.unit for target in entry.targets}
    everyone = [unit for unit in await identity.units(viewer) if not unit.office and unit.id not in taken]
    ordered = [unit for unit in everyone if unit.id in came] + [unit for unit in everyone if unit.id not in came]
    return tuple((str(unit.id), unit.name) for unit in ordered), tuple(str(key) for key in came)
