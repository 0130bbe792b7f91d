"""Scores as values."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from kernel.workflow import Labelled


class Event(Labelled):
    """What gives points."""

    ADOPTED = "adopted", "刊用"
    INSTRUCTION = "instruction", "领导批示"


class Sharing(Labelled):
    """How several units share one article's points."""

    EVEN = "even", "平均分"
    LINEAGE = "lineage", "按来源比例分"
    FULL = "full", "各得全分"


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the score table."""

    id: UUID
    event: Event
    points: Decimal
    sharing: Sharing
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """One score line before it is stored."""

    submission: UUID
    unit: UUID
    points: Decimal
    rule: UUID
