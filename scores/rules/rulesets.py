"""Rule sets as records."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from scores.rules.evaluate import Dated
from scores.rules.ruleset import RuleSet

KIND = "score_rule_set"


@dataclass(frozen=True, slots=True)
class Kept:
    """A rule set with who made it and since when it is in force."""

    id: UUID
    version: int
    state: str
    number: int
    rules: RuleSet
    since: date | None
    made_by: UUID
    made_at: datetime
    changed_by: UUID
    decided_by: UUID | None = None
    decided_at: datetime | None = None

    def dated(self, since: date) -> Dated:
        """As if it were in force from a day on."""
        return Dated(self.id, self.number, since, self.rules)
