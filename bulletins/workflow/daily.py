"""The issue owed for a working day (PUB-03).

- Met by an issue of the kind that is released on that day; a day without one is missed, and stays so: an issue released
  later makes it up, an approver's word excuses it, neither makes it punctual.
"""

from identity.rights import Right
from kernel.workflow import Ask, Labelled, Transition, Workflow, from_states


class DailyState(Labelled):
    """Where the day stands."""

    EXPECTED = "expected", "待印发"
    MET = "met", "按日印发"
    MISSED = "missed", "缺期"
    MADE_UP = "made_up", "已补发"
    EXCUSED = "excused", "已说明"


S = DailyState
SYSTEM = "system"

DAILY = Workflow(
    "daily_duty", "每日一期", DailyState, S.EXPECTED, (S.EXPECTED, S.MET),
    (
        Transition("meet", from_states(S.EXPECTED), S.MET, Right.ISSUE_COMPILE, "当日印发", shown=False),
        Transition("miss", from_states(S.EXPECTED), S.MISSED, SYSTEM, "当日未印发", shown=False),
        Transition("make_up", from_states(S.MISSED), S.MADE_UP, Right.ISSUE_COMPILE, "补发", shown=False),
        Transition(
            "excuse", from_states(S.EXPECTED, S.MISSED), S.EXCUSED, Right.ISSUE_APPROVE, "说明缺期",
            asks=(Ask("note", "缺期原因"),),
        ),
    ),
)  # fmt: skip
