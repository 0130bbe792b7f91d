"""What can give or take points, as facts (PUB-10, PUB-11).

- A happening says what took place, for whom, where and on which day; never what it is worth: that is the rule set's part.
- It knows records as kind and id. A label names where a thing stands ("an issue's number"), never what it says.
- It is written once. What was wrong is cancelled by a later happening, and both stay readable.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from kernel.workflow import Labelled

OWN = "own"  # the level of the house itself


class Sort(Labelled):
    """What took place."""

    REPORTED = "reported", "报送"
    ADOPTED = "adopted", "刊用"
    INSTRUCTED = "instructed", "领导批示"
    ANSWERED = "answered", "完成约稿"
    MISSED = "missed", "约稿或批示反馈未完成"
    LATE = "late", "迟报"
    SILENT = "silent", "定期报送未报"
    UNSIGNED = "unsigned", "先报后签逾期未补签"
    OMITTED = "omitted", "漏报"
    CONCEALED = "concealed", "瞒报"
    FALSE = "false", "失实"
    NAMED = "named", "被上级通报"
    CORRECTED = "corrected", "人工更正"
    CANCELLED = "cancelled", "撤销"


class Made(Labelled):
    """Whether one unit made it, or several."""

    SINGLE = "single", "独编"
    COMPOSITE = "composite", "综合"


@dataclass(frozen=True, slots=True)
class Share:
    """A unit that has a part in it, by which submission, and how much of the text is theirs."""

    unit: UUID
    submission: UUID | None = None
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Happening:
    """A fact before it is written. `item`: what it is about; points per item and level are counted on it.

    `source_kind`, `source`: the record that shows it (an issue, an instruction, a task). `outlet`: the publication's code;
    of our own bulletins the code of the kind. `rank`: the leader's. `awarded`: points an upper office gave. `day`: default
    today.
    """

    sort: Sort
    item: UUID
    shares: tuple[Share, ...]
    source_kind: str
    source: UUID
    level: str = OWN
    outlet: str = ""
    genre: str = ""
    rank: str = ""
    label: str = ""
    awarded: Decimal | None = None
    points: Decimal | None = None
    day: date | None = None
    cancels: UUID | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A happening as it was written."""

    id: UUID
    sort: Sort
    item: UUID
    day: date
    at: datetime
    by: UUID
    shares: tuple[Share, ...]
    source_kind: str
    source: UUID
    level: str = OWN
    outlet: str = ""
    genre: str = ""
    rank: str = ""
    label: str = ""
    awarded: Decimal | None = None
    points: Decimal | None = None
    cancels: UUID | None = None

    @property
    def made(self) -> Made:
        """One unit's work, or several units'."""
        return Made.COMPOSITE if len({share.unit for share in self.shares}) > 1 else Made.SINGLE

    @property
    def order(self) -> tuple[date, datetime, UUID]:
        """What comes first counts first, in whatever order it was read."""
        return self.day, self.at, self.id


def standing(facts: Iterable[Fact]) -> list[Fact]:
    """What still holds, in order: neither cancelled nor a cancelling."""
    known = list(facts)
    gone = {fact.cancels for fact in known if fact.cancels is not None}
    return sorted((fact for fact in known if fact.cancels is None and fact.id not in gone), key=lambda fact: fact.order)
