"""Reading handed over for a time, as values (LE-04)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ReadingHandover:
    """Somebody's copies are read by a deputy from a moment to a moment."""

    id: UUID
    version: int
    state: str
    giver: UUID
    deputy: UUID
    valid_from: datetime
    valid_until: datetime
    created: datetime
    revoked: datetime | None = None
