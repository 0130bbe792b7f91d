"""Adoptions and instructions elsewhere, as the office registers them (PUB-11)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from scores.rules.happenings import Sort


@dataclass(frozen=True, slots=True)
class Upward:
    """What is entered: which adoption of ours, what happened with it, where, when; by which paper it is known."""

    of: UUID
    sort: Sort
    level: str
    outlet: str
    day: date
    rank: str = ""
    awarded: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """A registration as it was written."""

    happening: UUID
    reference: str
    document: UUID | None
    by: UUID
    at: datetime
