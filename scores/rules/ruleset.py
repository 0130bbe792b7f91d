"""A rule set: one document of data that says what happenings are worth (PUB-10).

- Nothing in it is a program: lines name what they fit and what they give; msgspec decodes it, check() refuses what
  contradicts itself. Unknown fields are refused.
- The most specific line that fits counts; of equally specific ones the first in the document.
- Published kinds, levels and classes stand in the document, so that they are dated with it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

import msgspec

from kernel.workflow import Labelled
from scores.rules.happenings import OWN, Fact, Made, Sort
from scores.rules.spans import Span

CODE = re.compile(r"[a-z][a-z0-9_]{0,50}")
MOST = Decimal(10000)
MOST_ROWS = 200
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


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
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


def check(rules: RuleSet) -> dict[str, str]:
    """What contradicts itself: place ("lines", "lines.3") -> code of what is wrong. Empty: it can come into force."""
    wrong: dict[str, str] = {}
    for place, code in (*_names(rules), *_lines(rules), *_limits(rules), *_members(rules)):
        wrong.setdefault(place, code)
    return wrong


def _names(rules: RuleSet) -> Iterator[tuple[str, str]]:
    if not rules.name.strip():
        yield "name", "required"
    if not any(level.code == OWN for level in rules.levels):
        yield "levels", "score_no_own_level"
    if not rules.lines:
        yield "lines", "required"
    parts: Mapping[str, tuple[Row, ...]] = {
        "levels": rules.levels, "outlets": rules.outlets, "classes": rules.classes, "lines": rules.lines,
        "caps": rules.caps, "quotas": rules.quotas, "zeroings": rules.zeroings,
    }  # fmt: skip
    for part, rows in parts.items():
        if len(rows) > MOST_ROWS:
            yield part, "score_too_many"
        codes = [str(getattr(row, "code", "")) for row in rows]
        for at, code in enumerate(codes):
            if not CODE.fullmatch(code):
                yield f"{part}.{at}", "score_bad_code"
            elif Counter(codes)[code] > 1:
                yield f"{part}.{at}", "score_code_twice"
            elif hasattr(rows[at], "label") and not str(getattr(rows[at], "label", "")).strip():
                yield f"{part}.{at}", "required"
    levels = {level.code for level in rules.levels}
    for at, outlet in enumerate(rules.outlets):
        if outlet.level not in levels:
            yield f"outlets.{at}", "score_unknown_level"
    for at, level in enumerate(rules.levels):
        if not 0 < level.factor <= MOST:
            yield f"levels.{at}", "score_bad_points"


def _lines(rules: RuleSet) -> Iterator[tuple[str, str]]:
    levels, outlets = {level.code for level in rules.levels}, {outlet.code for outlet in rules.outlets}
    seen: set[tuple[str, ...]] = set()
    for at, line in enumerate(rules.lines):
        place = f"lines.{at}"
        if sum((line.points is not None, line.times is not None, line.awarded)) != 1:
            yield place, "score_one_value"
        if line.level and line.level not in levels:
            yield place, "score_unknown_level"
        if line.outlet and line.outlet not in outlets:
            yield place, "score_unknown_outlet"
        if line.made and line.made not in set(Made):
            yield place, "not_a_choice"
        if line.sort in (Sort.REPORTED, Sort.CORRECTED, Sort.CANCELLED):
            yield place, "score_no_points_for"
        if line.times is not None and line.sort != Sort.INSTRUCTED:
            yield place, "score_times_of_instructions"
        if not _fit(line.points) or not _fit(line.times):
            yield place, "score_bad_points"
        if (line.sharing is Sharing.PART) != (line.part > 0) or line.part > 100:  # noqa: PLR2004 - percent
            yield place, "score_bad_part"
        if line.keys in seen:
            yield place, "score_same_line"
        seen.add(line.keys)


def _limits(rules: RuleSet) -> Iterator[tuple[str, str]]:
    classes = {each.code for each in rules.classes}
    for at, cap in enumerate(rules.caps):
        if not _fit(cap.most) or cap.most < 0:
            yield f"caps.{at}", "score_bad_points"
    for at, quota in enumerate(rules.quotas):
        if not 1 <= quota.need <= MOST_ROWS or not _fit(quota.points) or quota.points < 0:
            yield f"quotas.{at}", "score_bad_points"
        if quota.unit_class and quota.unit_class not in classes:
            yield f"quotas.{at}", "score_unknown_class"
    for at, zeroing in enumerate(rules.zeroings):
        if not 1 <= zeroing.times <= MOST_ROWS:
            yield f"zeroings.{at}", "score_bad_points"


def _members(rules: RuleSet) -> Iterator[tuple[str, str]]:
    if not set(rules.members.values()) <= {each.code for each in rules.classes}:
        yield "members", "score_unknown_class"


def _fit(value: Decimal | None) -> bool:
    """A number of hundredths within reason."""
    return value is None or (value.is_finite() and abs(value) <= MOST and value == value.quantize(CENT))
