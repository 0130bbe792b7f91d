"""A unit's points, line by line: rule set and line, arithmetic, happening and where it stands (PUB-10, LO-03).

- The office sees every unit's lines, a unit its own; for everybody else there is no such page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right, demand
from kernel.actor import Actor
from kernel.errors import NotFound
from scores.queries import naming
from scores.queries.standing import rules_of, table_of
from scores.queries.views import Explained, UnitSheet
from scores.rules.evaluate import MANUAL, Dated, digest
from scores.rules.happenings import OWN, Fact, Sort
from scores.rules.happenings import standing as held
from scores.rules.settling import Booked
from scores.rules.standing import total
from scores.store import appeals, corrections, ledger

PLACES = {
    "issue": "/issues/{id}",
    "instruction": "/instructions/{id}",
    "submission": "/submissions/{id}",
    "assignment": "/assignments/tasks/{id}",
    "report_duty": "/periods/{id}",
    "debt": "/debts/{id}",
}


@dataclass(frozen=True, slots=True)
class _Around:
    """What the lines of a sheet are explained with."""

    viewer: Actor
    unit: UUID
    facts: Mapping[UUID, Fact]
    standing: frozenset[UUID]
    titles: Mapping[UUID, str]
    answers: Mapping[UUID, UUID]
    sets: Mapping[UUID | None, Dated]
    appeals: Mapping[tuple[UUID, str], UUID]
    closed: date | None


async def unit_sheet(viewer: Actor, unit: UUID, first: date, last: date) -> UnitSheet:
    """A unit's lines of a period, newest first. Raises NotFound."""
    demand(viewer, Right.SCORE_READ)
    if not (viewer.may(Right.SUBMISSION_READ) or viewer.unit == unit):
        raise NotFound
    name = (await identity.unit(viewer, unit)).name
    book = await ledger.book(first, last)
    mine = [each for each in book.lines if each.scored.unit == unit]
    facts = {each.scored.happening: book.facts[each.scored.happening] for each in mine}
    by_hand = [fact.id for fact in facts.values() if fact.sort is Sort.CORRECTED]
    corrected = await corrections.of_outcomes(by_hand)
    around = _Around(
        viewer, unit, facts, frozenset(fact.id for fact in held(book.facts.values())),
        await naming.titles(viewer, facts.values()) | {key: each.reason for key, each in corrected.items()},
        await appeals.of_outcomes(by_hand), {each.id: each for each in book.sets},
        await appeals.of_lines(unit, list(facts)), book.closed,
    )  # fmt: skip
    rows = await table_of(viewer, book, last)
    place = next((row for row in rows if row.unit == unit), None)
    rules = rules_of(book, last)
    labels = rules.level_labels()
    lines = sorted(mine, key=lambda each: (each.scored.day, str(each.scored.happening)), reverse=True)
    return UnitSheet(
        unit, name, tuple(_explained(each, around) for each in lines), total(each.scored for each in mine),
        place.rank if place else 0, len([row for row in rows if place and row.unit_class == place.unit_class]),
        digest(each.scored for each in mine), labels,
    )  # fmt: skip


def _explained(booked: Booked, around: _Around) -> Explained:
    line, fact = booked.scored, around.facts[booked.scored.happening]
    within = around.sets.get(line.rule_set)
    office = around.viewer.may(Right.SCORE_CORRECT)
    appeal = around.appeals.get((fact.id, line.line))
    own = around.viewer.may(Right.SCORE_APPEAL) and around.viewer.unit == around.unit
    stands = fact.id in around.standing and line.line != MANUAL and booked.about is None
    return Explained(
        happening=fact.id, day=line.day, line=line.line, event=fact.sort.label, title=around.titles.get(fact.id, ""),
        where=where(fact, within), place=_place(fact, around), steps=line.steps, points=line.points,
        rule_set=line.rule_set, rule_number=within.number if within else 0, rule_since=within.since if within else None,
        rule_name=within.rules.name if within else "", about=booked.about, closed=booked.settlement is not None,
        appeal=appeal, can_appeal=own and appeal is None and booked.about is None,
        can_correct=office and stands and fact.sort is not Sort.REPORTED,
    )  # fmt: skip


def where(fact: Fact, within: Dated | None) -> str:
    """Where it stands: the issue's name, or level and publication."""
    if fact.label and fact.level == OWN:
        return fact.label
    if within is None or fact.level == OWN:
        return fact.label
    rules = within.rules
    level, outlet = rules.level_label(fact.level), rules.outlet_label(fact.outlet) if fact.outlet else ""
    return placed(level, outlet)


def placed(level: str, outlet: str) -> str:
    """A level and a publication in words; a publication that says its level says it once."""
    return outlet if outlet.startswith(level) else f"{level} {outlet}".strip()


def _place(fact: Fact, around: _Around) -> str:
    """The page of what shows it: the office's, or for a unit its own submission; of points by hand the appeal."""
    if fact.id in around.answers:
        return f"/scores/appeals/{around.answers[fact.id]}"
    if around.viewer.may(Right.SUBMISSION_READ):
        return PLACES[fact.source_kind].format(id=fact.source) if fact.source_kind in PLACES else ""
    own = [share.submission for share in fact.shares if share.unit == around.unit and share.submission]
    return PLACES[naming.SUBMISSION].format(id=own[0]) if own else ""
