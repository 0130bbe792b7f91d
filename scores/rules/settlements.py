"""Closed periods as values."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

KIND = "score_settlement"


@dataclass(frozen=True, slots=True)
class Settlement:
    """A period the office has closed."""

    id: UUID
    first: date
    last: date
    digest: str
    by: UUID
    at: datetime
