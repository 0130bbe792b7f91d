"""Correction 更正: proposed with a reason, in force only by another person's hand.

- It gives or takes points of one unit, or cancels a happening (un-adoption, a wrong entry); what was written stays readable.
"""

from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Guard, Labelled, Transition, Workflow, from_states
from scores.rules.corrections import KIND, Correction


class CorrectionState(Labelled):
    """Where a correction stands."""

    PROPOSED = "proposed", "待确认"
    CONFIRMED = "confirmed", "已生效"
    REFUSED = "refused", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"


class CorrectionAct(Labelled):
    """Acts that stand in no table."""

    PROPOSE = "propose", "提出更正"


def _another(correction: Correction, actor: Actor) -> bool:
    return actor.id != correction.proposed_by


def _own(correction: Correction, actor: Actor) -> bool:
    return actor.id == correction.proposed_by


another = Guard("another", "提出更正的人不能自己确认，请另一位办理。", _another)
own = Guard("own", "只有提出的人能撤回。", _own)
S = CorrectionState

CORRECTION = Workflow(
    KIND, "计分更正", CorrectionState, S.PROPOSED, (S.PROPOSED, S.CONFIRMED),
    (
        Transition(
            "confirm", from_states(S.PROPOSED), S.CONFIRMED, Right.SCORE_DECIDE, "确认生效", only=(another,), tone="primary"
        ),
        Transition(
            "refuse", from_states(S.PROPOSED), S.REFUSED, Right.SCORE_DECIDE, "不同意", only=(another,), tone="danger"
        ),
        Transition("withdraw", from_states(S.PROPOSED), S.WITHDRAWN, Right.SCORE_CORRECT, "撤回", only=(own,)),
    ),
)  # fmt: skip
