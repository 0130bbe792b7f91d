"""Assignments through the year: orders, consent, tasks taken, put off, handed on, answered, taken back, merged, closed.

The machine counts by itself what a unit had in hand when an order came, and compares.
"""

from collections.abc import Generator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from gate import commands as gate
from kernel import clock
from kernel.actor import Actor, Call
from kernel.db import Done, Row
from submissions.commands import answers, assignments, tasks
from submissions.commands import orders as task_orders
from submissions.queries import orders
from submissions.rules.assignments import Given, Load, NewOrder, Recipient
from submissions.store import assignments as order_rows
from tests.workflow.machine import Seeded
from tests.workflow.submissions.year.base import YearBase
from tests.workflow.submissions.year.town import START, UNITS, YEAR

TOPICS = ("新能源车险承保理赔情况", "农业保险试点的做法", "消费者投诉处理进展")
OPEN, WITH_OFFICE = ("issued", "accepted"), ("submitted", "screened", "adopted", "closed", "declined")
MOST_OPEN, MOST_MONTH = 3, 5  # what the office set at the beginning
OFFICE_ACTS, UNIT_ACTS = ("extend", "refuse_extension", "insist", "cancel", "reassign", "close"), (
    "accept", "progress", "decline", "ask_extension", "hand_over",
)  # fmt: skip


