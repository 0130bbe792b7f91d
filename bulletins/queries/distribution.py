"""Reads of an issue's distribution: the list, how far each copy got, what was asked for. For the office's eyes.

- Pages go by the copy's number, which is the order of the list: leaders first, then units as agreed (LO-07). How many stand
  where is a kept tally; nothing is counted here.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from bulletins.queries.views import Recipient, Summary
from bulletins.rules.deliveries import Delivery, Tally
from bulletins.rules.issues import Issue
from bulletins.rules.kinds import Reader
from bulletins.rules.lists import Audience, Step
from bulletins.rules.notes import CIRCULATE, Note
from bulletins.rules.widening import Widening
from bulletins.store import deliveries as delivery_rows
from bulletins.store import issues as issue_rows
from bulletins.store import lists, notes, recipients
from bulletins.store import widening as widening_rows
from bulletins.workflow.article import OPEN_ISSUE
from bulletins.workflow.delivery import UNOPENED, UNREAD, DeliveryState
from bulletins.workflow.issue import OUT
from bulletins.workflow.widening import AFTER, BEFORE, WIDENING, WideningState
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import clocks
from kernel.actor import Actor
from kernel.errors import NotFound
from kernel.work import Clock, Running
from kernel.workflow import Offer

PAGE = 50
ANSWERS = {WideningState.AGREED.value: "agree", WideningState.REFUSED.value: "refuse"}
NAMED = 12  # people whose names a summary says; of groups it says how many
SHOWN = {
    "unread": (DeliveryState.QUEUED, DeliveryState.ARRIVED, DeliveryState.OPENED),
    "read": (DeliveryState.ACCEPTED, DeliveryState.CLOSED),
    "taken_back": (DeliveryState.TAKEN_BACK,),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A widening as the page shows it."""

    widening: Widening
    state: str
    by: str
    decided_by: str
    why: str
    answer: str
    readers: tuple[str, ...]
    offers: tuple[Offer, ...]
    clock: Clock | None


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything the page of an issue's distribution shows. `next`: the number the following page begins behind."""

    issue: Issue
    summary: Summary
    rows: tuple[Recipient, ...]
    next: int | None
    left_out: tuple[Recipient, ...]
    asked: tuple[Asked, ...]
    note: Note | None
    note_by: str
    frozen_by: str
    out: bool
    may_narrow: bool
    may_ask: bool
    may_note: bool
    may_take_back: bool
    may_urge: bool


async def summary(viewer: Actor, issue: Issue) -> Summary:
    """Who gets an issue. The caller has checked that the viewer may see it."""
    tally = await delivery_rows.tally(issue.id)
    if issue.state in issue_rows.LIVE or tally is None:
        size, groups = len(issue.readers), Counter(one.via for one in issue.readers if one.via and one.unit)
        alone = [one for one in issue.readers if not (one.via and one.unit)][:NAMED]
    else:
        size, (kept, alone) = tally.size, await recipients.kept(issue.id, NAMED)
        groups = Counter(kept)
    names = await lists.group_names(groups)
    others = size - groups.total() - len(alone)
    kind = await lists.audience(issue.kind.id) if tally is None or issue.state in issue_rows.LIVE else tally.audience
    found = await widening_rows.of_issue(issue.id)
    return Summary(
        Audience(kind).label, size, tuple((names[id][0], n) for id, n in groups.items()),
        tuple(entry.name for entry in await _entries(viewer, alone)), others,
        len(await recipients.cuts(issue.id)) if issue.state in issue_rows.LIVE else 0,
        tally if issue.state in OUT else None, sum(each.state == WideningState.ASKED for each in found),
    )  # fmt: skip


async def standing(viewer: Actor, id: UUID) -> Tally:
    """How many copies of a released issue stand where. Raises NotFound."""
    found = await delivery_rows.tally(id) if viewer.may(Right.ISSUE_READ) else None
    if found is None:
        raise NotFound
    return found


async def panel(viewer: Actor, id: UUID, shown: str = "", after: int = 0) -> Panel:
    """A page of it. Raises NotFound."""
    short = (await issue_rows.some((id,))).get(id) if viewer.may(Right.ISSUE_READ) else None
    if short is None:
        raise NotFound
    issue = short if short.state in OUT else await issue_rows.issue(id)
    out, compiles = issue.state in OUT, viewer.may(Right.ISSUE_COMPILE)
    rows = await _copies(viewer, id, shown, after) if out else await _listed(viewer, issue.readers, after)
    said = await notes.of(id)
    note = next((each for each in reversed(said) if each.action == CIRCULATE), None)
    made = await summary(viewer, issue)
    who = [note.by] if note else []
    frozen = await delivery_rows.tally(id) if issue.state not in issue_rows.LIVE else None
    people = await identity.names(viewer, [*who, *([frozen.frozen_by] if frozen else [])])
    live = issue.state in issue_rows.LIVE
    return Panel(
        issue, made, tuple(rows[:PAGE]), rows[PAGE - 1].place if len(rows) > PAGE else None,
        tuple(await _entries(viewer, sorted(await recipients.cuts(id), key=lambda one: one.key))) if live else (),
        tuple(await _asked(viewer, id, said)), note, people.get(note.by, "") if note else "",
        people.get(frozen.frozen_by, "") if frozen else "", out,
        may_narrow=compiles and issue.state in OPEN_ISSUE, may_ask=compiles and issue.state in BEFORE | AFTER,
        may_note=compiles, may_take_back=compiles and out, may_urge=viewer.may(Right.NOTICE_PRESS) and out,
    )  # fmt: skip


