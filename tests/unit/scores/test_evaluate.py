"""What holds of every rule set and every course of events, and the corners of the arithmetic."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scores.rules.evaluate import MANUAL, Dated, Scored, digest, evaluate
from scores.rules.happenings import Fact, Made, Share, Sort
from scores.rules.ruleset import Cap, Line, Mode, Once, Quota, RuleSet, Sharing, UnitClass, Zeroing
from scores.rules.settling import Booked, causes, ledger
from scores.rules.sharing import split
from scores.rules.spans import Span, around
from scores.rules.standing import compared, places, total, totals
from tests.unit.scores.facts import dated, fact, name, rules, small

JANUARY = date(2026, 1, 5)
UNITS = ["甲", "乙", "丙"]
WHOLE = msgspec.structs.replace(
    rules("shijiazhuang"),
    caps=(Cap("some", Decimal(30), "own"), Cap("all", Decimal(60), per=Span.QUARTER)),
    zeroings=(Zeroing("twice", Sort.LATE, 2),),
    quotas=(Quota("basic", 2, Decimal(10)),),
    lines=tuple(
        msgspec.structs.replace(line, category="own", sharing=Sharing.LINEAGE) if line.code == "info" else line
        for line in rules("shijiazhuang").lines
    ),
)  # fmt: skip


@st.composite
def events(draw: st.DrawFn) -> list[Fact]:
    found = []
    for number in range(draw(st.integers(1, 14))):
        sort = draw(st.sampled_from(["adopted", "adopted", "instructed", "late", "reported"]))
        units = draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=3, unique=True))
        outlet = draw(st.sampled_from(["info", "research", "province_info", "state_research"]))
        level = {"p": "province", "s": "state"}.get(outlet[0], "own")
        day = JANUARY + timedelta(days=draw(st.integers(0, 200)))
        weights = draw(st.lists(st.integers(0, 100), min_size=len(units), max_size=len(units)))
        found.append(
            fact(
                number, sort, units, day, item=draw(st.sampled_from("abc")), outlet=outlet, level=level, weights=weights
            )
        )
    return found


MODES = st.sampled_from(list(Mode))


@settings(max_examples=25)
@given(happened=events(), mode=MODES, turns=st.randoms(use_true_random=False))
@pytest.mark.requirement("PUB-10")
def test_the_order_in_which_happenings_are_read_does_not_matter(
    happened: list[Fact], mode: Mode, turns: Random
) -> None:
    sets = [dated(msgspec.structs.replace(WHOLE, mode=mode))]
    shuffled = list(happened)
    turns.shuffle(shuffled)
    assert evaluate(shuffled, sets) == evaluate(happened, sets)
    assert digest(reversed(evaluate(shuffled, sets))) == digest(evaluate(happened, sets))


@settings(max_examples=25)
@given(happened=events(), mode=MODES)
def test_caps_hold_zeroed_years_stay_at_nothing_and_what_comes_later_changes_no_earlier_line(
    happened: list[Fact], mode: Mode
) -> None:
    sets = [dated(msgspec.structs.replace(WHOLE, mode=mode))]
    lines = evaluate(happened, sets)
    quarters, years = defaultdict[object, Decimal](Decimal), defaultdict[object, Decimal](Decimal)
    for line in lines:
        if line.points > 0:
            quarters[line.unit, around(line.day, Span.QUARTER)] += line.points
            years[line.unit] += line.points if line.line == "info" else 0
    assert max(quarters.values(), default=0) <= 60
    assert max(years.values(), default=0) <= 30
    for unit in {line.unit for line in lines if line.line == "twice"}:
        assert total(line for line in lines if line.unit == unit) <= 0
    middle = sorted(happened, key=lambda each: each.order)[: len(happened) // 2]
    assert evaluate(middle, sets) == lines[: len(evaluate(middle, sets))]


@given(
    points=st.decimals(-500, 500, places=2), weights=st.lists(st.integers(0, 100), min_size=1, max_size=7),
    sharing=st.sampled_from(list(Sharing)), part=st.integers(1, 100),
)  # fmt: skip
def test_sharing_never_exceeds_the_whole_unless_each_has_all_of_it(
    points: Decimal, weights: list[int], sharing: Sharing, part: int
) -> None:
    shares = [Share(name(str(at)), None, weight) for at, weight in enumerate(weights)]
    parts = split(points, sharing, shares, part)
    if sharing is Sharing.FULL:
        assert parts == [points] * len(shares)
    elif sharing is Sharing.PART and len(shares) > 1:
        assert abs(sum(parts, Decimal(0))) <= abs(points)
    else:
        assert sum(parts) == points
        assert max(parts) - min(parts) <= Decimal("0.01") or sharing is Sharing.LINEAGE


@settings(max_examples=20)
@given(happened=events(), mode=MODES)
def test_a_replay_of_the_set_in_force_gives_what_stands_and_any_other_says_what_changed(
    happened: list[Fact], mode: Mode
) -> None:
    made = msgspec.structs.replace(WHOLE, mode=mode)
    stands = evaluate(happened, [dated(made)])
    again = evaluate(happened, [Dated(name("draft"), 2, JANUARY, made)])
    assert compared(stands, again) == []
    other = evaluate(happened, [dated(rules("guangyuan"))])
    changed = compared(stands, other)
    assert sum((change.difference for change in changed), Decimal(0)) == total(other) - total(stands)


def test_the_set_of_the_day_counts_and_a_later_one_never_reaches_back() -> None:
    dear = small(lines=(Line("dear", Sort.ADOPTED, Decimal(40), outlet="brief"),))
    sets = [dated(small()), dated(dear, date(2026, 2, 1), 2)]
    happened = [
        fact(1, "adopted", ["甲"], date(2026, 1, 31), outlet="brief"),
        fact(2, "adopted", ["甲"], date(2026, 2, 1), outlet="brief"),
    ]
    lines = evaluate(happened, sets)
    assert [(line.line, line.points) for line in lines] == [("adopted", Decimal(10)), ("dear", Decimal(40))]
    assert evaluate(happened, [dated(dear, date(2026, 2, 1), 2)])[0].day == date(2026, 2, 1)
    assert [line.rule_set for line in lines] == [name("set 1"), name("set 2")]


def test_a_cancelled_happening_gives_nothing_and_nothing_that_hangs_on_it() -> None:
    both = small(
        mode=Mode.HIGHEST,
        lines=(Line("own", Sort.ADOPTED, Decimal(10), level="own"), Line("up", Sort.ADOPTED, Decimal(30), level="up")),
    )
    own = fact(1, "adopted", ["甲"], JANUARY, item="a", outlet="brief")
    up = fact(2, "adopted", ["甲"], date(2026, 2, 5), item="a", level="up")
    gone = fact(3, "cancelled", ["甲"], date(2026, 3, 1), item="a", cancels=own.id)
    assert [line.points for line in evaluate([own, up], [dated(both)])] == [Decimal(10), Decimal(20)]
    assert [(line.day, line.points) for line in evaluate([own, up, gone], [dated(both)])] == [(up.day, Decimal(30))]


@pytest.mark.parametrize(
    ("sharing", "given_", "parts"),
    [
        (Sharing.EVEN, {}, ["3.34", "3.33", "3.33"]),
        (Sharing.LINEAGE, {"weights": [50, 30, 20]}, ["5.00", "3.00", "2.00"]),
        (Sharing.FULL, {}, ["10", "10", "10"]),
        (Sharing.PART, {"part": 30}, ["3.00", "3.00", "3.00"]),
        (Sharing.PART, {"part": 80}, ["3.34", "3.33", "3.33"]),
    ],
)
def test_shares(sharing: Sharing, given_: dict[str, object], parts: list[str]) -> None:
    part = given_.get("part", 0)
    line = Line(
        "adopted", Sort.ADOPTED, Decimal(10), outlet="brief", sharing=sharing, part=part if isinstance(part, int) else 0
    )
    happened = fact(1, "adopted", UNITS, JANUARY, outlet="brief", weights=given_.get("weights", [1, 1, 1]))
    assert happened.made is Made.COMPOSITE
    assert [line.points for line in evaluate([happened], [dated(small(lines=(line,)))])] == [
        Decimal(each) for each in parts
    ]


def test_specific_lines_go_before_general_ones_single_and_composite_apart() -> None:
    made = small(lines=(
        Line("any", Sort.ADOPTED, Decimal(1)), Line("brief", Sort.ADOPTED, Decimal(2), outlet="brief"),
        Line("together", Sort.ADOPTED, Decimal(4), outlet="brief", made="composite", sharing=Sharing.FULL),
        Line("news", Sort.ADOPTED, Decimal(8), outlet="brief", genre="news", made="single"),
    ))  # fmt: skip
    happened = [
        fact(1, "adopted", ["甲"], JANUARY), fact(2, "adopted", ["甲"], JANUARY, outlet="brief"),
        fact(3, "adopted", ["甲", "乙"], JANUARY, outlet="brief"),
        fact(4, "adopted", ["甲"], JANUARY, outlet="brief", genre="news"),
    ]  # fmt: skip
    assert [line.line for line in evaluate(happened, [dated(made)])] == ["any", "brief", "together", "together", "news"]


def test_instructions_count_once_per_item_and_level_or_each_or_the_best_of_ranks() -> None:
    lines = (
        Line("said", Sort.INSTRUCTED, Decimal(5)), Line("chief", Sort.INSTRUCTED, Decimal(8), rank="top"),
        Line("above", Sort.INSTRUCTED, Decimal(50), level="up"),
    )  # fmt: skip
    happened = [
        fact(1, "instructed", ["甲"], JANUARY, item="a"), fact(2, "instructed", ["甲"], JANUARY, item="a"),
        fact(3, "instructed", ["甲"], JANUARY, item="a", rank="top"), fact(4, "instructed", ["甲"], JANUARY, item="a", level="up"),
    ]  # fmt: skip
    by_mode = {
        once: [int(line.points) for line in evaluate(happened, [dated(small(lines=lines, instructions=once))])]
        for once in Once
    }
    assert by_mode == {Once.LEVEL: [5, 0, 3, 50], Once.EACH: [5, 5, 8, 50], Once.ITEM: [5, 0, 3, 42]}


def test_two_missed_orders_leave_nothing_of_the_year_and_the_next_begins_anew() -> None:
    made = small(
        lines=(*small().lines, Line("missed", Sort.MISSED, Decimal(-10), sharing=Sharing.FULL)),
        zeroings=(Zeroing("twice", Sort.MISSED, 2),),
    )
    happened = [
        *(fact(at, "adopted", ["甲"], JANUARY, outlet="brief") for at in range(3)),
        fact(5, "missed", ["甲"], date(2026, 3, 1)), fact(6, "missed", ["甲"], date(2026, 6, 1)),
        fact(7, "adopted", ["甲"], date(2026, 7, 1), outlet="brief"), fact(8, "adopted", ["甲"], date(2027, 1, 4), outlet="brief"),
    ]  # fmt: skip
    lines = evaluate(happened, [dated(made)])
    # 10 + 10 + 10 - 10 - 10 = 10, of which the zeroing takes 10; then 0, and 10 in the new year
    assert [int(line.points) for line in lines] == [10, 10, 10, -10, -10, -10, 0, 10]
    assert total(line for line in lines if line.day.year == 2026) == 0


def test_basic_points_are_given_when_the_number_is_reached_by_class_and_up_to_the_years_cap() -> None:
    made = small(
        classes=(UnitClass("towns", "乡镇"),), members={str(name("甲")): "towns"},
        quotas=(Quota("basic", 2, Decimal(10), unit_class="towns"),), caps=(Cap("year", Decimal(25), "basic"),),
    )  # fmt: skip
    happened = [
        fact(month * 4 + at, "reported", [unit], date(2026, month, 3 + at))
        for month in (1, 2, 3) for at in range(2) for unit in ("甲", "乙")
    ]  # fmt: skip
    lines = evaluate(happened, [dated(made)])
    assert [(line.day.isoformat(), int(line.points)) for line in lines] == [
        ("2026-01-04", 10),
        ("2026-02-04", 10),
        ("2026-03-04", 5),
    ]
    assert {line.unit for line in lines} == {name("甲")}


def test_ranks_are_inside_the_class_and_silent_units_have_one() -> None:
    units = [name(each) for each in ("甲", "乙", "丙", "丁")]
    members = {str(units[0]): "x", str(units[1]): "x", str(units[2]): "y", str(units[3]): "y"}
    rows = places({units[0]: Decimal(3), units[1]: Decimal(3), units[2]: Decimal(-1)}, units, members)
    assert [(row.unit_class, row.rank) for row in rows] == [("x", 1), ("x", 1), ("y", 2), ("y", 1)]


def booked(lines: list[Scored]) -> list[Booked]:
    return [Booked(line, None, name("settlement")) for line in lines]


@pytest.mark.requirement("PUB-10")
def test_a_closed_month_keeps_its_lines_and_the_difference_stands_in_the_open_one() -> None:
    sets = [dated(small())]
    first, second = (fact(at, "adopted", ["甲"], JANUARY, item=str(at), outlet="brief") for at in (1, 2))
    closed = date(2026, 1, 31)
    kept = booked(evaluate([first, second], sets))
    gone = fact(3, "cancelled", ["甲"], date(2026, 3, 9), item="1", cancels=first.id)
    new = fact(4, "adopted", ["乙"], JANUARY, item="9", outlet="brief")
    facts = [first, second, gone, new]
    view = evaluate(facts, sets)
    found = ledger(view, kept, closed, causes([gone], facts))
    assert [each for each in found if each.settlement] == kept
    late = [
        (each.scored.unit, each.scored.day, each.about, each.scored.points) for each in found if each.settlement is None
    ]
    assert late == [
        (name("甲"), date(2026, 3, 9), JANUARY, Decimal("-10.00")), (name("乙"), date(2026, 2, 1), JANUARY, Decimal("10.00"))
    ]  # fmt: skip
    assert totals(each.scored for each in found) == totals(view) | {name("甲"): Decimal(10)}
    # Once the correction is closed itself, nothing is left to correct.
    assert ledger(view, found, date(2026, 3, 31), causes([gone], facts)) == found


def test_points_by_hand_have_a_line_of_their_own_and_no_cap() -> None:
    made = small(caps=(Cap("all", Decimal(1)),))
    by_hand = fact(1, "corrected", ["甲"], JANUARY, points=Decimal("2.5"))
    assert [(line.line, line.points, line.rule_set) for line in evaluate([by_hand], [dated(made)])] == [
        (MANUAL, Decimal("2.50"), None)
    ]
    assert isinstance(made, RuleSet)
