"""Sign-off through the year: heads who are away and come back, substitutes, texts marked as important, several at once."""

from collections.abc import Generator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from kernel.actor import Call
from kernel.db import Row
from submissions.commands import signing, signing_rules, signing_together
from submissions.rules import signing as rules
from submissions.rules.records import Details
from submissions.rules.signing import Absence, Wanted
from submissions.store import signing as store
from tests.workflow.machine import Seeded
from tests.workflow.submissions.year.base import LEFT_UNIT, YearBase
from tests.workflow.submissions.year.town import UNITS

DAY = timedelta(days=1)
OPEN = ("draft", "to_sign", "withdrawn")


class Signing(YearBase):
    """What the head, the leader in charge and the officers do around a signature."""

    @rule(unit=st.sampled_from(UNITS), days=st.integers(0, 20), long=st.integers(1, 30), stands=st.booleans())
    def the_head_goes_away(self, unit: str, days: int, long: int, stands: bool) -> None:
        self.goes_away(unit, self.now + days * DAY, self.now + (days + long) * DAY, stands=stands)

    @rule(unit=st.sampled_from(UNITS), by=st.sampled_from(["head", "signer"]))
    def an_absence_is_ended(self, unit: str, by: str) -> None:
        me = self.actor(f"{unit}.{by}")
        found = self.rows("SELECT id FROM signer_absence WHERE unit = $1 AND revoked IS NULL", self.town.units[unit])
        if me and found:
            self.tried(signing_rules.end_absence(Call(me), found[-1]["id"]))

    @rule(data=st.data(), on=st.booleans())
    def an_officer_marks_a_text(self, data: st.DataObject, on: bool) -> None:
        if self.written:
            record = data.draw(st.sampled_from(self.written), label="record")
            me = self.actor(f"{self.unit_of(record)}.officer1")
            if me:
                self.tried(signing_rules.mark_important(Call(me), record, self.row(record)["version"], on))

    @rule(unit=st.sampled_from(UNITS), who=st.sampled_from(["head", "signer"]))
    def somebody_signs_all_at_once(self, unit: str, who: str) -> None:
        me = self.actor(f"{unit}.{who}")
        rows = self.rows("SELECT id, version FROM submission WHERE state = 'to_sign' ORDER BY id LIMIT 20")
        if me and rows:
            self.tried(signing_together.sign_each(Call(me), [Wanted(row["id"], row["version"]) for row in rows]))

    def goes_away(self, unit: str, starts: datetime, ends: datetime, *, stands: bool) -> None:
        head, signer = self.actor(f"{unit}.head"), self.actor(f"{unit}.signer")
        if head and signer:
            substitute = signer.id if stands else None
            self.tried(signing_rules.enter_absence(Call(head), starts, ends, substitute))

    def signatures(self) -> list[Row]:
        return self.rows(
            "SELECT g.*, s.unit, s.state, s.digest AS now, s.category, s.urgency FROM submission_signature g"
            " JOIN submission s ON s.id = g.submission"
        )

    @invariant()
    def important_texts_are_signed_by_the_head_or_who_stood_in_that_day(self) -> None:
        heads = {id: self.town.accounts[f"{name}.head"] for name, id in self.town.units.items()}
        for row in self.signatures():
            if row["urgency"] != "flash" and row["category"] != "emergency" and row["capacity"] != "substitute":
                continue
            ok = row["signer"] == heads[row["unit"]] or stood_in(self, row, heads[row["unit"]])
            assert ok, (row["capacity"], row["at"])

    @invariant()
    def nobody_signs_while_away(self) -> None:
        away = self.rows("SELECT account, starts, ends, revoked FROM signer_absence")
        for row in self.signatures():
            theirs = [a for a in away if a["account"] == row["signer"]]
            assert not [a for a in theirs if a["starts"] <= row["at"] < min(a["ends"], a["revoked"] or a["ends"])]

    @invariant()
    def a_signature_in_force_is_over_the_text_that_stands_there(self) -> None:
        for row in self.signatures():
            if row["voided"] is None:
                assert row["state"] not in OPEN, row["state"]
                assert bytes(row["digest"]) == bytes(row["now"]), row["state"]

    @invariant()
    def what_left_as_signed_has_a_signature_in_force(self) -> None:
        bare = self.rows(
            "SELECT s.id FROM submission s WHERE s.state = ANY($1) AND s.signed_digest IS NOT NULL AND NOT EXISTS ("
            " SELECT 1 FROM submission_signature g WHERE g.submission = s.id AND g.voided IS NULL"
            " AND g.digest = s.signed_digest)",
            list(LEFT_UNIT),
        )
        assert not bare


