import re
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from kernel import sheets
from kernel.errors import Forbidden, NeedsNote, NotAllowedNow
from kernel.workflow import Workflow
from submissions.rules.assignments import (
    LONGEST_TOPIC,
    NewOrder,
    Order,
    Quota,
    Recipient,
    Task,
    end_of,
    loads,
    month_of,
    too_long,
    wrong_due,
    wrong_order,
)
from submissions.rules.catalogue import match
from submissions.workflow.assignments import ORDER, TASK, OrderState, TaskState, stages, visible
from tests.unit.submissions.people import OTHER_UNIT, PEOPLE, UNIT

pytestmark = pytest.mark.requirement("SUB-16")
ID = UUID(int=9)
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SAID = {"note": "理由", "due": "1", "person": "1", "unit": "1", "outcome": "kept", "into": "1"}


def _written() -> dict[tuple[str, str], set[str]]:
    lines = (Path(__file__).parent / "assignments_who_may.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    assert len({(row[0], row[1]) for row in rows}) == len(rows)
    return {(state, action): set(people) for state, action, *people in rows}


WHO_MAY = _written()


def task(state: str, *, asked: bool = False) -> Task:
    due = datetime(2026, 11, 30, tzinfo=UTC)
    return Task(ID, 1, state, ID, UNIT, None, due, due if asked else None)


def allowed(workflow: Workflow, item: Task | Order, action: str) -> set[str]:
    found = set()
    for name, actor in PEOPLE.items():
        try:
            workflow.require(item, action, actor, SAID)
            found.add(name)
        except (Forbidden, NotAllowedNow):
            continue
    return found


@pytest.mark.parametrize("state", list(TaskState))
def test_with_a_task_everybody_may_exactly_what_the_hand_written_file_says(state: TaskState) -> None:
    for action in TASK.actions():
        assert allowed(TASK, task(state), action) == WHO_MAY.get((state, action), set()), action
    for people in [allowed(TASK, task(state, asked=True), "refuse_extension")]:
        assert people == WHO_MAY.get((f"{state}+", "refuse_extension"), set())
    assert "officer" not in allowed(TASK, task(state, asked=True), "ask_extension"), "it is asked once"


@pytest.mark.parametrize("state", list(OrderState))
def test_with_an_order_everybody_may_exactly_what_the_hand_written_file_says(state: OrderState) -> None:
    given = Order(ID, 1, state, PEOPLE["editor"].id, NOW)
    for action in ORDER.actions():
        assert allowed(ORDER, given, action) == WHO_MAY.get((f"order:{state}", action), set()), action
    own = replace(given, author=PEOPLE["approver"].id)
    assert allowed(ORDER, own, "consent") == set(), "nobody consents to what they ordered"
    waits = replace(given, answered=1)
    assert (
        allowed(ORDER, waits, "cancel") == set()
        or state == OrderState.ASKED
        or not WHO_MAY.get((f"order:{state}", "cancel"))
    )


def test_the_file_names_only_what_exists_and_a_task_is_seen_by_its_unit_and_the_office() -> None:
    assert {action for _, action in WHO_MAY} == TASK.actions() | ORDER.actions()
    sees = {name for name, actor in PEOPLE.items() if visible(task("issued"), actor)}
    assert sees == {"officer", "signer", "head", "screener", "editor", "duty", "proofreader", "approver"}
    with pytest.raises(NeedsNote):
        TASK.require(task("answered"), "close", PEOPLE["editor"], {"outcome": "kept", "note": " "})


@pytest.mark.parametrize(("state", "used", "line"), [
    ("issued", False, "now todo todo todo todo"), ("accepted", False, "done now todo todo todo"),
    ("answered", False, "done done now todo todo"), ("answered", True, "done done done now todo"),
    ("closed", True, "done done done done now"), ("closed", False, "done done done now"),
    ("declined", False, "todo todo todo todo todo side"),
])  # fmt: skip
def test_the_five_steps_show_adoption_by_itself(state: str, used: bool, line: str) -> None:
    assert [step.status for step in stages(state, used=used)] == line.split()


def test_a_load_is_full_at_either_bound_and_a_units_own_quota_goes_first() -> None:
    quotas = [Quota("open", 3), Quota("month", 5), Quota("open", 9, OTHER_UNIT)]
    found = loads([UNIT, OTHER_UNIT], {UNIT: (2, 4), OTHER_UNIT: (3, 4)}, quotas)
    assert [found[one].full for one in (UNIT, OTHER_UNIT)] == [False, False]
    assert loads([UNIT], {UNIT: (3, 3)}, quotas)[UNIT].full
    assert loads([UNIT], {UNIT: (0, 5)}, quotas)[UNIT].full
    assert not loads([UNIT], {}, quotas)[UNIT].full
    first, after = month_of(datetime(2026, 12, 31, 17, 0, tzinfo=UTC))  # 1 January in the office
    assert (first.date(), after.date()) == (date(2027, 1, 1), date(2027, 2, 1))


def test_what_is_wrong_with_an_order_is_said_field_by_field() -> None:
    good = NewOrder("field", "assigned", "news", date(2026, 11, 30), (Recipient(UNIT),), date(2026, 11, 25))
    assert wrong_order(good, NOW) == {}
    bad = NewOrder("plea", "assigned", "news", date(2026, 11, 19), (), date(2026, 11, 20))
    assert wrong_order(bad, NOW) == {"kind": "not_a_choice", "due": "in_the_past", "remind": "remind_between",
                                     "units": "choose_one"}  # fmt: skip
    twice = replace(good, recipients=(Recipient(UNIT), Recipient(UNIT)), remind=None)
    assert wrong_order(twice, NOW) == {"units": "not_a_choice"}
    assert [wrong_due(day, NOW) for day in (None, date(2026, 11, 20), date(2028, 1, 1))] == [
        "required",
        "",
        "due_too_far",
    ]
    assert end_of(date(2026, 11, 20)).hour == 23
    assert too_long({"topic": "题" * (LONGEST_TOPIC + 1), "wanted": "好"}) == {"topic": "too_long"}


@pytest.mark.requirement("SUB-15")
@pytest.mark.parametrize(("asked", "hit", "named"), [
    ("请报新能源车险统计月报", True, ()), ("请报各月出险率", True, ("出险率",)), ("请报各月 出 险 率", True, ("出险率",)),
    ("新能源汽车产业政策的影响", False, ()), ("", False, ()),
])  # fmt: skip
def test_the_catalogue_answers_by_name_or_by_indicator(asked: str, hit: bool, named: tuple[str, ...]) -> None:
    found = match(asked, "新能源车险统计月报", "承保数量、出险率；额")
    assert (found is not None) is hit
    assert not found or found.indicators == named


def far(row: bytes = b"1048576") -> bytes:
    """A small file that calls itself the largest sheet there is, and has its second row in the last place."""
    small, out = ZipFile(BytesIO(sheets.write("t", ["甲", "乙"], [["1", "2"]]))), BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name in small.namelist():
            data = small.read(name).replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
            made.writestr(name, re.sub(rb'(r=")([AB]?)2"', rb"\g<1>\g<2>" + row + b'"', data))
    return out.getvalue()


@pytest.mark.requirement("SUB-15")
@pytest.mark.parametrize(("data", "code"), [
    (far(), "sheet_too_long"), (b"", "sheet_unreadable"), (b"PK\x03\x04 no zip", "sheet_unreadable"),
    (sheets.write("t", ["甲"], [["1"]]), "sheet_headings"), (sheets.write("t", ["丙"], []), "sheet_headings"),
    (sheets.write("t", ["甲", "乙"], [["1", "2"]] * 4), "sheet_too_long"),
])  # fmt: skip
def test_a_table_that_is_none_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(sheets.BadSheet) as refused:
        sheets.read(data, {"a": "甲", "b": "乙"}, 3)
    assert refused.value.code == code


@pytest.mark.requirement("SUB-15")
def test_a_table_comes_in_as_it_went_out_with_a_title_above_and_empty_rows_left_out() -> None:
    table = sheets.write("t", ["说明", ""], [["甲", "乙"], ["", ""], ["=1+1", "@x"], ["", ""], [3, 2.5]])
    assert sheets.read(table, {"a": "甲", "b": "乙"}, 3) == [
        (4, {"a": "=1+1", "b": "@x"}), (6, {"a": "3", "b": "2.5"}),
    ]  # fmt: skip
