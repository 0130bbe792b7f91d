from pathlib import Path

import pytest

from identity.rights import Right
from kernel.errors import Forbidden, NeedsNote, NotAllowedNow, Refusal
from submissions.rules.records import Item
from submissions.workflow.submission import OFFICE_SEES, WORKFLOW, State, visible
from tests.unit.submissions.people import OFFICE_UNIT, OTHER_UNIT, PARENT_UNIT, PEOPLE, UNIT

ASKED = {"note": "请核实", "code": "facts"}
SIGNATURE = b"\1" * 32


def _written_by_hand() -> dict[tuple[str, str], set[str]]:
    lines = (Path(__file__).parent / "who_may.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    assert len({(row[0], row[1]) for row in rows}) == len(rows)
    return {(state, action): set(people) for state, action, *people in rows}


WHO_MAY = _written_by_hand()


def item(state: str, action: str = "", *, chars: int = 400, signed: bool = True) -> Item:
    through = PARENT_UNIT if state == State.TO_FORWARD else None
    return Item(
        UNIT, UNIT, PEOPLE["officer"].id, state, 3, chars, SIGNATURE, SIGNATURE if signed else b"", through=through,
        route=PARENT_UNIT if action == "submit_up" else None, goes_first=action == "send_unsigned",
    )  # fmt: skip


@pytest.mark.requirement("SUB-08")
@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("action", sorted(WORKFLOW.actions()))
def test_every_person_in_every_state_may_exactly_what_the_hand_written_file_says(state: State, action: str) -> None:
    allowed = set()
    for name, actor in PEOPLE.items():
        try:
            WORKFLOW.require(item(state, action), action, actor, ASKED)
            allowed.add(name)
        except (Forbidden, NotAllowedNow):
            continue
    assert allowed == WHO_MAY.get((str(state), action), set())


def test_the_hand_written_file_names_only_what_exists() -> None:
    assert {state for state, _ in WHO_MAY} <= {str(state) for state in State}
    assert {action for _, action in WHO_MAY} == WORKFLOW.actions()
    assert set.union(*WHO_MAY.values()) <= set(PEOPLE)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("name", list(PEOPLE))
def test_the_buttons_are_what_the_hand_written_file_allows(state: State, name: str) -> None:
    shown = {offer.action for offer in WORKFLOW.offered(item(state), PEOPLE[name])}
    may = {action for (there, action), people in WHO_MAY.items() if there == state and name in people}
    assert shown == may - {"adopt", "submit_up", "enter_signed", "send_unsigned"}


@pytest.mark.parametrize(("action", "state", "missing"), [
    ("sign_back", State.TO_SIGN, {"note"}),
    ("return", State.SUBMITTED, {"code", "note"}),
    ("return", State.SCREENED, {"code", "note"}),
    ("decline", State.SUBMITTED, {"note", "code"}),
])  # fmt: skip
def test_a_return_or_a_no_must_be_explained(action: str, state: State, missing: set[str]) -> None:
    who = "signer" if action == "sign_back" else "screener"
    with pytest.raises(NeedsNote) as refused:
        WORKFLOW.require(item(state), action, PEOPLE[who], {"note": "  "})
    assert set(refused.value.fields) == missing


@pytest.mark.requirement("SUB-08")
def test_a_text_that_changed_after_the_sign_off_cannot_leave() -> None:
    with pytest.raises(NotAllowedNow):
        WORKFLOW.require(item(State.SIGNED_OFF, signed=False), "submit", PEOPLE["officer"])


@pytest.mark.requirement("SUB-08")
def test_the_only_way_out_of_the_unit_starts_at_the_sign_off() -> None:
    ways = [row for row in WORKFLOW.transitions if row.target == State.SUBMITTED]
    assert {row.action: row.sources for row in ways} == {
        "submit": {State.SIGNED_OFF}, "forward": {State.TO_FORWARD}, "send_unsigned": {State.DRAFT, State.TO_SIGN},
        "restore": {State.DECLINED},  # it left the unit before
    }  # fmt: skip
    with pytest.raises(Forbidden):  # what is no emergency
        WORKFLOW.require(item(State.DRAFT), "send_unsigned", PEOPLE["officer"], ASKED)
    up = {source for row in WORKFLOW.transitions if row.target == State.TO_FORWARD for source in row.sources}
    assert up == {State.SIGNED_OFF}
    signs = {row.right: row.sources for row in WORKFLOW.transitions if row.target == State.SIGNED_OFF}
    assert signs == {Right.SUBMISSION_SIGN: {State.TO_SIGN}, Right.SUBMISSION_ASSERT: {State.DRAFT}}


@pytest.mark.requirement("SUB-01")
def test_a_unit_below_another_sends_there_and_nowhere_else() -> None:
    below = item(State.SIGNED_OFF, "submit_up")
    with pytest.raises(Forbidden):
        WORKFLOW.require(below, "submit", PEOPLE["officer"])
    assert WORKFLOW.require(below, "submit_up", PEOPLE["officer"]).target == State.TO_FORWARD
    with pytest.raises(Forbidden):
        WORKFLOW.require(item(State.SIGNED_OFF), "submit_up", PEOPLE["officer"])


def test_an_empty_text_is_not_sent_for_signature_and_the_button_says_why() -> None:
    with pytest.raises(NotAllowedNow):
        WORKFLOW.require(item(State.DRAFT, chars=0), "request_sign", PEOPLE["officer"])
    offers = WORKFLOW.offered(item(State.DRAFT, chars=0), PEOPLE["officer"])
    offer = next(offer for offer in offers if offer.action == "request_sign")
    assert not offer.enabled
    assert offer.reason


@pytest.mark.parametrize("state", list(State))
def test_the_office_sees_what_was_sent_and_never_a_text_of_the_unit(state: State) -> None:
    there = item(state)
    sees = {name for name, actor in PEOPLE.items() if visible(there, actor)}
    office = {"screener", "editor", "duty", "proofreader", "approver", "house"} if state in OFFICE_SEES else set()
    parent = {"parent", "parent_signer"} if state == State.TO_FORWARD else set()
    assert sees == {"officer", "signer", "head"} | office | parent
    assert not {State.DRAFT, State.TO_SIGN, State.SIGNED_OFF, State.WITHDRAWN} & OFFICE_SEES


def test_unknown_actions_are_refused_as_not_there() -> None:
    with pytest.raises(Refusal) as refused:
        WORKFLOW.require(item(State.DRAFT), "erase", PEOPLE["officer"])
    assert refused.value.status == 404
    assert len({UNIT, OTHER_UNIT, OFFICE_UNIT}) == 3
