"""Debts, phone reports and events over the year: what may leave, what is owed for it, who hears of it."""

from collections.abc import Callable, Generator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from gate import commands as gate
from identity.rights import Right
from kernel import clocks, terms, vault
from kernel.actor import Call
from kernel.db import Done, Row, Tx
from kernel.terms import Due
from submissions.commands import chains, debts, events, phone, writing
from submissions.commands.phone import Taken
from submissions.jobs import emergencies as telling
from submissions.rules.records import Details
from submissions.store import events as events_store
from submissions.store import submissions as texts
from submissions.workflow.events import ReportKind
from tests.workflow.machine import Seeded
from tests.workflow.submissions.year.base import LEFT_UNIT, YearBase
from tests.workflow.submissions.year.town import START, UNITS, YEAR

DUE_OF = terms.due_of  # as it is before anything is planted
EMERGENCY = Details("emergency", "flash", "duty")
REASON = "两次电话未接"
OFFICE = {"shaixuan", "bianji1", "bianji2", "zhiban", "zhuren"}


async def opened(record: UUID) -> dict[str, str]:
    """The texts of a record."""
    row = await texts.row(record)
    assert row
    return texts.opened(await vault.box(record), row)


class EmergencyMixin(YearBase):
    """Texts that go first and are signed later."""

    def prepare(self) -> None:
        super().prepare()
        self.ended: dict[UUID, str] = {}

    def emergency(self, unit: str, officer: str = "officer1") -> UUID | None:
        """A draft of an emergency, known of since now."""
        details = Details(EMERGENCY.category, EMERGENCY.urgency, EMERGENCY.genre, self.now, level="1")
        return self.write(f"{unit}.{officer}", details)

    def send_first(self, record: UUID, officer: str = "officer1") -> bool:
        """Sent before it is signed."""
        return self.act(record, f"{self.unit_of(record)}.{officer}", "send_unsigned", note=REASON)

    def end_debt(self, debt: dict[str, Any], who: str, action: str) -> bool:
        """An end of a debt."""
        me = self.actor(who)
        if me is None:
            return False
        call = Call(me)
        words = self.run(gate.pass_gate(call, {"note": "阅", "declared": "1"}))
        return self.tried(debts.act(call, debt["id"], debt["version"], action, words)) is not None

    def debts(self) -> list[dict[str, Any]]:
        """Every debt there is."""
        return self.rows("SELECT * FROM submission_debt ORDER BY id")

    def letter(self, unit: UUID) -> str:
        """Which of the units this is."""
        return next(name for name, id in self.town.units.items() if id == unit)

    def follow(self, record: UUID, kind: ReportKind) -> UUID | None:
        """The unit's next report, signed by its head and sent."""
        unit, report = self.unit_of(record), self.rows("SELECT event FROM event_report WHERE submission = $1", record)
        officer = self.actor(f"{unit}.officer1")
        if not report or officer is None:
            return None
        made = self.tried(events.draft_next(Call(officer), report[0]["event"], kind))
        if made:
            self.written.append(made.id)
            self.fill(made.id, Call(officer))
            self.send_first(made.id)
        return made.id if made else None

    def fill(self, record: UUID, call: Call) -> None:
        """Progress, under the title that was proposed."""
        row = self.row(record)
        text = self.run(opened(record))
        cleared = self.run(gate.pass_gate(call, text | {"body": "火已扑灭，未造成伤亡。"}))
        details = Details(*(row[name] for name in ("category", "urgency", "genre", "learned", "release", "level")))
        self.run(writing.save(call, record, row["version"], cleared, details))

    @rule(unit=st.sampled_from(UNITS), second=st.booleans())
    def an_emergency_is_sent_unsigned(self, unit: str, second: bool) -> None:
        officer = f"officer{1 + second}"
        if self.now < START + YEAR and (record := self.emergency(unit, officer)):
            self.send_first(record, officer)

    @rule(data=st.data())
    def anybody_tries_to_send_something_unsigned(self, data: st.DataObject) -> None:
        if self.written:
            self.send_first(data.draw(st.sampled_from(self.written), label="record"))

    @rule(data=st.data(), action=st.sampled_from(["pay", "refuse", "excuse"]),
          who=st.sampled_from(["head", "signer", "officer1"]))  # fmt: skip
    def somebody_ends_a_debt(self, data: st.DataObject, action: str, who: str) -> None:
        if found := self.debts():
            debt = data.draw(st.sampled_from(found), label="debt")
            self.end_debt(debt, "editor" if action == "excuse" else f"{self.letter(debt['unit'])}.{who}", action)

    @rule(unit=st.sampled_from(UNITS))
    def a_call_is_noted(self, unit: str) -> None:
        if self.now < START + YEAR:
            self.call(unit)

    def call(self, unit: str) -> UUID | None:
        """The duty officer notes a call of a moment ago."""
        duty = self.actor("duty")
        if duty is None:
            return None
        call, taken = Call(duty), Taken(self.town.units[unit], self.now - timedelta(minutes=9), self.now, "1")
        words = self.run(gate.pass_gate(call, {"caller": "值班员", "words": "起火，情况待核"}))
        made: Done | None = self.tried(phone.note(call, words, taken))
        return made.id if made else None

    @rule(data=st.data())
    def the_text_of_a_call_is_written(self, data: st.DataObject) -> None:
        if found := self.rows(
            "SELECT id, unit FROM phone_note WHERE state = 'noted' AND submission IS NULL ORDER BY id"
        ):
            note = data.draw(st.sampled_from(found), label="note")
            self.answer_call(note["id"], self.letter(note["unit"]))

    def answer_call(self, note: UUID, unit: str) -> None:
        """The text of a call, sent first."""
        officer = self.actor(f"{unit}.officer1")
        if officer and (made := self.tried(phone.draft(Call(officer), note))):
            self.written.append(made.id)
            self.send_first(made.id)

    @rule(data=st.data(), kind=st.sampled_from([ReportKind.FOLLOW_UP, ReportKind.FINAL]))
    def an_event_goes_on(self, data: st.DataObject, kind: ReportKind) -> None:
        if found := self.rows("SELECT submission FROM event_report WHERE kind = 'first' ORDER BY submission"):
            self.follow(data.draw(st.sampled_from(found), label="event")["submission"], kind)

    @invariant()
    def what_left_is_signed_or_owed(self) -> None:
        """Nothing is out that nobody has signed and for which no signature was ever owed."""
        rows = self.rows(
            "SELECT s.state, s.category, s.digest, s.signed_digest, d.digest AS owed, d.sent_by, d.settled_by, d.state AS debt"
            " FROM submission s LEFT JOIN submission_debt d ON d.id = s.debt WHERE s.state = ANY($1)", list(LEFT_UNIT),
        )  # fmt: skip
        for row in rows:
            signed = row["signed_digest"] is not None and row["signed_digest"] == row["digest"]
            assert signed or (row["owed"] == row["digest"] and row["category"] == "emergency"), row

    @invariant()
    def a_debt_is_paid_over_the_text_that_was_sent(self) -> None:
        """By another hand than sent it, of its own unit, over the digest that was sent; once ended it stays so."""
        for debt in self.rows(
            "SELECT d.*, a.unit AS signer_unit, s.digest AS now_digest, s.signed_digest, s.debt FROM submission_debt d"
            " JOIN submission s ON s.id = d.submission LEFT JOIN account a ON a.id = d.settled_by"
        ):
            assert self.ended.get(debt["id"], debt["state"]) == debt["state"], "an end is an end"
            if debt["state"] != "owed":
                self.ended[debt["id"]] = debt["state"]
            if debt["state"] == "paid":
                assert (debt["signer_unit"], debt["settled_by"] != debt["sent_by"]) == (debt["unit"], True)
                if debt["debt"] == debt["id"]:
                    assert debt["signed_digest"] == debt["digest"] == debt["now_digest"]

    @invariant()
    def every_open_debt_has_one_clock_that_ends_on_a_working_day(self) -> None:
        """And an ended one has none that runs."""
        rows = self.rows(
            "SELECT d.state, d.sent, count(c.id) AS running, min(c.due) AS due FROM submission_debt d LEFT JOIN due_clock c"
            " ON c.kind = 'debt' AND c.record = d.id AND c.ended IS NULL GROUP BY d.id"
        )
        for row in rows:
            assert row["running"] == (row["state"] == "owed"), row
            if row["due"]:
                assert row["due"] == DUE_OF("", "", "working_day", 1, row["sent"]).due, row

    @invariant()
    def nobody_is_told_of_a_debt_that_is_not_theirs(self) -> None:
        """The unit's own people; of the office only when it ends, or when the head hears of it."""
        rows = self.rows(
            "SELECT n.topic, a.login, a.unit, d.unit AS debtor FROM notice n JOIN submission_debt d ON d.id = n.record"
            " JOIN account a ON a.id = n.account WHERE n.record_kind = 'debt'"
        )
        late = {"debt.clock_head", "debt.pay", "debt.refuse", "debt.excuse"}
        for row in rows:
            assert row["unit"] == row["debtor"] or (row["login"] in OFFICE and row["topic"] in late), row

    @invariant()
    def a_written_call_has_a_text_and_a_silent_clock(self) -> None:
        """Whose text was sent; only a call whose text is waited for has a clock that runs."""
        for row in self.rows(
            "SELECT n.state, s.submitted, (SELECT count(*) FROM due_clock c WHERE c.kind = 'phone_note'"
            " AND c.record = n.id AND c.ended IS NULL) AS running"
            " FROM phone_note n LEFT JOIN submission s ON s.id = n.submission"
        ):
            assert row["running"] == (row["state"] == "noted"), row
            assert row["state"] != "written" or row["submitted"] is not None, row
            assert row["state"] != "noted" or row["submitted"] is None, row

    @invariant()
    def an_open_event_waits_for_its_next_report(self) -> None:
        """From its lead unit's last report; an ended one waits for nothing."""
        for row in self.rows(
            "SELECT e.state, max(r.sent) AS last, (SELECT min(c.start) FROM due_clock c WHERE c.kind = 'event' AND"
            " c.record = e.id AND c.ended IS NULL AND c.step = 'follow_up') AS since FROM event e JOIN event_report r"
            " ON r.event = e.id WHERE e.kind = 'emergency' GROUP BY e.id"
        ):
            waits = row["state"] == "open" and row["last"] is not None
            assert row["since"] == (row["last"] if waits else None), row


