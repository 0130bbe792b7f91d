"""Instructions as values."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Target:
    """A unit that must answer an instruction."""

    unit: UUID
    answer: str = ""
    answered_by: UUID | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a leader wrote, and what became of it."""

    id: UUID
    version: int
    state: str
    issue: UUID
    article: UUID | None
    leader: UUID
    text: str
    created: datetime
    due: datetime | None = None
    routed_at: datetime | None = None
    closed_at: datetime | None = None
    targets: tuple[Target, ...] = ()
