"""Every workflow table in flow order, and the roles behind each right."""

from bulletins.workflow.article import ARTICLE
from bulletins.workflow.commendations import COMMENDATION
from bulletins.workflow.daily import DAILY
from bulletins.workflow.delivery import DELIVERY
from bulletins.workflow.duty import DUTY as INSTRUCTION_DUTY
from bulletins.workflow.handover import READING_HANDOVER
from bulletins.workflow.instruction import INSTRUCTION
from bulletins.workflow.issue import ISSUE
from bulletins.workflow.question import QUESTION
from bulletins.workflow.widening import WIDENING
from gate.workflow import HOLD
from identity.rights import TABLE, Right
from identity.workflow.accounts import ACCOUNT, DEVICE_BINDING, ROLE_CHANGE
from identity.workflow.applications import APPLICATION
from identity.workflow.register import PERSON, UNIT
from kernel.workflow import Workflow
from scores.workflow.appeals import APPEAL
from scores.workflow.corrections import CORRECTION
from scores.workflow.rulesets import RULE_SET
from submissions.workflow.assignments import ORDER as ASSIGNMENT_ORDER
from submissions.workflow.assignments import TASK as ASSIGNMENT
from submissions.workflow.debts import DEBT
from submissions.workflow.discs import DISC
from submissions.workflow.events import EVENT, PHONE
from submissions.workflow.fax import ENTRY
from submissions.workflow.periods import DUTY
from submissions.workflow.submission import WORKFLOW as SUBMISSION


def workflows() -> tuple[Workflow, ...]:
    """In flow order."""
    return (
        SUBMISSION,
        ENTRY,
        DISC,
        DUTY,
        DEBT,
        EVENT,
        PHONE,
        ASSIGNMENT_ORDER,
        ASSIGNMENT,
        HOLD,
        ARTICLE,
        QUESTION,
        ISSUE,
        DAILY,
        WIDENING,
        DELIVERY,
        READING_HANDOVER,
        INSTRUCTION,
        INSTRUCTION_DUTY,
        COMMENDATION,
        RULE_SET,
        CORRECTION,
        APPEAL,
        APPLICATION,
        ACCOUNT,
        ROLE_CHANGE,
        DEVICE_BINDING,
        PERSON,
        UNIT,
    )


def role_names() -> dict[str, list[str]]:
    """Right → labels of the roles that hold it."""
    return {right.value: [role.label for role in TABLE if right in TABLE[role]] for right in Right}
