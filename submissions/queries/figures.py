"""What units sent, counted: for circulars, the map of silence, the office's figures. Days are those of the office's clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from identity.rights import Right, demand
from kernel import clock
from kernel.actor import Actor
from kernel.clock import LOCAL
from submissions.store import figures as store
from submissions.store import submissions as choices
from submissions.store import tasks


@dataclass(frozen=True, slots=True)
class Reported:
    """A unit's reporting within some days. `asked`, `answered`: solicited articles that fell due."""

    sent: int = 0
    zero: int = 0
    silent: int = 0
    asked: int = 0
    answered: int = 0


@dataclass(frozen=True, slots=True)
class Topic:
    """A unit's texts in a category."""

    unit: UUID
    category: str
    sent: int
    adopted: int


async def by_unit(viewer: Actor, first: date, last: date) -> dict[UUID, Reported]:
    """Unit -> what it sent and owed; units of which nothing is known are not in it."""
    demand(viewer, Right.SUBMISSION_READ)
    since, until = bounds(first, last)
    sent = {row["unit"]: row["sent"] for row in await store.by_unit(since, until)}
    duties = {row["unit"]: row for row in await store.duties(since, until)}
    asked = {row["unit"]: row for row in await tasks.figures(since, until, until)}
    return {
        unit: Reported(
            sent.get(unit, 0), duties[unit]["zero"] if unit in duties else 0,
            duties[unit]["silent"] if unit in duties else 0, asked[unit]["issued"] if unit in asked else 0,
            asked[unit]["answered"] if unit in asked else 0,
        )
        for unit in {*sent, *duties, *asked}
    }  # fmt: skip


async def by_topic(viewer: Actor, first: date, last: date) -> list[Topic]:
    """Every unit and category that something was sent in."""
    demand(viewer, Right.SUBMISSION_READ)
    rows = await store.by_category(*bounds(first, last))
    return [Topic(row["unit"], row["category"], row["sent"], row["adopted"]) for row in rows]


async def by_day(viewer: Actor, first: date, last: date) -> list[tuple[date, int]]:
    """Every day with what came on it, days without anything too."""
    demand(viewer, Right.SUBMISSION_READ)
    found = {row["day"]: row["sent"] for row in await store.by_day(*bounds(first, last), str(LOCAL))}
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [(day, found.get(day, 0)) for day in days]


async def begun(viewer: Actor) -> date | None:
    """The day of the first text there is."""
    demand(viewer, Right.SUBMISSION_READ)
    first = await store.first()
    return clock.local(first).date() if first else None


async def topics(viewer: Actor) -> list[tuple[str, str]]:
    """The categories there are: code and label."""
    demand(viewer, Right.SUBMISSION_READ)
    return await _labels("category")


async def genres(viewer: Actor) -> list[tuple[str, str]]:
    """What sorts of text units send: code and label."""
    demand(viewer, Right.SUBMISSION_READ)
    return await _labels("genre")


async def _labels(kind: str) -> list[tuple[str, str]]:
    words = await choices.labels(kind)
    return [(code, label[0]) for (_, code), label in words.items()]


async def authors(viewer: Actor, submissions: Iterable[UUID]) -> dict[UUID, tuple[UUID, UUID]]:
    """Submission -> its author and unit."""
    demand(viewer, Right.SUBMISSION_READ)
    rows = await store.authors(list(submissions))
    return {row["id"]: (row["author"], row["unit"]) for row in rows}


def bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """From the beginning of one day to the end of another."""
    return datetime.combine(first, time(0), LOCAL), datetime.combine(last + timedelta(days=1), time(0), LOCAL)
