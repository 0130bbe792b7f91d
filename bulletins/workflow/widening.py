"""Widening 扩大范围: further readers of an issue (T 21, Z 16).

- Whoever asks never agrees: another person with the right over distribution does, before the approval freezes the list.
- After the release the same consent sends copies to named readers (补发); between the two nothing can be added.
- What nobody answers in time expires; nobody is added by silence.
"""

from bulletins.rules.widening import Widening
from bulletins.workflow.issue import IssueState
from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Ask, Guard, Labelled, Transition, Workflow, from_states


class WideningState(Labelled):
    """Where it stands."""

    ASKED = "asked", "待答复"
    AGREED = "agreed", "已同意"
    REFUSED = "refused", "未同意"
    EXPIRED = "expired", "逾期失效"


BEFORE = from_states(IssueState.COMPILING, IssueState.SENT_BACK, IssueState.IN_APPROVAL)
AFTER = from_states(IssueState.RELEASED)


def _another(widening: Widening, actor: Actor) -> bool:
    return actor.id != widening.asked_by


def _in_time(widening: Widening, _actor: Actor) -> bool:
    return widening.issue_state in (AFTER if widening.late else BEFORE)


another = Guard("another", "申请是您提出的，须由另一人答复。", _another)
in_time = Guard("in_time", "本期的发送范围已经固定，这项申请不能再办；印发后可以补发。", _in_time)
S = WideningState

WIDENING = Workflow(
    "widening", "扩大发送范围", WideningState, S.ASKED, (S.ASKED, S.AGREED),
    (
        Transition(
            "agree", from_states(S.ASKED), S.AGREED, Right.KIND_DISTRIBUTE, "同意", only=(another,), when=(in_time,),
            tone="primary",
        ),
        Transition(
            "refuse", from_states(S.ASKED), S.REFUSED, Right.KIND_DISTRIBUTE, "不同意", only=(another,),
            asks=(Ask("note", "理由"),),
        ),
        Transition("expire", from_states(S.ASKED), S.EXPIRED, "system", "逾期失效", shown=False),
    ),
)  # fmt: skip
