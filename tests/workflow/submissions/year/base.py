"""A year in the house, in steps that hypothesis or a scenario chooses; see test_year.py.

- A topic adds `year/<topic>.py` with MIXIN, a class of rules and named invariants over YearBase, and SEEDED, bugs planted
  in the product that its invariants must see.
- Steps, time and what always holds: tests/workflow/machine.py.
"""

from contextlib import suppress
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from gate import commands as gate
from kernel import db
from kernel.actor import Actor, Call
from kernel.db import Done, Row
from kernel.errors import NotFound
from submissions.commands import moving, writing
from submissions.rules.records import Details
from tests.workflow.machine import Machine
from tests.workflow.submissions.year.town import START, UNITS, YEAR

TEXT = {"title": "车险理赔情况", "body": "9月1日,全辖12家公司共赔付2.3亿元。", "source": "", "contact": ""}
LEFT_UNIT = ("submitted", "screened", "adopted", "closed", "returned", "declined")


class YearBase(Machine):
    """The house, what people commonly do, and the rules that hold for everything."""

    RECORDS = ("submission",)

    def start(self) -> None:
        self.written: list[UUID] = []

    # What scenarios and rules are made of.

    def actor(self, name: str) -> Actor | None:
        """Somebody, as long as they have an account."""
        with suppress(NotFound):
            return self.run(self.town.actor(name))  # type: ignore[no-any-return]
        return None

    def row(self, record: UUID) -> Row:
        """The submission as it stands."""
        found = self.run(db.one("SELECT * FROM submission WHERE id = $1", record))
        assert found
        return found  # type: ignore[no-any-return]

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

    # What always holds.

    @invariant()
    def what_left_its_unit_has_a_number_of_its_own(self) -> None:
        rows = self.rows("SELECT number, submitted FROM submission WHERE state = ANY($1)", list(LEFT_UNIT))
        assert all(row["number"] and row["submitted"] for row in rows)
        assert len({row["number"] for row in rows}) == len(rows)
