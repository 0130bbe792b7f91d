from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bulletins.queries.issues import barred
from bulletins.rules.instructions import Target, Told, as_unit_sees
from bulletins.workflow import delivery as delivery_workflow
from bulletins.workflow import instruction as instruction_workflow
from bulletins.workflow.article import ARTICLE
from bulletins.workflow.delivery import DELIVERY
from bulletins.workflow.duty import DUTY
from bulletins.workflow.handover import READING_HANDOVER
from bulletins.workflow.instruction import INSTRUCTION
from bulletins.workflow.issue import ISSUE
from bulletins.workflow.question import QUESTION
from bulletins.workflow.widening import WIDENING
from kernel.errors import Forbidden, NeedsNote, NotAllowedNow
from kernel.workflow import Workflow
from tests.unit.bulletins.people import (
    NOW,
    OTHER_UNIT,
    PEOPLE,
    UNIT,
    article,
    delivery,
    duty,
    handover,
    instruction,
    issue,
    question,
    widening,
)

RECORDS: dict[str, tuple[Workflow, Callable[[str], Any]]] = {
    "article": (ARTICLE, article),
    "issue": (ISSUE, issue),
    "delivery": (DELIVERY, delivery),
    "personal": (DELIVERY, lambda state: delivery(state, personal=True)),
    "instruction": (INSTRUCTION, instruction),
    "inked": (INSTRUCTION, lambda state: instruction(state, way="ink")),
    "praise": (INSTRUCTION, lambda state: instruction(state, kind="praise")),
    "duty": (DUTY, duty),
    "asked": (DUTY, lambda state: duty(state, asked=True, alone=False)),
    "question": (QUESTION, question),
    "widening": (WIDENING, widening),
    "own_widening": (WIDENING, lambda state: widening(state, by="approver")),
    "late_widening": (WIDENING, lambda state: widening(state, late=True)),
    "handover": (READING_HANDOVER, handover),
}
ASKED = {
    "code": "other",
    "kind": "task",
    "note": "理由",
    "issue": "x",
    "units": "x",
    "due": "2026-08-10",
    "text": "已办理",
    "reason": "error",
    "moment": "2026-08-10T08:00",
}


