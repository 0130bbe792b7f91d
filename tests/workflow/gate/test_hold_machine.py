"""Any step by anyone, ticked or not, with any file: nothing leaves the unit that two people have not answered for.

The oracle is a small model written here: which files the draft has, and what became of each.
"""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from crypto import sm3
from crypto.devices.software import SoftwareDevice
from gate import commands as gate
from gate.workflow import HOLD
from identity.rights import Role, rights_of
from kernel import db
from kernel.actor import Call
from kernel.db import Done
from kernel.errors import Refusal
from kernel.postgres import Cluster
from submissions.commands import writing
from submissions.queries import records as submission_records
from tests.conftest import own_loop
from tests.simulators.declared import EVERYTHING
from tests.unit.submissions.people import PEOPLE
from tests.workflow.gate.people import OFFICER, SIGNER, File, old_document, rows
from tests.workflow.submissions.conftest import DETAILS, TEXT, act, stored, write

BOTH = replace(PEOPLE["leader"], unit=OFFICER.unit, rights=rights_of(frozenset({Role.LIAISON, Role.SIGNER})))
WRITERS, SIGNERS = {"officer": OFFICER, "both": BOTH}, {"signer": SIGNER, "both": BOTH}
FILES: dict[str, File] = {one: (f"{one}.doc", old_document(one)) for one in ("甲", "乙")}
DIGESTS = {sm3.hash(data): name for name, (_, data) in FILES.items()}
AFTER = {
    ("draft", "request_sign"): "to_sign", ("to_sign", "sign_back"): "draft", ("to_sign", "revise"): "draft",
    ("signed_off", "revise"): "draft", ("signed_off", "submit"): "submitted",
}  # fmt: skip
MOVERS = {"request_sign": WRITERS, "sign_back": SIGNERS, "revise": WRITERS, "submit": WRITERS | SIGNERS}
QUICK_MOST, MOST_FILES = 100, 10
LINES = (
    "SELECT j.record, j.action, j.source, j.target FROM journal j JOIN hold h ON h.id = j.record"
    " WHERE j.kind = 'hold' AND h.record = $1 ORDER BY j.seq"
)


