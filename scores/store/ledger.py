"""The ledger of a stretch of days: facts, rule sets and closed periods put together."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from scores.rules.evaluate import Dated, Scored, evaluate
from scores.rules.happenings import Fact, standing
from scores.rules.settling import Booked, causes, ledger
from scores.rules.spans import year_of
from scores.store import happenings, rulesets, settlements


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is booked on the days asked for, what explains it, and what held then."""

    lines: tuple[Booked, ...]
    facts: dict[UUID, Fact]
    sets: tuple[Dated, ...]
    closed: date | None
    first: date
    last: date

    def held(self) -> list[Fact]:
        """The facts of these days that still hold, in order."""
        return [fact for fact in standing(self.facts.values()) if self.first <= fact.day <= self.last]


async def book(first: date, last: date) -> Ledger:
    """The lines of these days, both included."""
    sets = await rulesets.sets()
    periods = await settlements.listed()
    closed = periods[0].last if periods else None
    late = await happenings.late_facts() if closed else []
    start = year_of(min([first, *(about for _, about in late)]))[0]
    facts = await happenings.of_days(start, last if closed is None else max(last, closed))
    view = [line for line in evaluate(facts, sets) if line.day >= start]
    kept = await settlements.lines(start) if closed else []
    booked = ledger(view, kept, closed, causes([fact for fact, _ in late], facts))
    lines = tuple(each for each in booked if first <= each.scored.day <= last)
    known = {fact.id: fact for fact in facts}
    missing = {each.scored.happening for each in lines} - known.keys()
    known |= {fact.id: fact for fact in await happenings.some(sorted(missing))}
    return Ledger(lines, known, tuple(sets), closed, first, last)


async def replayed(first: date, last: date, draft: Dated) -> tuple[list[Scored], list[Scored], dict[UUID, Fact]]:
    """What the days give as things stand, and what they would have given under another set; nothing is stored."""
    sets = await rulesets.sets()
    facts = await happenings.of_days(year_of(first)[0], last)
    old = [line for line in evaluate(facts, sets) if first <= line.day <= last]
    others = [each for each in sets if each.since < first]
    new = [line for line in evaluate(facts, [*others, draft]) if first <= line.day <= last]
    return old, new, {fact.id: fact for fact in facts}
