"""Six published local rule sets, as data alone, against sums made by hand (the arithmetic stands in examples/*.toml)."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import pytest

from scores.rules.checking import check
from scores.rules.evaluate import evaluate
from scores.rules.happenings import Fact
from scores.rules.ruleset import Mode, RuleSet, decoded, encoded
from scores.rules.standing import totals
from tests.unit.scores.facts import DATA, EXAMPLES, dated, fact, name, rules

LATE = {"code": "a", "sort": "late", "points": "1"}
SETS = sorted(path.stem for path in DATA.glob("*.toml"))


def happened(example: dict[str, Any]) -> Iterator[Fact]:
    number = 0
    for row in example["happenings"]:
        number += 1
        yield fact(number, **row)
    for row in example.get("reported", []):
        for _ in range(row["times"]):
            number += 1
            yield fact(number, "reported", [row["unit"]], row["day"])


@pytest.mark.requirement("PUB-10")
@pytest.mark.parametrize("mode", ["cumulative", "highest"])
@pytest.mark.parametrize("code", SETS)
def test_a_published_set_gives_what_a_person_adds_up(code: str, mode: str) -> None:
    example = tomllib.loads((EXAMPLES / f"{code}.toml").read_text(encoding="utf-8"))
    members = {str(name(unit)): which for unit, which in example.get("members", {}).items()}
    made = msgspec.structs.replace(rules(code), mode=Mode(mode), members=members)
    assert check(made) == {}
    lines = evaluate(happened(example), [dated(made)])
    parts: dict[UUID, list[Decimal]] = defaultdict(list)
    for line in lines:
        if line.points:
            parts[line.unit].append(line.points)
    by_hand = {name(unit): sorted(map(Decimal, values)) for unit, values in example[mode].items()}
    assert {unit: sorted(values) for unit, values in parts.items()} == by_hand
    assert totals(lines) == {unit: sum(values, Decimal(0)) for unit, values in by_hand.items()}
    known = {line.code for line in made.lines} | {quota.code for quota in made.quotas}
    assert {line.line for line in lines} <= known
    assert all(line.steps and line.rule_set for line in lines)


def test_at_least_five_sets_are_there_each_with_its_source_and_none_holds_a_program() -> None:
    assert {"lianyungang", "quzhou", "huzhou", "shijiazhuang", "guangyuan"} <= set(SETS)
    for code in SETS:
        made = rules(code)
        assert made.source
        assert decoded(encoded(made)) == made
        assert encoded(decoded(encoded(made))) == encoded(made)


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        ({"levels": ()}, "levels", "score_no_own_level"),
        ({"name": " "}, "name", "required"),
        ({"lines": ()}, "lines", "required"),
        ({"lines": ({"code": "A b", "sort": "adopted", "points": "1"},)}, "lines.0", "score_bad_code"),
        ({"lines": ({"code": "a", "sort": "adopted"},)}, "lines.0", "score_one_value"),
        ({"lines": ({"code": "a", "sort": "adopted", "points": "1", "awarded": True},)}, "lines.0", "score_one_value"),
        ({"lines": ({"code": "a", "sort": "late", "times": "2"},)}, "lines.0", "score_times_of_instructions"),
        ({"lines": ({"code": "a", "sort": "reported", "points": "2"},)}, "lines.0", "score_no_points_for"),
        ({"lines": ({"code": "a", "sort": "late", "points": "0.001"},)}, "lines.0", "score_bad_points"),
        ({"lines": ({"code": "a", "sort": "late", "points": "NaN"},)}, "lines.0", "score_bad_points"),
        ({"lines": ({"code": "a", "sort": "late", "points": "1", "sharing": "part"},)}, "lines.0", "score_bad_part"),
        ({"lines": ({"code": "a", "sort": "late", "points": "1", "outlet": "x"},)}, "lines.0", "score_unknown_outlet"),
        ({"lines": ({"code": "a", "sort": "late", "points": "1", "level": "x"},)}, "lines.0", "score_unknown_level"),
        ({"lines": (LATE, LATE | {"sort": "false"})}, "lines.0", "score_code_twice"),
        ({"lines": (LATE, LATE | {"code": "b"})}, "lines.1", "score_same_line"),
        ({"outlets": ({"code": "a", "label": "甲", "level": "x"},)}, "outlets.0", "score_unknown_level"),
        ({"caps": ({"code": "a", "most": "-1"},)}, "caps.0", "score_bad_points"),
        ({"quotas": ({"code": "a", "need": 0, "points": "1"},)}, "quotas.0", "score_bad_points"),
        ({"quotas": ({"code": "a", "need": 1, "points": "1", "unit_class": "x"},)}, "quotas.0", "score_unknown_class"),
        ({"zeroings": ({"code": "a", "sort": "missed", "times": 0},)}, "zeroings.0", "score_bad_points"),
        ({"members": {str(name("甲")): "x"}}, "members", "score_unknown_class"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_cannot_come_into_force(change: dict[str, Any], place: str, said: str) -> None:
    whole = msgspec.to_builtins(rules("guangyuan")) | change
    assert check(msgspec.convert(whole, RuleSet)).get(place) == said


def test_a_document_with_a_field_nobody_knows_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        decoded(encoded(rules("huzhou")).replace("{", '{"formula":"points * 2",', 1))
