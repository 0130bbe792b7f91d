"""Instructions through the year: nothing closes with an answer owed, nobody reads above their sight, slips keep their time."""

from collections.abc import Generator
from dataclasses import replace
from datetime import datetime, time, timedelta, timezone
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from bulletins.commands import duties, instruction_steps, instructions
from bulletins.queries import instructions as reads
from bulletins.rules.instructions import Given
from bulletins.store import notes
from bulletins.workflow.duty import DutyState
from bulletins.workflow.instruction import INSTRUCTION
from kernel import clock
from kernel.errors import NotFound
from tests.workflow.bulletins.work.base import WorkBase
from tests.workflow.bulletins.work.town import UNITS
from tests.workflow.machine import Seeded

WORDS = "请两地研究提出办法并报我"
HERE = timedelta(hours=8)


class InstructionsOfTheYear(WorkBase):
    """Rules and invariants of instructions."""

    # What scenarios and rules are made of.

    def written_on(self, issue: UUID, kind: str = "task", who: str = "leader1") -> UUID | None:
        """What a leader writes on an issue, its first item."""
        (article,) = self.rows("SELECT id FROM article WHERE issue = $1 LIMIT 1", issue)[:1] or [{"id": None}]
        said = self.cleared(who, {"text": WORDS})
        made = self.tried(instructions.register(self.call(who), issue, article["id"], said, kind))
        return made.id if made else None

    def move(self, id: UUID, who: str, action: str, given: Given | None = None, **words: str) -> bool:
        """A button of an instruction's page."""
        version = self.row("instruction", id)["version"]
        said = self.cleared(who, words)
        return self.tried(instructions.act(self.call(who), id, version, action, said, given)) is not None

    def route(self, id: UUID, *units: str, term: str = "ordinary") -> bool:
        """To units by their letters."""
        given = Given(units=tuple(self.town.units[unit] for unit in units), term=term)
        return self.move(id, "editor", "route", given, text="请于期限前报送办理情况。")

    def duty(self, id: UUID, unit: str) -> dict[str, Any]:
        """A unit's duty."""
        found = self.rows(
            "SELECT * FROM instruction_target WHERE instruction = $1 AND unit = $2", id, self.town.units[unit]
        )
        return found[0] if found else {}

    def do(self, duty: dict[str, Any], who: str, action: str, given: Given | None = None, text: str = "") -> bool:
        """A button of a duty."""
        said = self.cleared(who, {"text": text})
        call = self.call(who)
        return self.tried(duties.act(call, duty["id"], duty["version"], action, said, given)) is not None

    def day(self, ahead: int) -> Any:
        """A day from now on, here."""
        return clock.local(self.now + timedelta(days=ahead)).date()

    # What people do.

    @rule(data=st.data(), kind=st.sampled_from(["praise", "question", "task", "read"]))
    def a_leader_writes(self, data: st.DataObject, kind: str) -> None:
        issue = self.some(data, "issue", "released")
        if issue:
            self.written_on(issue, kind)

    @rule(data=st.data(), units=st.sets(st.sampled_from(UNITS), min_size=1, max_size=2),
          term=st.sampled_from(["ordinary", "urgent", "flash"]))  # fmt: skip
    def it_is_routed(self, data: st.DataObject, units: set[str], term: str) -> None:
        id = self.some(data, "instruction", "registered")
        if id:
            self.route(id, *sorted(units), term=term)

    @rule(data=st.data(), action=st.sampled_from(["answer", "progress", "ask_extension", "accept", "return", "extend",
                                                  "excuse"]), ahead=st.integers(1, 40))  # fmt: skip
    def somebody_acts_on_a_duty(self, data: st.DataObject, action: str, ahead: int) -> None:
        found = self.rows("SELECT * FROM instruction_target ORDER BY id")
        if found:
            duty = data.draw(st.sampled_from(found), label="duty")
            unit = next(name for name, id in self.town.units.items() if id == duty["unit"])
            who = f"{unit}.officer1" if action in ("answer", "progress", "ask_extension") else "editor"
            due = self.day(ahead) if action in ("ask_extension", "extend") else None
            self.do(duty, who, action, Given(due=due, code="facts"), "已按要求落实。")

    @rule(data=st.data(), action=st.sampled_from(["close", "settle"]))
    def the_office_closes(self, data: st.DataObject, action: str) -> None:
        id = self.some(data, "instruction", "answered", "registered")
        if id:
            self.move(id, "editor", action, note="已落实")

    # What always holds.

    @invariant()
    def none_is_closed_with_an_answer_owed(self) -> None:
        bad = self.rows(
            "SELECT i.id FROM instruction i JOIN instruction_target t ON t.instruction = i.id"
            " WHERE i.state IN ('closed', 'archived') AND t.state NOT IN ('accepted', 'excused')"
        )
        bad += self.rows(
            "SELECT i.id FROM instruction i WHERE i.state = 'closed' AND i.kind IN ('task', 'question')"
            " AND NOT EXISTS (SELECT 1 FROM instruction_target t WHERE t.instruction = i.id AND t.state = 'accepted')"
        )
        assert not bad, bad

    @invariant()
    def none_closes_in_silence(self) -> None:
        bad = self.rows(
            "SELECT i.id FROM instruction i WHERE i.state = 'closed' AND NOT EXISTS (SELECT 1 FROM bulletin_note n"
            " WHERE n.record = i.id AND n.action IN ('close', 'settle'))"
        )
        assert not bad, bad

    @invariant()
    def a_unit_sees_only_what_was_routed_or_told_to_it_and_no_word_above_its_sight(self) -> None:
        told = {(row["instruction"], row["unit"]): row["sight"] for row in self.rows("SELECT * FROM instruction_told")}
        aimed = {(row["instruction"], row["unit"]) for row in self.rows("SELECT * FROM instruction_target")}
        rows = self.rows("SELECT id, sight, rank FROM instruction ORDER BY id DESC LIMIT 3")
        for unit in UNITS:
            viewer = self.actor(f"{unit}.officer1")
            listed = {line.instruction.id: line for line in self.run(reads.listing(viewer))[0]}
            for row in rows:
                key = (row["id"], viewer.unit)
                may = key in aimed or told.get(key, "nothing") != "nothing"
                assert (row["id"] in listed) is may, (row, unit)
                try:
                    sheet = self.run(reads.show(viewer, row["id"]))
                except NotFound:
                    assert not may
                    continue
                assert may
                shown = (sheet.instruction.text, listed[row["id"]].instruction.text)
                assert set(shown) == ({WORDS} if row["sight"] == "whole" else {""}), row
                assert all(card.target.unit == viewer.unit for card in sheet.answers)

    @invariant()
    def every_slip_came_once_in_its_time_and_none_is_missing(self) -> None:
        """Hand-written: blue after three quarters, yellow when due, red later; all of a term that nobody answered."""
        for row in self.rows("SELECT s.*, t.state FROM instruction_slip s JOIN instruction_target t ON t.id = s.duty"):
            assert row["colour"] == "blue" or row["at"] >= row["due"], row
        once = self.rows("SELECT 1 FROM instruction_slip GROUP BY duty, colour, due HAVING count(*) > 1")
        assert not once
        late = self.rows(
            "SELECT t.id FROM instruction_target t WHERE t.state = 'owed' AND t.due < $1 AND NOT EXISTS"
            " (SELECT 1 FROM instruction_slip s WHERE s.duty = t.id AND s.colour = 'yellow' AND s.due = t.due)", self.now,
        )  # fmt: skip
        assert not late, late
        early = self.rows(
            "SELECT s.id FROM instruction_slip s JOIN due_clock c ON c.record = s.duty AND c.due = s.due"
            " WHERE s.colour = 'blue' AND s.at < c.start + (c.due - c.start) / 2"
        )
        assert not early, early

    @invariant()
    def the_clock_of_a_duty_runs_exactly_while_it_is_owed(self) -> None:
        rows = self.rows(
            "SELECT t.id, t.state, t.due, (SELECT array_agg(c.due) FROM due_clock c WHERE c.kind = 'instruction'"
            " AND c.record = t.id AND c.ended IS NULL) AS runs FROM instruction_target t"
        )
        for row in rows:
            assert row["runs"] == ([row["due"]] if row["state"] == "owed" else None), row

    @invariant()
    def a_reporting_unit_is_told_the_same_day(self) -> None:
        """By five in the afternoon; what is written later, at once."""
        for row in self.rows("SELECT * FROM instruction WHERE state NOT IN ('ink', 'unconfirmed', 'void')"):
            said: datetime = row["said_at"]
            five = datetime.combine((said + HERE).date(), time(17), timezone(HERE))
            assert row["told_at"] or self.now < max(five, said + timedelta(minutes=1)), row["id"]