def stood_in(machine: YearBase, row: Row, head: UUID) -> bool:
    """Whether the signer was entered as the head's substitute at that moment."""
    found = machine.rows(
        "SELECT 1 FROM signer_absence WHERE account = $1 AND substitute = $2 AND starts <= $3 AND ends > $3"
        " AND (revoked IS NULL OR revoked > $3)",
        head, row["signer"], row["at"],
    )  # fmt: skip
    return bool(found)


def _flash(machine: YearBase) -> UUID:
    """An important text of unit a that waits for a signature."""
    record = machine.write("a.officer1", Details("work", "flash", "news", machine.now))
    assert record
    assert machine.act(record, "a.officer1", "request_sign")
    return record


def an_urgent_text_and_the_leader_in_charge(machine: YearBase) -> Generator[None, None, None]:
    machine.act(_flash(machine), "a.signer", "sign_off")
    yield


def a_substitute_after_the_journey(machine: YearBase) -> Generator[None, None, None]:
    assert isinstance(machine, Signing)
    machine.goes_away("a", machine.now, machine.now + DAY, stands=True)
    machine.let_pass(3 * DAY)
    machine.act(_flash(machine), "a.signer", "sign_off")
    yield


def a_head_who_signs_from_afar(machine: YearBase) -> Generator[None, None, None]:
    assert isinstance(machine, Signing)
    machine.goes_away("a", machine.now, machine.now + 3 * DAY, stands=True)
    machine.let_pass(DAY)
    machine.act(_flash(machine), "a.head", "sign_off")
    yield


def a_text_taken_back_after_the_signature(machine: YearBase) -> Generator[None, None, None]:
    record = _flash(machine)
    machine.act(record, "a.head", "sign_off")
    yield
    machine.act(record, "a.officer1", "revise")
    yield


async def _never_important(_row: Row) -> list[str]:
    return []


def _forget_importance(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(store, "why_important", _never_important)


def _absences_never_end(patch: pytest.MonkeyPatch) -> None:
    real = store.absences

    async def all_of_them(unit: UUID, _since: datetime) -> list[Absence]:
        return await real(unit, datetime.fromtimestamp(0, tz=_since.tzinfo))

    patch.setattr(store, "absences", all_of_them)
    patch.setattr(Absence, "holds", lambda self, at: self.revoked is None and self.starts <= at)


def _nobody_is_away(patch: pytest.MonkeyPatch) -> None:
    real = rules.standing

    def at_home(absences: object, principals: object, at: datetime, **known: object) -> rules.SignStanding:
        made = real(absences, principals, at, **known)  # type: ignore[arg-type]
        return rules.SignStanding(made.important, frozenset(), made.substitutes, made.two_hands, made.writers)

    patch.setattr(rules, "standing", at_home)


def _signatures_stay(patch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object) -> None:
        return None

    patch.setattr(signing, "void", nothing)


MIXIN = Signing
SEEDED = (
    Seeded("importance is forgotten", _forget_importance, an_urgent_text_and_the_leader_in_charge,
           "important_texts_are_signed_by_the_head_or_who_stood_in_that_day"),
    Seeded("a substitution never ends", _absences_never_end, a_substitute_after_the_journey,
           "important_texts_are_signed_by_the_head_or_who_stood_in_that_day"),
    Seeded("who is away still signs", _nobody_is_away, a_head_who_signs_from_afar, "nobody_signs_while_away"),
    Seeded("a text taken back keeps its signature", _signatures_stay, a_text_taken_back_after_the_signature,
           "a_signature_in_force_is_over_the_text_that_stands_there"),
)  # fmt: skip
