"""The planning board: the issues of a week by kind and day, what is owed, and what waits to be placed.

- A row for every kind in use; a daily kind owes an issue on each working day, a weekly one each week, a monthly one each
  month: what is owed and not planned is shown as missing.
- Readers never see plans: everything here asks for the right to read issues.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from bulletins.queries.common import cards
from bulletins.queries.views import Card
from bulletins.rules.daily import KIND, Duty
from bulletins.rules.issues import Issue
from bulletins.rules.kinds import Cadence, Kind
from bulletins.store import articles as article_rows
from bulletins.store import daily as daily_rows
from bulletins.store import deliveries as delivery_rows
from bulletins.store import issues as store
from bulletins.store import kinds as kind_rows
from bulletins.store import notes
from bulletins.workflow.article import OPEN_ISSUE, ArticleState
from bulletins.workflow.daily import DAILY, DailyState
from bulletins.workflow.issue import OUT, UNPRINTED, IssueState
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import clock, worktime
from kernel.actor import SYSTEM, Actor
from kernel.errors import NotFound
from kernel.work import Clock, WorkItem
from kernel.workflow import Offer

WEEK = 7
ALARMS = (DailyState.EXPECTED, DailyState.MISSED)


@dataclass(frozen=True, slots=True)
class Day:
    """A column: `works`, and why not when it is a holiday."""

    day: date
    works: bool
    why: str
    today: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """An issue on the board with its articles in order."""

    issue: Issue
    state: str
    cards: tuple[Card, ...]
    open: bool
    movable: bool


@dataclass(frozen=True, slots=True)
class Owed:
    """A daily kind's day: where it stands, and whether the hour is past."""

    duty: Duty
    label: str
    late: bool
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A kind: its issues by day, the ones without a day, what it owes this week, what waits to be placed."""

    kind: Kind
    days: tuple[tuple[Slot, ...], ...]
    owed: tuple[Owed | None, ...]
    undated: tuple[Slot, ...]
    ready: tuple[Card, ...]
    missing: bool


@dataclass(frozen=True, slots=True)
class Board:
    """A week."""

    days: tuple[Day, ...]
    rows: tuple[Row, ...]
    may_plan: bool

    @property
    def before(self) -> date:
        """The Monday before."""
        return self.days[0].day - timedelta(days=WEEK)

    @property
    def after(self) -> date:
        """The Monday after."""
        return self.days[0].day + timedelta(days=WEEK)


@dataclass(frozen=True, slots=True)
class Timed:
    """A release that is due: which issue, at which version, in whose name."""

    issue: UUID
    version: int
    by: UUID


async def board(viewer: Actor, within: date) -> Board:
    """The week a day lies in."""
    demand(viewer, Right.ISSUE_READ)
    monday = within - timedelta(days=within.weekday())
    days = [_day(monday + timedelta(days=n)) for n in range(WEEK)]
    kinds = [kind for kind in await kind_rows.kinds() if kind.active]
    dated = [issue for issue in await store.planned(days[0].day, days[-1].day) if issue.state != IssueState.VOIDED]
    slots = await _slots(viewer, dated, kinds)
    undated = await _slots(viewer, await store.unplanned(UNPRINTED), kinds)
    ready = await cards(viewer, await article_rows.listed((ArticleState.EDITED,)), kinds)
    duties = await daily_rows.between(days[0].day, days[-1].day)
    rows = [_row(viewer, kind, days, (slots, undated, ready, duties)) for kind in kinds]
    return Board(tuple(days), tuple(rows), viewer.may(Right.ISSUE_COMPILE))


async def duty(viewer: Actor, id: UUID) -> tuple[Owed, Kind, list[str]]:
    """One day's duty, its kind, and what was said of it. Raises NotFound."""
    found = await daily_rows.one(id)
    if found is None or not viewer.may(Right.ISSUE_READ):
        raise NotFound
    said = [note.text for note in await notes.of(id)]
    return _owed(viewer, found), await kind_rows.kind(found.kind), said


async def waiting(actor: Actor) -> list[WorkItem]:
    """Days whose hour is past without an issue: for whoever can mend it."""
    if not (actor.may(Right.ISSUE_COMPILE) or actor.may(Right.ISSUE_APPROVE)):
        return []
    acts = {DailyState.EXPECTED: "meet", DailyState.MISSED: "make_up"} if actor.may(Right.ISSUE_COMPILE) else {}
    items, kinds = [], {kind.id: kind.name for kind in await kind_rows.kinds()}
    for found in await daily_rows.open_ones(ALARMS):
        state = DailyState(found.state)
        if state == DailyState.EXPECTED and clock.now() < found.due:
            continue
        items.append(
            WorkItem(
                KIND, found.id, kinds.get(found.kind, ""), state.label, f"/issues/days/{found.id}",
                DAILY.label_of(acts.get(state, "excuse")), found.due, clock=Clock(found.assembles, found.due),
            )
        )  # fmt: skip
    return items


async def timed() -> list[Timed]:  # lint: allow visibility-required - for the job alone, which acts in people's names
    """Timed releases that are due."""
    found = await store.timed(clock.now())
    return [Timed(issue.id, issue.version, issue.release_by) for issue in found if issue.release_by]


async def reached(issue: UUID) -> dict[UUID, list[UUID]]:  # lint: allow visibility-required - whom the job tells
    """Delivery -> the accounts of its reader, for every copy that had arrived."""
    arrived = [one for one in await delivery_rows.of_issue(issue) if one.arrived_at]
    units = await identity.holders_in(SYSTEM, Right.DELIVERY_READ, [one.unit for one in arrived if one.unit])
    return {one.id: [one.person] if one.person else units.get(one.unit, []) if one.unit else [] for one in arrived}


def _row(
    viewer: Actor, kind: Kind, days: Sequence[Day], found: tuple[list[Slot], list[Slot], list[Card], list[Duty]]
) -> Row:
    slots, undated, ready, duties = found
    mine = [slot for slot in slots if slot.issue.kind.id == kind.id]
    owed = {one.day: _owed(viewer, one) for one in duties if one.kind == kind.id}
    open_weekly = kind.cadence == Cadence.WEEKLY and not mine
    return Row(
        kind, tuple(tuple(slot for slot in mine if _shown_on(slot.issue) == day.day) for day in days),
        tuple(owed.get(day.day) for day in days), tuple(slot for slot in undated if slot.issue.kind.id == kind.id),
        tuple(card for card in ready if card.article.kind == kind.id), open_weekly,
    )  # fmt: skip


def _shown_on(issue: Issue) -> date | None:
    return issue.planned or (clock.local(issue.released_at).date() if issue.released_at else None)


def _owed(viewer: Actor, duty: Duty) -> Owed:
    late = duty.state == DailyState.MISSED or (duty.state == DailyState.EXPECTED and clock.now() >= duty.due)
    return Owed(duty, DailyState(duty.state).label, late, tuple(DAILY.offered(duty, viewer)))


async def _slots(viewer: Actor, issues: Sequence[Issue], kinds: Sequence[Kind]) -> list[Slot]:
    placed = await cards(viewer, await article_rows.of_issues(issue.id for issue in issues), kinds)
    return [
        Slot(
            issue, IssueState(issue.state).label, tuple(card for card in placed if card.article.issue == issue.id),
            issue.state in OPEN_ISSUE, issue.state not in OUT,
        )
        for issue in issues
    ]  # fmt: skip


def _day(day: date) -> Day:
    calendar = worktime.current()
    free = calendar.off(day)
    return Day(day, calendar.is_work(day), free[1] if free else "", day == clock.local(clock.now()).date())
