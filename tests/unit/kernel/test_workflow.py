"""The engine: refuses contradictory tables, impossible steps, strangers; offers what it allows."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from kernel.actor import Actor
from kernel.errors import Forbidden, NeedsNote, NotAllowedNow, NotFound
from kernel.flowdocs import document
from kernel.workflow import Ask, Guard, Labelled, TableError, Transition, Workflow, from_states

OWNER = UUID(int=1)


class State(Labelled):
    OPEN = "open", "开"
    SHUT = "shut", "关"
    LOST = "lost", "丢"


@dataclass(frozen=True)
class Door:
    state: str = "open"
    oiled: bool = True
    owner: UUID = OWNER


OILED = Guard("oiled", "门没有上油", lambda door, _actor: door.oiled)
MINE = Guard("mine", "不是您的门", lambda door, actor: door.owner == actor.id)
SHUTTING = Transition("shut", from_states(State.OPEN), State.SHUT, "door:own:shut", "关门", only=(MINE,), when=(OILED,))
LOSING = Transition(
    "lose", from_states(State.OPEN, State.SHUT), State.LOST, "door:own:shut", "丢失", asks=(Ask("note", "原因"),)
)
FLOW = Workflow("door", "门", State, State.OPEN, (State.OPEN, State.SHUT), (SHUTTING, LOSING))
ME = Actor(UUID(int=1), UUID(int=9), rights=frozenset({"door:own:shut"}))
OTHER = Actor(UUID(int=2), UUID(int=9), rights=frozenset({"door:own:shut"}))
NOBODY = Actor(UUID(int=1), UUID(int=9))


def test_two_rows_for_one_step_are_refused() -> None:
    with pytest.raises(TableError, match="two rows"):
        Workflow("door", "门", State, State.OPEN, (State.OPEN,), (SHUTTING, LOSING, SHUTTING))


def test_a_state_no_row_leads_to_is_refused() -> None:
    with pytest.raises(TableError, match="lost"):
        Workflow("door", "门", State, State.OPEN, (State.OPEN,), (SHUTTING,))


def test_a_record_that_begins_before_the_line_stands_in_front_of_it() -> None:
    flow = Workflow("door", "门", State, State.OPEN, (State.OPEN, State.SHUT), (SHUTTING,), prior=(State.LOST,))
    assert [(step.label, step.status) for step in flow.steps("lost")] == [("丢", "now"), ("开", "todo"), ("关", "todo")]
    assert [step.label for step in flow.steps("open")] == ["开", "关"]
    assert "[*] --> lost" in document([flow], {})


def test_the_row_is_given_to_who_may() -> None:
    assert FLOW.require(Door(), "shut", ME) is SHUTTING


@pytest.mark.parametrize("actor", [OTHER, NOBODY])
def test_a_stranger_and_one_without_the_right_are_forbidden(actor: Actor) -> None:
    with pytest.raises(Forbidden):
        FLOW.require(Door(), "shut", actor)
    assert "shut" not in [offer.action for offer in FLOW.offered(Door(), actor)]


def test_a_step_from_the_wrong_state_says_where_it_stands() -> None:
    with pytest.raises(NotAllowedNow) as refused:
        FLOW.require(Door("shut"), "shut", ME)
    assert refused.value.facts["state"] == "关"


def test_an_unknown_action_is_not_found() -> None:
    with pytest.raises(NotFound):
        FLOW.require(Door(), "paint", ME)


def test_a_condition_disables_the_button_and_names_the_reason() -> None:
    offer = FLOW.offered(Door(oiled=False), ME)[0]
    assert (offer.action, offer.enabled, offer.reason) == ("shut", False, "门没有上油")
    with pytest.raises(NotAllowedNow):
        FLOW.require(Door(oiled=False), "shut", ME)


def test_what_must_be_said_is_demanded() -> None:
    with pytest.raises(NeedsNote) as refused:
        FLOW.require(Door(), "lose", ME, {"note": "  "})
    assert refused.value.fields == {"note": "required"}
    assert FLOW.require(Door(), "lose", ME, {"note": "找不到"}) is LOSING


def test_the_flow_line_marks_the_state_and_shows_side_states_after_it() -> None:
    assert [step.status for step in FLOW.steps("shut")] == ["done", "now"]
    assert [step.status for step in FLOW.steps("lost")] == ["todo", "todo", "side"]


def test_documents_and_checks_come_from_the_table() -> None:
    assert FLOW.check_sql() == "state IN ('open', 'shut', 'lost')"
    text = document([FLOW], {"door:own:shut": ["门房"]})
    assert "open --> shut: 关门" in text
    assert "| 关门 `shut` | 开 | 关 | 门房 | 不是您的门；门没有上油 | — |" in text
