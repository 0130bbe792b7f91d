"""Assignments on a moving clock: reminders, more time, people who leave, merging, what is answered; in a founded house."""

import asyncio
import os
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from crypto.devices.software import SoftwareDevice
from kernel import clock, db
from kernel.actor import Call
from kernel.db import Done
from kernel.errors import Invalid
from kernel.postgres import Cluster
from submissions.commands import assignments
from submissions.queries import assignments as board
from submissions.rules.assignments import Given, NewOrder, Recipient
from tests.workflow.submissions.year.assignments import AssignmentsOfTheYear
from tests.workflow.submissions.year.base import YearBase
from tests.workflow.submissions.year.town import START, town

pytestmark = [pytest.mark.requirement("SUB-16"), pytest.mark.thorough]
TOPIC = "新能源车险承保理赔情况"
LONG = bool(os.environ.get("ZHENGXUN_TEST_LONG"))
QUICK = settings(max_examples=4, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
FULL = settings(QUICK, max_examples=60, stateful_step_count=50)


@pytest.fixture(scope="module", autouse=True)
def house(database: Cluster, device: SoftwareDevice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with town(database, device, tmp_path_factory.mktemp("assignments")) as (runner, made):
        YearBase.runner, YearBase.town = runner, made
        yield


@pytest.fixture
def m() -> Iterator[AssignmentsOfTheYear]:
    made = AssignmentsOfTheYear()
    made.begin()
    yield made
    made.no_job_stands_aside()
    made.teardown()


@pytest.mark.stateful
def test_whatever_anyone_does_every_rule_of_assignments_holds() -> None:
    run_state_machine_as_test(AssignmentsOfTheYear, settings=FULL if LONG else QUICK)


def given_to(m: AssignmentsOfTheYear, *units: str, topic: str = TOPIC, days: int = 10) -> list[UUID]:
    order = m.order(units, topic, days)
    assert order
    return [row["id"] for row in m.rows("SELECT id FROM assignment_task WHERE assignment = $1 ORDER BY id", order)]


def told(m: AssignmentsOfTheYear, who: str) -> list[str]:
    rows = m.rows("SELECT topic FROM notice WHERE account = $1 ORDER BY created, id", m.town.accounts[who])
    return [row["topic"].removeprefix("assignment.") for row in rows if row["topic"].startswith("assignment.")]


def test_each_reminder_comes_once_to_whom_it_concerns_and_to_nobody_else(m: AssignmentsOfTheYear) -> None:
    assert m.order(("a",), TOPIC, 10, remind=2)
    task = m.tasks("issued")[0]["id"]
    assert m.move(task, "a.officer1", "accept")
    for _ in range(30):
        m.let_pass(timedelta(hours=16))
    assert told(m, "a.officer1").count("remind") == 1, "on the day chosen when it was ordered"
    assert [one for one in told(m, "a.officer1") if one.startswith("clock")] == ["clock_50", "clock_75", "clock_100"]
    assert "clock_b" in told(m, "a.officer2")
    assert {"clock_head"} <= set(told(m, "a.head"))
    assert {"clock_head"} <= set(told(m, "editor"))
    for who in ("b.officer1", "b.head", "screener", "duty", "director"):
        assert told(m, who) == [], who


def test_more_time_replaces_the_reminders_and_an_answer_ends_them(m: AssignmentsOfTheYear) -> None:
    (task,) = given_to(m, "a")
    later = Given(due=(clock.local(START) + timedelta(days=40)).date())
    assert m.move(task, "a.officer1", "accept")
    assert m.move(task, "a.officer1", "ask_extension", later)
    assert not m.move(task, "a.officer1", "ask_extension", later), "one question at a time"
    assert m.move(task, "editor", "refuse_extension")
    assert m.task(task)["asked_due"] is None
    assert m.move(task, "editor", "extend", later)
    m.let_pass(timedelta(days=15))
    assert "clock_100" not in told(m, "a.officer1"), "the old day has passed in silence"
    submission = m.answer(task, "a.officer1")
    assert submission
    m.send(submission)
    m.let_pass(timedelta(days=40))
    assert not {"clock_100", "clock_head"} & set(told(m, "a.officer1") + told(m, "a.head"))
    editor = m.actor("editor")
    assert editor
    assert m.run(board.solicited(editor, [submission])) == {submission: "solicited"}
    (line,) = m.run(board.figures(editor, START, m.now))
    assert (line.issued, line.answered, line.on_time, line.late) == (1, 1, 1, 0)


def test_what_is_taken_back_is_no_answer_and_what_is_returned_gets_two_working_days(m: AssignmentsOfTheYear) -> None:
    (task,) = given_to(m, "a")
    submission = m.answer(task, "a.officer1")
    assert submission
    m.send(submission)
    assert m.task(task)["state"] == "answered"
    assert m.act(submission, "a.officer1", "withdraw")
    assert (m.task(task)["state"], m.task(task)["first_answered"]) == ("accepted", None)
    assert m.act(submission, "a.officer1", "revise")
    m.let_pass(timedelta(days=12))  # 13 September, a Sunday: the day has passed
    m.send(submission)
    first = m.task(task)["first_answered"]
    assert first > m.task(task)["due"]
    assert m.act(submission, "screener", "return", note="请核实", code="facts")
    row = m.task(task)
    assert (row["state"], row["first_answered"]) == ("accepted", first), "late once is late"
    assert clock.local(row["due"]).date().isoformat() == "2026-09-16", "midnight after the second working day"


def test_two_tasks_of_a_unit_become_the_one_that_has_come_further(m: AssignmentsOfTheYear) -> None:
    older = m.order(("a", "b"), TOPIC, 10)
    m.let_pass(timedelta(minutes=1))
    later = m.order(("a", "c"), TOPIC, 20)
    assert older
    assert later
    mine = m.rows("SELECT id FROM assignment_task WHERE assignment = $1 AND unit = $2", later, m.town.units["a"])[0][
        "id"
    ]
    draft = m.answer(mine, "a.officer1")
    m.settle()
    assert not m.decide(older, "merge", "editor", later), "only into the older one"
    assert m.decide(later, "merge", "editor", older)
    m.settle()
    assert told(m, "a.officer1").count("join") == told(m, "c.officer1").count("join") == 1
    assert told(m, "b.officer1").count("join") == 0
    rows = {row["unit"]: row for row in m.tasks("issued", "accepted")}
    assert {row["assignment"] for row in rows.values()} == {older}
    survivor = rows[m.town.units["a"]]
    assert (survivor["id"], survivor["state"]) == (mine, "accepted")
    assert clock.local(survivor["due"]).day == 21, "the later day holds"
    assert m.rows("SELECT submission FROM assignment_answer WHERE task = $1", mine) == [{"submission": draft}]
    m.what_is_open_has_one_running_clock_at_its_due_time_and_nothing_else_has()


def test_what_somebody_had_in_hand_goes_to_a_colleague_or_to_the_unit(m: AssignmentsOfTheYear) -> None:
    first, second = given_to(m, "a")[0], given_to(m, "a", topic="农业保险")[0]
    for task in (first, second):
        assert m.move(task, "a.officer1", "accept")
    gone, stays = m.town.accounts["a.officer1"], m.town.accounts["a.officer2"]
    admin = m.actor("system")
    assert admin

    async def leave(to: UUID | None) -> int:
        async with db.transaction(admin) as tx:
            return await assignments.hand_over(tx, gone, to)

    assert m.run(board.open_of(admin, gone)) == 2
    assert m.run(leave(stays)) == 2
    assert {m.task(task)["holder"] for task in (first, second)} == {stays}
    m.settle()
    assert told(m, "a.officer2").count("inherit") == 2
    gone = stays
    assert m.run(leave(None)) == 2
    assert m.task(first)["holder"] is None
    assert m.move(first, "a.officer1", "progress"), "whoever of the unit takes it goes on"


def test_of_eight_orders_at_once_as_many_go_out_as_there_is_room(m: AssignmentsOfTheYear) -> None:
    editor = m.actor("editor")
    assert editor
    due = (clock.local(START) + timedelta(days=9)).date()
    topics = ("反洗钱", "清廉", "数据", "养老", "航运", "科技", "绿色", "普惠")
    words = [m.said(editor, topic=topic, wanted="请说明情况") for topic in topics]
    new = NewOrder("solicited", "assigned", "news", due, (Recipient(m.town.units["a"]),))

    async def all_at_once() -> list[object]:
        return await asyncio.gather(
            *(assignments.issue(Call(editor), new, each) for each in words), return_exceptions=True
        )

    got = m.run(all_at_once())
    assert sum(isinstance(one, Done) for one in got) == 3
    refused = [one for one in got if isinstance(one, Invalid)]
    assert [one.fields for one in refused] == [{"why": "required_above_quota"}] * 5
    assert len(m.tasks("issued")) == 3


def test_a_task_that_goes_elsewhere_finds_room_or_is_refused(m: AssignmentsOfTheYear) -> None:
    (task,) = given_to(m, "a")
    for topic in ("反洗钱", "清廉", "数据"):
        given_to(m, "b", topic=topic)
    assert m.move(task, "a.officer1", "decline")
    assert not m.move(task, "editor", "reassign", Given(unit=m.town.units["b"])), "b has its fill"
    assert m.move(task, "editor", "reassign", Given(unit=m.town.units["c"]))
    assert m.task(task)["state"] == "cancelled"
    (moved,) = [row for row in m.tasks("issued") if row["unit"] == m.town.units["c"]]
    assert moved["assignment"] == m.task(task)["assignment"]
