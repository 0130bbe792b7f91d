"""What flow-docs needs: every workflow table, and the roles behind each right."""

from bulletins.workflow.acts import Act, AskAct, CodeAct, DayAct, HandoverAct, ListAct, PraiseAct, RankAct, StepAct
from bulletins.workflow.article import ARTICLE
from bulletins.workflow.commendations import COMMENDATION
from bulletins.workflow.daily import DAILY
from bulletins.workflow.delivery import DELIVERY
from bulletins.workflow.duty import DUTY as INSTRUCTION_DUTY
from bulletins.workflow.handover import READING_HANDOVER
from bulletins.workflow.instruction import INSTRUCTION
from bulletins.workflow.issue import ISSUE
from bulletins.workflow.question import QUESTION, QuestionAct
from bulletins.workflow.widening import WIDENING
from gate.workflow import HOLD
from gate.workflow import Act as GateAct
from identity.rights import TABLE, Right
from identity.workflow.accounts import ACCOUNT, DEVICE_BINDING, ROLE_CHANGE
from identity.workflow.applications import APPLICATION
from identity.workflow.register import PERSON, UNIT, Handed
from kernel.workflow import Labelled, Workflow
from notices.workflow import CallAct
from scores.commands.happenings import KIND as SCORE_HAPPENING
from scores.rules.settlements import KIND as SCORE_SETTLEMENT
from scores.workflow.acts import HappeningAct, SettlementAct
from scores.workflow.appeals import APPEAL, AppealAct
from scores.workflow.corrections import CORRECTION, CorrectionAct
from scores.workflow.rulesets import RULE_SET, RuleSetAct
from submissions.rules.drafts import COPY_KIND, UPLOAD_KIND
from submissions.rules.intake import Result
from submissions.workflow.assignments import ORDER as ASSIGNMENT_ORDER
from submissions.workflow.assignments import TASK as ASSIGNMENT
from submissions.workflow.assignments import OrderAct, TaskAct
from submissions.workflow.channels import ChannelAct
from submissions.workflow.claims import ClaimAct
from submissions.workflow.debts import DEBT, DebtAct
from submissions.workflow.discs import DISC, DiscAct
from submissions.workflow.drafts import DraftAct
from submissions.workflow.events import EVENT, PHONE, EventAct, PhoneAct
from submissions.workflow.fax import ENTRY
from submissions.workflow.office_tables import KIND as OFFICE_TABLE
from submissions.workflow.office_tables import TableAct
from submissions.workflow.periods import DUTY, DutyAct
from submissions.workflow.submission import WORKFLOW as SUBMISSION
from submissions.workflow.submission import PlainAct as SubmissionAct


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


def acts() -> dict[str, type[Labelled]]:
    """Kind of record → its acts that stand in no table."""
    gate: dict[str, type[Labelled]] = {"gate": GateAct, "gate_rules": GateAct, HOLD.record: GateAct}
    house: dict[str, type[Labelled]] = {
        table.record: Act for table in (ARTICLE, ISSUE, DELIVERY, INSTRUCTION, INSTRUCTION_DUTY)
    }
    return {
        ASSIGNMENT_ORDER.record: OrderAct,
        ASSIGNMENT.record: TaskAct,
        SUBMISSION.record: SubmissionAct,
        COPY_KIND: DraftAct,
        UPLOAD_KIND: DraftAct,
        DEBT.record: DebtAct,
        EVENT.record: EventAct,
        PHONE.record: PhoneAct,
        "claim": ClaimAct,
        QUESTION.record: QuestionAct,
        "step": StepAct,
        DAILY.record: DayAct,
        COMMENDATION.record: PraiseAct,
        "copy_code": CodeAct,
        "reader_group": ListAct,
        WIDENING.record: AskAct,
        READING_HANDOVER.record: HandoverAct,
        "leader_rank": RankAct,
        "instruction_tidy": RankAct,
        "handover": Handed,
        DUTY.record: DutyAct,
        DISC.record: DiscAct,
        "oa_key": ChannelAct,
        "intake_sender": ChannelAct,
        "intake_mail": Result,
        OFFICE_TABLE: TableAct,
        "climb": CallAct,
        SCORE_HAPPENING: HappeningAct,
        SCORE_SETTLEMENT: SettlementAct,
        RULE_SET.record: RuleSetAct,
        CORRECTION.record: CorrectionAct,
        APPEAL.record: AppealAct,
        **gate,
        **house,
    }


def role_names() -> dict[str, list[str]]:
    """Right → labels of the roles that hold it."""
    return {right.value: [role.label for role in TABLE if right in TABLE[role]] for right in Right}
