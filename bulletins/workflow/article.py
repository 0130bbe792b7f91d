"""Article 稿件: from the choice of a submission to print.

- Verified before edited, edited before placed; a text changed after it was finished must be finished again.
- A placed article cannot change: it must be taken out first, and that only while its issue is being compiled.
- Questions to a unit that wait for their answer stop the verification, unless the editor says why not to wait (ED-10).
- A text made of more sources than before is verified anew; an article merged into another one ends there.
- What is not used carries a code of its own list, and can be taken up again (ED-11).
- Published by the release of its issue, never alone.
"""

from bulletins.rules.articles import Article
from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Ask, Guard, Labelled, Transition, Workflow, from_states


class ArticleState(Labelled):
    """Where an article stands."""

    SELECTED = "selected", "已选"
    VERIFIED = "verified", "已核实"
    EDITED = "edited", "已加工"
    PLACED = "placed", "已编入"
    PUBLISHED = "published", "已刊发"
    HELD_OVER = "held_over", "备用"
    DROPPED = "dropped", "不用"
    MERGED = "merged", "已合并"


OPEN_ISSUE = frozenset({"compiling", "sent_back"})
UNSUBMITTED = OPEN_ISSUE | {""}  # an article in no issue yet is in none that was submitted


def _has_text(article: Article, _actor: Actor) -> bool:
    return bool(article.title.strip() and article.body.strip())


def _fits(article: Article, _actor: Actor) -> bool:
    return article.limit is not None and (not article.limit.strict or article.limit.holds(article.chars))


def _asked(article: Article, _actor: Actor) -> bool:
    return article.open_questions > 0


def _issue_open(article: Article, _actor: Actor) -> bool:
    return article.issue_state in OPEN_ISSUE


has_text = Guard("has_text", "标题和正文都要有内容。", _has_text)
fits = Guard("fits", "字数不符合本刊对这类稿件的规定，请先增删。", _fits)
issue_open = Guard("issue_open", "这一期已经送审，退改后才能移出。", _issue_open)
S = ArticleState
WHY = Ask("note", "理由")
WHY_NOT_WAIT = Ask("note", "还有问题没有答复，为什么不等", when=_asked)
DROP_CODE = Ask("code", "不用的原因", kind="choice", options="drop_codes")
IN_WORK = from_states(S.SELECTED, S.VERIFIED, S.EDITED)
OVER = from_states(S.DROPPED, S.MERGED, S.PUBLISHED)
EDIT = Right.ARTICLE_EDIT

ARTICLE = Workflow(
    "article", "稿件", ArticleState, S.SELECTED, (S.SELECTED, S.VERIFIED, S.EDITED, S.PLACED, S.PUBLISHED),
    (
        Transition("verify", from_states(S.SELECTED), S.VERIFIED, EDIT, "核实无误", asks=(WHY_NOT_WAIT,), tone="primary"),
        Transition("write", from_states(S.VERIFIED, S.EDITED), S.VERIFIED, EDIT, "保存文字", shown=False),
        Transition(
            "finish", from_states(S.VERIFIED), S.EDITED, EDIT, "完成加工", when=(has_text, fits), tone="primary"
        ),
        Transition(
            "place", from_states(S.EDITED), S.PLACED, Right.ISSUE_COMPILE, "编入一期", when=(fits,),
            asks=(Ask("issue", "编入哪一期", "choice", options="issues"),), tone="primary",
        ),
        Transition("take_out", from_states(S.PLACED), S.EDITED, Right.ISSUE_COMPILE, "移出本期", when=(issue_open,)),
        Transition("gather", from_states(S.EDITED), S.PLACED, "system", "自动编入当日一期", shown=False),
        Transition("free", from_states(S.PLACED), S.EDITED, Right.ISSUE_READ, "退出作废的一期", shown=False),
        Transition("back_to_editing", from_states(S.PLACED), S.VERIFIED, Right.ISSUE_READ, "退回加工", shown=False),
        Transition("back_to_verification", from_states(S.PLACED), S.SELECTED, Right.ISSUE_READ, "退回核实", shown=False),
        Transition("back_to_screening", from_states(S.PLACED), S.DROPPED, Right.ISSUE_READ, "退回筛选", shown=False),
        Transition("publish", from_states(S.PLACED), S.PUBLISHED, Right.ISSUE_COMPILE, "刊发", shown=False),
        Transition("return", from_states(S.VERIFIED, S.EDITED), S.SELECTED, EDIT, "退回核实", asks=(WHY,)),
        Transition("hold", from_states(S.SELECTED, S.VERIFIED, S.EDITED), S.HELD_OVER, EDIT, "转备用"),
        Transition("resume", from_states(S.HELD_OVER), S.SELECTED, EDIT, "恢复使用"),
        Transition(
            "drop", from_states(S.SELECTED, S.VERIFIED, S.EDITED, S.HELD_OVER), S.DROPPED, EDIT, "不用",
            asks=(DROP_CODE, WHY), tone="danger",
        ),
        Transition("restore", from_states(S.DROPPED), S.SELECTED, EDIT, "复原", asks=(WHY,)),
        Transition("take_in", IN_WORK, S.SELECTED, EDIT, "并入", shown=False),
        Transition("merge", IN_WORK | {S.HELD_OVER}, S.MERGED, EDIT, "并入另一篇", shown=False),
    ),
)  # fmt: skip


def writable(article: Article, actor: Actor) -> bool:
    """Whether the editor is shown: the same row that the command asks."""
    return article.state in (S.VERIFIED, S.EDITED) and actor.may(EDIT)
