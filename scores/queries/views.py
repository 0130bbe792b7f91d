"""What pages of this package are given: values ready to show, names resolved."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from kernel.workflow import Offer
from scores.rules.appeals import Appeal
from scores.rules.corrections import Correction
from scores.rules.evaluate import Step
from scores.rules.rulesets import Kept
from scores.rules.settlements import Settlement


@dataclass(frozen=True, slots=True)
class Count:
    """How often something happened at a level and publication."""

    level: str
    outlet: str
    label: str
    times: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit in the table of a period. `silent`: it reported nothing."""

    unit: UUID
    name: str
    unit_class: str
    class_label: str
    class_place: int
    reported: int
    adopted: int
    by_outlet: tuple[Count, ...]
    instructed: int
    missed: int
    late: int
    points: Decimal
    rank: int

    @property
    def silent(self) -> bool:
        """Nothing was reported in the period."""
        return not self.reported


@dataclass(frozen=True, slots=True)
class Explained:
    """One line of a unit's points, down to the rule line and the event."""

    happening: UUID
    day: date
    line: str
    event: str
    title: str
    where: str
    place: str
    steps: tuple[Step, ...]
    points: Decimal
    rule_set: UUID | None
    rule_number: int
    rule_since: date | None
    rule_name: str
    about: date | None
    closed: bool
    appeal: UUID | None
    can_appeal: bool
    can_correct: bool


@dataclass(frozen=True, slots=True)
class UnitSheet:
    """A unit's page of a period."""

    unit: UUID
    name: str
    lines: tuple[Explained, ...]
    total: Decimal
    rank: int
    of: int
    digest: str
    labels: dict[str, str]


@dataclass(frozen=True, slots=True)
class RuleSheet:
    """A rule set's page."""

    kept: Kept
    state: str
    until: date | None
    offers: tuple[Offer, ...]
    barred: tuple[str, ...]
    wrong: dict[str, str]
    people: dict[UUID, str]
    can_write: bool
    unscored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """A happening that gives a unit something else under the other set."""

    name: str
    day: date
    event: str
    title: str
    where: str
    old: Decimal
    new: Decimal
    old_steps: tuple[Step, ...]
    new_steps: tuple[Step, ...]
    old_lines: str
    new_lines: str


@dataclass(frozen=True, slots=True)
class Side:
    """A unit on both sides of a replay."""

    unit: UUID
    name: str
    unit_class: str
    old: Decimal
    new: Decimal
    old_rank: int
    new_rank: int


@dataclass(frozen=True, slots=True)
class Replay:
    """A past period under another rule set, side by side."""

    sides: tuple[Side, ...]
    changes: tuple[Changed, ...]
    labels: dict[str, str]


@dataclass(frozen=True, slots=True)
class AppealSheet:
    """An appeal's page."""

    appeal: Appeal
    state: str
    unit: str
    event: str
    title: str
    where: str
    day: date
    offers: tuple[Offer, ...]
    barred: tuple[str, ...]
    people: dict[UUID, str]


@dataclass(frozen=True, slots=True)
class CorrectionSheet:
    """A correction in its list."""

    correction: Correction
    state: str
    unit: str
    event: str
    where: str
    title: str
    offers: tuple[Offer, ...]
    people: dict[UUID, str]


@dataclass(frozen=True, slots=True)
class UpwardLine:
    """A registered upper-level adoption or instruction."""

    happening: UUID
    event: str
    title: str
    where: str
    units: str
    day: date
    noted: datetime
    reference: str
    document: UUID | None
    standing: bool
    by: str


@dataclass(frozen=True, slots=True)
class Closings:
    """What is closed, and what can be closed next."""

    periods: tuple[Settlement, ...]
    people: dict[UUID, str]
    next_first: date | None
    may_close: bool
