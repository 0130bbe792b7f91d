"""The map of silence (ED-06): who is quiet this month in what against expectation, and whom to ask.

- Expected of a unit in a topic: what it sent a month on average in the twelve months before, or since the first text there
  is. Below one nothing is expected.
- Whom to ask: the units whose texts on the topic were used most in that year.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right, demand
from kernel.actor import Actor
from submissions.queries import figures as reports

ASKED = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """A unit and a topic: sent this month, expected by now; `quiet`: something was expected and nothing came."""

    sent: int
    expected: float
    quiet: bool


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with a cell for every topic."""

    unit: UUID
    name: str
    depth: int
    cells: tuple[Cell, ...]
    quiet: int


@dataclass(frozen=True, slots=True)
class Silence:
    """The map of a month up to a day."""

    month: date
    until: date
    topics: tuple[tuple[str, str], ...]
    rows: tuple[UnitRow, ...]
    ask: tuple[tuple[str, ...], ...]


async def silence(viewer: Actor, day: date) -> Silence:
    """The month a day lies in, as far as the day."""
    demand(viewer, Right.SUBMISSION_READ)
    month = day.replace(day=1)
    before = date(month.year - 1, month.month, 1)
    topics = tuple(await reports.topics(viewer))
    now = {(each.unit, each.category): each.sent for each in await reports.by_topic(viewer, month, day)}
    year = await reports.by_topic(viewer, before, month - timedelta(days=1))
    months = _months(max(before, await reports.begun(viewer) or before), month)
    usual = {(each.unit, each.category): each.sent / months for each in year}
    units = [unit for unit in await identity.units(viewer) if not unit.office]
    rows = [
        _row(unit.id, unit.name, unit.depth, [_cell(now, usual, unit.id, code) for code, _ in topics]) for unit in units
    ]
    names = {unit.id: unit.name for unit in units}
    used: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for each in year:
        if each.adopted and each.unit in names:
            used[each.category].append((-each.adopted, names[each.unit]))
    ask = tuple(tuple(name for _, name in sorted(used[code])[:ASKED]) for code, _ in topics)
    return Silence(month, day, topics, tuple(rows), ask)


def _months(first: date, until: date) -> int:
    """Months begun from one day to the first of a month; at least one."""
    return max(1, (until.year - first.year) * 12 + until.month - first.month)


def _row(unit: UUID, name: str, depth: int, cells: list[Cell]) -> UnitRow:
    return UnitRow(unit, name, depth, tuple(cells), sum(cell.quiet for cell in cells))


def _cell(now: dict[tuple[UUID, str], int], usual: dict[tuple[UUID, str], float], unit: UUID, code: str) -> Cell:
    sent, expected = now.get((unit, code), 0), usual.get((unit, code), 0.0)
    return Cell(sent, expected, expected >= 1 and not sent)