class HoldMachine(RuleBasedStateMachine):
    """One submission with up to two files that nobody can judge."""

    runner: asyncio.Runner

    def run(self, step: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(step)

    def tried(self, step: Coroutine[Any, Any, Any]) -> Any:
        """The answer, or None when it was refused."""
        try:
            return self.run(step)
        except Refusal:
            return None

    @initialize()
    def begin(self) -> None:
        self.at: Done = self.run(write(OFFICER))
        self.state, self.files = "draft", 0
        self.there: set[str] = set()
        self.held: dict[str, tuple[str, str]] = {}  # file -> its hold's state, who declared it

    @rule(name=st.sampled_from(sorted(FILES)), who=st.sampled_from(sorted(WRITERS)), declared=st.booleans())
    def somebody_attaches(self, name: str, who: str, declared: bool) -> None:
        async def attach() -> Done:
            call = Call(WRITERS[who])
            cleared = await gate.pass_gate(
                call, {}, [FILES[name]], declared=EVERYTHING if declared else (), record=self.at.id
            )
            return await writing.attach(call, self.at.id, self.at.version, cleared)

        standing = self.held.get(name, ("", ""))[0]
        done = self.tried(attach())
        may = self.state == "draft" and self.files < MOST_FILES and standing != "denied"
        assert (done is not None) == (may and (declared or standing in ("declared", "released")))
        if done:
            self.at, self.files = done, self.files + 1
            self.there.add(name)
            self.held.setdefault(name, ("declared", who))

    @rule(name=st.sampled_from(sorted(FILES)))
    def the_officer_takes_off(self, name: str) -> None:
        files = [
            file for file in self.run(submission_records.show(OFFICER, self.at.id)).files if file.name == FILES[name][0]
        ]
        for file in files:
            done = self.tried(writing.detach(Call(OFFICER), self.at.id, self.at.version, file.id))
            assert (done is not None) == (self.state == "draft")
            if done:
                self.at, self.files = done, self.files - 1
        if files and self.state == "draft":
            self.there.discard(name)
            self.held.pop(name, None)

    @rule()
    def the_officer_saves(self) -> None:
        async def save() -> Done:
            call, text = Call(OFFICER), TEXT | {"source": f"第 {self.at.version} 次"}
            return await writing.save(
                call, self.at.id, self.at.version, await gate.pass_gate(call, text, record=self.at.id), DETAILS
            )

        done = self.tried(save())
        assert (done is not None) == (self.state == "draft")
        self.at = done or self.at

    @rule(who=st.sampled_from(sorted(SIGNERS)), declared=st.booleans())
    def somebody_signs(self, who: str, declared: bool) -> None:
        waiting = {name: by for name, (state, by) in self.held.items() if state == "declared"}
        denied = any(state == "denied" for state, _ in self.held.values())
        said = {"declared": "1"} if declared else {}
        done = self.tried(act(self.at, SIGNERS[who], "sign_off", **said))
        may = self.state == "to_sign" and not denied and who not in waiting.values() and (declared or not waiting)
        assert (done is not None) == may
        if done:
            self.at, self.state = done, "signed_off"
            self.held |= {name: ("released", by) for name, by in waiting.items()}

    @rule(name=st.sampled_from(sorted(FILES)), who=st.sampled_from(sorted(SIGNERS)))
    def somebody_denies(self, name: str, who: str) -> None:
        found = [row for row in self.run(rows(self.at)) if row["state"] != "lapsed" and self.of(row) == name]
        for row in found:
            done = self.tried(gate.deny(Call(SIGNERS[who]), row["id"], row["version"]))
            state, by = self.held[name]
            assert (done is not None) == (state == "declared" and by != who)
            if done:
                self.held[name] = ("denied", by)

    @rule(action=st.sampled_from(sorted(MOVERS)), data=st.data())
    def somebody_moves_it(self, action: str, data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(sorted(MOVERS[action])))
        states = {state for state, _ in self.held.values()}
        target = AFTER.get((self.state, action))
        bars = {"request_sign": {"denied"}, "submit": {"denied", "declared"}}.get(action, set())
        done = self.tried(act(self.at, MOVERS[action][who], action, note="请核实"))
        assert (done is not None) == (target is not None and not states & bars)
        if done and target:
            self.at, self.state = done, target

    def of(self, row: dict[str, Any]) -> str:
        """Which of the files a hold is for."""
        return DIGESTS[bytes(row["content"])]

    @invariant()
    def the_database_agrees_and_two_people_have_answered_for_whatever_left(self) -> None:
        found = [row for row in self.run(rows(self.at)) if row["state"] != "lapsed"]
        people = {actor.id: name for name, actor in (WRITERS | SIGNERS).items()}
        assert {self.of(row): (row["state"], people[row["declared_by"]]) for row in found} == self.held
        assert self.run(stored(self.at.id)).state == self.state
        assert all(row["decided_by"] != row["declared_by"] for row in found)
        assert set(self.held) == self.there
        if self.state == "submitted":
            assert {state for state, _ in self.held.values()} <= {"released"}

    @invariant()
    def the_journal_replays_every_hold(self) -> None:
        lines = self.run(db.fetch(LINES, self.at.id))
        states: dict[object, str] = {}
        for line in lines:
            assert line["source"] == states.get(line["record"], "")
            assert line["action"] in {"declare", "carry"} | HOLD.actions()
            states[line["record"]] = line["target"]
        assert {row["id"]: row["state"] for row in self.run(rows(self.at))} == states


@contextmanager
def machine(database: Cluster, device: SoftwareDevice, folder: Path) -> Iterator[type[HoldMachine]]:
    """The machine with a loop of its own; every run of it begins with another submission in an empty product."""
    with own_loop(database, device, folder) as runner:
        HoldMachine.runner = runner
        yield HoldMachine


@pytest.mark.stateful
@pytest.mark.requirement("SUB-11")
def test_holds_keep_their_rules_whatever_anyone_does(database: Cluster, device: SoftwareDevice, tmp_path: Path) -> None:
    asked = settings()
    quick = settings(max_examples=5, stateful_step_count=20, deadline=None)
    with machine(database, device, tmp_path) as made:
        run_state_machine_as_test(made, settings=asked if asked.max_examples > QUICK_MOST else quick)
