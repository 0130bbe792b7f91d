"""Accounts, their roles and devices, and how each of them moves.

- An account is applied for by one administrator and approved by another; it becomes active when its holder has chosen a
  password; locked and disabled accounts have no session (SEC-02, KEY-11).
- A change of roles is asked for by the system administrator and granted by the security administrator; neither may be
  the person it is for (SEC-01).
- A device is bound to one account, and unbound with a reason; nobody does either for oneself (KEY-04, KEY-11).
"""

from datetime import timedelta
from typing import Any, Self

from identity.rights import Right
from identity.workflow.register import HEIR
from kernel.actor import Actor
from kernel.workflow import Ask, Guard, Labelled, Transition, Workflow, from_states


class AccountState(Labelled):
    """Where an account stands."""

    APPLIED = "applied", "待批准"
    APPROVED = "approved", "待启用"
    ACTIVE = "active", "使用中"
    LOCKED = "locked", "已锁定"
    DISABLED = "disabled", "已停用"


class ChangeState(Labelled):
    """Where a change of roles stands."""

    ASKED = "asked", "待授权"
    GRANTED = "granted", "已授权"
    REFUSED = "refused", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"


class DeviceState(Labelled):
    """Where the binding of a device to an account stands."""

    BOUND = "bound", "使用中"
    UNBOUND = "unbound", "已解除"


class Expiry(Labelled):
    """How near the end of a device's certificate is; the value is the days before it."""

    LATER = "90", "证书 90 天内到期"
    SOON = "30", "证书 30 天内到期"
    NEXT = "7", "证书 7 天内到期"
    OVER = "0", "证书已到期"

    @classmethod
    def of(cls, left: timedelta) -> Self | None:
        """The nearest mark passed; None while there is time."""
        passed = [mark for mark in cls if left <= timedelta(days=int(mark))]
        return passed[-1] if passed else None


class Leaving(Labelled):
    """Why an account is disabled."""

    LEFT = "left", "离职或调离"
    MOVED = "moved", "岗位变动"
    UNUSED = "unused", "长期不用"
    SECURITY = "security", "安全原因"


def _others(item: Any, actor: Actor) -> bool:
    return actor.id not in (item.id, item.applied_by)


def _not_own(item: Any, actor: Actor) -> bool:
    return bool(actor.id != item.id)


def _own(item: Any, actor: Actor) -> bool:
    return bool(actor.id == item.id)


def _not_for_oneself(item: Any, actor: Actor) -> bool:
    return bool(actor.id != item.account)


def _not_last(item: Any, _actor: Actor) -> bool:
    return not item.last_administrator


def _second(item: Any, actor: Actor) -> bool:
    return actor.id not in (item.asked_by, item.account)


def _asker(item: Any, actor: Actor) -> bool:
    return bool(actor.id == item.asked_by)


SECOND = Guard("two_people", "要由申请人和本人以外的人办理", _others)
NOT_OWN = Guard("not_own", "不能办理自己的账号", _not_own)
NOT_FOR_ONESELF = Guard("not_own", "不能办理自己的登录设备", _not_for_oneself)
OWN = Guard("own", "只有本人可以办理", _own)
NOT_LAST = Guard("last_administrator", "这是该类管理员的最后一个可用账号，请先为接替的人开通", _not_last)
WHY = Ask("note", "理由")
_A = AccountState
_USABLE = from_states(_A.APPROVED, _A.ACTIVE, _A.LOCKED)
ACCOUNT = Workflow(
    "account", "账号", AccountState, _A.APPLIED, (_A.APPLIED, _A.APPROVED, _A.ACTIVE),
    (
        Transition(
            "approve", from_states(_A.APPLIED), _A.APPROVED, Right.ACCOUNT_APPROVE, "批准开通", only=(SECOND,),
            tone="primary",
        ),
        Transition(
            "refuse", from_states(_A.APPLIED), _A.DISABLED, Right.ACCOUNT_APPROVE, "不予批准", only=(SECOND,),
            asks=(WHY,),
        ),
        Transition(
            "activate", from_states(_A.APPROVED), _A.ACTIVE, Right.ACCOUNT_OWN, "启用", only=(OWN,), shown=False,
        ),
        Transition("lock_out", from_states(_A.APPROVED, _A.ACTIVE), _A.LOCKED, "system", "连续输错锁定", shown=False),
        Transition("recover", from_states(_A.LOCKED), _A.ACTIVE, "system", "锁定期满恢复", shown=False),
        Transition("unlock", from_states(_A.LOCKED), _A.ACTIVE, Right.ACCOUNT_APPROVE, "解锁", only=(NOT_OWN,)),
        Transition("reissue", _USABLE, _A.APPROVED, Right.ACCOUNT_APPROVE, "重发初始口令", only=(NOT_OWN,)),
        Transition(
            "lock", from_states(_A.APPROVED, _A.ACTIVE), _A.LOCKED, Right.ACCOUNT_APPROVE, "锁定", only=(NOT_OWN,),
            when=(NOT_LAST,), asks=(WHY,), tone="danger",
        ),
        Transition(
            "disable", _USABLE, _A.DISABLED, Right.ACCOUNT_DISABLE, "停用", only=(NOT_OWN,), when=(NOT_LAST,),
            asks=(Ask("reason", "停用原因", "choice", options="leaving"), HEIR), tone="danger",
        ),
        Transition("leave", _USABLE, _A.DISABLED, "system", "离岗停用", when=(NOT_LAST,), tone="danger", shown=False),
    ),
)  # fmt: skip
_C = ChangeState
ROLE_CHANGE = Workflow(
    "role_change", "角色变更", ChangeState, _C.ASKED, (_C.ASKED, _C.GRANTED),
    (
        Transition(
            "grant", from_states(_C.ASKED), _C.GRANTED, Right.ROLE_GRANT, "同意授权", tone="primary",
            only=(Guard("two_people", "要由提出人和本人以外的人授权", _second),),
        ),
        Transition(
            "refuse", from_states(_C.ASKED), _C.REFUSED, Right.ROLE_GRANT, "不同意", asks=(WHY,),
            only=(Guard("two_people", "要由提出人和本人以外的人授权", _second),),
        ),
        Transition(
            "withdraw", from_states(_C.ASKED), _C.WITHDRAWN, Right.ACCOUNT_APPLY, "撤回",
            only=(Guard("asker", "只有提出人可以撤回", _asker),),
        ),
    ),
)  # fmt: skip
_D = DeviceState
DEVICE_BINDING = Workflow(
    "device_binding", "登录设备", DeviceState, _D.BOUND, (_D.BOUND, _D.UNBOUND),
    (
        Transition(
            "unbind", from_states(_D.BOUND), _D.UNBOUND, Right.DEVICE_BIND, "解除绑定", only=(NOT_FOR_ONESELF,),
            asks=(WHY,), tone="danger",
        ),
    ),
)  # fmt: skip
