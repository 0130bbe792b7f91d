"""Commendation: proposed from the scores, confirmed by somebody else of the office, or withdrawn (PUB-09)."""

from bulletins.rules.commendations import Commendation
from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Guard, Labelled, Transition, Workflow, from_states


class CommendationState(Labelled):
    """Where a proposal stands."""

    PROPOSED = "proposed", "待审定"
    CONFIRMED = "confirmed", "已审定"
    WITHDRAWN = "withdrawn", "已撤回"


def _other(found: Commendation, actor: Actor) -> bool:
    return actor.id != found.proposed_by


def _somebody(found: Commendation, _actor: Actor) -> bool:
    return any(entry.kept for entry in found.entries)


other = Guard("other", "提出的人不能自己审定。", _other)
somebody = Guard("somebody", "名单是空的。", _somebody)
S = CommendationState

COMMENDATION = Workflow(
    "commendation", "表扬", CommendationState, S.PROPOSED, (S.PROPOSED, S.CONFIRMED),
    (
        Transition("choose", from_states(S.PROPOSED), S.PROPOSED, Right.ISSUE_COMPILE, "保存名单", shown=False),
        Transition(
            "confirm", from_states(S.PROPOSED), S.CONFIRMED, Right.ISSUE_APPROVE, "审定", only=(other,), when=(somebody,),
            tone="primary",
        ),
        Transition("withdraw", from_states(S.PROPOSED), S.WITHDRAWN, Right.ISSUE_COMPILE, "撤回"),
        Transition("write", from_states(S.CONFIRMED), S.CONFIRMED, Right.ISSUE_COMPILE, "编成通报稿", tone="primary"),
    ),
)  # fmt: skip
