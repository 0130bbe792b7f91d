"""Hold 人工核对: what no machine can judge, and the two people who answer for it (T 2, J 20).

- Declared by whoever hands it in, released by somebody else who has the signing right over that record: a signer of the
  unit for a submission, an approver of the office for an article.
- Denied: the record does not move until what was denied is taken out of it.
- It lapses when the text or the file it stands for is changed or taken away; the same thing put back is declared anew.
- Other stages read their guards from here, so that a button says why it is barred.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gate.rules import HoldLine, Item
from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Ask, Guard, Labelled, Transition, Workflow, from_states

__all__ = [
    "DECLARATION", "HOLD", "NOTHING", "OTHER_HAND", "SETTLED", "UNDENIED", "Act", "HoldLine", "HoldState", "Standing",
    "visible",
]  # fmt: skip
SYSTEM_RIGHT = "system"


class HoldState(Labelled):
    """Where a hold stands."""

    DECLARED = "declared", "待放行"
    RELEASED = "released", "已放行"
    DENIED = "denied", "不予放行"
    LAPSED = "lapsed", "已失效"


class Act(Labelled):
    """Acts of the gate that stand in no table."""

    REFUSE = "refuse", "检查未通过"
    DECLARE = "declare", "声明"
    CARRY = "carry", "沿用放行"
    CHANGE = "change", "修改检查规则"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is held in a record, for the guards of its own workflow: how many wait, how many were denied, who declared."""

    waiting: int = 0
    denied: int = 0
    declarers: frozenset[UUID] = frozenset()


NOTHING = Standing()


def _signs(item: Item, actor: Actor) -> bool:
    if item.kind == "submission":
        return actor.unit == item.unit and actor.may(Right.SUBMISSION_SIGN)
    return actor.office and actor.may(Right.ISSUE_APPROVE)


def _second(item: Item, actor: Actor) -> bool:
    return actor.id != item.declared_by


def _waits(record: Any, _actor: Actor) -> bool:
    return bool(record.holds.waiting)


def _undenied(record: Any, _actor: Actor) -> bool:
    return not record.holds.denied


def _other_hand(record: Any, actor: Actor) -> bool:
    return actor.id not in record.holds.declarers


def _settled(record: Any, _actor: Actor) -> bool:
    return not record.holds.waiting and not record.holds.denied


def visible(item: Item, actor: Actor) -> bool:
    """Whether a hold exists for this person: its unit's, or the office's once two people have answered for it."""
    if item.kind == "submission":
        return actor.unit == item.unit or (actor.office and item.state == HoldState.RELEASED)
    return actor.office


SIGNS = Guard("signs", "须由有权签发的人办理", _signs)
SECOND = Guard("two_people", "须由声明人以外的人办理", _second)

# For the workflows of the records that holds stand in.
UNDENIED = Guard("undenied", "有的附件或引文不予放行，改掉或去掉后才能办理", _undenied)
OTHER_HAND = Guard("other_hand", "须人工核对的附件或引文是您声明的，要由另一人办理", _other_hand)
SETTLED = Guard("settled", "有的附件或引文还没有放行，须重新签发", _settled)
DECLARATION = Ask("declared", "须人工核对的附件和引文我已逐一看过，其中没有国家秘密", kind="check", when=_waits)

_S = HoldState
HOLD = Workflow(
    "hold", "人工核对", HoldState, _S.DECLARED, (_S.DECLARED, _S.RELEASED),
    (
        Transition(
            "release", from_states(_S.DECLARED), _S.RELEASED, Right.HOLD_RELEASE, "放行", only=(SIGNS, SECOND),
            tone="primary", shown=False,
        ),
        Transition(
            "deny", from_states(_S.DECLARED), _S.DENIED, Right.HOLD_RELEASE, "不予放行", only=(SIGNS, SECOND),
            tone="danger",
        ),
        Transition(
            "lapse", from_states(_S.DECLARED, _S.RELEASED, _S.DENIED), _S.LAPSED, SYSTEM_RIGHT, "失效", shown=False,
        ),
    ),
)  # fmt: skip
