"""Every check finds what it is for and lets ordinary text pass."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import process_time

import pytest

from tests.unit.typeset.preflight.cases import CASES, Cases
from typeset.bulletin import BulletinDoc, BulletinItem
from typeset.document import Element, Layout
from typeset.preflight.checks import CHECKS
from typeset.preflight.context import Context, Limit, Person
from typeset.preflight.problem import Level, Problem
from typeset.preflight.run import MOST, problems

MESSAGES = Path(__file__).parents[4] / "templates" / "messages.toml"
BY_ID = {check.id: check for check in CHECKS}
ELSEWHERE = {  # checks of pages, of the context and of the whole document: their cases stand in tests of their own
    "outside", "crossing", "overprinted", "widowed", "lone_foot", "blank", "coarse", "caption",
    "issue_number", "dated", "length", "without_text",
}  # fmt: skip
TODAY = date(2026, 11, 22)
CONTEXT = Context(
    TODAY,
    units=(
        "国家金融监督管理总局滨海监管局",
        "滨海市人力资源和社会保障局",
        "滨海市人民政府办公室",
        "滨海市应急管理局",
        "滨海监管局",
    ),
    former={"中国保险监督管理委员会": "国家金融监督管理总局", "滨海银监局": "滨海监管局"},
    people=(Person("王建国", "市委书记"), Person("周正平", "市长"), Person("李明远", "副市长")),
)


def issue(body: str, title: str = "工作动态", **changes: object) -> Layout:
    made = BulletinDoc("滨海信息", 3, "市政府办公室", TODAY, (BulletinItem(title, body),))
    return replace(made, **changes).layout()  # type: ignore[arg-type]


def put(key: str, text: str) -> Layout:
    """A document with the text in one of its elements."""
    if key == "body":
        return issue(text)
    if key == "title":
        return issue("文。", text)
    base = issue("文。")
    return replace(base, elements=(*base.elements, Element(key, text)))


def found(check: str, layout: Layout, context: Context = CONTEXT) -> tuple[Problem, ...]:
    return problems(layout, None, context, (BY_ID[check],))


FAULTY = [(each, text, words) for each in CASES for text, words in each.faulty]
CLEAN = [(each, text) for each in CASES for text in each.clean]


@pytest.mark.requirement("ED-07")
@pytest.mark.parametrize(
    ("each", "text", "words"), FAULTY, ids=[f"{one.check}-{at}" for at, (one, *_) in enumerate(FAULTY)]
)
def test_fault_is_found_with_its_words(each: Cases, text: str, words: str) -> None:
    said = found(each.check, put(each.key, text))
    assert len(said) == 1
    assert words in said[0].words
    assert said[0].element == each.key


@pytest.mark.requirement("ED-07")
@pytest.mark.parametrize(("each", "text"), CLEAN, ids=[f"{one.check}-{at}" for at, (one, _) in enumerate(CLEAN)])
def test_clean_text_passes(each: Cases, text: str) -> None:
    assert found(each.check, put(each.key, text)) == ()


def test_every_check_has_cases_and_a_sentence() -> None:
    assert {each.check for each in CASES} | ELSEWHERE == set(BY_ID)
    assert all(len(each.faulty) >= 3 and len(each.clean) >= 3 for each in CASES)
    told = tomllib.loads(MESSAGES.read_text(encoding="utf-8"))["preflight"]
    assert set(told) == set(BY_ID)
    assert all(one["text"] and one["next"] for one in told.values())


@pytest.mark.parametrize("each", CASES, ids=lambda one: one.check)
def test_sentence_takes_the_values_of_its_problem(each: Cases) -> None:
    told = tomllib.loads(MESSAGES.read_text(encoding="utf-8"))["preflight"][each.check]
    (one, *_) = found(each.check, put(each.key, each.faulty[0][0]))
    facts: Mapping[str, object] = {"words": one.words, **one.values}
    assert "{" not in told["text"].format_map(facts) + told["next"].format_map(facts)


@pytest.mark.parametrize(
    ("number", "due", "count"), [(3, 3, 0), (3, 4, 1), (3, 2, 1), (3, None, 0), (12, 12, 0), (1, 2, 1)]
)
def test_number_of_the_issue_follows_the_last(number: int, due: int | None, count: int) -> None:
    said = found("issue_number", issue("文。", number=number), replace(CONTEXT, number=due))
    assert len(said) == count
    assert all(one.values == {"due": str(due), "found": str(number)} for one in said)


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ((2026, 11, 22), 0),
        ((2026, 11, 1), 0),
        ((2026, 10, 22), 0),
        ((2026, 11, 23), 1),
        ((2026, 10, 21), 1),
        ((2025, 11, 22), 1),
    ],
)
def test_document_is_dated_today_or_shortly_before(day: tuple[int, int, int], count: int) -> None:
    assert len(found("dated", issue("文。", dated=date(*day)))) == count


@pytest.mark.requirement("PUB-04")
@pytest.mark.parametrize(
    ("limit", "level"),
    [
        (Limit(5, 10), None),
        (Limit(0, 10), None),
        (Limit(8, 0), None),
        (Limit(9, 20), Level.WARNING),
        (Limit(5, 7), Level.WARNING),
        (Limit(5, 7, strict=True), Level.ERROR),
        (None, None),
    ],
)
def test_length_is_held_against_the_kind(limit: Limit | None, level: Level | None) -> None:
    said = found("length", issue("这里正好是**八个字**"), replace(CONTEXT, limits=(limit,)))
    assert [one.level for one in said] == ([level] if level else [])


def test_each_item_has_its_own_limit() -> None:
    items = (BulletinItem("甲", "一二三四五"), BulletinItem("乙", "一二三四五六"), BulletinItem("丙", "一二三四五六"))
    limits = (Limit(0, 5), Limit(0, 5), Limit(0, 6))
    said = found("length", issue("", items=items), replace(CONTEXT, limits=limits))
    assert [one.values["chars"] for one in said] == ["6"]


@pytest.mark.parametrize("body", ["", "\n\n", "   "])
def test_title_without_text_is_an_error(body: str) -> None:
    (one,) = found("without_text", issue(body))
    assert one.level is Level.ERROR
    assert "工作动态" in one.words


@pytest.mark.parametrize("body", ["文。", "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |", "- 一"])
def test_title_with_text_passes(body: str) -> None:
    assert found("without_text", issue(body)) == ()


def test_of_one_check_not_more_is_told_than_anybody_reads() -> None:
    assert len(found("doubled", issue("\n\n".join(["重复。。"] * (MOST + 5))))) == MOST


def test_own_number_in_wrong_brackets_is_an_error_another_s_a_warning() -> None:
    own, quoted = put("number", "滨金监发[2026]18号"), issue("见滨金监发[2026]18号。")
    assert [one.level for one in found("brackets", own)] == [Level.ERROR]
    assert [one.level for one in found("brackets", quoted)] == [Level.WARNING]


@pytest.mark.requirement("ED-07")
@pytest.mark.parametrize(
    ("body", "count"), [("滨海市行政审批服局推行改革。", 1), ("滨海市行政审批服务局推行改革。", 0)]
)
def test_a_unit_is_written_one_way_in_an_issue(body: str, count: int) -> None:
    item = BulletinItem("题", body, ("滨海市行政审批服务局",))
    said = found("slips", issue("", items=(item,)), Context(TODAY))
    assert [one.values["right"] for one in said] == ["滨海市行政审批服务局"] * count


@pytest.mark.thorough
@pytest.mark.parametrize(
    "text",
    [
        "（" * 20_000,
        "《）“】" * 8_000,
        "的" * 40_000,
        "1月1日至" * 2_000,
        "| 甲 | 乙 |\n|-|-|\n" + "| 合计 | 1 |\n" * 2_000,
    ],
    ids=["open", "crossed", "same", "ranges", "totals"],
)
def test_hostile_text_is_looked_at_in_bounded_time(text: str) -> None:
    began = process_time()
    said = problems(issue(text), None, CONTEXT)
    assert process_time() - began < 10
    assert len(said) <= MOST * len(CHECKS)


def test_document_without_words_has_no_problem() -> None:
    assert problems(replace(issue("文。"), elements=()), None, CONTEXT) == ()
