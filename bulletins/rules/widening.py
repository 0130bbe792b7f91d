"""Further readers, asked for by one person and agreed to by another, as values."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bulletins.rules.kinds import Reader


@dataclass(frozen=True, slots=True)
class Widening:
    """Readers somebody asks to add. `late`: after the release (补发). `issue_state`: where the issue stands now."""

    id: UUID
    version: int
    state: str
    issue: UUID
    late: bool
    asked_by: UUID
    asked: datetime
    decided_by: UUID | None = None
    decided: datetime | None = None
    readers: tuple[Reader, ...] = ()
    issue_state: str = ""
