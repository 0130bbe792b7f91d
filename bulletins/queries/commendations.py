"""Who is proposed for a commendation, and the proposals there are."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from bulletins.rules.commendations import Commendation, Entry, Sort, ranked
from bulletins.store import commendations as store
from bulletins.workflow.commendations import CommendationState
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel.actor import Actor
from kernel.errors import NotFound
from scores.queries import summaries
from scores.queries.standing import standing
from submissions.queries import figures as reports
from submissions.queries import records

FIRST_OF_CLASS = 3


async def proposal(viewer: Actor, first: date, last: date) -> list[Entry]:
    """The first units of every class, the officers and the items with the most points in a period."""
    demand(viewer, Right.ISSUE_COMPILE)
    return await _best(viewer, first, last)


async def _best(viewer: Actor, first: date, last: date) -> list[Entry]:
    rows = [row for row in await standing(viewer, first, last) if row.points > 0 and row.rank <= FIRST_OF_CLASS]
    units = [Entry(Sort.UNIT, row.unit, row.unit, row.rank, row.points) for row in rows]
    items = await summaries.by_submission(viewer, first, last)
    wrote = await reports.authors(viewer, items)
    officers: dict[UUID, Decimal] = {}
    for item, points in items.items():
        if item in wrote:
            author, _ = wrote[item]
            officers[author] = officers.get(author, Decimal(0)) + points
    home = dict(wrote.values())
    return [
        *units,
        *(Entry(Sort.OFFICER, key, home[key], place, points) for place, key, points in ranked(officers)),
        *(Entry(Sort.ITEM, key, wrote[key][1], place, points) for place, key, points in ranked(items) if key in wrote),
    ]  # fmt: skip


async def moved(viewer: Actor, found: Commendation) -> dict[tuple[str, UUID], Decimal | None]:
    """Entries that by now have other points than when they were proposed; None: no longer among the first."""
    if found.state != CommendationState.PROPOSED or not viewer.may(Right.SUBMISSION_READ):
        return {}
    now = {(entry.sort.value, entry.subject): entry.points for entry in await _best(viewer, found.first, found.last)}
    keys = {(entry.sort.value, entry.subject): entry.points for entry in found.entries}
    return {key: now.get(key) for key, points in keys.items() if now.get(key) != points}


async def show(viewer: Actor, id: UUID) -> Commendation:
    """A proposal with the names of today. Raises NotFound."""
    if not viewer.may(Right.ISSUE_READ):
        raise NotFound
    found = await store.one(id)
    units = await identity.unit_names(viewer, {entry.unit for entry in found.entries})
    people = await identity.names(viewer, {entry.subject for entry in found.entries if entry.sort is Sort.OFFICER})
    items = [entry.subject for entry in found.entries if entry.sort is Sort.ITEM]
    titles = {source.id: source.title for source in await records.sources(viewer, items)} if items else {}
    names = {**units, **people, **titles}
    entries = tuple(
        replace(entry, name=names.get(entry.subject, ""), unit_name=units.get(entry.unit, ""))
        for entry in found.entries
    )
    return replace(found, entries=entries)


async def listing(viewer: Actor) -> list[Commendation]:
    """Proposals, newest first."""
    demand(viewer, Right.ISSUE_READ)
    return await store.listed()
