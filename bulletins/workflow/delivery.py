"""Delivery: one recipient's copy of an issue.

- Arrived is a fact of the job, opened a fact of the first reading; 已阅 is an act, never inferred (LE-03).
- Only the person, or people of the unit, it is addressed to open and confirm it.
"""

from bulletins.rules.deliveries import Delivery
from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Guard, Labelled, Transition, Workflow, from_states


class DeliveryState(Labelled):
    """Where a copy stands."""

    QUEUED = "queued", "待送达"
    ARRIVED = "arrived", "已送达"
    OPENED = "opened", "已打开"
    ACCEPTED = "accepted", "已确认"
    CLOSED = "closed", "已办结"


def _addressed(delivery: Delivery, actor: Actor) -> bool:
    return delivery.person == actor.id if delivery.person else delivery.unit == actor.unit


def visible(delivery: Delivery, actor: Actor) -> bool:
    """Whether this copy has come to this reader."""
    return delivery.state != DeliveryState.QUEUED and actor.may(Right.DELIVERY_READ) and _addressed(delivery, actor)


addressed = Guard("addressed", "这一份不是发给您的。", _addressed)
S = DeliveryState
READ = Right.DELIVERY_READ
SYSTEM = "system"

DELIVERY = Workflow(
    "delivery", "阅件", DeliveryState, S.QUEUED, (S.QUEUED, S.ARRIVED, S.OPENED, S.ACCEPTED, S.CLOSED),
    (
        Transition("arrive", from_states(S.QUEUED), S.ARRIVED, SYSTEM, "送达", shown=False),
        Transition("open", from_states(S.ARRIVED), S.OPENED, READ, "打开", only=(addressed,), shown=False),
        Transition("accept", from_states(S.OPENED), S.ACCEPTED, READ, "已阅", only=(addressed,), tone="primary"),
        Transition("close", from_states(S.ACCEPTED), S.CLOSED, Right.ARCHIVE_FILE, "办结", shown=False),
    ),
)  # fmt: skip
