"""Duty 承办: what one named unit owes on an instruction (LE-02).

- The unit reports progress as often as it likes and its answer once; the office accepts the answer or sends it back with
  a coded reason and a new time.
- A unit that needs longer asks, with a day and a reason; the office grants or refuses. Nobody moves a term alone.
- A unit the instruction does not concern is let go by the office, never the last one.
"""

from typing import Any

from bulletins.rules.instructions import DUTY_KIND, Duty
from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Ask, Guard, Labelled, Transition, Workflow, from_states


class DutyState(Labelled):
    """Where a duty stands."""

    OWED = "owed", "待答复"
    ANSWERED = "answered", "已答复"
    ACCEPTED = "accepted", "已认可"
    EXCUSED = "excused", "免予承办"


def _own(duty: Duty, actor: Actor) -> bool:
    return duty.unit == actor.unit


def _open(duty: Duty, _actor: Actor) -> bool:
    return duty.instruction.state in ("routed", "answered")


def _asked(duty: Duty, _actor: Actor) -> bool:
    return duty.target.asked_due is not None


def _not_asked(duty: Duty, _actor: Actor) -> bool:
    return duty.target.asked_due is None


def _not_last(duty: Duty, _actor: Actor) -> bool:
    others = [each for each in duty.instruction.targets if each.unit != duty.unit]
    return any(each.state != DutyState.EXCUSED for each in others)


OWN = (Guard("own_unit", "这件批示不是转给您单位的。", _own),)
OPEN = Guard("instruction_open", "这件批示已经办结。", _open)
NOT_ASKED = Guard("extension_waits", "已经请求延期，等办公厅答复。", _not_asked)
ASKED = Guard("extension_asked", "没有待答复的延期请求。", _asked)
NOT_LAST = Guard("not_last", "其他单位都已免予承办，请先转办其他单位。", _not_last)
UNTIL, WHY = Ask("due", "延到哪一天", kind="date"), Ask("text", "请写明理由")
SAID = Ask("text", "说明", required=False)
S = DutyState
TELL = ("instruction_duty.tell",)


def _still(action: str, right: Right, label: str, **more: Any) -> Transition:
    return Transition(action, from_states(S.OWED), S.OWED, right, label, then=TELL, **more)


DUTY = Workflow(
    DUTY_KIND, "批示承办", DutyState, S.OWED, (S.OWED, S.ANSWERED, S.ACCEPTED),
    (
        Transition(
            "answer", from_states(S.OWED), S.ANSWERED, Right.INSTRUCTION_ANSWER, "报送办理情况", only=OWN, when=(OPEN,),
            asks=(Ask("text", "办理情况"),), tone="primary", then=TELL,
        ),
        _still("progress", Right.INSTRUCTION_ANSWER, "报进展", only=OWN, when=(OPEN,), asks=(Ask("text", "进展情况"),)),
        _still(
            "ask_extension", Right.INSTRUCTION_ANSWER, "请求延期", only=OWN, when=(OPEN, NOT_ASKED), asks=(UNTIL, WHY)
        ),
        Transition(
            "accept", from_states(S.ANSWERED), S.ACCEPTED, Right.INSTRUCTION_ROUTE, "认可答复", when=(OPEN,),
            tone="primary", then=TELL,
        ),
        Transition(
            "return", from_states(S.ANSWERED), S.OWED, Right.INSTRUCTION_ROUTE, "退回补充", when=(OPEN,),
            asks=(Ask("code", "退回原因", kind="choice", options="codes"), Ask("text", "请写明补充什么")), then=TELL,
        ),
        _still("extend", Right.INSTRUCTION_ROUTE, "同意延期", only=(ASKED,), when=(OPEN,), asks=(UNTIL, SAID)),
        _still("refuse_extension", Right.INSTRUCTION_ROUTE, "不同意延期", only=(ASKED,), when=(OPEN,), asks=(WHY,)),
        Transition(
            "excuse", from_states(S.OWED), S.EXCUSED, Right.INSTRUCTION_ROUTE, "免予承办", only=(NOT_LAST,),
            when=(OPEN,), asks=(WHY,), tone="danger", then=TELL,
        ),
    ),
)  # fmt: skip
