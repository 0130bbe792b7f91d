"""Applications for accounts: filed, reviewed, approved and opened by different hands (SUB-17)."""

from typing import Any

from identity.rights import Right
from identity.workflow.accounts import WHY
from kernel.actor import Actor
from kernel.workflow import Ask, Guard, Labelled, Transition, Workflow, from_states


class ApplicationState(Labelled):
    """Where an application for an account stands."""

    FILED = "filed", "待审核"
    REVIEWED = "reviewed", "待批准"
    APPROVED = "approved", "待开通"
    DONE = "done", "已开通"
    REFUSED = "refused", "不予办理"
    WITHDRAWN = "withdrawn", "已撤回"
    LAPSED = "lapsed", "逾期失效"


def _new_hand(item: Any, actor: Actor) -> bool:
    return actor.id not in (item.applied_by, item.reviewed_by, item.approved_by)


def _own_unit(item: Any, actor: Actor) -> bool:
    return bool(item.unit == actor.unit)


def _held(item: Any, _actor: Actor) -> bool:
    return bool(item.held)


_F = ApplicationState
NEW_HAND = Guard("three_hands", "申请、审核、批准、开通要由不同的人办理", _new_hand)
SEEN = Ask("declared", "申请表的图片我已看过，其中没有国家秘密", "check", when=_held)
TOLD = ("identity.application",)

APPLICATION = Workflow(
    "application", "账号申请", ApplicationState, _F.FILED, (_F.FILED, _F.REVIEWED, _F.APPROVED, _F.DONE),
    (
        Transition(
            "review", from_states(_F.FILED), _F.REVIEWED, Right.APPLICATION_REVIEW, "审核通过", only=(NEW_HAND,),
            asks=(Ask("unit", "申请表和人员已核对，属于", "choice", options="units"), SEEN), tone="primary", then=TOLD,
        ),
        Transition(
            "approve", from_states(_F.REVIEWED), _F.APPROVED, Right.ACCOUNT_APPROVE, "批准", only=(NEW_HAND,),
            tone="primary", then=TOLD,
        ),
        Transition(
            "open", from_states(_F.APPROVED), _F.DONE, Right.ACCOUNT_APPLY, "开通账号", only=(NEW_HAND,),
            asks=(Ask("login", "登录名", "text"),), tone="primary",
        ),
        Transition("refuse", from_states(_F.FILED), _F.REFUSED, Right.APPLICATION_REVIEW, "不予办理", asks=(WHY,)),
        Transition("refuse", from_states(_F.REVIEWED), _F.REFUSED, Right.ACCOUNT_APPROVE, "不予办理", asks=(WHY,)),
        Transition("refuse", from_states(_F.APPROVED), _F.REFUSED, Right.ACCOUNT_APPLY, "不予办理", asks=(WHY,)),
        Transition(
            "take_back", from_states(_F.FILED, _F.REVIEWED, _F.APPROVED), _F.WITHDRAWN, Right.APPLICATION_FILE, "撤回申请",
            only=(Guard("own_unit", "只有本单位的人能办理", _own_unit),),
        ),
        Transition(
            "withdraw", from_states(_F.FILED, _F.REVIEWED, _F.APPROVED), _F.WITHDRAWN, "system", "申请人撤回", shown=False,
        ),
        Transition(
            "lapse", from_states(_F.FILED, _F.REVIEWED, _F.APPROVED), _F.LAPSED, "system", "逾期失效", shown=False,
        ),
    ),
)  # fmt: skip
