"""Reading reporting periods: the office by period, a unit its own."""

from datetime import datetime
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right, demand
from kernel.actor import SYSTEM, Actor
from kernel.errors import NotFound
from kernel.work import WorkItem
from submissions.rules.periods import KIND, Duty, Line
from submissions.store import periods as store
from submissions.workflow.periods import DUTY, DutyState


async def duty(viewer: Actor, id: UUID) -> Duty:
    """One duty, of one's own unit or as the office. Raises NotFound."""
    found = await store.one(id)
    own = found is not None and found.unit == viewer.unit and viewer.may(Right.SUBMISSION_READ_OWN)
    if found is None or not (own or (viewer.office and viewer.may(Right.SUBMISSION_READ))):
        raise NotFound
    return found


async def own(viewer: Actor) -> list[Duty]:
    """The viewer's unit, the newest period first."""
    demand(viewer, Right.SUBMISSION_READ_OWN)
    return await store.of_unit(viewer.unit)


async def codes(viewer: Actor) -> list[tuple[str, str]]:
    """What is or was reported regularly."""
    demand(viewer, Right.SUBMISSION_READ)
    return [(row["code"], row["label"]) for row in await store.codes()]


async def begun(viewer: Actor, period: str) -> list[datetime]:
    """The periods there are, the newest first."""
    demand(viewer, Right.SUBMISSION_READ)
    return await store.begun(period)


async def lines(viewer: Actor, period: str, starts: datetime) -> list[Line]:
    """Every unit in the agreed order; silent ones stand where they always stand, never by score."""
    demand(viewer, Right.SUBMISSION_READ)
    duties = {duty.unit: duty for duty in await store.of_period(period, starts)}
    if not duties:
        return []
    category = await store.category_of(period, starts)
    sent = await store.sent(starts, next(iter(duties.values())).ends, category)
    who = await identity.names(viewer, {duty.by for duty in duties.values() if duty.by})
    return [
        Line(
            unit.id, unit.name, unit.depth, sent.get(unit.id, 0), found, DutyState(found.state).label if found else "",
            who.get(found.by, "") if found and found.by else "",
        )
        for unit in await identity.units(viewer)
        if (found := duties.get(unit.id)) or sent.get(unit.id)
    ]  # fmt: skip


async def waiting(viewer: Actor) -> list[WorkItem]:
    """What one's own unit owes for the periods that run."""
    if not viewer.may(Right.PERIOD_ZERO):
        return []
    unit = (await identity.unit_names(viewer, [viewer.unit])).get(viewer.unit, "")
    return [
        WorkItem(
            KIND, duty.id, f"{duty.label} {duty.first:%m-%d} — {duty.last:%m-%d}", DutyState(duty.state).label,
            "/periods", DUTY.label_of("zero"), duty.starts, unit, clock=duty.clock,
        )
        for duty in await store.owed(viewer.unit)
    ]  # fmt: skip


async def duty_item(id: UUID) -> Duty | None:  # lint: allow visibility-required - jobs act for nobody
    """A duty."""
    return await store.one(id)


async def officers(unit: UUID) -> list[UUID]:  # lint: allow visibility-required - jobs act for nobody
    """Who can report for a unit."""
    return await identity.holders(SYSTEM, Right.PERIOD_ZERO, unit)