def _written_by_hand() -> dict[tuple[str, str, str], set[str]]:
    lines = (Path(__file__).parent / "who_may.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    assert len({tuple(row[:3]) for row in rows}) == len(rows)
    return {(record, state, action): set(people) for record, state, action, *people in rows}


WHO_MAY = _written_by_hand()
OFFICE = {"editor", "second_editor", "screener", "proofreader", "approver", "second_approver", "duty"}
CASES = [
    (record, str(state), action)
    for record, (table, _) in RECORDS.items()
    for state in table.states
    for action in sorted(table.actions())
]


@pytest.mark.requirement("PUB-01")
@pytest.mark.parametrize(("record", "state", "action"), CASES)
def test_every_person_in_every_state_may_exactly_what_the_hand_written_file_says(
    record: str, state: str, action: str
) -> None:
    table, made = RECORDS[record]
    allowed = set()
    for name, actor in PEOPLE.items():
        try:
            table.require(made(state), action, actor, ASKED)
            allowed.add(name)
        except (Forbidden, NotAllowedNow):
            continue
    assert allowed == WHO_MAY.get((record, state, action), set())


def test_the_hand_written_file_names_only_what_exists() -> None:
    for record, state, action in WHO_MAY:
        table = RECORDS[record][0]
        assert state in set(table.states)
        assert action in table.actions()
    assert set.union(*WHO_MAY.values()) <= set(PEOPLE)


@pytest.mark.requirement("PUB-01")
@pytest.mark.parametrize("hand", ["approver", "second_approver"])
def test_whoever_wrote_or_compiled_an_issue_cannot_approve_it_and_is_told_why(hand: str) -> None:
    author = PEOPLE[hand]
    mine = issue("in_approval", authors=frozenset({author.id}))
    with pytest.raises(Forbidden):
        ISSUE.require(mine, "approve", author)
    assert "approve" not in {offer.action for offer in ISSUE.offered(mine, author)}
    assert len(barred(mine, author)) == 1
    other = PEOPLE["second_approver" if hand == "approver" else "approver"]
    ISSUE.require(mine, "approve", other)
    assert barred(mine, other) == []


@pytest.mark.requirement("PUB-01")
def test_the_approver_does_not_proofread_what_they_approved() -> None:
    both = replace(PEOPLE["proofreader"], id=PEOPLE["approver"].id)
    mine = issue("typeset", approved_by=both.id)
    for action in ("proofread", "reject"):
        with pytest.raises(Forbidden):
            ISSUE.require(mine, action, both, ASKED)
    ISSUE.require(mine, "proofread", PEOPLE["proofreader"])


@pytest.mark.parametrize(("body", "fits"), [("", False), ("短", False), ("正" * 300, True), ("正" * 301, False)])
def test_a_strict_length_stops_the_finished_text_and_says_so(body: str, fits: bool) -> None:
    offer = next(o for o in ARTICLE.offered(article("verified", body=body), PEOPLE["editor"]) if o.action == "finish")
    assert offer.enabled is fits
    assert bool(offer.reason) is not fits


def test_a_length_that_is_only_a_warning_stops_nothing() -> None:
    long = article("verified", body="正" * 301)
    assert long.limit is not None
    ARTICLE.require(replace(long, limit=replace(long.limit, strict=False)), "finish", PEOPLE["editor"])


@pytest.mark.parametrize("state", ["in_approval", "approved", "typeset", "proofread", "released", "archived"])
def test_nothing_is_taken_out_of_an_issue_that_was_sent_on(state: str) -> None:
    with pytest.raises(NotAllowedNow):
        ARTICLE.require(article("placed", issue_state=state), "take_out", PEOPLE["editor"])


@pytest.mark.parametrize("missing", ["articles", "readers"])
def test_an_issue_without_articles_or_readers_is_not_sent_for_approval(missing: str) -> None:
    whole = issue("compiling")
    empty = replace(whole, articles=()) if missing == "articles" else replace(whole, readers=())
    with pytest.raises(NotAllowedNow) as refused:
        ISSUE.require(empty, "submit", PEOPLE["editor"])
    assert refused.value.facts["reason"]


@pytest.mark.parametrize(("table", "record", "action", "who"), [
    (ARTICLE, article("selected"), "drop", "editor"), (ARTICLE, article("verified"), "return", "editor"),
    (ISSUE, issue("in_approval"), "send_back", "approver"), (ISSUE, issue("typeset"), "reject", "proofreader"),
])  # fmt: skip
def test_sending_back_and_dropping_must_be_explained(table: Workflow, record: Any, action: str, who: str) -> None:
    with pytest.raises(NeedsNote):
        table.require(record, action, PEOPLE[who], {"note": " "})


@pytest.mark.requirement("PUB-06")
@pytest.mark.parametrize(("state", "sees"), [
    ("registered", OFFICE | {"leader"}),
    ("routed", OFFICE | {"leader", "officer", "signer"}),
])  # fmt: skip
def test_a_unit_sees_an_instruction_only_once_it_is_routed_there(state: str, sees: set[str]) -> None:
    there = instruction(state)
    assert {name for name, actor in PEOPLE.items() if instruction_workflow.visible(there, actor)} == sees


@pytest.mark.requirement("PUB-06")
@pytest.mark.parametrize("sight", ["whole", "sign", "nothing"])
def test_a_unit_that_reported_is_told_as_the_table_says_and_reads_no_word_above_it(sight: str) -> None:
    told = replace(
        instruction("registered", sight=sight), told=(Told(UNIT, sight, NOW), Told(OTHER_UNIT, "nothing", NOW))
    )
    sees = {name for name, actor in PEOPLE.items() if instruction_workflow.visible(told, actor)}
    assert sees == OFFICE | {"leader"} | (set() if sight == "nothing" else {"officer", "signer"})
    there = as_unit_sees(replace(instruction("routed", sight=sight), demand="请报办法", ink="[]"), UNIT)
    assert (there.text, there.ink, there.demand) == ("请研究" if sight == "whole" else "", "", "请报办法")
    aside = as_unit_sees(replace(there, text="请研究"), OTHER_UNIT)
    assert (aside.targets, aside.demand) == ((), "")


@pytest.mark.requirement("PUB-06")
def test_what_is_owed_or_unjudged_keeps_an_instruction_open() -> None:
    for state in ("owed", "answered"):
        waits = replace(instruction("answered"), targets=(Target(UNIT, state=state),))
        with pytest.raises(NotAllowedNow):
            INSTRUCTION.require(waits, "close", PEOPLE["editor"], ASKED)
    with pytest.raises(NeedsNote):
        INSTRUCTION.require(instruction("answered"), "close", PEOPLE["editor"], {"note": " "})


@pytest.mark.requirement("PUB-05")
def test_a_copy_is_there_for_its_reader_only_and_only_after_it_arrived() -> None:
    def sees(state: str, *, personal: bool) -> set[str]:
        copy = delivery(state, personal=personal)
        return {name for name, actor in PEOPLE.items() if delivery_workflow.visible(copy, actor)}

    assert sees("arrived", personal=True) == {"leader"}
    assert sees("arrived", personal=False) == {"officer", "signer"}
    assert sees("queued", personal=True) == sees("queued", personal=False) == set()