def _answered_by_one(machine: Any) -> Generator[None, None, None]:
    """Two units owe an answer, one gives it; the office accepts, and wants to close."""
    id = machine.written_on(machine.issue_at())
    assert machine.route(id, "a", "b")
    assert machine.do(machine.duty(id, "a"), "a.officer1", "answer", text="已落实。")
    assert machine.do(machine.duty(id, "a"), "editor", "accept")
    yield
    machine.move(id, "editor", "close", note="已落实")
    yield


def _read_by_others(machine: Any) -> Generator[None, None, None]:
    """A question: the reporting unit is told of it, not the words; another unit has to answer."""
    id = machine.written_on(machine.issue_at(), "question")
    assert machine.route(id, "b")
    yield
    machine.let_pass(timedelta(hours=9))
    yield


def _silent_unit(machine: Any) -> Generator[None, None, None]:
    """Nobody answers; then more time is granted; then nobody answers again."""
    id = machine.written_on(machine.issue_at())
    assert machine.route(id, "a")
    for _ in range(9):
        machine.let_pass(timedelta(days=1))
        yield
    assert machine.rows("SELECT colour FROM instruction_slip ORDER BY at, number") == [
        {"colour": colour} for colour in ("blue", "yellow", "red")
    ]
    due = machine.day(12)
    assert machine.do(machine.duty(id, "a"), "a.officer1", "ask_extension", Given(due=due), "情况复杂")
    assert machine.do(machine.duty(id, "a"), "editor", "extend", Given(due=due))
    yield
    for _ in range(15):
        machine.let_pass(timedelta(days=1))
        yield
    assert len(machine.rows("SELECT 1 FROM instruction_slip")) == 6


