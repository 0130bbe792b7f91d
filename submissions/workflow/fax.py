"""The table of an entry's moves: what the duty desk entered for a unit, until the unit says whether it stands by it.

- Only the unit itself confirms or objects; what it says changes nothing of the text, the office sees it beside it.
"""

from typing import Any

from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Ask, Guard, Labelled, Transition, Workflow, from_states


class EntryState(Labelled):
    """Whether the unit stands by what was entered for it."""

    WAITING = "waiting", "待单位确认"
    CONFIRMED = "confirmed", "单位已确认"
    OBJECTED = "objected", "单位有异议"


def _own_unit(entry: Any, actor: Actor) -> bool:
    return bool(entry.unit == actor.unit)


OWN = (Guard("own_unit", "只有本单位的人能办理", _own_unit),)
NOTE = Ask("note", "请写明哪一处有出入")

ENTRY = Workflow(
    "entry",
    "代为登记的信息",
    EntryState,
    EntryState.WAITING,
    (EntryState.WAITING, EntryState.CONFIRMED),
    (
        Transition(
            "confirm", from_states(EntryState.WAITING), EntryState.CONFIRMED, Right.SUBMISSION_SEND, "确认", OWN,
            tone="primary",
        ),
        Transition(
            "object", from_states(EntryState.WAITING), EntryState.OBJECTED, Right.SUBMISSION_SEND, "有异议", OWN,
            asks=(NOTE,), then=("submission.tell_desk",),
        ),
    ),
)  # fmt: skip
