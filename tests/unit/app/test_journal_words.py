"""The journal is read in words: whatever the source writes to it has one in the table (SEC-03)."""

import importlib.util
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from app.journal_words import ACTS, STATES, Kind, words
from identity.workflow.register import PlainAct
from tests.unit.app.journalled import ANY, Recorded, Source, recorded, sources

NUMBERS = {"outbox", "vault"}  # their targets are numbers
LEAST = 250
PLANTED = """
KIND = "article"

async def _planted(tx, id, action):
    tx.record("planted", id, "make")
    tx.record("issue", id, "planted_act")
    tx.record("issue", id, f"planted_{id}")
    tx.record(KIND, id, action, source="verified", target="planted_state")

async def _caller(tx, id):
    await _planted(tx, id, "planted_word")
"""


@pytest.fixture(scope="module")
def everything() -> list[Recorded]:
    return list(recorded(sources()))


def unworded(found: Iterable[Recorded]) -> set[str]:
    """Kinds, acts and states that the journal's page would show as codes."""
    table, common = words(), {act.value for act in PlainAct}
    wrong = set()
    for each in found:
        if each.kind != ANY and each.kind not in table:
            wrong.add(f"{each.where} kind {each.kind}")
            continue
        known = table[each.kind].acts if each.kind != ANY else common
        if not any(fnmatchcase(act, each.action) for act in known):
            wrong.add(f"{each.where} {each.kind}: act {each.action}")
        if each.kind != ANY and each.kind not in NUMBERS:
            states = ["", ANY, *table[each.kind].states]
            lost = [said for said in each.states if not any(fnmatchcase(state, said) for state in states)]
            wrong |= {f"{each.where} {each.kind}: state {state}" for state in lost}
    return wrong


@pytest.mark.requirement("SEC-03")
def test_everything_recorded_has_a_word(everything: list[Recorded]) -> None:
    assert unworded(everything) == set()
    assert len({(each.kind, each.action) for each in everything}) > LEAST


def test_no_word_is_left_over(everything: list[Recorded]) -> None:
    kinds = {each.kind for each in everything}
    assert {*Kind, *ACTS, *STATES} <= kinds


def test_control_what_has_no_word_is_found(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text(PLANTED, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("planted", tmp_path / "planted.py")
    assert spec
    assert spec.loader
    spec.loader.exec_module(module := importlib.util.module_from_spec(spec))
    told = unworded(recorded([Source("planted", PLANTED, module)]))
    assert {each.partition(" ")[2] for each in told} == {
        "kind planted", "issue: act planted_act", "issue: act planted_*", "article: act planted_word",
        "article: state planted_state",
    }  # fmt: skip