def _unsigned_anything(patch: pytest.MonkeyPatch) -> None:
    """The table of what may go first says yes to everything."""

    async def always(*_: object) -> bool:
        return True

    patch.setattr("submissions.store.emergencies.may_go_first", always)


def _calendar_days(patch: pytest.MonkeyPatch) -> None:
    """A debt's term runs through the holiday."""
    honest = terms.due_of

    def plain(code: str, label: str, measure: str, *more: Any) -> Due:
        return honest(code, label, "day" if measure == "working_day" else measure, *more)

    patch.setattr(terms, "due_of", plain)


def _clock_left_running(patch: pytest.MonkeyPatch) -> None:
    """Paying leaves the debt's clock running."""
    honest = clocks.settle

    async def forgetful(tx: Tx, kind: str, record: UUID, *steps: str, **more: Any) -> None:
        if kind != "debt":
            await honest(tx, kind, record, *steps, **more)

    patch.setattr(clocks, "settle", forgetful)


def _told_too_widely(patch: pytest.MonkeyPatch) -> None:
    """The desk of the office hears of every mark."""
    honest = telling._of_unit

    async def wide(right: Any, unit: UUID) -> list[UUID]:
        desk = await telling._desk() if right == Right.SUBMISSION_SIGN else []
        return [*await honest(right, unit), *desk]

    patch.setattr(telling, "_of_unit", wide)


