"""What the register holds, and how each of its records moves.

- An account is applied for by one administrator and approved by another; it becomes active when its holder has chosen a
  password; locked and disabled accounts have no session (SEC-02, KEY-11).
- A change of roles is asked for by the system administrator and granted by the security administrator; neither may be
  the person it is for (SEC-01).
- A device is bound to one account, and unbound with a reason; nobody does either for oneself (KEY-04, KEY-11).
"""

from datetime import timedelta
from typing import Any, Self

from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Ask, Guard, Labelled, Transition, Workflow, from_states


class UnitKind(Labelled):
    """What a unit is (SUB-01)."""

    GENERAL_OFFICE = "general_office", "办公厅"
    DEPARTMENT = "department", "司局"
    LOCAL_BUREAU = "local_bureau", "地方监管局"
    AFFILIATE = "affiliate", "会管单位"
    ASSOCIATION = "association", "协会"
    INSURER = "insurer", "公司"


class Seat(Labelled):
    """What a person may be appointed to in a unit; an appointment has a first and a second seat."""

    LIAISON = "liaison", "信息员"
    OPERATOR = "operator", "操作员"


class UnitState(Labelled):
    """Where a unit stands."""

    OPEN = "open", "在册"
    CLOSED = "closed", "已撤销"


class PersonState(Labelled):
    """Where a person stands."""

    PRESENT = "present", "在岗"
    LEFT = "left", "已离岗"


class AccountState(Labelled):
    """Where an account stands."""

    APPLIED = "applied", "待批准"
    APPROVED = "approved", "待启用"
    ACTIVE = "active", "使用中"
    LOCKED = "locked", "已锁定"
    DISABLED = "disabled", "已停用"


class ApplicationState(Labelled):
    """Where an application for an account stands."""

    FILED = "filed", "待审核"
    REVIEWED = "reviewed", "待批准"
    APPROVED = "approved", "待开通"
    DONE = "done", "已开通"
    REFUSED = "refused", "不予办理"
    WITHDRAWN = "withdrawn", "已撤回"
    LAPSED = "lapsed", "逾期失效"


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


class Heirloom(Labelled):
    """What somebody can have in hand when they leave."""

    SUBMISSION = "submission", "未报出的信息"
    WORKING = "working", "没有保存的底稿"
    TASK = "task", "约稿调研任务"
    DEBT = "debt", "待补签的先报后签"
    ABSENCE = "absence", "外出代签（到此为止）"


class Handed(Labelled):
    """Where a handover stands, and its one act."""

    WAITING = "waiting", "等接手的人"
    SETTLED = "settled", "已交接"
    HAND_OVER = "hand_over", "交接"


class Nobody(Labelled):
    """Who acted when no person did."""

    SYSTEM = "system", "系统"


class PlainAct(Labelled):
    """Acts that are journalled without a change of state, and so stand in no table of transitions."""

    CREATE = "create", "新建"
    EDIT = "edit", "修改"
    DUE_MOVED = "due_moved", "时限调整"
    OPEN = "open", "打开"
    CONFIRM = "confirm", "核对"
    APPOINT = "appoint", "登记任职"
    RELEASE = "release", "免去任职"
    DIRECT = "direct", "设定直报点"
    PRESS = "press", "催办"
    SIGN_IN = "sign_in", "登录"
    SIGN_IN_FAILED = "sign_in_failed", "登录未成功"
    SIGN_OUT = "sign_out", "退出"
    PASSWORD = "password", "更改口令"
    GAP_OPENED = "gap_opened", "信息员出缺"
    GAP_CLOSED = "gap_closed", "信息员补齐"
    ROLES = "roles", "角色变更"
    BIND = "bind", "绑定登录设备"
    DEVICE_REFUSED = "device_refused", "登录设备验证未通过"
    DEVICE_REMOVED = "device_removed", "登录设备已拔出"
    DECLARE = "declare", "声明申请表"


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


def _new_hand(item: Any, actor: Actor) -> bool:
    return actor.id not in (item.applied_by, item.reviewed_by, item.approved_by)


def _own_unit(item: Any, actor: Actor) -> bool:
    return bool(item.unit == actor.unit)


def _held(item: Any, _actor: Actor) -> bool:
    return bool(item.held)


def _empty(item: Any, _actor: Actor) -> bool:
    return not item.in_use


SECOND = Guard("two_people", "要由申请人和本人以外的人办理", _others)
NOT_OWN = Guard("not_own", "不能办理自己的账号", _not_own)
NOT_FOR_ONESELF = Guard("not_own", "不能办理自己的登录设备", _not_for_oneself)
OWN = Guard("own", "只有本人可以办理", _own)
NOT_LAST = Guard("last_administrator", "这是该类管理员的最后一个可用账号，请先为接替的人开通", _not_last)
WHY = Ask("note", "理由")
HEIR = Ask("heir", "在手的事项交给（不选：另一位信息员，没有时交负责人）", "choice", required=False, options="heirs")

UNIT = Workflow(
    "unit", "单位", UnitState, UnitState.OPEN, (UnitState.OPEN, UnitState.CLOSED),
    (
        Transition(
            "close", from_states(UnitState.OPEN), UnitState.CLOSED, Right.UNIT_MANAGE, "撤销",
            when=(Guard("empty", "还有下级单位、在岗人员或可用账号", _empty),), tone="danger",
        ),
    ),
)  # fmt: skip

PERSON = Workflow(
    "person", "人员", PersonState, PersonState.PRESENT, (PersonState.PRESENT, PersonState.LEFT),
    (
        Transition(
            "leave", from_states(PersonState.PRESENT), PersonState.LEFT, Right.BOOK_EDIT, "登记离岗", tone="danger",
            asks=(HEIR,),
        ),
    ),
)  # fmt: skip

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
