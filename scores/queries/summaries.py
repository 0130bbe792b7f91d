"""What the office's circulars and commendations are made of: corrections of closed periods, praised items, points by item."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from identity.rights import Right, demand
from kernel.actor import Actor
from scores.queries.lines import where
from scores.rules.evaluate import in_force
from scores.rules.happenings import Sort
from scores.store import ledger


@dataclass(frozen=True, slots=True)
class Corrected:
    """Points booked now for a day of a period that was closed before."""

    unit: UUID
    about: date
    line: str
    points: Decimal


async def corrections(viewer: Actor, first: date, last: date) -> list[Corrected]:
    """Oldest day first."""
    demand(viewer, Right.SUBMISSION_READ)
    book = await ledger.book(first, last)
    found = [
        Corrected(each.scored.unit, each.about, each.scored.line, each.scored.points)
        for each in book.lines
        if each.about is not None
    ]
    return sorted(found, key=lambda one: (one.about, str(one.unit), one.line))


async def instructed(viewer: Actor, first: date, last: date) -> list[tuple[UUID, str]]:
    """(unit, where it stood) of every text a leader wrote on, each once."""
    demand(viewer, Right.SUBMISSION_READ)
    book = await ledger.book(first, last)
    told = [
        (share.unit, where(fact, in_force(book.sets, fact.day)))
        for fact in book.held()
        if fact.sort is Sort.INSTRUCTED
        for share in fact.shares
    ]
    return list(dict.fromkeys(told))


async def by_submission(viewer: Actor, first: date, last: date) -> dict[UUID, Decimal]:
    """Submission -> the points its unit got for it."""
    demand(viewer, Right.SUBMISSION_READ)
    points: dict[UUID, Decimal] = defaultdict(Decimal)
    for each in (await ledger.book(first, last)).lines:
        if each.scored.submission is not None:
            points[each.scored.submission] += each.scored.points
    return dict(points)
