"""Reading handed over 代阅: a reader who is away names a deputy for some days (LE-04).

- Copies unread now and those that arrive meanwhile go to the deputy too; the reader keeps reading their own.
- Only the reader takes it back; at its end it is over by itself. What the deputy confirmed stays the deputy's act.
- It hands over reading, not the right to write instructions.
"""

from bulletins.rules.handover import ReadingHandover
from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Guard, Labelled, Transition, Workflow, from_states


class HandoverState(Labelled):
    """Where it stands."""

    GIVEN = "given", "已交办"
    REVOKED = "revoked", "已收回"


def _mine(handover: ReadingHandover, actor: Actor) -> bool:
    return actor.id == handover.giver


mine = Guard("mine", "不是您交出的。", _mine)

READING_HANDOVER = Workflow(
    "reading_handover", "代阅", HandoverState, HandoverState.GIVEN, (HandoverState.GIVEN,),
    (
        Transition(
            "revoke", from_states(HandoverState.GIVEN), HandoverState.REVOKED, Right.DELIVERY_READ, "收回", only=(mine,)
        ),
    ),
)  # fmt: skip
