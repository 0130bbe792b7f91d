"""Issue 一期刊物: from the choice of articles to the archive.

- Whoever wrote a text of the issue or compiled it neither approves nor proofreads it (PUB-01).
- The number is given at the first approval and stays, also when the issue is sent back afterwards (PUB-12).
- At the approval the gate looks at every text again by the rules of the day, and what editors declared is released by
  the approver (SUB-11).
- What preflight finds wrong stops the approval of a strict kind; what cannot be printed stops every kind's (PUB-04).
- What is typeset is what was approved; released means every recipient has a delivery.
"""

from bulletins.rules.issues import Issue
from gate.workflow import DECLARATION, OTHER_HAND, UNDENIED
from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Ask, Guard, Labelled, Transition, Workflow, from_states


class IssueState(Labelled):
    """Where an issue stands."""

    COMPILING = "compiling", "编排"
    IN_APPROVAL = "in_approval", "送审"
    APPROVED = "approved", "已签批"
    TYPESET = "typeset", "已排版"
    PROOFREAD = "proofread", "已校对"
    RELEASED = "released", "已印发"
    ARCHIVED = "archived", "已归档"
    SENT_BACK = "sent_back", "退改"


def _not_author(issue: Issue, actor: Actor) -> bool:
    return actor.id not in issue.authors


def _not_approver(issue: Issue, actor: Actor) -> bool:
    return actor.id != issue.approved_by


def _has_articles(issue: Issue, _actor: Actor) -> bool:
    return bool(issue.articles)


def _fit(issue: Issue, _actor: Actor) -> bool:
    return not issue.unfit


def _has_readers(issue: Issue, _actor: Actor) -> bool:
    return bool(issue.readers)


not_author = Guard("not_author", "您加工过本期稿件或参与过编排，须由其他人办理。", _not_author)
not_approver = Guard("not_approver", "您签批了本期，校对须由其他人办理。", _not_approver)
has_articles = Guard("has_articles", "本期还没有编入稿件。", _has_articles)
has_readers = Guard("has_readers", "本期没有发送对象，请先设定刊物的发送范围。", _has_readers)
fit = Guard("fit", "版面检查有必须改的地方，请退改。", _fit)
S = IssueState
PRINTED = from_states(S.TYPESET, S.PROOFREAD, S.RELEASED, S.ARCHIVED)  # what was typeset is what was approved last
EXPORTED = PRINTED | {S.APPROVED}
WHY = Ask("note", "退改意见")

TELL = ("issue.tell",)
OTHERS = (not_author, not_approver)
COMPILE, APPROVE, PROOFREAD = Right.ISSUE_COMPILE, Right.ISSUE_APPROVE, Right.ISSUE_PROOFREAD

ISSUE = Workflow(
    "issue", "刊物", IssueState, S.COMPILING,
    (S.COMPILING, S.IN_APPROVAL, S.APPROVED, S.TYPESET, S.PROOFREAD, S.RELEASED, S.ARCHIVED),
    (
        Transition(
            "submit", from_states(S.COMPILING, S.SENT_BACK), S.IN_APPROVAL, COMPILE, "送审",
            when=(has_articles, has_readers), tone="primary", then=TELL,
        ),
        Transition("withdraw", from_states(S.IN_APPROVAL), S.COMPILING, COMPILE, "撤回编排"),
        Transition(
            "approve", from_states(S.IN_APPROVAL), S.APPROVED, APPROVE, "签批", only=(not_author,),
            when=(UNDENIED, OTHER_HAND, fit), asks=(DECLARATION,), tone="primary", then=TELL,
        ),
        Transition("send_back", from_states(S.IN_APPROVAL), S.SENT_BACK, APPROVE, "退改", asks=(WHY,), then=TELL),
        Transition("typeset", from_states(S.APPROVED), S.TYPESET, COMPILE, "排版", tone="primary", then=TELL),
        Transition(
            "proofread", from_states(S.TYPESET), S.PROOFREAD, PROOFREAD, "校对无误", only=OTHERS, tone="primary",
            then=TELL,
        ),
        Transition(
            "reject", from_states(S.TYPESET), S.SENT_BACK, PROOFREAD, "校对退改", only=OTHERS, asks=(WHY,), then=TELL
        ),
        Transition(
            "release", from_states(S.PROOFREAD), S.RELEASED, COMPILE, "印发", tone="primary", then=("issue.fan_out",)
        ),
        Transition("archive", from_states(S.RELEASED), S.ARCHIVED, Right.ARCHIVE_FILE, "归档", tone="primary"),
    ),
)  # fmt: skip