async def receipts(viewer: Actor, id: UUID) -> list[Recipient]:
    """Every copy of an issue with how far it got, whole: for the archive. Raises NotFound."""
    if not viewer.may(Right.ISSUE_READ):
        raise NotFound
    return await _received(viewer, await delivery_rows.of_issue(id), clocked=False)


async def candidates(viewer: Actor, id: UUID, search: str, most: int = 30) -> list[tuple[str, str]]:
    """Units and readers whose name holds the words and who do not get the issue: (key, name)."""
    demand(viewer, Right.ISSUE_COMPILE)
    if not search.strip():
        return []
    issue = await issue_rows.issue(id)
    on_list = {reader.key for reader in (*issue.readers, *await recipients.cuts(id))}
    named = await readable(viewer)
    return [(key, name) for key, name in named if search.strip() in name and key not in on_list][:most]


async def issue_of(viewer: Actor, id: UUID) -> UUID:
    """The issue a request for further readers is about. Raises NotFound."""
    if not viewer.may(Right.ISSUE_READ):
        raise NotFound
    return (await widening_rows.one(id)).issue


async def readable(viewer: Actor) -> list[tuple[str, str]]:
    """Everybody a list can name: leaders and others of the office, then units in the agreed order; (key, name)."""
    office = (await identity.office(viewer)).id
    able = await identity.holders(viewer, Right.DELIVERY_READ, office)
    people = await identity.names(viewer, able)
    units = await identity.units(viewer)
    return [
        *((f"person:{id}", people[id]) for id in able if id in people),
        *((f"unit:{unit.id}", unit.name) for unit in units if not unit.office),
    ]


async def _asked(viewer: Actor, issue: UUID, said: Sequence[Note]) -> list[Asked]:
    found = await widening_rows.of_issue(issue)
    words = {(note.at, note.action): note.text for note in said}
    names = {entry.key: entry.name for entry in await _entries(viewer, [r for each in found for r in each.readers])}
    people = await identity.names(viewer, {who for each in found for who in (each.asked_by, each.decided_by) if who})
    running = await clocks.of("widening", [each.id for each in found])
    return [
        Asked(
            each, WideningState(each.state).label, people.get(each.asked_by, ""),
            people.get(each.decided_by, "") if each.decided_by else "", words.get((each.asked, "widen"), ""),
            words.get((each.decided, f"widen_{ANSWERS.get(each.state, '')}"), "") if each.decided else "",
            tuple(names.get(reader.key, "") for reader in each.readers), tuple(WIDENING.offered(each, viewer)),
            _bar(running.get(each.id, ()), Step.CONSENT),
        )
        for each in found
    ]  # fmt: skip


async def _copies(viewer: Actor, issue: UUID, shown: str, after: int) -> list[Recipient]:
    found = await delivery_rows.page(issue, states=SHOWN.get(shown, ()), beyond=after, limit=PAGE + 1)
    return await _received(viewer, found, clocked=True)


async def _listed(viewer: Actor, readers: Sequence[Reader], after: int) -> list[Recipient]:
    return await _entries(viewer, readers[after : after + PAGE + 1], after)


async def _received(viewer: Actor, found: Sequence[Delivery], *, clocked: bool) -> list[Recipient]:
    units = await identity.unit_names(viewer, [each.unit for each in found if each.unit])
    reach = await identity.holders_in(viewer, Right.DELIVERY_READ, [each.unit for each in found if each.unit])
    hands = {who for each in found for who in (each.person, each.opened_by, each.accepted_by, each.deputy) if who}
    people = await identity.names(viewer, hands)
    running = await clocks.of("delivery", [each.id for each in found]) if clocked else {}
    return [
        Recipient(
            Reader(each.unit, each.person).key,
            units.get(each.unit, "") if each.unit else people.get(each.person, "") if each.person else "",
            each.unit is None, each, DeliveryState(each.state).label,
            people.get(each.opened_by, "") if each.opened_by else "",
            people.get(each.accepted_by, "") if each.accepted_by else "",
            place=each.number, deputy=people.get(each.deputy, "") if each.deputy else "",
            clock=_pressing(running.get(each.id, ())) if each.state in UNREAD else None,
            nobody=each.unit is not None and not reach.get(each.unit), unopened=each.state in UNOPENED,
        )
        for each in found
    ]  # fmt: skip


async def _entries(viewer: Actor, readers: Sequence[Reader], after: int = 0) -> list[Recipient]:
    units = await identity.unit_names(viewer, [reader.unit for reader in readers if reader.unit])
    people = await identity.names(viewer, [reader.person for reader in readers if reader.person])
    groups = await lists.group_names([reader.via for reader in readers if reader.via])
    return [
        Recipient(
            reader.key,
            units.get(reader.unit, "") if reader.unit else people.get(reader.person, "") if reader.person else "",
            reader.unit is None, None, "", place=place,
            via=groups[reader.via][0] if reader.via in groups else "", added=reader.added is not None,
        )
        for place, reader in enumerate(readers, after + 1)
    ]  # fmt: skip


def _pressing(running: Sequence[Running]) -> Clock | None:
    """The clock that is due first of those that run."""
    found = min((each for each in running if each.runs), key=lambda each: each.due.due, default=None)
    return found.shown if found else None


def _bar(running: Sequence[Running], step: Step) -> Clock | None:
    return next((each.shown for each in running if each.step == step), None)