class AssignmentsOfTheYear(YearBase):
    """Rules and invariants of assignments."""

    def prepare(self) -> None:
        super().prepare()
        self.expected: dict[UUID, bool] = {}

    # What people do.

    def order(self, units: tuple[str, ...], topic: str, days: int, remind: int = 0) -> UUID | None:
        """The editor asks; what is near has been seen, above the quota a reason is given."""
        self.town.moving.forward(timedelta(seconds=1))  # no two of one moment: their ids would decide by chance
        me = self.actor("editor")
        assert me
        ids = [self.town.units[unit] for unit in units]
        full = any(self.carries(unit) for unit in ids)
        plan = self.run(orders.plan(me, topic, "", ids, asks_data=False))
        due = (clock.local(self.now) + timedelta(days=days)).date()
        new = NewOrder(
            "solicited", "assigned", "news", due, tuple(Recipient(unit) for unit in ids),
            remind=due - timedelta(days=remind) if remind else None, seen=tuple(one.id for one in plan.overlaps),
        )  # fmt: skip
        words = self.said(me, topic=topic, wanted="请说明情况", why="急需" if full else "")
        done: Done | None = self.tried(assignments.issue(Call(me), new, words))
        if done:
            self.expected[done.id] = full
        return done.id if done else None

    def carries(self, unit: UUID) -> bool:
        """Whether a unit has its fill, counted from the rows."""
        rows = self.rows("SELECT state, created FROM assignment_task WHERE unit = $1", unit)
        here = clock.local(self.now)
        month = [
            row for row in rows if (made := clock.local(row["created"])).month == here.month and made.year == here.year
        ]  # fmt: skip
        asked = sum(row["state"] in (*OPEN, "answered", "closed") for row in month)
        return sum(row["state"] in OPEN for row in rows) >= MOST_OPEN or asked >= MOST_MONTH

    def said(self, me: Actor, **words: str) -> Any:
        return self.run(gate.pass_gate(Call(me), {name: text for name, text in words.items() if text}))

    def decide(self, order: UUID, action: str, who: str = "director", into: UUID | None = None) -> bool:
        """A move of an order."""
        me = self.actor(who)
        row = self.rows("SELECT version FROM assignment WHERE id = $1", order)[0]
        assert me
        call, words = Call(me), self.said(me, note="" if action == "merge" else "同意")
        return self.tried(assignments.act(call, order, row["version"], action, words, into)) is not None

    def move(self, task: UUID, who: str, action: str, given: Given | None = None) -> bool:
        """A move of a task, made on the page as it is now."""
        me = self.actor(who)
        if me is None:
            return False
        row = self.task(task)
        words = self.said(me, note="理由")
        return self.tried(tasks.act(Call(me), task, row["version"], action, words, given or Given())) is not None

    def answer(self, task: UUID, who: str) -> UUID | None:
        """A draft that answers the task."""
        me = self.actor(who)
        if me is None:
            return None
        words = self.run(gate.pass_gate(Call(me), {"title": "答复", "body": "情况如下。", "source": "", "contact": ""}))
        done: Done | None = self.tried(tasks.begin(Call(me), task, self.task(task)["version"], words))
        if done:
            self.written.append(UUID(done.more["submission"]))
        return UUID(done.more["submission"]) if done else None

    def send(self, submission: UUID) -> None:
        """Signed by the head and sent."""
        unit = self.unit_of(submission)
        for action, who in (("request_sign", "officer1"), ("sign_off", "head"), ("submit", "officer1")):
            assert self.act(submission, f"{unit}.{who}", action), action

    def task(self, task: UUID) -> Row:
        return self.rows("SELECT * FROM assignment_task WHERE id = $1", task)[0]

    def tasks(self, *states: str) -> list[Row]:
        return self.rows("SELECT * FROM assignment_task WHERE state = ANY($1) ORDER BY created, unit, id", list(states))

    def letter(self, unit: UUID) -> str:
        return next(name for name, id in self.town.units.items() if id == unit)

    @rule(units=st.sets(st.sampled_from(UNITS), min_size=1), topic=st.sampled_from(TOPICS), days=st.integers(2, 40))
    def the_office_asks(self, units: set[str], topic: str, days: int) -> None:
        if self.now < START + YEAR:
            self.order(tuple(sorted(units)), topic, days)

    @rule(data=st.data(), action=st.sampled_from(["consent", "refuse", "cancel", "merge"]),
          who=st.sampled_from(["director", "editor"]))  # fmt: skip
    def the_office_decides(self, data: st.DataObject, action: str, who: str) -> None:
        found = [
            row["id"]
            for row in self.rows("SELECT id FROM assignment WHERE state IN ('asked', 'issued') ORDER BY created")
        ]
        if found:
            order = data.draw(st.sampled_from(found), label="order")
            into = data.draw(st.sampled_from(found), label="into") if action == "merge" else None
            self.decide(order, action, "editor" if action in ("merge", "cancel") else who, into)
            self.settle()  # merged into an order whose time has passed: its marks are said at once

    @rule(data=st.data(), action=st.sampled_from((*UNIT_ACTS, *OFFICE_ACTS)), second=st.booleans())
    def a_task_is_moved(self, data: st.DataObject, action: str, second: bool) -> None:
        found = self.tasks("issued", "accepted", "answered", "declined")
        if not found:
            return
        task = data.draw(st.sampled_from(found), label="task")
        unit = self.letter(task["unit"])
        other = data.draw(st.sampled_from(UNITS), label="another unit")
        given = Given(
            due=(clock.local(self.now) + timedelta(days=30)).date() if "exten" in action else None,
            person=self.town.accounts[f"{unit}.officer2"], unit=self.town.units[other], outcome="kept",
        )  # fmt: skip
        who = "editor" if action in OFFICE_ACTS else f"{unit}.officer{1 + second}"
        self.move(task["id"], who, action, given)
        self.settle()  # another unit may get it after its time

    @rule(data=st.data(), send=st.booleans())
    def a_unit_writes_what_was_asked(self, data: st.DataObject, send: bool) -> None:
        found = self.tasks("issued", "accepted", "answered")
        if not found:
            return
        task = data.draw(st.sampled_from(found), label="task")
        written = self.answer(task["id"], f"{self.letter(task['unit'])}.officer1")
        if written and send:
            self.act(written, f"{self.letter(task['unit'])}.officer1", "request_sign")

    # What always holds.

    @invariant()
    def a_task_is_answered_exactly_while_the_office_has_an_answer(self) -> None:
        rows = self.rows(
            "SELECT t.id, t.state, COALESCE(bool_or(s.state = ANY($1)), false) AS there FROM assignment_task t"
            " LEFT JOIN assignment_answer l ON l.task = t.id LEFT JOIN submission s ON s.id = l.submission"
            " WHERE t.state IN ('issued', 'accepted', 'answered') GROUP BY t.id",
            list(WITH_OFFICE),
        )
        assert all((row["state"] == "answered") is row["there"] for row in rows), rows

    @invariant()
    def what_is_open_has_one_running_clock_at_its_due_time_and_nothing_else_has(self) -> None:
        running = self.rows("SELECT record, due FROM due_clock WHERE kind = 'assignment' AND ended IS NULL")
        due = {row["id"]: row["due"] for row in self.tasks(*OPEN)}
        assert len(running) == len(due)
        assert {row["record"]: row["due"] for row in running} == due

    @invariant()
    def above_the_quota_nothing_goes_out_without_another_persons_consent(self) -> None:
        for row in self.rows("SELECT * FROM assignment"):
            if row["id"] in self.expected:
                assert row["above_quota"] is self.expected[row["id"]]
            if row["above_quota"] and row["state"] in ("issued", "closed", "merged"):
                assert row["consent_by"] not in (None, row["author"])
        assert not self.rows(
            "SELECT 1 FROM assignment_task t JOIN assignment a ON a.id = t.assignment WHERE a.state IN ('asked', 'refused')"
        )

    @invariant()
    def whoever_answered_was_told_what_became_of_it(self) -> None:
        silent = self.rows(
            "SELECT t.id FROM assignment_task t WHERE t.state = 'closed' AND NOT EXISTS"
            " (SELECT 1 FROM assignment_note n WHERE n.task = t.id AND n.action = 'close')"
        )
        assert not silent

    @invariant()
    def an_order_is_over_when_nothing_of_it_is_owed(self) -> None:
        rows = self.rows(
            "SELECT a.state, count(t.id) AS owed FROM assignment a LEFT JOIN assignment_task t ON t.assignment = a.id"
            " AND t.state IN ('issued', 'accepted', 'answered', 'declined') GROUP BY a.id"
        )
        assert all((row["state"] == "issued") is (row["owed"] > 0) for row in rows if row["state"] != "asked"), rows


