"""Delivery: one recipient's copy of an issue.

- Arrived is a fact of the job, opened a fact of the first reading; 已阅 is an act, never inferred (LE-03).
- Only the person, or people of the unit, it is addressed to open and confirm it, and a deputy the person has named, as
  long as that lasts (LE-04).
- A copy nobody has opened can be taken back; an issue that is recalled takes back all of them. What was taken back shows
  that it was there, and nothing of what it said.
"""

from bulletins.rules.deliveries import Delivery
from identity.rights import Right
from kernel import clock
from kernel.actor import Actor
from kernel.workflow import Ask, Guard, Labelled, Transition, Workflow, from_states


class DeliveryState(Labelled):
    """Where a copy stands."""

    QUEUED = "queued", "待送达"
    ARRIVED = "arrived", "已送达"
    OPENED = "opened", "已打开"
    ACCEPTED = "accepted", "已阅"
    CLOSED = "closed", "已办结"
    TAKEN_BACK = "taken_back", "已收回"


def _addressed(delivery: Delivery, actor: Actor) -> bool:
    if delivery.deputy == actor.id and delivery.deputy_until and clock.now() < delivery.deputy_until:
        return True
    return delivery.person == actor.id if delivery.person else delivery.unit == actor.unit


def reaches(delivery: Delivery, actor: Actor) -> bool:
    """Whether this copy came to this reader, taken back or not."""
    came = delivery.arrived_at is not None if delivery.state == DeliveryState.TAKEN_BACK else delivery.state != "queued"
    return came and actor.may(Right.DELIVERY_READ) and _addressed(delivery, actor)


def visible(delivery: Delivery, actor: Actor) -> bool:
    """Whether this reader may read this copy now."""
    return reaches(delivery, actor) and delivery.state != DeliveryState.TAKEN_BACK


addressed = Guard("addressed", "这一份不是发给您的。", _addressed)
S = DeliveryState
READ = Right.DELIVERY_READ
SYSTEM = "system"
UNREAD = (S.ARRIVED, S.OPENED)
UNOPENED = from_states(S.QUEUED, S.ARRIVED)
OUT = from_states(S.QUEUED, S.ARRIVED, S.OPENED, S.ACCEPTED, S.CLOSED)

DELIVERY = Workflow(
    "delivery", "阅件", DeliveryState, S.QUEUED, (S.QUEUED, S.ARRIVED, S.OPENED, S.ACCEPTED, S.CLOSED),
    (
        Transition("arrive", from_states(S.QUEUED), S.ARRIVED, SYSTEM, "送达", shown=False),
        Transition("open", from_states(S.ARRIVED), S.OPENED, READ, "打开", only=(addressed,), shown=False),
        Transition("accept", from_states(S.OPENED), S.ACCEPTED, READ, "已阅", only=(addressed,), tone="primary"),
        Transition("close", from_states(S.ACCEPTED), S.CLOSED, Right.ARCHIVE_FILE, "办结", shown=False),
        Transition(
            "take_back", UNOPENED, S.TAKEN_BACK, Right.ISSUE_COMPILE, "收回这一份", asks=(Ask("note", "收回的原因"),),
            shown=False,
        ),
        Transition("recall", OUT, S.TAKEN_BACK, SYSTEM, "随刊物收回", shown=False),
    ),
)  # fmt: skip
