"""Corrections by hand as values."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

KIND = "score_correction"


@dataclass(frozen=True, slots=True)
class Correction:
    """Points for a unit on a day, or a happening that is to be cancelled."""

    id: UUID
    version: int
    state: str
    reason: str
    proposed_by: UUID
    proposed_at: datetime
    unit: UUID | None = None
    points: Decimal | None = None
    day: date | None = None
    happening: UUID | None = None
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    outcome: UUID | None = None
