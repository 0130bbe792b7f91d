"""Any action, by anyone, on a stale or a fresh page, with or without words: the record keeps its rules.

The oracle is the hand-written file of who may do what, not the table of transitions.
"""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from piccolo.table import Table

from crypto.devices.software import SoftwareDevice
from gate import commands as gate
from kernel import db, heads, journal
from kernel.actor import Call
from kernel.db import Done, Tx
from kernel.errors import Refusal
from kernel.postgres import Cluster
from submissions.commands import common, moving, writing
from submissions.queries import records as submission_records
from submissions.rules.records import Adoption
from submissions.workflow.submission import WORKFLOW, State
from tests.conftest import own_loop
from tests.unit.submissions.people import PEOPLE
from tests.unit.submissions.test_matrix import WHO_MAY
from tests.workflow.submissions.conftest import DETAILS, TEXT, act, stored, write

ASKS = {
    "sign_back": {"note"}, "return": {"note", "code"}, "decline": {"note", "code"},
    "restore": {"note"},
}  # fmt: skip
TARGETS = {
    "request_sign": "to_sign", "sign_off": "signed_off", "sign_back": "draft", "submit": "submitted", "accept": "screened",
    "return": "returned", "decline": "declined", "adopt": "adopted", "close": "closed", "revise": "draft",
    "withdraw": "withdrawn", "send_unsigned": "submitted", "submit_up": "to_forward", "forward": "submitted",
    "send_down": "draft", "enter_signed": "signed_off", "restore": "submitted",
}  # fmt: skip
# This text is no emergency, its unit reports straight to the office, and it is signed here.
NEVER_HERE = {"send_unsigned", "submit_up", "enter_signed"}
MAY = {(state, action): people for (state, action), people in WHO_MAY.items() if action not in NEVER_HERE}
SIGNED = {"signed_off", "submitted", "screened", "adopted", "closed", "returned", "declined"}
QUICK_MOST = 100  # more is asked for by the long profile only
ACTORS = sorted(name for name in PEOPLE if name != "house")
SAID = st.sampled_from([{}, {"note": "请核实"}, {"code": "facts"}, {"note": "请核实", "code": "facts"}, {"note": " "}])


def expected(state: str, action: str, who: str, said: dict[str, str], *, stale: bool) -> bool:
    asked = {name for name in ASKS.get(action, set()) if not said.get(name, "").strip()}
    return not stale and not asked and who in MAY.get((state, action), set())


