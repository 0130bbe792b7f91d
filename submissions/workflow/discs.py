"""The table of an optical disc's moves: how the office keeps what is secret outside this system (SUB-12).

- The register follows the carrier, never its content.
- A disc ends in one of three ways: handed over to the classified office, given back to its unit, destroyed.
- Destroying takes two hands: one proposes, another carries it out.
"""

from typing import Any

from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Ask, Guard, Labelled, Transition, Workflow, from_states


class DiscState(Labelled):
    """Where a disc is."""

    RECEIVED = "received", "已接收"
    IN_CUSTODY = "in_custody", "保管中"
    TO_DESTROY = "to_destroy", "待销毁"
    HANDED_OVER = "handed_over", "已移交机要"
    RETURNED = "returned", "已退还"
    DESTROYED = "destroyed", "已销毁"


class Level(Labelled):
    """The level written on the disc's sheet."""

    TOP = "top", "绝密"
    SECRET = "secret", "机密"
    CONFIDENTIAL = "confidential", "秘密"


class DiscAct(Labelled):
    """Acts that are no move of the table."""

    RECEIVE = "receive", "登记接收"
    PRINT = "print", "打印"


def _other_hand(disc: Any, actor: Actor) -> bool:
    return bool(disc.proposed_by != actor.id)


OTHER_HAND = (Guard("other_hand", "提出销毁的人不能自己销毁，须由另一人办理", _other_hand),)
PLACE = Ask("place", "保管处所（柜号）", kind="text")
TO_WHOM = Ask("note", "交给谁（姓名、部门）", kind="text")
BACK_TO = Ask("note", "退还给谁（姓名）", kind="text")
WHY = Ask("note", "销毁原因和批准人", kind="text")
HOW = Ask("note", "销毁方式、监销人", kind="text")
WHY_NOT = Ask("note", "不销毁的原因", kind="text")
HELD = from_states(DiscState.RECEIVED, DiscState.IN_CUSTODY)

DISC = Workflow(
    "disc",
    "光盘",
    DiscState,
    DiscState.RECEIVED,
    (DiscState.RECEIVED, DiscState.IN_CUSTODY, DiscState.HANDED_OVER),
    (
        Transition("store", HELD, DiscState.IN_CUSTODY, Right.DISC_REGISTER, "入柜保管", asks=(PLACE,), tone="primary"),
        Transition("hand_over", HELD, DiscState.HANDED_OVER, Right.DISC_REGISTER, "移交机要", asks=(TO_WHOM,)),
        Transition("give_back", HELD, DiscState.RETURNED, Right.DISC_REGISTER, "退还", asks=(BACK_TO,)),
        Transition("propose", HELD, DiscState.TO_DESTROY, Right.DISC_REGISTER, "提出销毁", asks=(WHY,), tone="danger"),
        Transition(
            "destroy", from_states(DiscState.TO_DESTROY), DiscState.DESTROYED, Right.DISC_REGISTER, "销毁",
            when=OTHER_HAND, asks=(HOW,), tone="danger",
        ),
        Transition(
            "keep", from_states(DiscState.TO_DESTROY), DiscState.IN_CUSTODY, Right.DISC_REGISTER, "不销毁", asks=(WHY_NOT,)
        ),
    ),
)  # fmt: skip
