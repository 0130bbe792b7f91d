"""Whether a rule set can come into force: codes once and well formed, nothing named that is not there, one value a line."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

from scores.rules.happenings import OWN, Made, Sort
from scores.rules.ruleset import CENT, MOST, Line, Row, RuleSet, Sharing

CODE = re.compile(r"[a-z][a-z0-9_]{0,50}")
MOST_ROWS = 200


def check(rules: RuleSet) -> dict[str, str]:
    """What contradicts itself: place ("lines", "lines.3") -> code of what is wrong. Empty: it can come into force."""
    wrong: dict[str, str] = {}
    for place, code in (
        *_whole(rules),
        *_names(rules),
        *_places(rules),
        *_lines(rules),
        *_limits(rules),
        *_members(rules),
    ):
        wrong.setdefault(place, code)
    return wrong


def _whole(rules: RuleSet) -> Iterator[tuple[str, str]]:
    if not rules.name.strip():
        yield "name", "required"
    if not any(level.code == OWN for level in rules.levels):
        yield "levels", "score_no_own_level"
    if not rules.lines:
        yield "lines", "required"


def _names(rules: RuleSet) -> Iterator[tuple[str, str]]:
    parts: Mapping[str, tuple[Row, ...]] = {
        "levels": rules.levels, "outlets": rules.outlets, "classes": rules.classes, "lines": rules.lines,
        "caps": rules.caps, "quotas": rules.quotas, "zeroings": rules.zeroings,
    }  # fmt: skip
    for part, rows in parts.items():
        if len(rows) > MOST_ROWS:
            yield part, "score_too_many"
        known = Counter(str(getattr(row, "code", "")) for row in rows)
        for at, row in enumerate(rows):
            if wrong := _named(str(getattr(row, "code", "")), known, str(getattr(row, "label", "-"))):
                yield f"{part}.{at}", wrong


def _named(code: str, known: Counter[str], label: str) -> str:
    if not CODE.fullmatch(code):
        return "score_bad_code"
    if known[code] > 1:
        return "score_code_twice"
    return "" if label.strip() else "required"


def _places(rules: RuleSet) -> Iterator[tuple[str, str]]:
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
        if line.level and line.level not in levels:
            yield place, "score_unknown_level"
        if line.outlet and line.outlet not in outlets:
            yield place, "score_unknown_outlet"
        if line.made and line.made not in set(Made):
            yield place, "not_a_choice"
        if wrong := _value(line):
            yield place, wrong
        if line.keys in seen:
            yield place, "score_same_line"
        seen.add(line.keys)


def _value(line: Line) -> str:
    if line.sort in (Sort.REPORTED, Sort.CORRECTED, Sort.CANCELLED):
        return "score_no_points_for"
    if sum((line.points is not None, line.times is not None, line.awarded)) != 1:
        return "score_one_value"
    if line.times is not None and line.sort != Sort.INSTRUCTED:
        return "score_times_of_instructions"
    if not _fit(line.points) or not _fit(line.times):
        return "score_bad_points"
    return "score_bad_part" if (line.sharing is Sharing.PART) != (0 < line.part <= 100) else ""  # noqa: PLR2004 - percent


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
