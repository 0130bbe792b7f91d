"""The periodic circular 通报 (PUB-08): the figures of a period as values, and the tables they are printed as.

- Every reporting unit stands in it, in the agreed order inside its class, silent ones too; nobody is put in score order.
- Figures are kept as they were when the circular was made: what is corrected later stands in the next one, as a line.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import msgspec

from kernel.workflow import Labelled
from typeset.statistics import Column, Group, Kind, Table, Total

TOP = 10


class Span(Labelled):
    """How long a period is; the value is its length in months."""

    MONTH = "month", "月"
    QUARTER = "quarter", "季度"
    HALF = "half", "半年"
    YEAR = "year", "年"


MONTHS = {Span.MONTH: 1, Span.QUARTER: 3, Span.HALF: 6, Span.YEAR: 12}


class Heading(Labelled):
    """The columns."""

    UNIT = "unit", "单位"
    SENT = "sent", "报送"
    SENT_YEAR = "sent_year", "累计"
    OWN = "own", "本级采用"
    UPPER = "upper", "上级采用"
    INSTRUCTED = "instructed", "批示"
    LATE = "late", "迟报"
    MISSED = "missed", "约稿未完成"
    POINTS = "points", "得分"
    POINTS_YEAR = "points_year", "累计得分"
    RANK = "rank", "名次"


class Words(Labelled):
    """The fixed words around the table."""

    REPORTED = "reported", "报送（条）"
    ADOPTED = "adopted", "采用（条）"
    SCORED = "scored", "得分"
    TABLE = "table", "报送和采用情况统计表"
    CLASS_HEAD = "class_head", "类别"
    OTHERS = "others", "其他单位"
    MEASURE = "measure", "单位：条、分"


class Count(msgspec.Struct, frozen=True):
    """How often something was adopted at a level and publication."""

    level: str
    outlet: str
    label: str
    times: int


class Line(msgspec.Struct, frozen=True):
    """A unit's row. `missed`: solicited articles or answers that did not come."""

    unit: UUID
    name: str
    unit_class: str
    sent: int
    sent_year: int
    adopted: int
    counts: tuple[Count, ...]
    instructed: int
    late: int
    zero: int
    silent: int
    asked: int
    answered: int
    missed: int
    points: Decimal
    points_year: Decimal
    rank: int

    def times(self, *, own: bool) -> int:
        """Adoptions at the house's own level, or at all upper ones."""
        return self.adopted if own else sum(count.times for count in self.counts if count.level != "own")


class Correction(msgspec.Struct, frozen=True):
    """What was booked now about an earlier, closed period: the earlier circular stays as it was issued."""

    unit: str
    day: date
    line: str
    points: Decimal


class Figures(msgspec.Struct, frozen=True):
    """Everything a circular is made of. `praised`: unit and where the text stood that a leader wrote on."""

    first: date
    last: date
    lines: tuple[Line, ...]
    corrections: tuple[Correction, ...] = ()
    praised: tuple[tuple[str, str], ...] = ()
    focus: tuple[str, ...] = ()

    @property
    def sent(self) -> int:
        """Everything that was reported."""
        return sum(line.sent for line in self.lines)

    @property
    def adopted(self) -> int:
        """Everything the house used, counted for every unit that had a part in it."""
        return sum(line.adopted for line in self.lines)

    @property
    def groups(self) -> tuple[tuple[str, tuple[Line, ...]], ...]:
        """Class and its units, in the order the classes come in."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.unit_class, []).append(line)
        return tuple((label, tuple(lines)) for label, lines in found.items())

    @property
    def classed(self) -> bool:
        """Whether units are ranked by class."""
        return any(line.unit_class for line in self.lines)

    @property
    def upper(self) -> tuple[Count, ...]:
        """Adoptions by upper levels and publications, summed."""
        return _summed(count for line in self.lines for count in line.counts if count.level != "own")

    @property
    def own(self) -> tuple[Count, ...]:
        """Adoptions by the house's publications, summed."""
        return _summed(count for line in self.lines for count in line.counts if count.level == "own")

    @property
    def silent(self) -> tuple[str, ...]:
        """Units that reported nothing, in the agreed order."""
        return tuple(line.name for line in self.lines if not line.sent)

    @property
    def unused(self) -> tuple[str, ...]:
        """Units that reported and of which nothing was used, in the agreed order."""
        return tuple(line.name for line in self.lines if line.sent and not line.adopted)

    @property
    def top(self) -> tuple[Line, ...]:
        """The first units by points; equal ones in the agreed order."""
        scored = [line for line in self.lines if line.points > 0]
        return tuple(sorted(scored, key=lambda line: -line.points)[:TOP])


def span(kind: Span, day: date) -> tuple[date, date]:
    """The first and last day of the period a day lies in."""
    length = MONTHS[kind]
    month = (day.month - 1) // length * length + 1
    after = month + length
    first = date(day.year, month, 1)
    year, rest = divmod(after - 1, 12)
    return first, date(day.year + year, rest + 1, 1) - timedelta(days=1)


def tables(figures: Figures) -> tuple[Table, ...]:
    """The statistics table, grouped by class of units."""
    numbers = (Kind.NUMBER, Total.SUM)
    columns = (
        Column(Heading.UNIT.label, Kind.TEXT, key=True),
        Column(Heading.SENT.label, numbers[0], (Words.REPORTED.label,), numbers[1]),
        Column(Heading.SENT_YEAR.label, numbers[0], (Words.REPORTED.label,), numbers[1]),
        Column(Heading.OWN.label, numbers[0], (Words.ADOPTED.label,), numbers[1]),
        Column(Heading.UPPER.label, numbers[0], (Words.ADOPTED.label,), numbers[1]),
        Column(Heading.INSTRUCTED.label, *_plain()), Column(Heading.LATE.label, *_plain()),
        Column(Heading.MISSED.label, *_plain()),
        Column(Heading.POINTS.label, numbers[0], (Words.SCORED.label,), numbers[1]),
        Column(Heading.POINTS_YEAR.label, numbers[0], (Words.SCORED.label,), numbers[1]),
        Column(Heading.RANK.label, Kind.NUMBER),
    )  # fmt: skip
    groups = tuple(
        Group(label or (Words.OTHERS.label if figures.classed else ""), tuple(cells(line) for line in members))
        for label, members in figures.groups
    )
    return (Table(Words.TABLE.label, columns, groups, measure=Words.MEASURE.label),)


def cells(line: Line) -> tuple[str | int | Decimal | None, ...]:
    """A row, as printed and as exported; without points there is no rank."""
    return (
        line.name, line.sent, line.sent_year, line.times(own=True), line.times(own=False), line.instructed, line.late,
        line.missed, line.points, line.points_year,
        line.rank if line.points > 0 else None,
    )  # fmt: skip


def headings() -> tuple[str, ...]:
    """The row of headings of an export."""
    return tuple(heading.label for heading in Heading)


def encoded(figures: Figures) -> str:
    """As it is stored; equal figures give equal texts."""
    return msgspec.json.encode(figures, order="sorted").decode()


def decoded(text: str) -> Figures:
    """Raises msgspec.ValidationError."""
    return msgspec.json.decode(text, type=Figures)


def _plain() -> tuple[Kind, tuple[str, ...], Total]:
    return Kind.NUMBER, (), Total.SUM


def _summed(counts: Iterable[Count]) -> tuple[Count, ...]:
    found: dict[tuple[str, str, str], int] = {}
    for count in counts:
        key = count.level, count.outlet, count.label
        found[key] = found.get(key, 0) + count.times
    return tuple(Count(*key, times) for key, times in found.items())
