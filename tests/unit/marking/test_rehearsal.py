"""A change of the rules shows what it would do before it does it."""

import time

import pytest

from marking.known import Case, Expected, cases
from marking.rehearsal import Rehearsal, rehearse
from marking.rulebook import BUILT_IN, Change, Edit, Rulebook, edited
from marking.scan import scan
from marking.verdict import Decision

pytestmark = pytest.mark.thorough


def tried(*edits: Edit) -> Rehearsal:
    return rehearse(BUILT_IN, edited(edits, 2))


def test_no_change_changes_nothing_and_takes_two_seconds_at_most() -> None:
    began = time.process_time()
    rehearsal = rehearse(BUILT_IN, BUILT_IN)
    assert time.process_time() - began < 2
    assert rehearsal.safe
    assert (rehearsal.let_through, rehearsal.softened, rehearsal.ordinary_stopped) == ((), (), ())
    assert rehearsal.markings + rehearsal.ordinary == len(cases())


@pytest.mark.requirement("SUB-11")
def test_a_change_that_lets_a_known_marking_through_is_not_safe() -> None:
    stopping = [scan(case.text).rule for case in cases() if case.verdict is Expected.STOP]
    rule = max(sorted(set(stopping)), key=stopping.count)
    rehearsal = tried(Edit(Change.SWITCH_OFF, rule))
    assert not rehearsal.safe
    assert all(case.verdict is Expected.STOP for case in rehearsal.let_through)
    assert {scan(case.text).rule for case in rehearsal.let_through} == {rule}


def test_every_known_marking_goes_through_when_there_are_no_rules() -> None:
    rehearsal = rehearse(BUILT_IN, Rulebook(()))
    stopped = [
        case for case in cases() if case.verdict is Expected.STOP and scan(case.text).decision is not Decision.ALLOW
    ]
    assert list(rehearsal.let_through) == stopped
    assert len(stopped) > 400


def test_what_goes_through_already_is_nobodys_change() -> None:
    rehearsal = rehearse(Rulebook(()), Rulebook(()))
    assert rehearsal.safe


def test_a_milder_verdict_is_told_and_lets_nothing_through() -> None:
    rehearsal = tried(Edit(Change.VERDICT, "level-star", verdict=Decision.HOLD))
    assert rehearsal.safe
    assert rehearsal.softened
    assert all(scan(case.text).decision is Decision.REFUSE for case in rehearsal.softened)


@pytest.mark.parametrize(("verdict", "where"), [(Decision.REFUSE, "refused_now"), (Decision.HOLD, "held_now")])
def test_a_phrase_that_stops_ordinary_texts_names_them(verdict: Decision, where: str) -> None:
    phrase = Edit(Change.PHRASE, "own-ours", words="保密", verdict=verdict)
    rehearsal = tried(phrase)
    assert rehearsal.safe
    assert getattr(rehearsal, where) == rehearsal.ordinary_stopped != ()
    found = {scan(case.text, book=edited([phrase], 2)).rule for case in rehearsal.ordinary_stopped}
    assert found == {"own-ours"}


def test_a_sample_of_ones_own_can_be_rehearsed() -> None:
    own = Case("own", "机密★10年", Expected.STOP)
    rehearsal = rehearse(BUILT_IN, Rulebook(()), [own])
    assert (rehearsal.let_through, rehearsal.markings, rehearsal.ordinary) == ((own,), 1, 0)
