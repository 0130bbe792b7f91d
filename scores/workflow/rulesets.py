"""Rule set 计分办法: drafted, then confirmed by a second person for a day to come; never changed afterwards (PUB-10).

- A confirmed set is in force from its day until a later one is; that it was replaced is a matter of dates.
- A draft nobody wants is dropped.
"""

from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Ask, Guard, Labelled, Transition, Workflow, from_states
from scores.rules.rulesets import KIND, Kept


class RuleSetState(Labelled):
    """Where a rule set stands."""

    DRAFT = "draft", "草案"
    CONFIRMED = "confirmed", "已确定"
    DROPPED = "dropped", "已作废"


class RuleSetAct(Labelled):
    """Acts that stand in no table."""

    MAKE = "make", "起草"
    EXTEND = "extend", "给新刊物定分"


def _another(kept: Kept, actor: Actor) -> bool:
    return actor.id not in (kept.made_by, kept.changed_by)


another = Guard("another", "起草或修改过的人不能自己确定，请另一位办理。", _another)
S = RuleSetState

RULE_SET = Workflow(
    KIND, "计分办法", RuleSetState, S.DRAFT, (S.DRAFT, S.CONFIRMED),
    (
        Transition("write", from_states(S.DRAFT), S.DRAFT, Right.SCORE_RULES, "修改", shown=False),
        Transition(
            "confirm", from_states(S.DRAFT), S.CONFIRMED, Right.SCORE_FORCE, "确定施行", only=(another,),
            asks=(Ask("since", "从哪一天起施行", "date"),), tone="primary",
        ),
        Transition("drop", from_states(S.DRAFT), S.DROPPED, Right.SCORE_RULES, "作废草案", tone="danger"),
    ),
)  # fmt: skip
