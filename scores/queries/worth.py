"""What one submission is worth to its unit as the ledger stands now: after caps, zeroed years and what was taken back.

- The unit's own facts decide it alone, so only those are reckoned. What closed periods keep and what corrects them add up
  to the same.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from identity.rights import Right
from kernel import clock
from kernel.actor import Actor
from scores.queries.lines import where
from scores.rules.evaluate import Step, evaluate, in_force
from scores.rules.happenings import Sort
from scores.rules.spans import year_of
from scores.store import happenings, rulesets


@dataclass(frozen=True, slots=True)
class Counted:
    """One happening of the submission and its points."""

    event: str
    where: str
    day: date
    points: Decimal
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """Everything that counts for a submission. `labels`: levels in words."""

    unit: UUID
    lines: tuple[Counted, ...]
    total: Decimal
    labels: dict[str, str]


async def of_submission(viewer: Actor, submission: UUID) -> Worth | None:
    """None: it was not adopted, or the viewer may not see its unit's lines."""
    own = await happenings.of_submission(submission)
    if not viewer.may(Right.SCORE_READ) or not any(fact.sort is Sort.ADOPTED for fact in own):
        return None
    unit = next(share.unit for fact in own for share in fact.shares if share.submission == submission)
    if not (viewer.may(Right.SUBMISSION_READ) or viewer.unit == unit):
        return None
    sets, today = await rulesets.sets(), clock.local(clock.now()).date()
    facts = await happenings.of_unit(unit, year_of(min(fact.day for fact in own))[0], today)
    by_id = {fact.id: fact for fact in facts}
    mine = [line for line in evaluate(facts, sets) if line.submission == submission and line.unit == unit]
    lines: list[Counted] = []
    labels: dict[str, str] = {}
    for line in mine:
        fact, within = by_id[line.happening], in_force(sets, line.day)
        labels |= within.rules.level_labels() if within else {}
        lines.append(Counted(fact.sort.label, where(fact, within), line.day, line.points, line.steps))
    return Worth(unit, tuple(lines), sum((line.points for line in mine), Decimal(0)), labels)