class SubmissionMachine(RuleBasedStateMachine):
    """One submission and everyone who could touch it."""

    runner: asyncio.Runner

    def run(self, step: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(step)

    @initialize()
    def begin(self) -> None:
        self.text = dict(TEXT)
        self.at: Done = self.run(write(PEOPLE["officer"]))
        self.state, self.version, self.ever_sent, self.said, self.texts = "draft", 1, False, 0, 1

    @rule(
        action=st.sampled_from(sorted(WORKFLOW.actions())), who=st.sampled_from(ACTORS), said=SAID, stale=st.booleans()
    )
    def anyone_does_anything(self, action: str, who: str, said: dict[str, str], stale: bool) -> None:
        page = Done(self.at.id, self.version - 1 if stale else self.version)
        may = expected(self.state, action, who, said, stale=stale)
        try:
            self.run(act(page, PEOPLE[who], action, **said))
        except Refusal:
            assert not may, (self.state, action, who)
            return
        assert may, (self.state, action, who)
        self.moved(action)
        self.said += bool(said.get("note", "").strip()) and action in {"sign_off", "withdraw", *ASKS}

    @rule(data=st.data())
    def somebody_who_may_takes_the_next_step(self, data: st.DataObject) -> None:
        ways = sorted((action, who) for (state, action), people in MAY.items() if state == self.state
                      for who in people if who != "house" and action != "adopt")  # fmt: skip
        if ways:
            action, who = data.draw(st.sampled_from(ways))
            self.run(act(Done(self.at.id, self.version), PEOPLE[who], action, note="请核实", code="facts"))
            self.moved(action)
            self.said += action in {"sign_off", "withdraw", *ASKS}

    @rule(who=st.sampled_from(ACTORS), word=st.sampled_from(["", "一", "二"]), stale=st.booleans())
    def anyone_saves(self, who: str, word: str, stale: bool) -> None:
        call, text = Call(PEOPLE[who]), TEXT | {"body": TEXT["body"] + word}
        may = self.state == "draft" and who == "officer" and not stale
        cleared = self.run(gate.pass_gate(call, text))
        try:
            done = self.run(writing.save(call, self.at.id, self.version - stale, cleared, DETAILS))
        except Refusal:
            assert not may
            return
        assert may
        changed = text != self.text
        self.version, self.text, self.texts = self.version + changed, text, self.texts + changed
        assert done.version == self.version

    @rule()
    def the_issue_is_released(self) -> None:
        async def release() -> None:
            async with db.transaction(PEOPLE["approver"]) as tx:
                await moving.adopt.within(tx, self.at.id, Adoption(uuid4(), "专报 2026 年第 1 期", uuid4()))

        try:
            self.run(release())
        except Refusal:
            assert "house" not in MAY.get((self.state, "adopt"), set())
            return
        self.moved("adopt")

    def moved(self, action: str) -> None:
        self.state, self.version = TARGETS[action], self.version + 1
        self.ever_sent = self.ever_sent or self.state == "submitted"

    @invariant()
    def the_database_agrees(self) -> None:
        row = self.run(stored(self.at.id))
        assert (row.state, row.version, row.number is not None) == (self.state, self.version, self.ever_sent)
        assert not (self.state in SIGNED and not row.signed)
        assert len(row.acts) == self.version
        state = ""
        for line in row.acts:
            assert line.entry.source == state
            state = line.entry.target
        assert state == self.state

    @invariant()
    def what_was_written_is_what_is_read(self) -> None:
        sheet = self.run(submission_records.show(PEOPLE["officer"], self.at.id))
        assert (sheet.title, sheet.body) == (self.text["title"], self.text["body"])
        assert sum(bool(passed.note) for passed in sheet.history) == self.said
        assert max(passed.text_number for passed in sheet.history) == self.texts
        assert [step.state for step in sheet.steps if step.status in ("now", "side")] == [self.state]

    def teardown(self) -> None:
        if hasattr(self, "at"):
            assert self.run(chain_fault()) is None


async def chain_fault() -> journal.Fault | None:
    lines = [line async for line in heads.lines()]
    return journal.verify(lines, []).fault


@contextmanager
def machine(database: Cluster, device: SoftwareDevice, folder: Path) -> Iterator[type[SubmissionMachine]]:
    """The machine in an empty product with a loop of its own."""
    with own_loop(database, device, folder) as runner:
        SubmissionMachine.runner = runner
        yield SubmissionMachine


@pytest.mark.stateful
@pytest.mark.requirement("SUB-08")
def test_a_submission_keeps_its_rules_whatever_anyone_does(
    database: Cluster, device: SoftwareDevice, tmp_path: Path
) -> None:
    asked = settings()
    quick = settings(max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    with machine(database, device, tmp_path) as made:
        run_state_machine_as_test(made, settings=asked if asked.max_examples > QUICK_MOST else quick)


def test_the_machine_sees_a_program_that_takes_stale_pages(
    database: Cluster, device: SoftwareDevice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest, move = common.found, Tx.move
    for module in (moving, writing):
        monkeypatch.setattr(module, "found", lambda record, actor, _version=None: honest(record, actor))

    async def as_it_stands(tx: Tx, table: type[Table], record: UUID, _version: int, *more: str, **columns: Any) -> int:
        row = await tx.one("SELECT version FROM submission WHERE id = $1", record)
        return await move(tx, table, record, row["version"] if row else 0, *more, **columns)

    monkeypatch.setattr(Tx, "move", as_it_stands)
    # It ends at the first find; always the same tries: by chance alone one run in many finds nothing in 400.
    hunt = settings(
        max_examples=400, stateful_step_count=30, deadline=None, phases=[Phase.generate], database=None,
        report_multiple_bugs=False, derandomize=True, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    with machine(database, device, tmp_path) as made, pytest.raises(AssertionError):
        run_state_machine_as_test(made, settings=hunt)


def test_the_targets_written_here_are_all_the_actions_there_are() -> None:
    assert set(TARGETS) == WORKFLOW.actions()
    assert set(TARGETS.values()) <= {str(state) for state in State}
