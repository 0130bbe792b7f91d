"""Appeals as values."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

KIND = "score_appeal"


@dataclass(frozen=True, slots=True)
class Appeal:
    """What a unit says against a line, and what became of it. `entered_by`: who made the entry it is about."""

    id: UUID
    version: int
    state: str
    unit: UUID
    happening: UUID
    line: str
    text: str
    filed_by: UUID
    filed_at: datetime
    entered_by: UUID
    answer: str = ""
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    outcome: UUID | None = None
