"""What can be done with an example, and which texts can be one."""

from kernel.workflow import Labelled
from submissions.workflow.submission import State

KIND = "submission_example"
USED = frozenset({State.ADOPTED, State.CLOSED})


class ExampleAct(Labelled):
    """Acts of the journal."""

    MARK = "mark", "列为范例"
    WITHDRAW = "withdraw", "撤下范例"
