"""What the machines of rules and planted bugs have in common (submissions/year, bulletins/work).

- Steps go through the product's commands. A step the product refuses changes nothing and is no find: what may happen is
  the invariants' business, and they read the database and what the machine itself remembers.
- Time stands during a step. `let_pass` moves it, and everything that is due then is carried out before the next step.
"""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import INVARIANT_MARKER, RuleBasedStateMachine, initialize, invariant, rule

import workers.loop
from kernel import clock, db, heads, journal, outbox
from kernel.db import Row
from kernel.errors import Refusal
from tests.workflow.submissions.year.town import START, YEAR, Town

assert workers.loop.CONSUMERS, "every consumer is registered"

PAUSES = tuple(timedelta(hours=h) for h in (1 / 3, 1, 4, 12, 24, 72, 240, 30 * 24))
ROUNDS = 40

Scenario = Callable[[Any], Generator[None, None, None]]


@dataclass(frozen=True, slots=True)
class Seeded:
    """A bug: how to plant it, the steps that bring it to light (a yield: look at the invariants), who must see it."""

    name: str
    plant: Callable[[pytest.MonkeyPatch], None]
    scenario: Scenario
    invariant: str


class Machine(RuleBasedStateMachine):
    """A founded house, time, and the rules that hold for everything. `RECORDS`: whose states the journal must tell."""

    RECORDS: ClassVar[tuple[str, ...]] = ()
    runner: ClassVar[asyncio.Runner]
    town: ClassVar[Town]

    def run(self, step: Coroutine[Any, Any, Any]) -> Any:
        """Do it now."""
        return self.runner.run(step)

    @initialize()
    def begin(self) -> None:
        """A morning in September; nothing is written yet."""
        self.run(self.town.restore())
        self.start()
        self.prepare()

    def start(self) -> None:
        """What the machine itself begins with."""

    def prepare(self) -> None:
        """What a mixin remembers; call super().prepare()."""

    @property
    def now(self) -> datetime:
        return clock.now()

    def tried(self, step: Coroutine[Any, Any, Any]) -> Any:
        """What a step gives, None when the product refused it."""
        try:
            return self.run(step)
        except Refusal:
            return None

    def rows(self, sql: str, *args: object) -> list[Row]:
        """Rows of any read."""
        return self.run(db.fetch(sql, *args))  # type: ignore[no-any-return]

    def let_pass(self, by: timedelta) -> None:
        """Time goes on; then what is due is done."""
        self.town.moving.forward(by)
        self.settle()

    def settle(self) -> None:
        """Run the service's loop until it has nothing more to do now."""
        for _ in range(ROUNDS):
            if not self.run(self.turn()):
                return
        raise AssertionError("the loop does not come to rest")

    async def turn(self) -> int:
        """One round of the loop; how much there was to do."""
        return await outbox.drain() + sum([await other() for other in workers.loop.build().others])

    @rule(by=st.sampled_from(PAUSES))
    def time_passes(self, by: timedelta) -> None:
        if self.now < START + YEAR:
            self.let_pass(by)

    @invariant()
    def no_job_stands_aside(self) -> None:
        bad = self.rows("SELECT topic, error FROM outbox WHERE state = 'aside' OR error <> ''")
        assert not bad, bad

    @invariant()
    def the_journal_tells_where_every_record_stands(self) -> None:
        for kind in self.RECORDS:
            lines = self.rows(
                "SELECT DISTINCT ON (j.record) j.record, j.target, r.state"
                f' FROM journal j JOIN "{kind}" r ON r.id = j.record'
                " WHERE j.kind = $1 AND j.target <> '' ORDER BY j.record, j.seq DESC",
                kind,
            )
            wrong = [line for line in lines if line["target"] != line["state"]]
            assert not wrong, (kind, wrong)

    def teardown(self) -> None:
        async def fault() -> journal.Fault | None:
            lines = [line async for line in heads.lines()]
            return journal.verify(lines, []).fault

        assert self.run(fault()) is None


def named(kind: type[Machine]) -> dict[str, Any]:
    """The invariants of a whole machine, by name."""
    functions = (getattr(kind, name) for name in dir(kind))
    return {each.__name__: each for each in functions if hasattr(each, INVARIANT_MARKER)}


def play(kind: type[Machine], bug: Seeded) -> str:
    """Go through a scenario; the name of the first invariant that does not hold, empty when all do."""
    machine = kind()
    machine.begin()
    for _ in bug.scenario(machine):
        for name, holds in named(kind).items():
            try:
                holds(machine)
            except AssertionError:
                return name
    machine.teardown()
    return ""


def found(kind: type[Machine], bug: Seeded, patch: pytest.MonkeyPatch, passed: set[Scenario]) -> None:
    """The scenario passes while the product is whole (looked at once), and the planted bug is seen by its invariant."""
    if bug.scenario not in passed:
        assert play(kind, bug) == "", "the scenario passes while the product is whole"
        passed.add(bug.scenario)
    bug.plant(patch)
    assert play(kind, bug) == bug.invariant
