"""What a notice can be about, and where it leads.

- A notice, a mail and a short message name the kind of record, its number and where to find it, never its content.
"""

from uuid import UUID

from kernel.workflow import Labelled


class RecordKind(Labelled):
    """Records a notice can lead to."""

    SUBMISSION = "submission", "报送信息"
    ASSIGNMENT = "assignment", "约稿调研任务"
    ASSIGNMENT_ORDER = "assignment_order", "约稿调研"
    ARTICLE = "article", "稿件"
    QUESTION = "question", "核实问题"
    DESK = "desk", "编辑台"
    ISSUE = "issue", "刊物"
    DELIVERY = "delivery", "送阅刊物"
    DAILY_DUTY = "daily_duty", "每日一期"
    INSTRUCTION = "instruction", "批示"
    INSTRUCTION_TIDY = "instruction_tidy", "批示月度清理"
    ACCOUNT = "account", "账号"
    ROLE_CHANGE = "role_change", "角色变更"
    UNIT = "unit", "单位"
    HANDOVER = "handover", "交接"
    WIDENING = "widening", "扩大发送范围"
    READING_HANDOVER = "reading_handover", "代阅"
    APPLICATION = "application", "账号申请"
    REPORT_DUTY = "report_duty", "定期报送"
    SIGNER_ABSENCE = "signer_absence", "外出代签"
    DEBT = "debt", "先报后签"
    EVENT = "event", "事件"
    PHONE_NOTE = "phone_note", "电话报告"
    CLIMB = "climb", "电话催办"
    SCORE_APPEAL = "score_appeal", "计分申诉"
    LETTER = "letter", "提醒的发送"


PLACES = {
    RecordKind.SUBMISSION: "/submissions/{id}",
    RecordKind.ASSIGNMENT: "/assignments/tasks/{id}",
    RecordKind.ASSIGNMENT_ORDER: "/assignments/{id}",
    RecordKind.ARTICLE: "/articles/{id}",
    RecordKind.QUESTION: "/questions/{id}",
    RecordKind.DESK: "/editing?show=late",
    RecordKind.ISSUE: "/issues/{id}",
    RecordKind.DAILY_DUTY: "/issues/days/{id}",
    RecordKind.DELIVERY: "/deliveries/{id}",
    RecordKind.INSTRUCTION: "/instructions/{id}",
    RecordKind.INSTRUCTION_TIDY: "/instructions/tidy",
    RecordKind.ACCOUNT: "/admin/accounts/{id}",
    RecordKind.ROLE_CHANGE: "/admin/roles/{id}",
    RecordKind.UNIT: "/book/{id}",
    RecordKind.HANDOVER: "/handovers/{id}",
    RecordKind.WIDENING: "/widenings/{id}",
    RecordKind.READING_HANDOVER: "/deliveries/handover",
    RecordKind.APPLICATION: "/applications/{id}",
    RecordKind.REPORT_DUTY: "/periods/{id}",
    RecordKind.SIGNER_ABSENCE: "/sign/absence",
    RecordKind.DEBT: "/debts/{id}",
    RecordKind.EVENT: "/events/{id}",
    RecordKind.PHONE_NOTE: "/phone/{id}",
    RecordKind.CLIMB: "/notices/calls",
    RecordKind.SCORE_APPEAL: "/scores/appeals/{id}",
    RecordKind.LETTER: "/notices/sent?failed=1",
}


def place(kind: str, record: UUID) -> str:
    """The address of the record's page."""
    return PLACES[RecordKind(kind)].format(id=record)