def _call_not_heard(patch: pytest.MonkeyPatch) -> None:
    """The text that follows a call does not settle it."""

    async def deaf(*_: object) -> None:
        return

    patch.setattr(chains, "heard", deaf)


def _counted_from_the_first(patch: pytest.MonkeyPatch) -> None:
    """The next report is counted from the first one for ever."""
    honest = events_store.reports

    async def first_only(event: UUID) -> list[Row]:
        return (await honest(event))[:1]

    patch.setattr(events_store, "reports", first_only)


def _paid_without_signing(patch: pytest.MonkeyPatch) -> None:
    """A debt is paid and the record stays unsigned."""

    async def nothing(*_: object) -> dict[str, object]:
        return {}

    patch.setattr(debts, "_signature", nothing)


def _first_of(unit: str = "a") -> Callable[[EmergencyMixin], UUID]:
    def sent(machine: EmergencyMixin) -> UUID:
        record = machine.emergency(unit)
        assert record
        assert machine.send_first(record)
        return record

    return sent


def _ordinary_text(machine: Any) -> Generator[None, None, None]:
    record = machine.write("a.officer1", Details("work", "normal", "news"))
    machine.send_first(record)
    yield


def _before_national_day(machine: Any) -> Generator[None, None, None]:
    machine.let_pass(timedelta(days=29, hours=15, minutes=30))
    _first_of()(machine)
    yield


def _paid(machine: Any) -> Generator[None, None, None]:
    _first_of()(machine)
    yield
    assert machine.end_debt(machine.debts()[0], "a.head", "pay")
    yield


def _reminded(machine: Any) -> Generator[None, None, None]:
    _first_of()(machine)
    for _ in range(3):
        machine.let_pass(timedelta(hours=12))
        yield


def _call_answered(machine: Any) -> Generator[None, None, None]:
    machine.answer_call(machine.call("a"), "a")
    yield


def _followed(machine: Any) -> Generator[None, None, None]:
    record = _first_of()(machine)
    machine.let_pass(timedelta(hours=1))
    assert machine.follow(record, ReportKind.FOLLOW_UP)
    yield


MIXIN = EmergencyMixin
SEEDED: tuple[Seeded, ...] = (
    Seeded("ordinary texts go unsigned", _unsigned_anything, _ordinary_text, "what_left_is_signed_or_owed"),
    Seeded("a debt paid without a signature", _paid_without_signing, _paid, "a_debt_is_paid_over_the_text_that_was_sent"),
    Seeded("a debt due in the holiday", _calendar_days, _before_national_day,
           "every_open_debt_has_one_clock_that_ends_on_a_working_day"),
    Seeded("a paid debt still runs", _clock_left_running, _paid,
           "every_open_debt_has_one_clock_that_ends_on_a_working_day"),
    Seeded("the desk hears of other people's debts", _told_too_widely, _reminded,
           "nobody_is_told_of_a_debt_that_is_not_theirs"),
    Seeded("a call that its text does not settle", _call_not_heard, _call_answered,
           "a_written_call_has_a_text_and_a_silent_clock"),
    Seeded("follow-ups counted from the first report", _counted_from_the_first, _followed,
           "an_open_event_waits_for_its_next_report"),
)  # fmt: skip
