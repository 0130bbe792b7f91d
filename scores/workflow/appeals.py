"""Appeal 申诉: a unit against a line of its own; decided with reasons, never by who made the entry (PUB-10).

- Upheld, it makes a correction by hand: the decider's, whose hand is another than that of the entry.
"""

from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Ask, Guard, Labelled, Transition, Workflow, from_states
from scores.rules.appeals import KIND, Appeal


class AppealState(Labelled):
    """Where an appeal stands."""

    FILED = "filed", "待答复"
    UPHELD = "upheld", "申诉成立"
    REJECTED = "rejected", "申诉不成立"
    WITHDRAWN = "withdrawn", "已撤回"


class AppealAct(Labelled):
    """Acts that stand in no table."""

    FILE = "file", "提出申诉"


def _another(appeal: Appeal, actor: Actor) -> bool:
    return actor.id not in (appeal.entered_by, appeal.filed_by)


def _own_unit(appeal: Appeal, actor: Actor) -> bool:
    return actor.unit == appeal.unit


def visible(appeal: Appeal, actor: Actor) -> bool:
    """The office sees every appeal, a unit its own."""
    return actor.may(Right.SUBMISSION_READ) or (actor.may(Right.SCORE_APPEAL) and actor.unit == appeal.unit)


another = Guard("another", "这一笔是您记的，申诉请另一位答复。", _another)
own_unit = Guard("own_unit", "只有提出申诉的单位能撤回。", _own_unit)
S = AppealState
ANSWER = Ask("note", "答复（申诉单位看得到）", "text")

APPEAL = Workflow(
    KIND, "计分申诉", AppealState, S.FILED, (S.FILED, S.UPHELD),
    (
        Transition(
            "uphold", from_states(S.FILED), S.UPHELD, Right.SCORE_DECIDE, "申诉成立", only=(another,),
            asks=(Ask("points", "补多少分（扣分写负数）", "number"), ANSWER), tone="primary",
        ),
        Transition(
            "reject", from_states(S.FILED), S.REJECTED, Right.SCORE_DECIDE, "申诉不成立", only=(another,), asks=(ANSWER,),
            tone="danger",
        ),
        Transition("withdraw", from_states(S.FILED), S.WITHDRAWN, Right.SCORE_APPEAL, "撤回申诉", only=(own_unit,)),
    ),
)  # fmt: skip
