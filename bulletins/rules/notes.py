"""Notes as values."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Note:
    """A reason or opinion given with an act."""

    action: str
    text: str
    by: UUID
    at: datetime
