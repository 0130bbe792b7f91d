"""A change of the rules shows what it would do before it does it."""

import re
import time
from dataclasses import replace

import pytest

from marking import selfcheck
from marking.examples import EXAMPLES, place
from marking.guards import Guard
from marking.known import Case, Expected, cases
from marking.rehearsal import Rehearsal, rehearse
from marking.rulebook import BUILT_IN, EXCUSES, FIXED, MAX_EXCUSES, Change, Edit, Rulebook, edited, letters
from marking.rules import RULES
from marking.scan import findings, scan
from marking.selfcheck import NotSeeing
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
    assert rehearsal.markings + rehearsal.ordinary == len(cases()) + len(EXAMPLES)


@pytest.mark.requirement("SUB-11")
def test_a_change_that_lets_a_known_marking_through_is_not_safe() -> None:
    rehearsal = tried(Edit(Change.SWITCH_OFF, "level-paren"))
    assert not rehearsal.safe
    assert all(case.verdict is Expected.STOP for case in rehearsal.let_through)
    assert {scan(case.text).rule for case in rehearsal.let_through} == {"level-paren"}


def test_every_rule_has_a_text_that_it_names() -> None:
    named = {case.id: [one.rule for one in findings(case.text, place=place(case))] for case in EXAMPLES}
    assert named == {f"rule-{rule.id}": [rule.id] for rule in RULES}


@pytest.mark.requirement("SUB-11")
def test_no_rule_is_switched_off_alone_or_with_others_unless_its_text_is_stopped_all_the_same() -> None:
    loose = [rule.id for rule in RULES if rule.id not in FIXED]
    off: list[Edit] = []
    for rule in loose:
        edit = Edit(Change.SWITCH_OFF, rule)
        if rehearse(BUILT_IN, edited([*off, edit], 2), EXAMPLES).safe:
            off.append(edit)
    assert off == []
    assert not tried(*(Edit(Change.SWITCH_OFF, rule) for rule in loose)).safe


@pytest.mark.requirement("SUB-11")
@pytest.mark.parametrize("words", ["鑫", "鑫\n鑫", "鑫" + "—" * 20], ids=["word", "lines", "signs"])
@pytest.mark.parametrize("change", sorted(EXCUSES))
def test_a_word_that_excuses_a_marking_is_found_out(change: Change, words: str) -> None:
    """As if edited() had let it in: a book with the guard on one rule."""
    pattern = letters(words)
    guard = (
        Guard(before=re.compile(f"{pattern}$")) if change is Change.EXCUSE_BEFORE else Guard(after=re.compile(pattern))
    )
    rules = [replace(rule, guards=(*rule.guards, guard)) for rule in RULES if rule.id in {"level-star", "slogan-star"}]
    others = [rule for rule in RULES if rule.id not in {"level-star", "slogan-star"}]
    book = Rulebook((*rules, *others), 2, (Edit(change, "level-star", words),))
    began = time.process_time()
    rehearsal = rehearse(BUILT_IN, book)
    assert time.process_time() - began < 2
    assert not rehearsal.safe
    assert all(pattern in case.text for case in rehearsal.let_through)


def test_many_excuses_are_tried_in_two_seconds() -> None:
    edits = [Edit(Change.EXCUSE_AFTER, "level-cell", f"甲{number}") for number in range(MAX_EXCUSES)]
    began = time.process_time()
    assert tried(*edits).safe
    assert time.process_time() - began < 2


def test_a_book_with_which_no_program_would_start_is_not_safe() -> None:
    mild = tuple(replace(rule, verdict=Decision.HOLD) if rule.id == "level-star" else rule for rule in RULES)
    rehearsal = rehearse(BUILT_IN, Rulebook(mild, 2))
    assert not rehearsal.safe
    assert {case.id.rpartition("-")[0] for case in rehearsal.let_through} == {"selfcheck"}
    with pytest.raises(NotSeeing):
        selfcheck.run(Rulebook(mild, 2))


def test_every_known_marking_goes_through_when_there_are_no_rules() -> None:
    rehearsal = rehearse(BUILT_IN, Rulebook(()))
    stopped = [
        case for case in cases() if case.verdict is Expected.STOP and scan(case.text).decision is not Decision.ALLOW
    ]
    assert [case for case in rehearsal.let_through if case in cases()] == stopped
    assert len(stopped) > 400


def test_what_goes_through_already_is_nobodys_change() -> None:
    rehearsal = rehearse(Rulebook(()), Rulebook(()))
    assert [case.text for case in rehearsal.let_through] == list(selfcheck.MARKED)


def test_a_milder_verdict_is_told_and_lets_nothing_through() -> None:
    rehearsal = tried(Edit(Change.VERDICT, "level-paren", verdict=Decision.HOLD))
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
    assert rehearsal.let_through[-1] == own
    assert (rehearsal.markings, rehearsal.ordinary) == (1 + len(selfcheck.MARKED), 0)
