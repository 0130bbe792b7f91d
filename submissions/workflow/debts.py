"""The table of a debt: a signature that is owed for a text that was sent without one (办法 第十六条).

- It is born when an emergency is sent unsigned, with a reason, and ends in exactly one way: signed over the very text
  that was sent, disagreed with by the signer, or excused by the office with a reason.
- Overdue is a clock of an owed debt, not a state: it is paid late, never forgotten.
- Disagreeing takes nothing back: the text stays in the record, marked; the office is told at once.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Ask, Guard, Labelled, Transition, Workflow, from_states

KIND = "debt"


class DebtState(Labelled):
    """Where a debt stands."""

    OWED = "owed", "待补签"
    PAID = "paid", "已补签"
    REFUSED = "refused", "签发人不同意"
    EXCUSED = "excused", "免予补签"


class DebtAct(Labelled):
    """Acts of the journal that are no move."""

    OWE = "owe", "先报后签"
    INHERIT = "inherit", "交接"


@dataclass(frozen=True, slots=True)
class Debt:
    """A debt as its workflow sees it: no words. `number`: which saved text was sent; `digest`: of it and its files."""

    id: UUID
    submission: UUID
    unit: UUID
    state: str
    version: int
    number: int
    digest: bytes
    sent: datetime
    sent_by: UUID
    keeper: UUID | None = None  # who answers for it since the sender has left
    signable: str = ""  # why this text cannot be signed by the viewer; empty: it can


def _own_unit(debt: Any, actor: Actor) -> bool:
    return bool(debt.unit == actor.unit)


def _other_hand(debt: Any, actor: Actor) -> bool:
    return bool(debt.sent_by != actor.id)


def _in_office(_debt: Any, actor: Actor) -> bool:
    return actor.office


OWN = (Guard("own_unit", "只有本单位的人能办理", _own_unit), Guard("other_hand", "要由报送人以外的人补签", _other_hand))
OFFICE = (Guard("in_office", "只有办公厅的人能办理", _in_office),)

DEBT = Workflow(
    KIND,
    "先报后签",
    DebtState,
    DebtState.OWED,
    (DebtState.OWED, DebtState.PAID),
    (
        Transition(
            "pay", from_states(DebtState.OWED), DebtState.PAID, Right.SUBMISSION_SIGN, "补签", OWN,
            asks=(Ask("note", "签发意见", required=False),), tone="primary", then=("debt.settled",),
        ),
        Transition(
            "refuse", from_states(DebtState.OWED), DebtState.REFUSED, Right.SUBMISSION_SIGN, "不同意", OWN,
            asks=(Ask("note", "不同意的理由，办公厅立即收到"),), tone="danger", then=("debt.settled",),
        ),
        Transition(
            "excuse", from_states(DebtState.OWED), DebtState.EXCUSED, Right.DEBT_EXCUSE, "免予补签", OFFICE,
            asks=(Ask("note", "免予补签的理由"),), then=("debt.settled",),
        ),
    ),
)  # fmt: skip


def visible(debt: Debt, actor: Actor) -> bool:
    """Both sides see it: the unit that owes, and the office."""
    own = actor.may(Right.SUBMISSION_READ_OWN) and debt.unit == actor.unit
    return own or (actor.office and actor.may(Right.SUBMISSION_READ))
