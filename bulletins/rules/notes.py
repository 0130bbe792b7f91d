"""Notes as values."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

CIRCULATE = "circulate"  # the act whose note says why an issue goes round


@dataclass(frozen=True, slots=True)
class Note:
    """A reason or opinion given with an act."""

    action: str
    text: str
    by: UUID
    at: datetime
