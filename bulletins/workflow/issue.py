"""Issue 一期刊物: from the choice of articles to the archive.

- Whoever wrote a text of the issue or compiled it neither approves nor proofreads it (PUB-01).
- The number is given at the first approval and stays, also when the issue is sent back afterwards (PUB-12).
- At the approval the gate looks at every text again by the rules of the day, and what editors declared is released by
  the approver (SUB-11).
- What preflight finds wrong stops the approval of a strict kind; what cannot be printed stops every kind's (PUB-04).
  Where it does not stop it, who approves all the same says why (ED-09).
- Every step is signed by its person; steps that want a device's signature stop approval and release until they have it.
- It can be sent back from approval, from the approved pages and from the proof, to any earlier step, with a code.
- What is typeset is what was approved; released means every recipient has a delivery.
"""

from bulletins.rules.issues import Issue
from gate.workflow import DECLARATION, OTHER_HAND, UNDENIED
from identity.rights import Right
from kernel import clock
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
    VOIDED = "voided", "作废"
    RECALLED = "recalled", "收回"
    CORRECTED = "corrected", "已更正"


def _not_author(issue: Issue, actor: Actor) -> bool:
    return actor.id not in issue.authors


def _not_approver(issue: Issue, actor: Actor) -> bool:
    return actor.id != issue.approved_by


def _has_articles(issue: Issue, _actor: Actor) -> bool:
    return bool(issue.articles)


def _fit(issue: Issue, _actor: Actor) -> bool:
    return not issue.unfit


def _signed(issue: Issue, _actor: Actor) -> bool:
    return not issue.unsigned


def _flawed(issue: Issue, _actor: Actor) -> bool:
    return issue.flawed


def _has_readers(issue: Issue, _actor: Actor) -> bool:
    return bool(issue.readers)


def _numbered(issue: Issue, _actor: Actor) -> bool:
    return issue.number is not None


def _unnumbered(issue: Issue, _actor: Actor) -> bool:
    return issue.number is None


def _embargo_over(issue: Issue, _actor: Actor) -> bool:
    return issue.embargo is None or clock.now() >= issue.embargo


def _timed(issue: Issue, _actor: Actor) -> bool:
    return issue.release_at is not None


not_author = Guard("not_author", "您加工过本期稿件或参与过编排，须由其他人办理。", _not_author)
not_approver = Guard("not_approver", "您签批了本期，校对须由其他人办理。", _not_approver)
has_articles = Guard("has_articles", "本期还没有编入稿件。", _has_articles)
has_readers = Guard("has_readers", "本期没有发送对象，请先设定刊物的发送范围。", _has_readers)
signed = Guard("signed", "前面有步骤还没有用设备签名，请经办人先在“我办的步骤”里签名。", _signed)
fit = Guard("fit", "版面检查有必须改的地方，请退改。", _fit)
numbered = Guard("numbered", "本期还没有编号，可以直接取消。", _numbered)
unnumbered = Guard("unnumbered", "本期已经编号，不能取消，只能由签批人作废并说明原因。", _unnumbered)
embargo_over = Guard("embargo_over", "限定的发布时间还没有到。", _embargo_over)
timed = Guard("timed", "本期没有定时。", _timed)
S = IssueState
OUT = from_states(S.RELEASED, S.ARCHIVED, S.RECALLED, S.CORRECTED)
PRINTED = OUT | from_states(S.TYPESET, S.PROOFREAD)  # what was typeset is what was approved last
EXPORTED = PRINTED | {S.APPROVED}
APPROVED = from_states(S.APPROVED, S.TYPESET, S.PROOFREAD)  # an embargo on these is the approver's
UNPRINTED = from_states(
    S.COMPILING, S.IN_APPROVAL, S.SENT_BACK, S.APPROVED, S.TYPESET, S.PROOFREAD
)  # may still be planned, and put under an embargo
WHY_THOUGH = Ask("note", "还有没有处理的问题，为什么仍然签批", when=_flawed)
BACK = (
    Ask("code", "退改原因", "choice", options="return_codes"),
    Ask("to", "退到哪一步", "choice", required=False, options="return_steps"),
    Ask("articles", "退哪几篇（不选为全部）", "choices", required=False, options="articles"),
    Ask("note", "退改意见"),
)


UNADOPT = Ask("unadopt", "采用和计分一并撤销", "check", required=False)


def _ends(label: str, options: str) -> tuple[Ask, ...]:
    return Ask("reason", f"{label}原因", "choice", options=options), Ask("note", "说明")


MOMENT = Ask("moment", "印发时间", "moment")
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
            when=(UNDENIED, OTHER_HAND, fit, signed), asks=(DECLARATION, WHY_THOUGH), tone="primary", then=TELL,
        ),
        Transition("send_back", from_states(S.IN_APPROVAL), S.SENT_BACK, APPROVE, "退改", asks=BACK, then=TELL),
        Transition("take_back", APPROVED, S.SENT_BACK, APPROVE, "退改", asks=BACK, then=TELL),
        Transition("typeset", from_states(S.APPROVED), S.TYPESET, COMPILE, "排版", tone="primary", then=TELL),
        Transition(
            "proofread", from_states(S.TYPESET), S.PROOFREAD, PROOFREAD, "校对无误", only=OTHERS, tone="primary",
            then=TELL,
        ),
        Transition(
            "reject", from_states(S.TYPESET), S.SENT_BACK, PROOFREAD, "校对退改", only=OTHERS, asks=BACK, then=TELL
        ),
        Transition(
            "release", from_states(S.PROOFREAD), S.RELEASED, COMPILE, "印发", when=(embargo_over, signed), tone="primary",
            then=("issue.fan_out", "issue.sheet"),
        ),
        Transition(
            "schedule", from_states(S.PROOFREAD), S.PROOFREAD, COMPILE, "定时印发", asks=(MOMENT,),
        ),
        Transition("unschedule", from_states(S.PROOFREAD), S.PROOFREAD, COMPILE, "取消定时", when=(timed,), shown=False),
        Transition("archive", from_states(S.RELEASED, S.CORRECTED, S.RECALLED), S.ARCHIVED, Right.ARCHIVE_FILE, "归档"),
        Transition(
            "discard", from_states(S.COMPILING, S.SENT_BACK), S.VOIDED, COMPILE, "取消本期", when=(unnumbered,),
            asks=(Ask("note", "说明"),), tone="danger",
        ),
        Transition(
            "void", from_states(S.SENT_BACK, S.APPROVED, S.TYPESET, S.PROOFREAD), S.VOIDED, APPROVE, "作废",
            when=(numbered,), asks=_ends("作废", "void_reasons"), tone="danger", then=TELL,
        ),
        *(
            Transition(
                "correct", from_states(state), state, COMPILE, "更正", asks=_ends("更正", "correct_reasons"),
            )
            for state in (S.RELEASED, S.ARCHIVED, S.RECALLED)
        ),
        Transition("supersede", from_states(S.RELEASED), S.CORRECTED, COMPILE, "由更正期代替", shown=False),
        Transition(
            "recall", from_states(S.RELEASED, S.CORRECTED, S.ARCHIVED), S.RECALLED, APPROVE, "收回",
            asks=(*_ends("收回", "recall_reasons"), UNADOPT), tone="danger", then=("issue.recalled",),
        ),
    ),
)  # fmt: skip
