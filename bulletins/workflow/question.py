"""Question 核实问题: what an editor asks the unit of a source, bound to a sentence (ED-10).

- Only liaison officers of the unit whose submission it is about see and answer it; they see their own sentence and the
  question, never the article.
- An answer is kept for ever; the unit may add to it. A question that was answered cannot be taken back.
"""

from bulletins.rules.questions import Question
from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Ask, Guard, Labelled, Transition, Workflow, from_states

__all__ = ["KIND", "QUESTION", "Question", "QuestionAct", "QuestionState", "visible"]
KIND = "question"


class QuestionState(Labelled):
    """Where a question stands."""

    ASKED = "asked", "待答复"
    ANSWERED = "answered", "已答复"
    WITHDRAWN = "withdrawn", "已撤回"


class QuestionAct(Labelled):
    """Acts of the journal that are no move."""

    ASK = "ask", "提问"


def _own(question: Question, actor: Actor) -> bool:
    return question.unit == actor.unit


def visible(question: Question, actor: Actor) -> bool:
    """The liaison officers of the unit that was asked, and the office."""
    if actor.may(Right.ARTICLE_READ):
        return True
    return actor.may(Right.SUBMISSION_WRITE) and question.unit == actor.unit


own = Guard("own", "这个问题不是问您单位的。", _own)
S = QuestionState
ANSWER = Ask("text", "答复")

QUESTION = Workflow(
    KIND, "核实问题", QuestionState, S.ASKED, (S.ASKED, S.ANSWERED),
    (
        Transition(
            "answer", from_states(S.ASKED), S.ANSWERED, Right.SUBMISSION_WRITE, "答复", only=(own,), asks=(ANSWER,),
            tone="primary", then=("question.tell",),
        ),
        Transition(
            "add", from_states(S.ANSWERED), S.ANSWERED, Right.SUBMISSION_WRITE, "补充答复", only=(own,), asks=(ANSWER,),
            then=("question.tell",),
        ),
        Transition(
            "withdraw", from_states(S.ASKED), S.WITHDRAWN, Right.ARTICLE_EDIT, "撤回", then=("question.tell",)
        ),
    ),
)  # fmt: skip
