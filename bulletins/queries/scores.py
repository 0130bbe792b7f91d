"""Reads of scores.

- The table of sums is for everybody, in the agreed order of units, silent ones too; never in score order (LO-04).
- The lines of a unit, with titles, are for the office and that unit (PUB-10).
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from bulletins.queries.views import ScoreLine, ScoreRow
from bulletins.rules.scores import Event, Sharing
from bulletins.store import issues as issue_rows
from bulletins.store import scores as store
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import clock
from kernel.actor import Actor
from kernel.errors import NotFound
from submissions.queries import lists as submission_lists

ZERO = Decimal(0)


async def table(viewer: Actor, since: date, until: date) -> list[ScoreRow]:
    """Per unit: submitted, adopted, points, rank in the period (both days count)."""
    demand(viewer, Right.SCORE_READ)
    start, end = _moments(since, until)
    sums = {row["unit"]: row for row in await store.sums(start, end)}
    sent = await submission_lists.tallies(viewer, start, end)
    units = [unit for unit in await identity.units(viewer) if not unit.office]
    points = {unit.id: sums[unit.id]["points"] if unit.id in sums else ZERO for unit in units}
    ordered = sorted(points.values(), reverse=True)
    return [
        ScoreRow(
            unit.id, unit.name, sent.get(unit.id, 0), sums[unit.id]["adopted"] if unit.id in sums else 0,
            points[unit.id],
            ordered.index(points[unit.id]) + 1,
        )
        for unit in units
    ]  # fmt: skip


async def lines(viewer: Actor, unit: UUID, since: date, until: date) -> tuple[str, list[ScoreLine]]:
    """A unit's name and its points, line by line, newest first. Raises NotFound."""
    demand(viewer, Right.SCORE_READ)
    if not (viewer.may(Right.SUBMISSION_READ) or viewer.unit == unit):
        raise NotFound
    name = (await identity.unit(viewer, unit)).name
    rows = await store.lines(unit, *_moments(since, until))
    titles = await submission_lists.titles(viewer, {row["submission"] for row in rows})
    issues = await issue_rows.some({row["issue"] for row in rows})
    return name, [
        ScoreLine(
            row["at"], titles.get(row["submission"], ""), issues[row["issue"]].name, Event(row["event"]).label,
            Sharing(row["sharing"]).label, row["full_points"], row["points"], row["rule_since"],
        )
        for row in rows
    ]  # fmt: skip


def _moments(since: date, until: date) -> tuple[datetime, datetime]:
    """The first moment of the period and the first one after it, on the office's clock."""
    return (
        datetime.combine(since, time(), clock.LOCAL),
        datetime.combine(until + timedelta(days=1), time(), clock.LOCAL),
    )
