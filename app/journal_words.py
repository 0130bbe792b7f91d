"""The words the journal is read with: what every kind of record, every act and every state is called (SEC-03).

- The one place. A record with a table of transitions is called what its table calls it, and so are its acts and states.
- What stands in no table has its words in its package; what no package has a word for has it here.
- tests/unit/app/test_journal_words.py looks up everything the source writes to the journal, and fails for what is missing.
"""

from app.checks import workflows
from bulletins.rules.wording import ListSort
from bulletins.workflow.acts import (
    Act,
    AskAct,
    CodeAct,
    DayAct,
    HandoverAct,
    ListAct,
    PraiseAct,
    RankAct,
    StepAct,
)
from bulletins.workflow.question import QuestionAct
from gate.workflow import Act as GateAct
from identity.pages.desks import Words
from identity.workflow.register import Handed, PlainAct
from kernel.workflow import Labelled
from notices.workflow import CallAct
from scores.workflow.acts import HappeningAct, SettlementAct
from scores.workflow.appeals import AppealAct
from scores.workflow.corrections import CorrectionAct
from scores.workflow.rulesets import RuleSetAct
from submissions.rules.intake import Result, SenderState
from submissions.rules.oa import KeyState
from submissions.workflow.assignments import OrderAct, TaskAct
from submissions.workflow.channels import ChannelAct
from submissions.workflow.claims import ClaimAct
from submissions.workflow.debts import DebtAct
from submissions.workflow.discs import DiscAct
from submissions.workflow.drafts import DraftAct
from submissions.workflow.events import EventAct, PhoneAct
from submissions.workflow.examples import ExampleAct
from submissions.workflow.focus import FocusAct
from submissions.workflow.office_tables import TableAct
from submissions.workflow.periods import DutyAct
from submissions.workflow.submission import PlainAct as SubmissionAct


class Kind(Labelled):
    """Kinds of record that have no table of transitions."""

    ARCHIVE = "archive", "归档"
    ASSIGNMENT_QUOTA = "assignment_quota", "约稿上限"
    CALENDAR = "calendar", "工作日历"
    CATALOGUE = "catalogue", "数据目录"
    CLAIM = "claim", "领取"
    CLIMB = "climb", "电话催办"
    COPY_CODE = "copy_code", "核验码"
    GATE = "gate", "密级标志检查"
    GATE_RULES = "gate_rules", "密级标志规则"
    HANDOVER = "handover", "交接"
    INSTRUCTION_TIDY = "instruction_tidy", "批示月度清理"
    INTAKE_MAIL = "intake_mail", "来信"
    INTAKE_SENDER = "intake_sender", "投稿邮箱"
    KIND = "kind", "刊物种类"
    LEADER_RANK = "leader_rank", "领导职级"
    OA_KEY = "oa_key", "OA 接口密钥"
    OFFICE_TABLE = "office_table", "业务表"
    OUTBOX = "outbox", "后台任务"
    PHRASE = "phrase", "常用语"
    READER_GROUP = "reader_group", "读者分组"
    REPORTING_FOCUS = "reporting_focus", "报送要点"
    SCORE_HAPPENING = "score_happening", "计分事项"
    SCORE_SETTLEMENT = "score_settlement", "计分结账"
    SIGNER_ABSENCE = "signer_absence", "外出代签"
    STEP = "step", "编发步骤"
    SUBMISSION_EXAMPLE = "submission_example", "范例"
    SUBMISSION_VIEW = "submission_view", "常用查询"
    UPLOAD = "upload", "分段上传"
    VAULT = "vault", "密钥"
    WORDING = "wording", "用语对照"
    WORKING_COPY = "working_copy", "自动保存"


class FileAct(Labelled):
    """Acts of the archive."""

    FILE = "file", "归档"
    EXPORT = "export", "取走移交清单"


class CalendarAct(Labelled):
    """Acts on the calendar of working days."""

    ENTER = "enter", "登记工作日"
    DECLARE_OUTAGE = "declare_outage", "登记停用时段"
    WITHDRAW_OUTAGE = "withdraw_outage", "撤销停用时段"


class ServiceAct(Labelled):
    """Acts on keys and jobs."""

    REWRAP = "rewrap", "更换密钥"
    REDRIVE = "redrive", "重新执行"


class KindAct(Labelled):
    """Acts on a kind of bulletin."""

    MAKE = "make", "增加"
    CHANGE = "change", "修改"
    DISTRIBUTE = "distribute", "设定发送范围"
    AUDIENCE = "audience", "设定发送方式"
    SCORE = "score", "设定计分规则"
    DAILY_HOURS = "daily_hours", "设定组稿和印发时间"