def _all_done(machine: Any) -> Generator[None, None, None]:
    """Answered, accepted, closed with a word to the leader."""
    id = machine.written_on(machine.issue_at())
    assert machine.route(id, "a")
    assert machine.do(machine.duty(id, "a"), "a.officer1", "answer", text="已落实。")
    assert not machine.move(id, "editor", "close", note="已落实")
    assert machine.do(machine.duty(id, "a"), "editor", "accept")
    assert not machine.move(id, "editor", "close")
    assert machine.move(id, "editor", "close", note="已落实")
    yield


def _sent_back(machine: Any) -> Generator[None, None, None]:
    """An answer is sent back: the instruction is open again and its clock runs."""
    id = machine.written_on(machine.issue_at())
    assert machine.route(id, "a")
    assert machine.do(machine.duty(id, "a"), "a.officer1", "answer", text="正在落实。")
    assert machine.row("instruction", id)["state"] == "answered"
    assert machine.do(machine.duty(id, "a"), "editor", "return", Given(code="no_result"), "请写明结果")
    assert machine.row("instruction", id)["state"] == "routed"
    yield
    machine.move(id, "editor", "close", note="已落实")
    yield


def _closes_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """One answer is taken for all: nobody asks whether another unit owes one, or whether it was accepted."""
    owed = DutyState.OWED

    async def moved_on(tx: Any, id: UUID) -> str:
        monkeypatch.setattr(duties, "DutyState", SimpleNamespace(OWED="nobody"))
        state = await follow(tx, id)
        monkeypatch.setattr(duties, "DutyState", SimpleNamespace(OWED=owed))
        return state

    follow = duties._follow
    monkeypatch.setattr(duties, "_follow", moved_on)
    row = INSTRUCTION._rows["answered", "close"]
    monkeypatch.setitem(INSTRUCTION._rows, ("answered", "close"), replace(row, when=()))


def _keeps_quiet_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said to the leader is lost."""

    async def nothing(*_: object) -> None:
        return None

    monkeypatch.setattr(notes, "add", nothing)


def _shows_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit is shown the record as the office sees it."""
    monkeypatch.setattr(reads, "limited", lambda entry, _unit: entry)


def _slips_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every mark of the clock is taken for a yellow slip."""
    made = duties.slip.within

    async def yellow(tx: Any, id: UUID, _colour: str, due: datetime) -> Any:
        return await made(tx, id, "yellow", due)

    monkeypatch.setattr(duties, "slip", SimpleNamespace(within=yellow))


def _answers_keep_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that is sent back has no clock any more."""

    async def nothing(*_: object) -> None:
        return None

    monkeypatch.setattr(instruction_steps, "start_clock", nothing)


def _tells_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the day is not started."""

    async def nothing(*_: object) -> None:
        return None

    monkeypatch.setattr(instruction_steps, "start_telling", nothing)


MIXIN = InstructionsOfTheYear
SIGHT = "a_unit_sees_only_what_was_routed_or_told_to_it_and_no_word_above_its_sight"
SLIPS = "every_slip_came_once_in_its_time_and_none_is_missing"
CLOCK = "the_clock_of_a_duty_runs_exactly_while_it_is_owed"
SEEDED = (
    Seeded("unit-shown-the-words", _shows_the_words, _read_by_others, SIGHT),
    Seeded("slip-before-its-time", _slips_early, _silent_unit, SLIPS),
    Seeded("no-clock-after-sending-back", _answers_keep_the_clock, _sent_back, CLOCK),
    Seeded("closed-with-an-answer-owed", _closes_early, _answered_by_one, "none_is_closed_with_an_answer_owed"),
    Seeded("nothing-said-at-the-end", _keeps_quiet_at_the_end, _all_done, "none_closes_in_silence"),
    Seeded("reporting-unit-not-told", _tells_nobody, _read_by_others, "a_reporting_unit_is_told_the_same_day"),
)
