"""Units and people: what they are, how they come and go, and acts of the register that are no move of a table."""

from typing import Any

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


class Heirloom(Labelled):
    """What somebody can have in hand when they leave."""

    SUBMISSION = "submission", "未报出的信息"
    WORKING = "working", "没有保存的底稿"
    TASK = "task", "约稿调研任务"
    DEBT = "debt", "待补签的先报后签"
    ABSENCE = "absence", "外出代签（到此为止）"
    CLAIM = "claim", "编辑台上领取的稿件"


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


def _empty(item: Any, _actor: Actor) -> bool:
    return not item.in_use


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
