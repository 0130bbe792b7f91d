"""The table of what a unit owes for a reporting period (LO-04).

- One click says that nothing happened, and counts as on time. What arrives for the period takes it back by itself.
- When the period is over and nothing was said, the unit was silent; what comes afterwards is late.
"""

from typing import Any

from identity.rights import Right
from kernel.actor import Actor
from kernel.workflow import Guard, Labelled, Transition, Workflow, from_states
from submissions.rules.periods import KIND


class DutyState(Labelled):
    """Where it stands."""

    OPEN = "open", "待报"
    ZERO = "zero", "零报告"
    REPORTED = "reported", "已报送"
    SILENT = "silent", "未报"
    LATE = "late", "逾期补报"


class DutyAct(Labelled):
    """Acts that are no move of the table."""

    PRESS = "press", "催报"


def _own_unit(item: Any, actor: Actor) -> bool:
    return bool(item.unit == actor.unit)


_S = DutyState
OWN = Guard("own_unit", "只有本单位的人能办理", _own_unit)
DUTY = Workflow(
    KIND, "定期报送", DutyState, _S.OPEN, (_S.OPEN, _S.REPORTED),
    (
        Transition("zero", from_states(_S.OPEN), _S.ZERO, Right.PERIOD_ZERO, "本期无情况", only=(OWN,), tone="primary"),
        Transition("zero", from_states(_S.SILENT), _S.LATE, Right.PERIOD_ZERO, "补报无情况", only=(OWN,)),
        Transition("report", from_states(_S.OPEN, _S.ZERO), _S.REPORTED, "system", "收到报送", shown=False),
        Transition("report", from_states(_S.SILENT), _S.LATE, "system", "逾期收到报送", shown=False),
        Transition("miss", from_states(_S.OPEN), _S.SILENT, "system", "期满未报", shown=False),
    ),
)  # fmt: skip
SETTLED = frozenset({DutyState.ZERO, DutyState.REPORTED, DutyState.LATE})