def _asked(machine: Any) -> UUID:
    assert machine.order(("a",), TOPICS[0], 10)
    return UUID(str(machine.tasks("issued")[-1]["id"]))


def an_answer_comes_and_goes(machine: Any) -> Generator[None, None, None]:
    """Written from the task, sent, taken back by the unit."""
    submission = machine.answer(_asked(machine), "a.officer1")
    yield
    machine.send(submission)
    yield
    assert machine.act(submission, "a.officer1", "withdraw")
    yield


def a_task_is_put_off_and_declined(machine: Any) -> Generator[None, None, None]:
    """More time is given; then the unit can't do it at all."""
    task = _asked(machine)
    later = Given(due=(clock.local(machine.now) + timedelta(days=30)).date())
    assert machine.move(task, "editor", "extend", later)
    yield
    assert machine.move(task, "a.officer1", "decline")
    yield


def a_unit_is_asked_once_too_often(machine: Any) -> Generator[None, None, None]:
    """Three are open; the fourth wants consent."""
    for topic in ("反洗钱", "清廉建设", "数据治理", "养老服务"):
        assert machine.order(("a",), topic, 20)
        yield


def the_last_task_is_closed(machine: Any) -> Generator[None, None, None]:
    """An answer comes, the office says its word, the order is over."""
    task = _asked(machine)
    machine.send(machine.answer(task, "a.officer1"))
    assert machine.move(task, "editor", "close", Given(outcome="kept"))
    yield


async def _nothing(*_args: object, **_more: object) -> None:
    return None


async def _no_load(units: list[UUID], *_more: object) -> dict[UUID, Load]:
    return {unit: Load(unit, most_open=MOST_OPEN, most_month=MOST_MONTH) for unit in units}


def submissions_are_not_followed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(answers, "follow", _nothing)


def what_was_taken_back_still_counts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(answers, "answers", lambda states: any(state != "draft" for state in states))


def a_declined_task_keeps_its_clock(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(answers, "stop_clock", _nothing)


def loads_are_not_counted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(order_rows, "loads_of", _no_load)


def orders_stay_open(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(task_orders, "close_if_settled", _nothing)


MIXIN = AssignmentsOfTheYear
ANSWERED, CLOCK = (
    "a_task_is_answered_exactly_while_the_office_has_an_answer",
    "what_is_open_has_one_running_clock_at_its_due_time_and_nothing_else_has",
)
QUOTA = "above_the_quota_nothing_goes_out_without_another_persons_consent"
SEEDED: tuple[Seeded, ...] = (
    Seeded("answers_not_followed", submissions_are_not_followed, an_answer_comes_and_goes, ANSWERED),
    Seeded("withdrawn_answers_count", what_was_taken_back_still_counts, an_answer_comes_and_goes, ANSWERED),
    Seeded("declined_keeps_its_clock", a_declined_task_keeps_its_clock, a_task_is_put_off_and_declined, CLOCK),
    Seeded("loads_not_counted", loads_are_not_counted, a_unit_is_asked_once_too_often, QUOTA),
    Seeded(
        "orders_stay_open", orders_stay_open, the_last_task_is_closed, "an_order_is_over_when_nothing_of_it_is_owed"
    ),
)
