"""Texts by an author who never saw the rules: what a reader takes for a mark is stopped, ordinary text passes.

The cases are data and stay as they were written; one leaves only when a reader would see no mark in it.
"""

import json
from collections import Counter
from pathlib import Path, PurePath

import pytest

from marking.scan import findings, scan
from marking.verdict import Decision, Part, Place, Verdict, worst

_CORPUS = Path(__file__).parents[2] / "corpus"
REFUSED, HELD = 0.995, 0.005


def _cases(name: str) -> list[dict[str, str]]:
    lines = (_CORPUS / name).read_bytes().splitlines()  # of bytes: U+2028 ends no line here
    return [json.loads(line) for line in lines]


def _verdict(case: dict[str, str]) -> Verdict:
    """A file's name is looked at without its ending, as the gate does."""
    if case["where"] == "file_name":
        return worst(findings(PurePath(case["text"]).stem, "file_name", Place(Part.FILE_NAME)), "file_name")
    return scan(case["text"], case["where"])


def _verdicts(name: str) -> list[tuple[dict[str, str], Verdict]]:
    return [(case, _verdict(case)) for case in _cases(name)]


@pytest.mark.requirement("SUB-11")
def test_held_out_marks_are_stopped_and_nearly_all_by_their_rule() -> None:
    found = _verdicts("heldout_stop.jsonl")
    assert len(found) >= 500
    assert [case["id"] for case, verdict in found if verdict.decision is Decision.ALLOW] == []
    refused = [verdict for _, verdict in found if verdict.decision is Decision.REFUSE]
    held = [case["id"] for case, verdict in found if verdict.decision is Decision.HOLD]
    assert len(refused) >= REFUSED * len(found), held
    assert all(verdict.rule and verdict.words for verdict in refused)


@pytest.mark.requirement("SUB-11")
def test_what_was_found_is_what_stands_there() -> None:
    for case, verdict in _verdicts("heldout_stop.jsonl"):
        assert case["text"][verdict.start : verdict.end] == verdict.words, case["id"]


@pytest.mark.requirement("SUB-11")
def test_held_out_ordinary_texts_pass() -> None:
    found = _verdicts("heldout_allow.jsonl")
    assert len(found) >= 500
    assert [case["id"] for case, verdict in found if verdict.decision is Decision.REFUSE] == []
    held = [case["id"] for case, verdict in found if verdict.decision is Decision.HOLD]
    assert len(held) <= HELD * len(found), held


@pytest.mark.requirement("SUB-11")
def test_held_out_cases_are_of_many_kinds() -> None:
    kinds = Counter(case["kind"] for case in _cases("heldout_stop.jsonl"))
    assert len(kinds) > 150
    assert len({(case["text"], case["where"]) for case in _cases("heldout_stop.jsonl")}) == kinds.total()
