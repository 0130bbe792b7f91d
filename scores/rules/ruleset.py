"""A rule set: one document of data that says what happenings are worth (PUB-10).

- Nothing in it is a program: lines name what they fit and what they give; msgspec decodes it and refuses unknown fields,
  checking.check() says what contradicts itself.
- The most specific line that fits counts; of equally specific ones the first in the document.
- Published kinds, levels and classes stand in the document, so that they are dated with it.
"""

from decimal import Decimal

import msgspec

from kernel.workflow import Labelled
from scores.rules.happenings import OWN, Fact, Sort
from scores.rules.spans import Span

MOST = Decimal(10000)
CENT = Decimal("0.01")


class Mode(Labelled):
    """What several publications of one item give together."""

    CUMULATIVE = "cumulative", "累加"
    HIGHEST = "highest", "只取最高一次"
    PER_LEVEL = "per_level", "每一级取最高，各级相加"


class Sharing(Labelled):
    """How several units share an item's points."""

    EVEN = "even", "平均分"
    LINEAGE = "lineage", "按来源比例分"
    FULL = "full", "各得全分"
    PART = "part", "各得一部分"


class Once(Labelled):
    """How often an item's instructions give points."""

    EACH = "each", "每次都计"
    LEVEL = "level", "每一级只计一次"
    ITEM = "item", "每条只计一次"


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What every row of the document is: no field it does not know."""


class Level(Row, frozen=True):
    """Where something is published or instructed; `factor` multiplies the points of what is adopted there."""

    code: str
    label: str
    factor: Decimal = Decimal(1)


class Outlet(Row, frozen=True):
    """A publication and its level. Our own carry the code of their kind."""

    code: str
    label: str
    level: str = OWN


class UnitClass(Row, frozen=True):
    """Units that are ranked among themselves."""

    code: str
    label: str


class Line(Row, frozen=True):
    """What one sort of happening gives. Empty = any. Exactly one of points, times (of the item's points), awarded."""

    code: str
    sort: Sort
    points: Decimal | None = None
    times: Decimal | None = None
    awarded: bool = False
    outlet: str = ""
    level: str = ""
    made: str = ""
    genre: str = ""
    rank: str = ""
    sharing: Sharing = Sharing.EVEN
    part: int = 0  # percent, when each gets a part
    category: str = ""

    def fits(self, fact: Fact) -> bool:
        """Whether this line speaks of the happening."""
        return self.sort == fact.sort and all(
            not wanted or wanted == given
            for wanted, given in (
                (self.outlet, fact.outlet), (self.level, fact.level), (self.made, fact.made.value),
                (self.genre, fact.genre), (self.rank, fact.rank),
            )
        )  # fmt: skip

    @property
    def keys(self) -> tuple[str, ...]:
        """What it looks at."""
        return self.sort.value, self.outlet, self.level, self.made, self.genre, self.rank

    @property
    def specific(self) -> int:
        """How much it looks at."""
        return sum(bool(key) for key in self.keys)


class Cap(Row, frozen=True):
    """The most a unit may get in a category and span of time. Empty category: every positive line."""

    code: str
    most: Decimal
    category: str = ""
    per: Span = Span.YEAR


class Quota(Row, frozen=True):
    """Basic points for a unit that reported enough in a span: at least `need`, of these genres when any are named."""

    code: str
    need: int
    points: Decimal
    per: Span = Span.MONTH
    genres: tuple[str, ...] = ()
    unit_class: str = ""
    category: str = "basic"


class Zeroing(Row, frozen=True):
    """So many of a sort within a year leave the unit with nothing for that year."""

    code: str
    sort: Sort
    times: int


class RuleSet(Row, frozen=True):
    """The whole document. `members`: unit id -> class."""

    name: str
    source: str = ""
    mode: Mode = Mode.CUMULATIVE
    instructions: Once = Once.LEVEL
    levels: tuple[Level, ...] = ()
    outlets: tuple[Outlet, ...] = ()
    classes: tuple[UnitClass, ...] = ()
    members: dict[str, str] = {}
    lines: tuple[Line, ...] = ()
    caps: tuple[Cap, ...] = ()
    quotas: tuple[Quota, ...] = ()
    zeroings: tuple[Zeroing, ...] = ()

    def line_for(self, fact: Fact) -> Line | None:
        """The line that counts for a happening."""
        return max((line for line in self.lines if line.fits(fact)), key=lambda line: line.specific, default=None)

    def factor(self, level: str) -> Decimal:
        """What the level multiplies by."""
        return next((each.factor for each in self.levels if each.code == level), Decimal(1))

    def caps_of(self, category: str) -> list[Cap]:
        """The caps that limit a category."""
        return [cap for cap in self.caps if cap.category in ("", category)]

    def level_label(self, code: str) -> str:
        """A level in words."""
        return next((row.label for row in self.levels if row.code == code), code)

    def outlet_label(self, code: str) -> str:
        """A publication in words."""
        return next((row.label for row in self.outlets if row.code == code), code)

    def class_label(self, code: str) -> str:
        """A class of units in words."""
        return next((row.label for row in self.classes if row.code == code), code)

    def level_labels(self) -> dict[str, str]:
        """Every level in words."""
        return {level.code: level.label for level in self.levels}

    def words(self) -> dict[str, str]:
        """Everything in it that somebody wrote, for the gate."""
        labels = [
            *(row.label for row in self.levels), *(row.label for row in self.outlets), *(row.label for row in self.classes)
        ]  # fmt: skip
        return {"name": self.name, "source": self.source, "labels": "\n".join(labels)}


def decoded(document: str | bytes) -> RuleSet:
    """Raises msgspec.ValidationError, msgspec.DecodeError."""
    return msgspec.json.decode(document, type=RuleSet)


def encoded(rules: RuleSet) -> str:
    """The document as it is stored; equal rule sets give equal texts."""
    return msgspec.json.encode(rules, order="sorted").decode()
