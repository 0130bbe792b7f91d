"""Commendation 表扬 (PUB-09): the best units, officers and items of a period, proposed from scores, confirmed by another."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from kernel.workflow import Labelled

KIND = "commendation"
MOST = 10  # of each sort; of units the first of every class


class Sort(Labelled):
    """Who is commended."""

    UNIT = "unit", "单位"
    OFFICER = "officer", "个人"
    ITEM = "item", "信息"


@dataclass(frozen=True, slots=True)
class Entry:
    """One of those proposed; `name`: of the unit, the person, or the text."""

    sort: Sort
    subject: UUID
    unit: UUID
    place: int
    points: Decimal
    kept: bool = True
    name: str = ""
    unit_name: str = ""


@dataclass(frozen=True, slots=True)
class Commendation:
    """A proposal."""

    id: UUID
    version: int
    state: str
    first: date
    last: date
    proposed_by: UUID
    created: datetime
    decided_by: UUID | None = None
    decided: datetime | None = None
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the first text is made of: the entries that are kept, by sort."""

    first: date
    last: date
    units: tuple[Entry, ...]
    officers: tuple[Entry, ...]
    items: tuple[Entry, ...]


def kept(found: Commendation) -> Proposed:
    """The entries that stay, in order."""
    by = {sort: tuple(entry for entry in found.entries if entry.sort is sort and entry.kept) for sort in Sort}
    return Proposed(found.first, found.last, by[Sort.UNIT], by[Sort.OFFICER], by[Sort.ITEM])


def ranked(points: dict[UUID, Decimal]) -> list[tuple[int, UUID, Decimal]]:
    """(place, subject, points) of the best; equal points share a place, and the ones after count them all."""
    best = sorted(
        ((value, key) for key, value in points.items() if value > 0), key=lambda pair: (-pair[0], str(pair[1]))
    )
    places: list[tuple[int, UUID, Decimal]] = []
    for at, (value, key) in enumerate(best, 1):
        place = places[-1][0] if places and places[-1][2] == value else at
        if place > MOST:
            break
        places.append((place, key, value))
    return places