class QuotaAct(Labelled):
    """Acts on how much may be asked of a unit."""

    SET = "set", "设定约稿上限"
    END = "end", "取消单位自定的上限"


class KeptAct(Labelled):
    """Acts on what a person keeps: a search, an entry of the catalogue."""

    ADD = "add", "增加"
    CHANGE = "change", "修改"
    DROP = "drop", "删除"


class AwayAct(Labelled):
    """Acts on an absence."""

    REVOKE = "revoke", "提前结束"
    END = "end", "离岗后结束"


class AwayState(Labelled):
    """Where an absence stands."""

    ENTERED = "entered", "已登记"
    ENDED = "ended", "已结束"


class UnitAct(Labelled):
    """Acts on a unit that its package has no word for."""

    TWO_HANDS = "two_hands", "规定写的和签的是否须为两人"


class TextAct(Labelled):
    """Acts on texts as lists of them."""

    EXPORT = "export", "导出"


class Seat(Labelled):
    """What a person is appointed to, as the act says it."""

    LIAISON1 = "liaison1", "信息员 1"
    LIAISON2 = "liaison2", "信息员 2"
    OPERATOR1 = "operator1", "操作员 A"
    OPERATOR2 = "operator2", "操作员 B"


class NoCopy(Labelled):
    """Why a code or a file is none of ours."""

    NO_CODE = "no_copy_code", "不是核验码"
    FORGED = "copy_code_forged", "校验不符"
    UNKNOWN = "copy_unknown", "不在册"
    FILE_UNKNOWN = "copy_file_unknown", "没有这样的文件"


ACTS: dict[str, tuple[type[Labelled], ...]] = {
    "archive": (FileAct,),
    "article": (Act,),
    "assignment": (TaskAct,),
    "assignment_order": (OrderAct,),
    "assignment_quota": (QuotaAct,),
    "calendar": (CalendarAct,),
    "catalogue": (KeptAct,),
    "claim": (ClaimAct,),
    "climb": (CallAct,),
    "commendation": (PraiseAct,),
    "copy_code": (CodeAct,),
    "daily_duty": (DayAct,),
    "debt": (DebtAct,),
    "delivery": (Act,),
    "disc": (DiscAct,),
    "event": (EventAct,),
    "gate": (GateAct,),
    "gate_rules": (GateAct,),
    "handover": (Handed,),
    "hold": (GateAct,),
    "instruction": (Act,),
    "instruction_duty": (Act,),
    "instruction_tidy": (RankAct,),
    "intake_mail": (Result,),
    "intake_sender": (ChannelAct,),
    "issue": (Act,),
    "kind": (KindAct,),
    "leader_rank": (RankAct,),
    "oa_key": (ChannelAct,),
    "office_table": (TableAct,),
    "outbox": (ServiceAct,),
    "phone_note": (PhoneAct,),
    "phrase": (Act,),
    "question": (QuestionAct,),
    "reader_group": (ListAct,),
    "reading_handover": (HandoverAct,),
    "report_duty": (DutyAct,),
    "reporting_focus": (FocusAct,),
    "submission_example": (ExampleAct,),
    "score_appeal": (AppealAct,),
    "score_correction": (CorrectionAct,),
    "score_happening": (HappeningAct,),
    "score_rule_set": (RuleSetAct,),
    "score_settlement": (SettlementAct,),
    "signer_absence": (AwayAct,),
    "step": (StepAct,),
    "submission": (SubmissionAct, TextAct),
    "submission_view": (KeptAct,),
    "unit": (UnitAct,),
    "upload": (DraftAct,),
    "vault": (ServiceAct,),
    "widening": (AskAct,),
    "wording": (ListSort,),
    "working_copy": (DraftAct,),
}

STATES: dict[str, tuple[type[Labelled], ...]] = {
    "copy_code": (NoCopy,),
    "handover": (Handed,),
    "intake_sender": (SenderState,),
    "oa_key": (KeyState,),
    "person": (Seat,),
    "signer_absence": (AwayState,),
}


def words() -> dict[str, Words]:
    """Kind of record → its words. Of two words for one act the table's is taken, then the kind's own."""
    tables = {table.record: table for table in workflows()}
    return {
        kind: Words(
            tables[kind].label if kind in tables else Kind(kind).label,
            _labels(PlainAct, *ACTS.get(kind, ()))
            | ({row.action: row.label for row in reversed(tables[kind].transitions)} if kind in tables else {}),
            _labels(*STATES.get(kind, ()), *((tables[kind].states,) if kind in tables else ())),
        )
        for kind in (*tables, *Kind)
    }


def _labels(*found: type[Labelled]) -> dict[str, str]:
    return {each.value: each.label for words in found for each in words}
