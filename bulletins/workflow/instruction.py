"""Instruction 批示: what a leader wrote, who must answer, and the answers (PUB-06).

- The office routes it to named units with a due time; each of them answers once; the last answer moves it on.
- Before it is routed no unit sees it.
"""

from bulletins.rules.instructions import Instruction
from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Ask, Guard, Labelled, Transition, Workflow, from_states


class InstructionState(Labelled):
    """Where an instruction stands."""

    REGISTERED = "registered", "已登记"
    ROUTED = "routed", "已转办"
    ANSWERED = "answered", "已答复"
    CLOSED = "closed", "已办结"


READERS = (Right.INSTRUCTION_READ, Right.INSTRUCTION_WRITE, Right.INSTRUCTION_ANSWER)


def _targeted(instruction: Instruction, actor: Actor) -> bool:
    return any(target.unit == actor.unit for target in instruction.targets)


def _owed(instruction: Instruction, actor: Actor) -> bool:
    return any(target.unit == actor.unit and target.answered_at is None for target in instruction.targets)


def visible(instruction: Instruction, actor: Actor) -> bool:
    """The office sees every instruction, a leader their own, a unit those routed to it."""
    if actor.may(Right.INSTRUCTION_READ) and actor.may(Right.ISSUE_READ):
        return True
    if actor.may(Right.INSTRUCTION_WRITE) and instruction.leader == actor.id:
        return True
    routed = instruction.state != InstructionState.REGISTERED and _targeted(instruction, actor)
    return routed and actor.may(Right.INSTRUCTION_ANSWER)


targeted = Guard("targeted", "这件批示不是转给您单位的。", _targeted)
owed = Guard("owed", "您单位已经答复。", _owed)
S = InstructionState
TELL = ("instruction.tell",)

INSTRUCTION = Workflow(
    "instruction", "批示", InstructionState, S.REGISTERED, (S.REGISTERED, S.ROUTED, S.ANSWERED, S.CLOSED),
    (
        Transition(
            "route", from_states(S.REGISTERED), S.ROUTED, Right.INSTRUCTION_ROUTE, "转办",
            asks=(Ask("units", "承办单位", "choices", options="units"), Ask("due", "办结期限", "date")), tone="primary",
            then=TELL,
        ),
        Transition(
            "answer", from_states(S.ROUTED), S.ANSWERED, Right.INSTRUCTION_ANSWER, "报送办理情况", only=(targeted,),
            when=(owed,), asks=(Ask("text", "办理情况"),), tone="primary", then=TELL,
        ),
        Transition(
            "close", from_states(S.ANSWERED), S.CLOSED, Right.INSTRUCTION_ROUTE, "办结", tone="primary", then=TELL
        ),
    ),
)  # fmt: skip
