"""A year in the house, in steps that hypothesis or a scenario chooses; see test_year.py.

- A topic adds `year/<topic>.py` with MIXIN, a class of rules and named invariants over YearBase, and SEEDED, bugs planted
  in the product that its invariants must see.
- Steps go through the product's commands. A step the product refuses changes nothing and is no find: what may happen is
  the invariants' business, and they read the database and what the machine itself remembers.
- Time stands during a step. `pass_time` moves it, and everything that is due then is carried out before the next step.
"""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import workers.loop
from gate import commands as gate
from kernel import clock, db, heads, journal, outbox
from kernel.actor import Actor, Call
from kernel.db import Done, Row
from kernel.errors import NotFound, Refusal
from submissions.commands import moving, writing
from submissions.rules.records import Details
from tests.workflow.submissions.year.town import START, UNITS, YEAR, Town

assert workers.loop.CONSUMERS, "every consumer is registered"

TEXT = {"title": "车险理赔情况", "body": "9月1日,全辖12家公司共赔付2.3亿元。", "source": "", "contact": ""}
PAUSES = tuple(timedelta(hours=h) for h in (1 / 3, 1, 4, 12, 24, 72, 240, 30 * 24))
ROUNDS = 40
LEFT_UNIT = ("submitted", "screened", "adopted", "closed", "returned", "declined")

Scenario = Callable[["YearBase"], Generator[None, None, None]]


@dataclass(frozen=True, slots=True)
class Seeded:
    """A bug: how to plant it, the steps that bring it to light (a yield: look at the invariants), who must see it."""

    name: str
    plant: Callable[[pytest.MonkeyPatch], None]
    scenario: Scenario
    invariant: str


class YearBase(RuleBasedStateMachine):
    """The house, what people commonly do, and the rules that hold for everything."""

    runner: ClassVar[asyncio.Runner]
    town: ClassVar[Town]

    def run(self, step: Coroutine[Any, Any, Any]) -> Any:
        """Do it now."""
        return self.runner.run(step)

    @initialize()
    def begin(self) -> None:
        """A morning in September; nothing is written yet."""
        self.run(self.town.restore())
        self.written: list[UUID] = []
        self.prepare()

    def prepare(self) -> None:
        """What a mixin remembers; call super().prepare()."""

    @property
    def now(self) -> datetime:
        return clock.now()

    # What scenarios and rules are made of.

    def actor(self, name: str) -> Actor | None:
        """Somebody, as long as they have an account."""
        with suppress(NotFound):
            return self.run(self.town.actor(name))  # type: ignore[no-any-return]
        return None

    def tried(self, step: Coroutine[Any, Any, Any]) -> Any:
        """What a step gives, None when the product refused it."""
        try:
            return self.run(step)
        except Refusal:
            return None

    def row(self, record: UUID) -> Row:
        """The submission as it stands."""
        found = self.run(db.one("SELECT * FROM submission WHERE id = $1", record))
        assert found
        return found  # type: ignore[no-any-return]

    def rows(self, sql: str, *args: object) -> list[Row]:
        """Rows of any read."""
        return self.run(db.fetch(sql, *args))  # type: ignore[no-any-return]

    def write(self, who: str, details: Details, text: dict[str, str] | None = None) -> UUID | None:
        """A draft of somebody's."""
        me = self.actor(who)
        if me is None:
            return None
        call, body = Call(me), TEXT | (text or {})
        cleared = self.run(gate.pass_gate(call, body))
        done: Done | None = self.tried(writing.create(call, cleared, details))
        if done:
            self.written.append(done.id)
        return done.id if done else None

    def act(self, record: UUID, who: str, action: str, **said: str) -> bool:
        """A move of a record, made on the page as it is now."""
        me = self.actor(who)
        if me is None:
            return False
        call = Call(me)
        words = self.run(gate.pass_gate(call, said))
        return self.tried(moving.act(call, record, self.row(record)["version"], action, words)) is not None

    def unit_of(self, record: UUID) -> str:
        """The letter of the unit that wrote it."""
        unit = self.row(record)["unit"]
        return next(name for name, id in self.town.units.items() if id == unit)

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

    # What people do all the time.

    @rule(unit=st.sampled_from(UNITS), urgency=st.sampled_from(["normal", "urgent", "flash"]),
          category=st.sampled_from(["work", "instruction", "emergency"]), second=st.booleans())  # fmt: skip
    def somebody_writes(self, unit: str, urgency: str, category: str, second: bool) -> None:
        if self.now < START + YEAR:
            self.write(f"{unit}.officer{1 + second}", Details(category, urgency, "news", self.now))

    @rule(data=st.data(), action=st.sampled_from(["request_sign", "sign_off", "submit", "accept", "return", "decline",
                                                  "revise", "withdraw", "sign_back"]), head=st.booleans())  # fmt: skip
    def somebody_moves_it_on(self, data: st.DataObject, action: str, head: bool) -> None:
        if not self.written:
            return
        record = data.draw(st.sampled_from(self.written), label="record")
        unit = self.unit_of(record)
        who = {
            "sign_off": f"{unit}.{'head' if head else 'signer'}", "sign_back": f"{unit}.signer", "accept": "screener",
            "return": "screener", "decline": "screener",
        }.get(action, f"{unit}.officer1")  # fmt: skip
        self.act(record, who, action, note="请核实", code="facts")

    @rule(by=st.sampled_from(PAUSES))
    def time_passes(self, by: timedelta) -> None:
        if self.now < START + YEAR:
            self.let_pass(by)

    # What always holds.

    @invariant()
    def no_job_stands_aside(self) -> None:
        bad = self.rows("SELECT topic, error FROM outbox WHERE state = 'aside' OR error <> ''")
        assert not bad, bad

    @invariant()
    def what_left_its_unit_has_a_number_of_its_own(self) -> None:
        rows = self.rows("SELECT number, submitted FROM submission WHERE state = ANY($1)", list(LEFT_UNIT))
        assert all(row["number"] and row["submitted"] for row in rows)
        assert len({row["number"] for row in rows}) == len(rows)

    @invariant()
    def the_journal_tells_where_every_record_stands(self) -> None:
        lines = self.rows(
            "SELECT DISTINCT ON (j.record) j.record, j.target, s.state FROM journal j JOIN submission s ON s.id = j.record"
            " WHERE j.kind = 'submission' AND j.target <> '' ORDER BY j.record, j.seq DESC"
        )
        assert all(line["target"] == line["state"] for line in lines)

    def teardown(self) -> None:
        async def fault() -> journal.Fault | None:
            lines = [line async for line in heads.lines()]
            return journal.verify(lines, []).fault

        assert self.run(fault()) is None
